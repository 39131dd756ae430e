/** What a filter is told before the first state: plain data, as it comes from another machine. */
import * as v from 'valibot'
import { codeFingerprint } from '../answers/fingerprint.ts'
import type { ModelSource } from '../checker/model.ts'
import type { SearchPlan } from '../questions/check.ts'
import { asOwnSpec, isOwn } from '../questions/own-spec.ts'
import { ownSource } from '../questions/own-model.ts'
import { sourceOf, type Spec, specData } from '../questions/spec.ts'
import type { FilterOptions } from './filter.ts'

const Question = v.object({
  /** Whose states they are: of another program they may be packed otherwise. */
  program: v.string(),
  spec: v.record(v.string(), v.unknown()),
  /** The URL of the module of a model of one's own, on every machine. */
  module: v.optional(v.string()),
  guardCoverage: v.boolean(),
  rangeChecks: v.boolean(),
})
type Question = v.InferOutput<typeof Question>

/** What filters of a search are told. */
export const questionOf = ({ spec, source }: SearchPlan, options: FilterOptions): Question => ({
  program: codeFingerprint(),
  spec: specData(spec) as Question['spec'],
  ...(isOwn(spec) && { module: (source.args as { readonly module: string }).module }),
  guardCoverage: options.guardCoverage,
  rangeChecks: options.rangeChecks,
})

/** Reads what was told. @throws Error when it is nothing of the kind, or of another program. */
export function readQuestion(text: string): Question {
  const question = v.parse(Question, JSON.parse(text))
  if (question.program !== codeFingerprint())
    throw new Error('this machine has another tidemark or another Node than the one that asks: all must have the same')
  return question
}

/** Where the model of a question is, on this machine. */
export const modelSourceOf = ({ spec, module }: Question): ModelSource =>
  module === undefined ? sourceOf(spec as unknown as Spec) : ownSource(asOwnSpec(spec), module)
