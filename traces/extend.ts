/** Steps beyond the end of a trace: one way in which it can go on. */
import type { Model } from '../checker/model.ts'
import { randomOf } from '../checker/simulate/random.ts'
import type { Codec } from '../checker/state/codec.ts'
import { type Step, successors } from '../checker/state/successors.ts'
import { type AnyView, viewerOf } from '../checker/state/view.ts'
import type { Paint } from '../text/span.ts'
import { printable } from '../text/printable.ts'
import { wrapItems } from '../text/wrap.ts'
import { diffStates } from './diff.ts'
import { stageOf } from './rerun.ts'
import { describeTraceStep, type Trace, traceStep, type TraceStep } from './trace.ts'
import { describeChange } from './words.ts'

/** What follows the end of a trace. */
export interface Extension {
  /** One more than there are steps; the first is the last of the trace. */
  readonly states: readonly AnyView[]
  /** Fewer than asked for when nothing is enabled any more. */
  readonly steps: readonly TraceStep[]
}

/** A step, and the state it leads to. */
interface Taken {
  readonly step: Step
  readonly cells: Int32Array
}

/** Steps from a state on, drawn among those that change something; fewer than asked for when nothing is enabled any more. The same seed draws the same. */
export function drawSteps<S>(model: Model<S>, codec: Codec<S>, from: Int32Array, steps: number, seed: number): readonly Taken[] {
  const random = randomOf(seed, 0)
  const path: Taken[] = []
  let last = from
  while (path.length < steps) {
    const here = last.join()
    const next = [...successors(model, codec, last)].filter(({ cells }) => cells.join() !== here)
    const drawn = next[random.below(next.length)]
    if (drawn === undefined) break
    path.push(drawn)
    last = drawn.cells
  }
  return path
}

/** Goes on from the end of a trace that was replayed on `model`, by {@link drawSteps}. */
export function extend<S>(model: Model<S>, trace: Trace, steps: number, seed: number): Extension {
  const { codec, states } = stageOf(model, trace)
  const viewer = viewerOf(model.layout)
  const last = states.at(-1) ?? new Int32Array()
  const path = drawSteps(model, codec, last, steps, seed)
  return {
    states: [last, ...path.map(({ cells }) => cells)].map((cells) => viewer.view(cells)),
    steps: path.map(({ step }) => traceStep(model, step)),
  }
}

/** An extension as text: what each step changes, numbered on from the trace. */
export function renderExtension(trace: Trace, { states, steps }: Extension, width: number, paint: Paint): string {
  const lines = steps.flatMap((step, i) => {
    const [before, after] = [states[i], states[i + 1]]
    const changes = before && after ? diffStates(before, after).map(describeChange) : []
    const number = String(trace.steps.length + i + 1).padStart(4)
    const [first = '', ...rest] = wrapItems(
      changes.flatMap((change, c) => (c === 0 ? [change] : [[{ text: '·', role: 'faint' }], change])),
      width,
      6,
      6,
      paint,
    )
    return [`${number}  ${printable(describeTraceStep(step))}`, `      ${first.trimStart()}`, ...rest]
  })
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}
