/**
 * The search: level-synchronous breadth-first exploration, the same result for any number of workers.
 *
 * This is the coordinator. It owns no states; lanes (`lane.ts`) expand them over shared memory (`memory.ts`). A level is
 * finished before the next begins, so every counterexample is a shortest one, and what is reported depends on sets of
 * states only, never on who was first.
 */
import { at } from '../state/at.ts'
import { carefulStates, checkInitial } from './careful.ts'
import { compileCodec } from '../state/codec.ts'
import { checkContract, fanoutOf, type GuardRef, possibleOf, withoutGuard } from './contract.ts'
import { encoderOf } from './expand.ts'
import type { LevelReport } from './lane-messages.ts'
import { levelCheck } from './level-check.ts'
import { borrowMemory, giveBack } from './lent-memory.ts'
import { lanesAllowed, lanesFor, type Level, pieceOf, runLevel, seed, sizeOf, startMore, statesOf } from './levels.ts'
import { type LaneApi, type LaneHandle, localLanes, type StartLane, WorkerDied } from './lanes.ts'
import { Control, firstTable, isOutOfStore, LaneCell, type MemoryNeeds, reserveMemory, type SearchMemory } from './memory.ts'
import type { Model } from '../model.ts'
import { type Kept, restore, type Snapshot, snapshotOf } from './snapshot.ts'
import { checkOptions } from './options.ts'
import { findDeadEnds, maskOf, openProperties, takeFindings } from './open-properties.ts'
import { contradictionError, failureError, leastFailure, result, sum, touched, tracePaths } from './result.ts'
import { initialStates, normalize } from '../state/successors.ts'
import type { Path, SearchError, SearchResult, Stop } from '../verdict.ts'
import { VisitedSet } from './visited.ts'

export interface Progress {
  readonly depth: number
  readonly distinct: number
  readonly generated: number
  /** States of the current level not yet expanded, roughly. */
  readonly queue: number
  readonly memoryBytes: number
  readonly seconds: number
}

export interface ExploreOptions {
  readonly workers: number
  /** Bytes the search may take for states, their table and buffers of successors (see `memory.ts`). */
  readonly maxMemory: number
  readonly maxStates?: number | undefined
  readonly maxDepth?: number | undefined
  readonly maxSeconds?: number | undefined
  /** End with the level in which the first property is violated. */
  readonly first?: boolean
  /** End with the level after which no property is open: each is violated, or is a witness that was reached. What may yet hold is never. */
  readonly untilDecided?: boolean
  /** Report a state without successors as a violation named NoDeadlock. */
  readonly forbidDeadlock?: boolean
  /** Start in these states, working arrays of the model's layout, instead of its initial states. */
  readonly from?: readonly Int32Array[] | undefined
  /** Is given the search at the end of every level that another follows. */
  readonly checkpoint?: ((snapshot: Snapshot) => Promise<void>) | undefined
  /** Go on from there. It must be of the same model, and of the same options but limits and workers. */
  readonly resume?: Kept | undefined
  /** Build without this guard. */
  readonly off?: GuardRef | undefined
  readonly guardCoverage?: boolean
  /**
   * Look at all that guards and effects do (see `careful.ts`): in every state, which is slow; or, when false, in none, for models
   * whose own tests do so. By default in the first levels and in a sample of the rest. Ranges are checked in any case.
   */
  readonly rangeChecks?: boolean
  /** Check the search itself as it goes: that what is packed can be read back, and that each state is where the table says. For tests. */
  readonly assertions?: boolean
  /** Aborting ends the search as `incomplete`. */
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /**
   * States after which a lane returns to the coordinator in the middle of a level, so that a thread that also has something
   * else to do can do it. By default a lane goes on to the end of its level.
   */
  readonly pieces?: number | undefined
  /**
   * States of a level for which one more lane is set to work, fewer when these take one lane longer than half a second: 1 unless said
   * otherwise, all lanes on every level. The result is the same.
   */
  readonly statesPerLane?: number | undefined
  /**
   * How many lanes may be at work, asked at the start and before each level: for searches that share cores with others. More are started when there are
   * first so many, `workers` at most; where one cannot be, the search goes on with those it has. By default all are started at once.
   */
  readonly lanesNow?: (() => number) | undefined
  /** Whether memory is shared between threads; true unless said otherwise. Lanes in this thread can do without. */
  readonly shared?: boolean | undefined
}

