/** A saved trace as it is put to a release: the order its steps are driven in, and what of it the release would not do. */
import type { KraftOptions } from '../model/kraft/index.ts'
import { releaseOf } from '../model/kraft/versions.ts'
import { describeTraceStep, type Trace } from '../traces/index.ts'
import { drivableOrder, isMoved } from './drivable-order.ts'
import { build } from './spec.ts'
import { foreignRules, type Parting, partingOf } from './trace-rules.ts'

export interface DrivenTrace {
  readonly trace: Trace
  /** Rules of the trace that the release has not, where they make a difference to it. */
  readonly foreign: readonly string[]
  /** The order the steps are driven in, when it is not that of the saved trace. */
  readonly order: readonly string[] | undefined
  /** Where the rules of the release part from a trace that stands under others. */
  readonly parting: Parting | undefined
}

/**
 * @param version of the Kafka that is run, such as `4.4.0`.
 * @param without a rule of the release that the trace does without, where its spec does not say so.
 */
export function drivenTrace(saved: Trace, options: KraftOptions, version: string, without?: string): DrivenTrace {
  const release = releaseOf(version)
  const trace = drivableOrder(build(saved.spec), saved)
  const parting = release === undefined ? undefined : partingOf(trace, options, release)
  // A rule that the release has otherwise, and that makes no difference to the trace, is none of its own.
  const others =
    release === undefined ? ['the release, which is not known'] : parting === undefined ? [] : foreignRules(options, release)
  const foreign = without === undefined || others.length > 0 ? others : [without]
  return { trace, foreign, order: isMoved(trace, saved) ? trace.steps.map(describeTraceStep) : undefined, parting }
}
