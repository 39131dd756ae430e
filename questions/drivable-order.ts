/**
 * A counterexample in an order that a cluster can be driven in. A broker takes all of the metadata log that is committed; where a
 * step has it take less, it may as well take it earlier, as long as everything between can be done all the same and ends alike.
 */
import { is } from 'immutable'
import { type Codec, compileCodec } from '../checker/state/codec.ts'
import type { Model } from '../checker/model.ts'
import { blockingGuard, initialStates, stateFrom, takeStep } from '../checker/state/successors.ts'
import { type Viewer, viewerOf } from '../checker/state/view.ts'
import { resolve } from '../traces/replay.ts'
import type { Trace, TraceStep } from '../traces/index.ts'

interface Stage {
  readonly model: Model
  readonly codec: Codec<unknown>
  readonly viewer: Viewer
}

/** A run: the states of the search and the steps between them. */
interface Run {
  readonly cells: readonly Int32Array[]
  readonly steps: readonly TraceStep[]
}

const APPLY = 'ApplyMetadata'

/** The trace with steps moved; itself when none has to be, or none can. What it ends in is the same. */
export function drivableOrder(model: Model, trace: Trace): Trace {
  const stage: Stage = { model, codec: compileCodec(model.layout), viewer: viewerOf(model.layout) }
  let run = rerun(stage, trace)
  if (run === undefined) return trace
  for (let at = 0; at < run.steps.length; at++) if (takesLess(stage, run, at)) run = moved(stage, run, at) ?? run
  return { ...trace, steps: run.steps, states: run.cells.map((cells) => stage.viewer.view(cells)) }
}

/** The trace with its steps in another order; undefined when they cannot be taken so, or end elsewhere. */
export function inOrder(model: Model, trace: Trace, steps: readonly TraceStep[]): Trace | undefined {
  const stage: Stage = { model, codec: compileCodec(model.layout), viewer: viewerOf(model.layout) }
  const states = rerun(stage, { ...trace, steps })?.cells.map((cells) => stage.viewer.view(cells))
  return states !== undefined && is(states.at(-1), trace.states.at(-1)) ? { ...trace, steps, states } : undefined
}

function rerun({ model, codec, viewer }: Stage, trace: Trace): Run | undefined {
  const first = [...initialStates(model, codec)].find((cells) => is(viewer.view(cells), trace.states[0]))
  if (first === undefined) return undefined
  const cells = follow({ model, codec, viewer }, first, trace.steps)
  return cells === undefined ? undefined : { cells, steps: trace.steps }
}

/** The states along steps; undefined when one of them cannot be taken. */
function follow({ model, codec }: Stage, from: Int32Array, steps: readonly TraceStep[]): readonly Int32Array[] | undefined {
  const states = [from]
  for (const [i, taken] of steps.entries()) {
    const before = states.at(-1) ?? from
    const step = resolve(model, taken, i + 1)
    const action = 'ok' in step ? undefined : model.actions[step.action]
    if ('ok' in step || action === undefined) return undefined
    if (blockingGuard(action, stateFrom(codec, before), step.params) !== undefined) return undefined
    states.push(takeStep(model, codec, before, step))
  }
  return states
}

const recordsAt = ({ viewer }: Stage, cells: Int32Array | undefined): readonly unknown[] =>
  cells === undefined ? [] : [...(viewer.view(cells).get('metadata') as Iterable<unknown>)]

/** The record that a step has a broker take; undefined when it is another step. */
function recordOf(stage: Stage, cells: Int32Array | undefined, { action, params }: TraceStep): unknown {
  return action === APPLY ? recordsAt(stage, cells)[Number(params[1]?.value)] : undefined
}

function takesLess(stage: Stage, { cells, steps }: Run, at: number): boolean {
  const step = steps[at]
  return step?.action === APPLY && Number(step.params[1]?.value) < recordsAt(stage, cells[at]).length - 1
}

/** The run with step `at` as late as it can be while its record is the newest. */
function moved(stage: Stage, { cells, steps }: Run, at: number): Run | undefined {
  const step = steps[at]
  const wanted = step && recordOf(stage, cells[at], step)
  if (step === undefined || wanted === undefined) return undefined
  for (let to = at - 1; to >= 0; to--) {
    const from = cells[to]
    if (from === undefined || !is(recordsAt(stage, from).at(-1), wanted)) continue
    const first = withRecord(step, recordsAt(stage, from).length - 1)
    const between = goOn(stage, from, first, cells.slice(to, at), steps.slice(to, at))
    const end = between?.cells.at(-1)
    const old = cells[at + 1]
    if (between === undefined || end === undefined || old === undefined) continue
    if (!is(stage.viewer.view(end), stage.viewer.view(old))) continue
    return {
      cells: [...cells.slice(0, to + 1), ...between.cells.slice(1, -1), ...cells.slice(at + 1)],
      steps: [...steps.slice(0, to), ...between.steps, ...steps.slice(at + 1)],
    }
  }
  return undefined
}

/** The run of `first` and then the same steps as before, each record by what it says and not by its place. */
function goOn(
  stage: Stage,
  from: Int32Array,
  first: TraceStep,
  was: readonly Int32Array[],
  steps: readonly TraceStep[],
): Run | undefined {
  let run: Run = { cells: [from], steps: [] }
  for (const [i, step] of [first, ...steps].entries()) {
    const record = i === 0 ? undefined : recordOf(stage, was[i - 1], step)
    const place = record === undefined ? -1 : recordsAt(stage, run.cells.at(-1)).findLastIndex((other) => is(other, record))
    if (record !== undefined && place < 0) return undefined
    const taken = record === undefined ? step : withRecord(step, place)
    const next = follow(stage, run.cells.at(-1) ?? from, [taken])?.[1]
    if (next === undefined) return undefined
    run = { cells: [...run.cells, next], steps: [...run.steps, taken] }
  }
  return run
}

const withRecord = ({ action, params }: TraceStep, place: number): TraceStep => ({
  action,
  params: params.map((param, i) => (i === 1 ? { ...param, value: String(place) } : param)),
})

/** Whether a trace is in another order than a saved one. */
export const isMoved = (a: { readonly steps: readonly TraceStep[] }, b: { readonly steps: readonly TraceStep[] }): boolean =>
  JSON.stringify(a.steps) !== JSON.stringify(b.steps)
