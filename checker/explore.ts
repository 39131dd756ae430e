/**
 * The search: level-synchronous breadth-first exploration, the same result for any number of workers.
 *
 * This is the coordinator. It owns no states; lanes (`lane.ts`) expand them over shared memory (`memory.ts`). A level is
 * finished before the next begins, so every counterexample is a shortest one, and what is reported depends on sets of
 * states only, never on who was first.
 */
import { comparePacked, compileCodec } from './codec.ts'
import { labelPath, type Target, walkBack } from './counterexample.ts'
import { bufferCapacity, checkContract, type GuardRef, guardsOf, judgedOf, possibleOf, stepwiseOf } from './expand.ts'
import type { Failure, Finding, LaneOptions, LevelReport, LevelRequest } from './lane.ts'
import { CHUNK, Control, FIRST_TABLE_BITS, reserveMemory, type SearchMemory } from './memory.ts'
import { type LaneApi, type LaneHandle, localLanes, type StartLane, WorkerDied } from './lanes.ts'
import type { Model, Property } from './model.ts'
import { initialStates } from './successors.ts'
import type { ActionCount, Path, PropertyResult, SearchError, SearchResult, Stop, Verdict } from './verdict.ts'

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
  /** Bytes the search may take for states and their table. */
  readonly maxMemory: number
  readonly maxStates?: number | undefined
  readonly maxDepth?: number | undefined
  readonly maxSeconds?: number | undefined
  /** End with the level in which the first property is violated. */
  readonly first?: boolean
  /** Report a state without successors as a violation named NoDeadlock. */
  readonly forbidDeadlock?: boolean
  /** Build without this guard. */
  readonly off?: GuardRef | undefined
  readonly guardCoverage?: boolean
  readonly rangeChecks?: boolean
  /** Aborting ends the search as `incomplete`. */
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /**
   * States after which a lane returns to the coordinator in the middle of a level, so that a thread that also has something
   * else to do can do it. By default a lane goes on to the end of its level.
   */
  readonly pieces?: number | undefined
  /** Whether memory is shared between threads; true unless said otherwise. Lanes in this thread can do without. */
  readonly shared?: boolean | undefined
}

/** Explores a model in this thread; `workers` lanes take turns. For tests and small models. */
export async function exploreHere<S>(model: Model<S>, options: ExploreOptions): Promise<SearchResult> {
  return exploreOn(model, localLanes(model), options)
}

/** The name under which a forbidden deadlock is reported. */
export const NO_DEADLOCK = 'NoDeadlock'

/** A property while the search runs. */
interface Open {
  readonly finding: Pick<Finding, 'kind' | 'property'>
  readonly result: Omit<PropertyResult, 'verdict' | 'path'>
  readonly isBound: boolean
  found: Target | { readonly depth: number; readonly packed: Int32Array; readonly next: Int32Array } | undefined
}

