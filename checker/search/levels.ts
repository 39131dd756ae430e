/** Levels of the search: starting lanes, running a level on all of them, a larger table when it fills up. */
import { at } from '../state/at.ts'
import type { ExploreOptions } from './explore.ts'
import type { LevelReport, LevelRequest } from './lane-messages.ts'
import type { LaneOptions } from './lane.ts'
import type { LaneHandle, StartLane } from './lanes.ts'
import { Control, nextTable, type SearchMemory } from './memory.ts'

/** The states of one depth: the index of the first and the one after the last. */
export interface Level {
  readonly from: number
  readonly to: number
}

/** How many states a level has. */
export const sizeOf = ({ from, to }: Level): number => to - from

/** The indices of its states. */
export function* statesOf({ from, to }: Level): Generator<number> {
  for (let index = from; index < to; index++) yield index
}

/** States handed out to a lane at a time: few where there are few, so that every lane has some. */
export const pieceOf = (level: Level): number => (sizeOf(level) < 4096 ? 16 : 128)

/**
 * How many lanes are worth having at work on so many states: one more for every `perLane`. Each compiles the code of the model for itself, which
 * takes as long as exploring some ten thousands of states; one that has it compiled already explores so many sooner alone.
 */
export const lanesFor = (states: number, perLane: number, lanes: number): number =>
  Math.min(lanes, Math.max(1, Math.ceil(states / perLane)))

/** How many lanes may be at work now, as who asks for the search says. */
export const lanesAllowed = ({ workers, lanesNow }: Pick<ExploreOptions, 'workers' | 'lanesNow'>): number =>
  Math.min(workers, Math.max(1, lanesNow?.() ?? workers))

/**
 * Starts the lanes from number `first` up to `end`. When one of the first lanes fails, those started with it are ended; of later ones that are
 * a help and no need, those before the first that fails are given.
 */
export async function startMore(
  start: StartLane,
  options: ExploreOptions,
  memory: SearchMemory,
  first: number,
  end: number,
): Promise<LaneHandle[]> {
  const laneOptions = (lane: number): LaneOptions => ({
    memory,
    lane,
    off: options.off,
    guardCoverage: options.guardCoverage ?? false,
    assertions: options.assertions ?? false,
    checks: options.rangeChecks !== false,
    pieces: options.pieces ?? Infinity,
  })
  const settled = await Promise.allSettled(Array.from({ length: end - first }, (_, i) => start(laneOptions(first + i))))
  const failed = settled.findIndex((s) => s.status === 'rejected')
  const kept = failed < 0 ? settled.length : first === 0 ? 0 : failed
  const lanes = (some: typeof settled) => some.flatMap((s) => (s.status === 'fulfilled' ? [s.value] : []))
  await Promise.all(lanes(settled.slice(kept)).map((lane) => lane.dispose()))
  const reason = settled[failed]
  if (first === 0 && reason?.status === 'rejected') throw reason.reason
  return lanes(settled.slice(0, kept))
}

/** Adds the initial states by the first lane. */
export async function seed(lanes: readonly LaneHandle[], memory: SearchMemory, packed: Int32Array): Promise<void> {
  const control = new Int32Array(memory.control)
  const count = packed.length / memory.words
  let done = 0
  while (done < count) {
    for (const lane of lanes.slice(0, 1)) done = await lane.api.seed(packed, done)
    if (control[Control.grow] === 1) await growTable(lanes, memory)
  }
}

/**
 * Runs one level on the first `busy` lanes, with a larger table whenever one asks for it. `known` is what lanes have reported
 * last; what they count they count from the start of the search, so that what is given back is about this level and all before.
 */
export async function runLevel(
  lanes: readonly LaneHandle[],
  memory: SearchMemory,
  request: LevelRequest,
  { known, busy }: { readonly known: readonly LevelReport[]; readonly busy: number },
): Promise<LevelReport[]> {
  const control = new Int32Array(memory.control)
  const reports = known.map((report): LevelReport => ({ ...report, findings: [], sampled: [] }))
  let running = lanes.slice(0, busy).map((lane, i) => ({ lane, i }))
  while (running.length > 0) {
    const round = await Promise.all(running.map(async ({ lane, i }) => ({ lane, i, report: await lane.api.level(request) })))
    for (const { i, report } of round) reports[i] = report
    running = round.filter(({ report }) => report.status === 'paused')
    if (control[Control.grow] === 1) await growTable(lanes, memory)
  }
  return reports
}

async function growTable(lanes: readonly LaneHandle[], memory: SearchMemory): Promise<void> {
  const control = new Int32Array(memory.control)
  const table = at(control, Control.table)
  await Promise.all(lanes.map((lane, i) => lane.api.clear(table, i, lanes.length)))
  control[Control.table] = nextTable(memory, table)
  control[Control.grow] = 0
  await Promise.all(lanes.map((lane, i) => lane.api.refill(i, lanes.length)))
}
