/** What a filter is told before the first state: plain data, as it comes from another machine. */
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { codeFingerprint } from '../answers/fingerprint.ts'
import { modulesDigest } from '../answers/module-digest.ts'
import type { ModelSource } from '../checker/model.ts'
import type { SearchPlan } from '../questions/check.ts'
import { asOwnSpec } from '../questions/own-spec.ts'
import { moduleOfPlan, ownSource } from '../questions/own-model.ts'
import { sourceOf, type Spec, specData } from '../questions/spec.ts'
import type { FilterOptions } from './filter.ts'

const Question = v.object({
  /** Whose states they are: of another program they may be packed otherwise. */
  program: v.string(),
  spec: v.record(v.string(), v.unknown()),
  /** The URL of the module of a model of one's own, on every machine, and what it is made of. */
  module: v.optional(v.object({ href: v.string(), digest: v.string() })),
  guardCoverage: v.boolean(),
  rangeChecks: v.boolean(),
})
type Question = v.InferOutput<typeof Question>

/** What filters of a search are told. */
export function questionOf(plan: SearchPlan, options: FilterOptions): Question {
  const href = moduleOfPlan(plan)
  return {
    program: codeFingerprint(),
    spec: specData(plan.spec) as Question['spec'],
    ...(href !== undefined && { module: { href, digest: modulesDigest(href) } }),
    guardCoverage: options.guardCoverage,
    rangeChecks: options.rangeChecks,
  }
}

/** Reads what was told. @throws Error when it is nothing of the kind, or of another program or model. */
export function readQuestion(text: string): Question {
  const question = v.parse(Question, JSON.parse(text))
  if (question.program !== codeFingerprint())
    throw new Error('this machine has another tidemark or another Node than the one that asks: all must have the same')
  const { module } = question
  if (module !== undefined && modulesDigest(module.href) !== module.digest)
    throw new Error(
      `${fileURLToPath(module.href)} is not the model of the machine that asks, or has changed since: all must have the same`,
    )
  return question
}

/** Where the model of a question is, on this machine. */
export const modelSourceOf = ({ spec, module }: Question): ModelSource =>
  module === undefined ? sourceOf(spec as unknown as Spec) : ownSource(asOwnSpec(spec), module.href)
