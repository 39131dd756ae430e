/** From what a search has seen to what it says. */
import { at } from '../state/at.ts'
import type { Codec } from '../state/codec.ts'
import { comparePacked } from '../state/codec.ts'
import { careful, Fault } from './careful.ts'
import { Contradiction, labelPath, walkBack } from './counterexample.ts'
import { guardsOf } from './contract.ts'
import type { Failure, LevelReport } from './lane-messages.ts'
import { type Level, sizeOf } from './levels.ts'
import { bufferBytes, Control, headBytes, type SearchMemory, storedBytes } from './memory.ts'
import type { Model } from '../model.ts'
import type { Open } from './open-properties.ts'
import type { LaneApi } from './lanes.ts'
import type { ActionCount, Path, PropertyResult, SearchError, SearchResult, Stop, Verdict } from '../verdict.ts'
import { slotsOf } from './table-size.ts'

/** Whoever knows which states of a level lead to a state. */
export type Back = Pick<LaneApi, 'predecessors'>

/** Everything a result is made of. */
export interface SearchRecord {
  readonly open: readonly Open[]
  readonly levels: readonly Level[]
  readonly stop: Stop | undefined
  readonly error: SearchError | undefined
  readonly reports: readonly LevelReport[]
  readonly paths: ReadonlyMap<string, Path>
  readonly seconds: number
  readonly workers: number
  /** States looked at carefully, in levels where nothing failed. */
  readonly looked: number
  /** Enabled transitions. */
  readonly transitions: number
  readonly memoryBytes: number
}

/** The failure of a level that comes first in encoding order. */
export const leastFailure = (failures: readonly Failure[]): Failure | undefined =>
  failures.toSorted((a, b) => comparePacked(a.key, 0, b.key, 0, a.key.length))[0]

/** A failure with the path to the state it happened in. */
export async function failureError<S>(
  model: Model<S>,
  codec: Codec<S>,
  lanes: readonly Back[],
  levels: readonly Level[],
  depth: number,
  failure: Failure,
  starts: readonly Int32Array[],
): Promise<SearchError> {
  const [packed] = await walkBack(lanes, levels, [{ depth, packed: failure.key }])
  const path = labelPath(model, codec, packed ?? [], starts)
  return toldError(model, codec, path, failure)
}

/** A failure in the last state of a path, as an error. */
export function toldError<S>(model: Model<S>, codec: Codec<S>, path: Path, failure: Failed): SearchError {
  const { kind, where, message } = explained(model, codec, path, failure)
  return { kind, message: where === '' ? message : `${where} failed: ${message}`, path }
}

/** A model that contradicts itself, as an error of its actions. @throws what is no contradiction. */
export function contradictionError(error: unknown, starts: readonly Int32Array[]): SearchError {
  if (!(error instanceof Contradiction)) throw error
  const { states, steps } = error.path
  const path = states.length > 0 ? { states, steps } : { states: starts.slice(0, 1), steps: [] }
  return { kind: 'action', message: error.message, path }
}

type Failed = Pick<Failure, 'kind' | 'where' | 'message'>

/** What failed, told by taking the transitions of the last state once more, with an eye on everything. */
function explained<S>(model: Model<S>, codec: Codec<S>, { states }: Path, failure: Failed): Failed {
  const last = states.at(-1)
  try {
    if (last !== undefined) careful(model, codec, codec.encode)(last)
  } catch (error) {
    if (error instanceof Fault && (error.kind === failure.kind || failure.where === '')) return error
  }
  return failure
}

/** The path of every property that has one, by name. Without lanes (a worker died) there are none. */
export async function tracePaths<S>(
  model: Model<S>,
  codec: Codec<S>,
  lanes: readonly Back[],
  levels: readonly Level[],
  open: readonly Open[],
  error: SearchError | undefined,
  starts: readonly Int32Array[],
): Promise<ReadonlyMap<string, Path>> {
  const paths = new Map<string, Path>()
  if (error !== undefined) return paths
  const found = open.flatMap((o) => (o.found === undefined ? [] : [{ o, found: o.found }]))
  const packed = await walkBack(
    lanes,
    levels,
    found.map((f) => f.found),
  )
  found.forEach(({ o, found: target }, i) => {
    const states = packed[i] ?? []
    paths.set(o.result.name, labelPath(model, codec, 'next' in target ? [...states, target.next] : states, starts, o.result))
  })
  return paths
}

/** The result of a search. */
export function result<S>(model: Model<S>, run: SearchRecord): SearchResult {
  const exhausted = run.stop === undefined && run.error === undefined
  const undecided: Verdict = run.error !== undefined ? 'error' : exhausted ? 'holds' : 'incomplete'
  const verdictOf = ({ result: r, isBound, found }: Open): Verdict => {
    if (found === undefined) return r.kind === 'witness' && undecided === 'holds' ? 'violated' : undecided
    return isBound ? 'incomplete' : r.kind === 'witness' ? 'holds' : 'violated'
  }
  const properties = run.open.map((o): PropertyResult => {
    const { result: r } = o
    const verdict = verdictOf(o)
    return { ...r, verdict, path: run.paths.get(r.name) }
  })
  const worst = (['error', 'violated', 'incomplete'] as const).find(
    (v) => undecided === v || properties.some((p) => p.verdict === v),
  )
  const distinct = run.levels.reduce((n, l) => n + sizeOf(l), 0)
  return {
    verdict: worst ?? 'holds',
    exhausted,
    stop: run.stop,
    error: run.error,
    properties,
    actions: actionCounts(model, run.reports),
    distinct,
    generated: run.levels.length === 0 ? 0 : run.transitions + run.levels.slice(0, 1).reduce((n, l) => n + sizeOf(l), 0),
    depth: Math.max(0, run.levels.length - 1),
    levels: run.levels.map(sizeOf),
    deadlocks: run.reports.reduce((n, r) => n + r.deadlocks, 0),
    workers: run.workers,
    seconds: run.seconds,
    looked: { states: run.looked, all: distinct },
    stateBits: model.layout.bits,
    memoryBytes: run.memoryBytes,
  }
}

function actionCounts<S>(model: Model<S>, reports: readonly LevelReport[]): ActionCount[] {
  const guards = guardsOf(model).map((g, i) => ({ ...g, blocked: reports.reduce((n, r) => n + at(r.blocked, i), 0) }))
  return model.actions.map((action, a) => ({
    name: action.name,
    taken: reports.reduce((n, r) => n + at(r.taken, a), 0),
    new: reports.reduce((n, r) => n + at(r.created, a), 0),
    guards: guards.filter((g) => g.action === action.name).map(({ guard, kind, blocked }) => ({ name: guard, kind, blocked })),
  }))
}

/** The sum of numbers. */
export const sum = (values: Iterable<number>): number => {
  let total = 0
  for (const v of values) total += v
  return total
}

/** Bytes of the memory reserved for the search that it has written to so far, and its buffers. */
export function touched(memory: SearchMemory, levels: readonly Level[]): number {
  const control = new Int32Array(memory.control)
  const marks = memory.hasMarks ? 1 : 0
  const widest = Math.max(0, ...levels.map(sizeOf))
  const states = at(control, Control.states)
  const table = at(control, Control.table)
  return (
    storedBytes(memory, states, control) +
    states * marks +
    4 * slotsOf(table) +
    headBytes(memory.halves, table) +
    2 * widest +
    bufferBytes(memory)
  )
}
