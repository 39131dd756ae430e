/** Other runs of the same steps: with some left out, or on another model. */
import { type Codec, compileCodec } from '../checker/state/codec.ts'
import type { Model } from '../checker/model.ts'
import { blockingGuard, initialStates, stateFrom, type Step, takeStep } from '../checker/state/successors.ts'
import type { Path } from '../checker/verdict.ts'
import { viewerOf } from '../checker/state/view.ts'
import { messageOf } from '../text/message-of.ts'
import { resolve } from './replay.ts'
import type { Trace, TraceStep } from './trace.ts'

/** A model with its working form, and the states a trace went through in it. */
export interface Stage<S> {
  readonly model: Model<S>
  readonly codec: Codec<S>
  /** Working arrays, one more than there are steps. */
  readonly states: readonly Int32Array[]
}

/** The working form of a trace that has been replayed on `model`. @throws TypeError when its states are not of the model's layout. */
export function stageOf<S>(model: Model<S>, trace: Trace): Stage<S> {
  const [codec, viewer] = [compileCodec(model.layout), viewerOf(model.layout)]
  const states = trace.states.map((view) => {
    const cells = codec.cells()
    viewer.write(view, cells)
    return cells
  })
  return { model, codec, states }
}

export type Rerun =
  | ({ readonly ok: true } & Path)
  /** The path leads up to the step that could not be taken, whose index is `at`. */
  | ({ readonly ok: false; readonly at: number; readonly obstacle: string } & Path)

/** Takes `steps` from `start`, every guard tested; the first that cannot be taken ends it. */
export function rerun<S>(model: Model<S>, codec: Codec<S>, start: Int32Array, steps: readonly TraceStep[]): Rerun {
  const states = [start]
  const done: Step[] = []
  let last = start
  for (const [at, taken] of steps.entries()) {
    const step = resolve(model, taken, at)
    if ('ok' in step) return { ok: false, states, steps: done, at, obstacle: `there is no such step` }
    const action = model.actions[step.action]
    try {
      const guard = action && blockingGuard(action, stateFrom(codec, last), step.params)
      if (guard !== undefined) return { ok: false, states, steps: done, at, obstacle: `it needs this to be true: ${guard}` }
      last = takeStep(model, codec, last, step)
    } catch (error) {
      return { ok: false, states, steps: done, at, obstacle: messageOf(error) }
    }
    states.push(last)
    done.push(step)
  }
  return { ok: true, states, steps: done }
}

/** The initial state of `other` that corresponds to that of the trace: of the same position among the initial states. */
export function startOn<S>({ model, codec, states }: Stage<S>, other: Model<S>, otherCodec: Codec<S>): Int32Array | undefined {
  const key = states[0]?.join()
  const position = initialStates(model, codec).findIndex((cells) => cells.join() === key)
  return initialStates(other, otherCodec)[Math.max(0, position)]
}
