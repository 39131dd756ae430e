/** A search that starts in a state of a trace: what can still happen from there, and what can still be put right. */
import { compileCodec } from '../checker/state/codec.ts'
import type { Model } from '../checker/model.ts'
import type { Path } from '../checker/verdict.ts'
import { rerun, stageOf, startOn } from '../traces/rerun.ts'
import { describeTraceStep, type Trace } from '../traces/trace.ts'
import { type CheckPlan, planSearch } from './check.ts'
import { toldFromStart } from './from-state.ts'
import type { RunSearch } from './on-threads.ts'
import { promises } from '../invariants/kraft-catalogue.ts'
import { DEFAULT_PROPERTIES, kraftOptions, type Spec } from './spec.ts'

/** The run of a trace up to one of its states. */
export interface Prefix {
  readonly path: Path
  /** Of the last step, as people read it; undefined in the initial state. */
  readonly step: string | undefined
}

/** What is asked of the model of a trace that is built in: the properties named, or what the model promises. @throws OptionError, LayoutError. */
export function planFrom(trace: Trace, stem: string, names: readonly string[] | undefined): CheckPlan {
  const spec = trace.spec as unknown as Spec
  const promised = spec.model === 'kraft' ? promises(kraftOptions(spec.from, []).acks) : DEFAULT_PROPERTIES[spec.model]
  const search = planSearch({ ...spec, properties: names ?? promised } as Spec)
  const why = 'the search starts in a state of a trace, with the rules of its model'
  return { searches: [search], whole: search, stem, code: { kind: 'not asked', why }, notes: [] }
}

/**
 * The first steps of a trace that was replayed on `model`, as another model takes them, which may judge other properties.
 * @throws RangeError when there are not so many, or the other model cannot take one.
 */
export function prefixOf(trace: Trace, model: Model, steps: number, other: Model): Prefix {
  if (steps > trace.steps.length) throw new RangeError(`the trace has ${trace.steps.length} steps`)
  const codec = compileCodec(other.layout)
  const start = startOn(stageOf(model, trace), other, codec)
  if (start === undefined) throw new RangeError('the model has no initial state')
  const taken = rerun(other, codec, start, trace.steps.slice(0, steps))
  if (!taken.ok) throw new RangeError(`step ${taken.at + 1} cannot be taken: ${taken.obstacle}`)
  const last = trace.steps[steps - 1]
  return { path: { states: taken.states, steps: taken.steps }, step: last && describeTraceStep(last) }
}

/** A search that starts where the prefix ends, and whose runs are told from the initial state. */
export const searchingFrom =
  (search: RunSearch, prefix: Prefix): RunSearch =>
  async (plan, options) => {
    const last = prefix.path.states.at(-1)
    const result = await search(plan, { ...options, from: last && [last] })
    return toldFromStart(result, plan.model, prefix.path)
  }