/** Explores a model on lanes that `start` starts, `options.workers` of them. */
export async function exploreOn<S>(model: Model<S>, start: StartLane, options: ExploreOptions): Promise<SearchResult> {
  const startedAt = performance.now()
  const seconds = () => (performance.now() - startedAt) / 1000
  checkContract(model)
  const codec = compileCodec(model.layout)
  const { words } = codec.layout
  const limits = { maxStates: options.maxStates ?? Infinity, maxDepth: options.maxDepth ?? Infinity }
  const { workers, maxMemory: maxBytes, shared = true } = options
  const marks = possibleOf(model).length > 0
  const memory = reserveMemory({ words, workers, maxBytes, maxStates: limits.maxStates, marks, shared })
  const control = new Int32Array(memory.control)
  control[Control.tableBits] = firstTableBits(model, options.workers)
  const open = openProperties(model, options.forbidDeadlock ?? false)
  const levels: { from: number; to: number; size: number }[] = []
  let stop: Stop | undefined
  let reports: readonly LevelReport[] = []
  let lanes: LaneHandle[] = []
  const halt = (why: Stop) => {
    stop ??= why
    Atomics.store(control, Control.stop, 1)
  }
  const onAbort = () => halt({ by: 'interrupt' })
  options.signal?.addEventListener('abort', onAbort)
  if (options.signal?.aborted) onAbort()
  const { maxSeconds } = options
  const timer =
    maxSeconds === undefined ? undefined : setTimeout(() => halt({ by: 'seconds', limit: maxSeconds }), maxSeconds * 1000)
  const ticker = options.onProgress && setInterval(() => options.onProgress?.(progress(memory, levels, seconds())), 250)

  const finish = async (error: SearchError | undefined): Promise<SearchResult> => {
    const exhausted = stop === undefined && error === undefined
    const paths = await tracePaths(model, codec, lanes, levels, open, error)
    return result(model, memory, { open, levels, stop, error, exhausted, reports, paths, seconds: seconds(), options })
  }

  try {
    lanes = await startLanes(start, options, memory)
    const apis = lanes.map((lane) => lane.api)
    const initial = initialStates(model, codec)
    const packed = new Int32Array(initial.length * words)
    initial.forEach((cells, i) => codec.encode(cells, packed, i * words))
    await apis[0]?.seed(packed)
    levels.push(nextLevel(memory, 0))

    for (;;) {
      const depth = levels.length - 1
      const level = levels[depth]
      if (level === undefined || level.size === 0) break
      // At the depth bound a level is judged and expanded, but nothing is added: if nothing new was seen, the bound cut nothing.
      const last = depth >= limits.maxDepth
      if (last) control[Control.full] = 1
      control[Control.cursor] = 0
      const to = control[Control.nextChunk] ?? 0
      reports = await runLevel(lanes, control, {
        from: level.from,
        to: level.to,
        base: to * CHUNK,
        parity: depth & 1,
        judge: maskOf(open, 'judged'),
        judgeSteps: last ? 0 : maskOf(open, 'step'),
        wantDeadlock: open.some((o) => o.finding.kind === 'deadlock' && o.found === undefined),
      })
      takeFindings(open, reports, depth, words)
      const failure = leastFailure(reports)
      if (failure !== undefined) return await finish(await failureError(model, codec, lanes, levels, depth, failure))
      const cut = open.find((o) => o.found !== undefined && o.isBound)
      const violated = open.some((o) => o.found !== undefined && !o.isBound && o.result.kind !== 'witness')
      if (stop === undefined && control[Control.full] === 1) {
        if (!last)
          stop =
            limits.maxStates <= memory.capacity
              ? { by: 'states', limit: limits.maxStates }
              : { by: 'memory', limit: options.maxMemory }
        else if (control[Control.sawNew] === 1) stop = { by: 'depth', limit: limits.maxDepth }
        break
      }
      const next = nextLevel(memory, to)
      if (next.size === 0) {
        if (cut !== undefined) stop ??= { by: 'bound', property: cut.result.name }
        break
      }
      if (options.first && violated) stop ??= { by: 'first' }
      if (stop?.by === 'first') break
      levels.push(next)
      if (stop !== undefined) break
    }
    if (stop === undefined) await findDeadEnds(apis, control, levels, open, words)
    return await finish(undefined)
  } catch (error) {
    if (!(error instanceof WorkerDied)) throw error
    lanes = []
    return await finish({ kind: 'worker', message: error.message })
  } finally {
    clearTimeout(timer)
    clearInterval(ticker)
    options.signal?.removeEventListener('abort', onAbort)
    await Promise.all(lanes.map((lane) => lane.dispose()))
  }
}

/**
 * Decides the properties of what stays possible: marks spread backwards from good states until nothing changes, then the
 * first level is sought that has an unmarked state.
 */
async function findDeadEnds(
  lanes: readonly LaneApi[],
  control: Int32Array,
  levels: readonly { from: number; to: number }[],
  open: readonly Open[],
  words: number,
): Promise<void> {
  const possible = open.filter((o) => o.finding.kind === 'possible')
  if (possible.length === 0) return
  do {
    control[Control.marked] = 0
    await Promise.all(lanes.map((lane, share) => lane.spread(control[Control.nextChunk] ?? 0, share, lanes.length)))
  } while (control[Control.marked] === 1 && control[Control.stop] === 0)
  for (const [depth, { from, to }] of levels.entries()) {
    if (control[Control.stop] === 1 || possible.every((o) => o.found !== undefined)) return
    const unmarked = await Promise.all(lanes.map((lane, share) => lane.unmarked(from, to, share, lanes.length)))
    for (const o of possible) {
      if (o.found !== undefined) continue
      const candidates = unmarked.flatMap((found) => found[o.finding.property] ?? []).filter((packed) => packed.length > 0)
      const least = candidates.toSorted((a, b) => comparePacked(a, 0, b, 0, words))[0]
      if (least !== undefined) o.found = { depth, packed: least }
    }
  }
}