/** The number of states by which lanes are set to work where these are threads: what one more gains is more than what it has to compile. */
export const STATES_PER_LANE = 32_768
/** The same where states take long: as many as one lane has been seen to explore in this time. */
const SECONDS_PER_LANE = 0.5
/** What fewer states have taken may have been anything else, such as compiling. */
const LEAST_TIMED = 64

/**
 * Explores a model in this thread; `workers` lanes take turns. For tests and small models: here the careful looks (`rangeChecks`)
 * make the same code slower that the search runs, twofold for some models; on threads they do not.
 */
export async function exploreHere<S>(model: Model<S>, options: ExploreOptions): Promise<SearchResult> {
  let memory: SearchMemory | undefined
  try {
    return await exploreOn(model, localLanes(model), options, (needs) => (memory = borrowMemory(needs)))
  } finally {
    if (memory !== undefined) giveBack(memory)
  }
}

/** Explores a model on lanes that `start` starts, `options.workers` of them. */
export async function exploreOn<S>(
  whole: Model<S>,
  start: StartLane,
  options: ExploreOptions,
  reserve: (needs: MemoryNeeds) => SearchMemory = reserveMemory,
): Promise<SearchResult> {
  checkOptions(options)
  const model = withoutGuard(whole, options.off)
  checkContract(model)
  const startedAt = performance.now()
  const seconds = () => (performance.now() - startedAt) / 1000
  const codec = compileCodec(model.layout)
  checkInitial(model, codec)
  const starts = options.from?.map((cells) => normalize(codec, cells)) ?? initialStates(model, codec)
  const { words, halves } = codec.layout
  const limits = { maxStates: options.maxStates ?? Infinity, maxDepth: options.maxDepth ?? Infinity }
  const memory = reserve({
    halves,
    workers: options.workers,
    maxBytes: options.maxMemory,
    maxStates: limits.maxStates,
    fanout: fanoutOf(model),
    marks: possibleOf(model).length > 0,
    shared: options.shared,
  })
  const { workers } = memory
  const control = new Int32Array(memory.control)
  control[Control.table] = firstTable(memory)
  const visited = new VisitedSet(memory, 0)
  const check = levelCheck(model, codec, memory)
  const open = openProperties(model, options.forbidDeadlock ?? false)
  const levels: Level[] = []
  let stop: Stop | undefined
  let looked = 0
  let reports: readonly LevelReport[] = []
  const lanes: LaneHandle[] = []
  let startable = workers
  /** How many lanes may be at work, and are there: those that are missing are started. */
  const lanesThere = async (wanted: number): Promise<number> => {
    const allowed = Math.min(wanted, startable, lanesAllowed(options))
    if (allowed > lanes.length && (stop === undefined || lanes.length === 0)) {
      lanes.push(...(await startMore(start, options, memory, lanes.length, allowed)))
      // One that could not be started cannot be at the next level either.
      if (lanes.length < allowed) startable = lanes.length
    }
    return Math.min(allowed, lanes.length)
  }
  let overdue: ReturnType<typeof setTimeout> | undefined
  // Lanes look at `stop` between states. One that does not come to the next is in a guard or an effect that does not end.
  let giveUp: (error: WorkerDied) => void = () => undefined
  const grace = new Promise<never>((_, reject) => (giveUp = reject))
  grace.catch(() => undefined)
  /** How many lanes are at work, the first of them. */
  let busy = workers
  const halt = (why: Stop) => {
    stop ??= why
    Atomics.store(control, Control.stop, 1)
    overdue ??= setTimeout(() => giveUp(new WorkerDied(stuckAt(model, memory, busy))), GRACE_SECONDS * 1000)
  }
  const onAbort = () => halt({ by: 'interrupt' })
  options.signal?.addEventListener('abort', onAbort)
  if (options.signal?.aborted) onAbort()
  const { maxSeconds } = options
  const timer =
    maxSeconds === undefined || maxSeconds === Infinity
      ? undefined
      : setTimeout(() => halt({ by: 'seconds', limit: maxSeconds }), maxSeconds * 1000)
  const ticker = options.onProgress && setInterval(() => options.onProgress?.(progress(memory, levels, seconds())), 250)

  const finish = async (error: SearchError | undefined): Promise<SearchResult> => {
    // What is known now stands: an interruption while paths are traced back takes nothing from it.
    const known = stop
    const say = (said: SearchError | undefined, paths: ReadonlyMap<string, Path>): SearchResult =>
      result(model, {
        open,
        levels,
        stop: known,
        error: said,
        reports,
        paths,
        seconds: seconds(),
        workers,
        looked,
        transitions: sum(new Float64Array(memory.generated)),
        memoryBytes: touched(memory, levels),
      })
    try {
      return say(error, await tracePaths(model, codec, apisOf(lanes), levels, open, error, starts))
    } catch (contradiction) {
      return say(contradictionError(contradiction, starts), new Map())
    }
  }

  try {
    await lanesThere(workers)
    const closeLevel = (base: number, parity: number): Level => {
      const level = { from: base, to: visited.closeLevel(base, parity) }
      if (options.assertions) visited.assertFound(level.from, level.to)
      return level
    }
    const before: LevelReport[] = []
    let perLane = options.statesPerLane ?? 1
    let byLane: readonly LevelReport[] = []
    if (options.resume === undefined) {
      const packed = new Int32Array(starts.length * words)
      const encode = encoderOf(model, codec)
      starts.forEach((cells, i) => encode(cells, packed, i * words))
      await seed(lanes, memory, packed)
      levels.push(closeLevel(0, 0))
    } else {
      const restored = await restore(options.resume, lanes, memory, open)
      levels.push(...restored.levels)
      before.push(...restored.before)
      looked = options.resume.progress.looked
    }
    reports = before

    for (;;) {
      const depth = levels.length - 1
      const level = levels[depth]
      if (level === undefined || sizeOf(level) === 0) break
      if (stop === undefined) await options.checkpoint?.(snapshotOf(memory, levels, open, { reports, looked }))
      // At the depth bound a level is judged and expanded, but nothing is added: if nothing new was seen, the bound cut nothing.
      const last = depth >= limits.maxDepth
      if (last) control[Control.full] = 1
      control[Control.cursor] = 0
      const request = {
        ...level,
        piece: pieceOf(level),
        parity: depth & 1,
        judge: maskOf(open, 'judged'),
        judgeSteps: maskOf(open, 'step'),
        wantDeadlock: open.some((o) => o.finding.kind === 'deadlock' && o.found === undefined),
      }
      busy = await lanesThere(lanesFor(sizeOf(level), perLane, workers))
      const began = seconds()
      byLane = await Promise.race([runLevel(lanes, memory, request, { known: byLane, busy }), grace])
      reports = [...before, ...byLane]
      const took = (seconds() - began) / SECONDS_PER_LANE
      if (busy === 1 && took > 1 && sizeOf(level) >= LEAST_TIMED) perLane = Math.min(perLane, sizeOf(level) / took)
      // A part may be counted after the last look at the limit; what all levels took together depends on nobody's turn.
      if (isOutOfStore(memory, at(control, Control.states), control)) control[Control.full] = 1
      // Steps that lead beyond the bound count only when there is nothing beyond it.
      const beyond = last && control[Control.sawNew] === 1
      takeFindings(beyond ? open.filter((o) => o.finding.kind !== 'step') : open, reports, depth, words)
      const isWhole = options.rangeChecks === true || level.to <= carefulStates(model)
      const states = isWhole ? statesOf(level) : reports.flatMap(({ sampled }) => sampled)
      const seen = options.rangeChecks === false ? undefined : await check(request, states, isWhole)
      const failure = leastFailure([...reports, ...(seen === undefined ? [] : [seen])].flatMap((r) => r.failure ?? []))
      if (failure !== undefined)
        return await finish(await failureError(model, codec, apisOf(lanes), levels, depth, failure, starts))
      looked += seen?.looked ?? 0
      const violated = open.some((o) => o.found !== undefined && !o.isBound && o.result.kind !== 'witness')
      if (stop === undefined && control[Control.full] === 1) {
        if (!last)
          stop =
            at(control, Control.states) > limits.maxStates
              ? { by: 'states', limit: limits.maxStates }
              : { by: 'memory', limit: options.maxMemory }
        else if (beyond) stop = { by: 'depth', limit: limits.maxDepth }
        break
      }
      const next = closeLevel(level.to, 1 - (depth & 1))
      if (sizeOf(next) === 0) break
      const asked = open.filter((o) => !o.isBound)
      const isDecided = asked.length > 0 && asked.every((o) => o.found !== undefined)
      if ((options.first && violated) || (options.untilDecided && isDecided)) stop ??= { by: 'first' }
      if (stop?.by === 'first') break
      levels.push(next)
      if (stop !== undefined) break
    }
    const cut = open.find((o) => o.found !== undefined && o.isBound)
    if (cut !== undefined) stop ??= { by: 'bound', property: cut.result.name }
    if (stop === undefined) {
      if (possibleOf(model).length > 0) busy = await lanesThere(lanesFor(at(control, Control.next), perLane, workers))
      await Promise.race([findDeadEnds(apisOf(lanes).slice(0, busy), control, levels, open, words), grace])
    }
    return await finish(undefined)
  } catch (error) {
    if (error instanceof WorkerDied) return await finish({ kind: 'worker', message: error.message })
    return await finish(contradictionError(error, starts))
  } finally {
    clearTimeout(timer)
    clearTimeout(overdue)
    clearInterval(ticker)
    options.signal?.removeEventListener('abort', onAbort)
    await Promise.all(lanes.map((lane) => lane.dispose()))
  }
}

