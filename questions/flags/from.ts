/** `--from`: the search starts in a state of a saved trace. */
import type { Model } from '../../checker/model.ts'
import { FlagError } from '../../text/flag-error.ts'
import { flagName } from '../../text/flag-name.ts'
import type { Trace } from '../../traces/index.ts'
import type { Asked } from '../asked.ts'
import { shownBefore } from '../from-state.ts'
import { planFrom, type Prefix, prefixOf, searchingFrom } from '../from-trace.ts'
import { PROPERTIES, type Spec } from '../spec.ts'
import { type Flag, propertiesNamed } from './flag.ts'
import { BUILT_IN_FLAGS, type ModelFlags, refuseArgs } from './model.ts'

/** A state of a trace: after so many steps, or at its end. */
export interface From {
  readonly file: string
  readonly step: number | undefined
}

export const fromFlag: Flag = {
  flag: '--from <trace[@step]>',
  help: 'start in a state of a saved trace, after so many of its steps (default: all), with its model: what can still happen, and still be put right',
  read: (text): From => {
    const [, file = text, step] = /^(.*?)(?:@(\d+))?$/.exec(text) ?? []
    if (file === '') throw new FlagError('It must be a trace, as in counterexample.itf.json@5.')
    return { file, step: step === undefined ? undefined : Number(step) }
  },
}

/** A trace, and the model that it was replayed on. */
interface Replayed {
  readonly model: Model
  readonly trace: Trace
}

/** @throws FlagError when flags choose a model: the trace brings its own. */
export function refuseBesideFrom(flags: ModelFlags): void {
  refuseArgs(flags)
  const foreign = BUILT_IN_FLAGS.find((name) => flags[name] !== undefined)
  if (foreign !== undefined) throw new FlagError(`--from brings the model of its trace; ${flagName(foreign)} contradicts it`)
}

/** What is asked of the model of a trace that is built in. @throws FlagError, OptionError, LayoutError. */
export function askedFrom(from: From, { model, trace }: Replayed, { invariants }: ModelFlags): Asked {
  const { model: name } = trace.spec as unknown as Spec
  const names = invariants === undefined ? undefined : propertiesNamed(PROPERTIES[name], invariants)
  const plan = planFrom(trace, stemOf(from), names)
  return askedFromOwn({ plan, order: PROPERTIES[name], asUserError: (error) => error }, from, { model, trace })
}

/** The same of a model of the user's own, of which the trace must be. @throws FlagError. */
export const askedFromOwn = (asked: Asked, from: From, { model, trace }: Replayed): Asked =>
  starting(
    asked,
    from,
    prefixAt(from, trace.steps.length, (steps) => prefixOf(trace, model, steps, asked.plan.whole.model)),
  )

/** The question asked of what comes after the prefix. */
function starting(asked: Asked, from: From, prefix: Prefix): Asked {
  const { plan } = asked
  const { steps } = prefix.path
  const before = plan.whole.model.properties.flatMap((p) => {
    const at = p.kind === 'witness' ? undefined : shownBefore(plan.whole.model, prefix.path, p)
    return at === undefined ? [] : [`${p.name} is violated after ${at} steps of the trace already; no run of its own is saved`]
  })
  const notes = [
    `from ${from.file}, after ${steps.length === 0 ? 'no step' : `step ${steps.length}, ${prefix.step ?? ''}`}: states and levels are counted from there, and what holds does from there on. Runs are told from the beginning.`,
    ...before,
    ...plan.notes,
  ]
  return {
    ...asked,
    plan: { ...plan, stem: `${stemOf(from)}-from-${steps.length}`, notes },
    placed: (search) => searchingFrom(search, prefix),
  }
}

/** @throws FlagError when there is no such step, or the model of the question cannot take the steps before it. */
function prefixAt({ file, step }: From, all: number, prefix: (steps: number) => Prefix): Prefix {
  try {
    return prefix(step ?? all)
  } catch (error) {
    if (error instanceof RangeError)
      throw new FlagError(`--from ${file}${step === undefined ? '' : `@${step}`}: ${error.message}`)
    throw error
  }
}

/** The name of the trace's file, without its folder. */
const stemOf = ({ file }: From): string =>
  (file.split(/[\\/]/).findLast((part) => part !== '') ?? file).replace(/(?<=.)\.itf\.json$/, '')