/** Starts all lanes; when one fails, those already started are ended. */
async function startLanes(start: StartLane, options: ExploreOptions, memory: SearchMemory): Promise<LaneHandle[]> {
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
async function runLevel(lanes: readonly LaneHandle[], control: Int32Array, request: LevelRequest): Promise<LevelReport[]> {
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

/** Room for what every lane may hold in its buffers between two looks at the grow flag. */
function firstTableBits<S>(model: Model<S>, workers: number): number {
  return Math.max(FIRST_TABLE_BITS, Math.ceil(Math.log2(workers * bufferCapacity(model) * 10)))
}

function nextLevel(memory: SearchMemory, from: number): { from: number; to: number; size: number } {
  const fill = new Int32Array(memory.fill)
  const to = Math.min(fill.length, new Int32Array(memory.control)[Control.nextChunk] ?? 0)
  let size = 0
  for (let chunk = from; chunk < to; chunk++) size += fill[chunk] ?? 0
  return { from, to, size }
}

function openProperties<S>(model: Model<S>, forbidDeadlock: boolean): Open[] {
  const [judged, steps, possible] = [judgedOf(model), stepwiseOf(model), possibleOf(model)]
  const findingOf = (p: Property<S>): Open['finding'] => {
    switch (p.kind) {
      case 'state':
      case 'witness':
        return { kind: 'judged', property: judged.indexOf(p) }
      case 'step':
        return { kind: 'step', property: steps.indexOf(p) }
      case 'possible':
        return { kind: 'possible', property: possible.indexOf(p) }
    }
  }
  const open = model.properties.map((p): Open => {
    const finding = findingOf(p)
    const isBound = p.kind === 'state' && p.isBound === true
    return { finding, result: { name: p.name, kind: p.kind, statement: p.statement }, isBound, found: undefined }
  })
  if (forbidDeadlock)
    open.push({
      finding: { kind: 'deadlock', property: 0 },
      result: { name: NO_DEADLOCK, kind: 'deadlock', statement: 'Every reachable state has a successor.' },
      isBound: false,
      found: undefined,
    })
  return open
}

const maskOf = (open: readonly Open[], kind: Finding['kind']): number =>
  open.reduce((mask, o) => (o.finding.kind === kind && o.found === undefined ? mask | (1 << o.finding.property) : mask), 0)

/** Keeps, per property, the least finding of the level in encoding order. */
function takeFindings(open: readonly Open[], reports: readonly LevelReport[], depth: number, words: number): void {
  for (const o of open) {
    if (o.found !== undefined) continue
    const least = reports
      .flatMap((r) => r.findings)
      .filter((f) => f.kind === o.finding.kind && f.property === o.finding.property)
      .toSorted((a, b) => comparePacked(a.key, 0, b.key, 0, a.key.length))[0]
    if (least === undefined) continue
    const packed = least.key.slice(0, words)
    o.found = least.kind === 'step' ? { depth, packed, next: least.key.slice(words) } : { depth, packed }
  }
}

const leastFailure = (reports: readonly LevelReport[]): Failure | undefined =>
  reports.flatMap((r) => r.failure ?? []).toSorted((a, b) => comparePacked(a.key, 0, b.key, 0, a.key.length))[0]

async function failureError<S>(
  model: Model<S>,
  codec: ReturnType<typeof compileCodec<S>>,
  lanes: readonly LaneHandle[],
  levels: readonly { from: number; to: number }[],
  depth: number,
  failure: Failure,
): Promise<SearchError> {
  const [packed] = await walkBack(
    lanes.map((l) => l.api),
    levels,
    [{ depth, packed: failure.key }],
  )
  const where = failure.action === undefined ? 'a property' : failure.action
  return { kind: failure.kind, message: `${where} failed: ${failure.message}`, path: labelPath(model, codec, packed ?? []) }
}

/** The path of every property that has one, by name. Without lanes (a worker died) there are none. */
async function tracePaths<S>(
  model: Model<S>,
  codec: ReturnType<typeof compileCodec<S>>,
  lanes: readonly LaneHandle[],
  levels: readonly { from: number; to: number }[],
  open: readonly Open[],
  error: SearchError | undefined,
): Promise<ReadonlyMap<string, Path>> {
  const paths = new Map<string, Path>()
  if (error !== undefined) return paths
  const found = open.flatMap((o) => (o.found === undefined ? [] : [{ o, found: o.found }]))
  const packed = await walkBack(
    lanes.map((l) => l.api),
    levels,
    found.map((f) => f.found),
  )
  found.forEach(({ o, found: target }, i) => {
    const states = packed[i] ?? []
    paths.set(o.result.name, labelPath(model, codec, 'next' in target ? [...states, target.next] : states))
  })
  return paths
}

function result<S>(
  model: Model<S>,
  memory: SearchMemory,
  run: {
    readonly open: readonly Open[]
    readonly levels: readonly { size: number }[]
    readonly stop: Stop | undefined
    readonly error: SearchError | undefined
    readonly exhausted: boolean
    readonly reports: readonly LevelReport[]
    readonly paths: ReadonlyMap<string, Path>
    readonly seconds: number
    readonly options: ExploreOptions
  },
): SearchResult {
  const undecided: Verdict = run.error !== undefined ? 'error' : run.exhausted ? 'holds' : 'incomplete'
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
  return {
    verdict: worst ?? 'holds',
    exhausted: run.exhausted,
    stop: run.stop,
    error: run.error,
    properties,
    actions: actionCounts(model, run.reports),
    distinct: run.levels.reduce((n, l) => n + l.size, 0),
    generated: run.levels.length === 0 ? 0 : sum(new Float64Array(memory.generated)) + (run.levels[0]?.size ?? 0),
    depth: Math.max(0, run.levels.length - 1),
    levels: run.levels.map((l) => l.size),
    deadlocks: run.reports.reduce((n, r) => n + r.deadlocks, 0),
    workers: run.options.workers,
    seconds: run.seconds,
    stateBits: model.layout.bits,
    memoryBytes: touched(memory, run.levels),
  }
}

function actionCounts<S>(model: Model<S>, reports: readonly LevelReport[]): ActionCount[] {
  const guards = guardsOf(model).map((g, i) => ({ ...g, blocked: reports.reduce((n, r) => n + (r.blocked[i] ?? 0), 0) }))
  return model.actions.map((action, a) => ({
    name: action.name,
    taken: reports.reduce((n, r) => n + (r.taken[a] ?? 0), 0),
    new: reports.reduce((n, r) => n + (r.created[a] ?? 0), 0),
    guards: guards.filter((g) => g.action === action.name).map(({ guard, kind, blocked }) => ({ name: guard, kind, blocked })),
  }))
}

const sum = (values: Iterable<number>): number => {
  let total = 0
  for (const v of values) total += v
  return total
}

/** Bytes of shared memory the search has written to so far. */
function touched(memory: SearchMemory, levels: readonly { size: number }[]): number {
  const control = new Int32Array(memory.control)
  const chunks = control[Control.nextChunk] ?? 0
  const widest = Math.max(0, ...levels.map((l) => l.size))
  return chunks * CHUNK * memory.words * 4 + 4 * 2 ** (control[Control.tableBits] ?? 0) + chunks * 4 + 2 * widest
}

function progress(
  memory: SearchMemory,
  levels: readonly { from: number; to: number; size: number }[],
  seconds: number,
): Progress {
  const control = new Int32Array(memory.control)
  const level = levels.at(-1)
  const left = level === undefined ? 0 : Math.max(0, level.to - level.from - (control[Control.cursor] ?? 0)) * CHUNK
  return {
    depth: Math.max(0, levels.length - 1),
    distinct: control[Control.states] ?? 0,
    generated: sum(new Float64Array(memory.generated)),
    queue: Math.min(level?.size ?? 0, left),
    memoryBytes: touched(memory, levels),
    seconds,
  }
}
