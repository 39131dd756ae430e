/** Levels of the search: starting lanes, running a level on all of them, doubling the table when it fills up. */
import { bufferCapacity } from './expand.ts'
import type { ExploreOptions } from './explore.ts'
import type { LaneOptions, LevelReport, LevelRequest } from './lane.ts'
import type { LaneHandle, StartLane } from './lanes.ts'
import { Control, FIRST_TABLE_BITS, LAST_TABLE_BITS, MAX_LOAD, type SearchMemory } from './memory.ts'
import type { Model } from '../model.ts'

/** The states of one depth: first and past-the-end chunk, and how many there are. */
export interface Level {
  readonly from: number
  readonly to: number
  readonly size: number
}

/** Starts all lanes; when one fails, those already started are ended. */
export async function startLanes(start: StartLane, options: ExploreOptions, memory: SearchMemory): Promise<LaneHandle[]> {
  const laneOptions = (lane: number): LaneOptions => ({
    memory,
    lane,
    off: options.off,
    guardCoverage: options.guardCoverage ?? false,
    rangeChecks: options.rangeChecks ?? false,
    pieces: options.pieces ?? Infinity,
  })
  const settled = await Promise.allSettled(Array.from({ length: options.workers }, (_, lane) => start(laneOptions(lane))))
  const lanes = settled.flatMap((s) => (s.status === 'fulfilled' ? [s.value] : []))
  const failed = settled.find((s) => s.status === 'rejected')
  if (failed === undefined) return lanes
  await Promise.all(lanes.map((lane) => lane.dispose()))
  throw failed.reason
}

/** Runs one level on all lanes, doubling the table whenever one asks for it. */
export async function runLevel(lanes: readonly LaneHandle[], control: Int32Array, request: LevelRequest): Promise<LevelReport[]> {
  const reports: LevelReport[] = []
  let running = lanes.map((lane, i) => ({ lane, i }))
  while (running.length > 0) {
    const round = await Promise.all(running.map(async ({ lane, i }) => ({ lane, i, report: await lane.api.level(request) })))
    for (const { i, report } of round) reports[i] = report
    running = round.filter(({ report }) => report.status === 'paused')
    if (control[Control.grow] === 1) await doubleTable(lanes, control)
  }
  return reports
}

async function doubleTable(lanes: readonly LaneHandle[], control: Int32Array): Promise<void> {
  const bits = control[Control.tableBits] ?? 0
  await Promise.all(lanes.map((lane, i) => lane.api.clear(bits, i, lanes.length)))
  control[Control.tableBits] = bits + 1
  control[Control.grow] = 0
  await Promise.all(lanes.map((lane, i) => lane.api.refill(i, lanes.length)))
}

/** Room for the initial states, which are added in one go, and for what every lane may hold in its buffers between two looks at the grow flag. */
export function firstTableBits<S>(model: Model<S>, workers: number): number {
  return Math.min(
    LAST_TABLE_BITS,
    Math.max(FIRST_TABLE_BITS, Math.ceil(Math.log2(10 * workers * bufferCapacity(model) + model.initial.length / MAX_LOAD))),
  )
}

/** What was found since chunk `from`. */
export function nextLevel(memory: SearchMemory, from: number): Level {
  const fill = new Int32Array(memory.fill)
  const to = Math.min(fill.length, new Int32Array(memory.control)[Control.nextChunk] ?? 0)
  let size = 0
  for (let chunk = from; chunk < to; chunk++) size += fill[chunk] ?? 0
  return { from, to, size }
}
