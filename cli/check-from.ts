/** `check --from`: the search starts in a state of a saved trace. */
import { basename } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { planFrom, type Prefix, prefixOf, searchingFrom, shownBefore } from '../questions/from-trace.ts'
import { onThreads } from '../questions/on-threads.ts'
import { PROPERTIES, type Spec } from '../questions/spec.ts'
import { flagName } from '../text/flag-name.ts'
import { UserError } from '../machine/errors.ts'
import type { Asked } from './asked.ts'
import type { CheckFlags } from './check-flags.ts'
import { KRAFT_FLAGS } from './check-kraft.ts'
import { TRANSACTIONS_FLAGS } from './check-transactions.ts'
import { ZOOKEEPER_FLAGS } from './check-zookeeper.ts'
import { type From, namesOf } from './flags.ts'
import type { Terminal } from './terminal.ts'
import { readTraceOn } from './trace.ts'

const MODEL_CHOICE = [
  'model',
  'replicas',
  'records',
  'logSize',
  ...KRAFT_FLAGS,
  ...ZOOKEEPER_FLAGS,
  ...TRANSACTIONS_FLAGS,
] as const

/** What is asked of the model of a trace that is built in. @throws UserError. */
export async function askedFrom(from: From, flags: CheckFlags, terminal: Terminal): Promise<Asked> {
  const foreign = MODEL_CHOICE.find((name) => flags[name] !== undefined)
  if (foreign !== undefined)
    throw new UserError('TM-101', `--from brings the model of its trace; ${flagName(foreign)} contradicts it`)
  const { model, trace } = await readTraceOn(undefined, from.file, terminal)
  const { model: name } = trace.spec as unknown as Spec
  const names = flags.invariants === undefined ? undefined : propertyNames(PROPERTIES[name], flags.invariants)
  const plan = planFrom(trace, basename(from.file, '.itf.json'), names)
  return starting(
    { plan, order: PROPERTIES[name], asUserError: (error) => error },
    from,
    prefixAt(from, trace.steps.length, (steps) => prefixOf(trace, model, steps, plan.whole.model)),
  )
}

/** The same of a model of the user's own, of which the trace must be. @throws UserError. */
export async function askedFromOwn(asked: Asked, module: string, from: From, terminal: Terminal): Promise<Asked> {
  const { model, trace } = await readTraceOn(module, from.file, terminal)
  const prefix = prefixAt(from, trace.steps.length, (steps) => prefixOf(trace, model, steps, asked.plan.whole.model))
  return starting(asked, from, prefix)
}

/** The question asked of what comes after the prefix. */
function starting(asked: Asked, { file }: From, prefix: Prefix): Asked {
  const { plan } = asked
  const { steps } = prefix.path
  const before = plan.whole.model.properties.flatMap((p) => {
    const at = p.kind === 'witness' ? undefined : shownBefore(plan.whole.model, prefix.path, p)
    return at === undefined ? [] : [`${p.name} is violated after ${at} steps of the trace already; no run of its own is saved`]
  })
  const notes = [
    `from ${file}, after ${steps.length === 0 ? 'no step' : `step ${steps.length}, ${prefix.step ?? ''}`}: states and levels are counted from there, and what holds does from there on. Runs are told from the beginning.`,
    ...before,
    ...plan.notes,
  ]
  return {
    ...asked,
    plan: { ...plan, stem: `${basename(file, '.itf.json')}-from-${steps.length}`, notes },
    search: searchingFrom(onThreads, prefix),
  }
}

/** @throws UserError when there is no such step, or the model of the question cannot take the steps before it. */
function prefixAt({ file, step }: From, all: number, prefix: (steps: number) => Prefix): Prefix {
  try {
    return prefix(step ?? all)
  } catch (error) {
    if (error instanceof RangeError)
      throw new UserError('TM-101', `--from ${file}${step === undefined ? '' : `@${step}`}: ${error.message}`)
    throw error
  }
}

function propertyNames(known: readonly string[], text: string): readonly string[] {
  try {
    return namesOf(known)(text)
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new UserError('TM-101', `--invariants ${text}: ${error.message}`)
    throw error
  }
}