const apisOf = (lanes: readonly LaneHandle[]): LaneApi[] => lanes.map((lane) => lane.api)

/** Seconds that a worker may take to finish the state it is at once a search is to stop; then it is ended. */
const GRACE_SECONDS = 5

/** What the first `busy` workers are at, for a search that cannot be stopped otherwise. */
function stuckAt<S>(model: Model<S>, memory: SearchMemory, busy: number): string {
  const cells = new Int32Array(memory.lanes)
  const names = Array.from({ length: busy }, (_, lane) => {
    const action = model.actions[at(cells, lane * LaneCell.length + LaneCell.action)]
    return `worker ${lane + 1} in ${action?.name ?? 'no action'}`
  })
  return `the search did not stop within ${GRACE_SECONDS} s: a guard, an effect or a property does not end (${names.join(', ')})`
}

function progress(memory: SearchMemory, levels: readonly Level[], seconds: number): Progress {
  const control = new Int32Array(memory.control)
  const level = levels.at(-1)
  const size = level === undefined ? 0 : sizeOf(level)
  return {
    depth: Math.max(0, levels.length - 1),
    distinct: at(control, Control.states),
    generated: sum(new Float64Array(memory.generated)),
    queue: Math.max(0, size - at(control, Control.cursor)),
    memoryBytes: touched(memory, levels),
    seconds,
  }
}
