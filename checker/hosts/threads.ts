/** Searches on Node's worker threads. All of `checker/` that needs Node is here, in `load-model.ts`, `worker.ts` and `garbage.ts`. */
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Endpoint } from 'comlink'
import { type ExploreOptions, exploreOn } from '../search/explore.ts'
import { letGoOf, makeRoom } from './garbage.ts'
import { loadModel } from './load-model.ts'
import { checkOptions } from '../search/options.ts'
import type { LaneOptions } from '../search/lane.ts'
import { hostAt, type LaneHandle, letGo, remoteLane, type StartLane, WorkerDied } from '../search/lanes.ts'
import { lanesAllowed } from '../search/levels.ts'
import { reservedBytes } from '../search/memory.ts'
import { refuseAnother, type Sketch, sketchOf } from '../search/same-model.ts'
import type { ModelSource } from '../model.ts'
import type { SearchResult } from '../verdict.ts'

/** How the lanes of a search are come by: from a pool, or as `start` says; by default on threads that end with the search. */
export type ThreadOptions = ExploreOptions & { readonly pool?: ThreadPool; readonly start?: StartLane }

/**
 * Explores the model a source names, on worker threads. They have loaded the model before memory is reserved: what reads
 * TypeScript starts a process, which Linux refuses (ENOMEM) to one that has reserved more than there is.
 */
export async function explore(source: ModelSource, options: ThreadOptions): Promise<SearchResult> {
  checkOptions(options)
  const pool = options.pool ?? new ThreadPool()
  await pool.makeRoom()
  const model = await loadModel(source)
  if (options.start !== undefined) return exploreOn(model, options.start, options)
  // Of models whose own tests look at all that they do (`rangeChecks: false`) this is known.
  const sketch = options.rangeChecks === false ? undefined : sketchOf(model)
  const ready = await pool.ready(source, lanesAllowed(options), sketch !== undefined)
  let reserved = 0
  const start: StartLane = (lane) => {
    reserved = reservedBytes(lane.memory)
    return ready.start(lane)
  }
  try {
    if (sketch !== undefined) for (const other of ready.sketches) refuseAnother(model.name, sketch, other)
    return await exploreOn(model, start, options)
  } finally {
    await ready.end()
    // Not before: until now the search itself has held it, as its lanes did.
    letGoOf(reserved)
    if (options.pool === undefined) await pool.end()
  }
}

/** Lanes on threads that have loaded the model, and what they say of it where they were asked. */
interface ReadyLanes {
  readonly start: StartLane
  readonly sketches: readonly Sketch[]
  readonly end: () => Promise<void>
}

/** Lanes on worker threads of their own, each building the model from its source. `onWorker` sees each thread as it starts. */
export function threadLanes(source: ModelSource, onWorker?: (worker: Worker) => void): StartLane {
  return async (options) => {
    const thread = startThread(`worker ${options.lane + 1}`)
    onWorker?.(thread.worker)
    return laneOn(thread, source, options, thread.end)
  }
}

/**
 * Worker threads that outlive a search: the next one finds them started and warm. For many small searches, where starting threads
 * takes as long as searching. Idle threads do not keep the process alive.
 */
export class ThreadPool {
  private readonly idle: Thread[] = []
  private readonly onWorker: ((worker: Worker) => void) | undefined

  /** @param onWorker sees each thread as it starts. */
  constructor(onWorker?: (worker: Worker) => void) {
    this.onWorker = onWorker
  }

  /** Lanes on threads of the pool; one is started when none is idle. */
  lanes(source: ModelSource): StartLane {
    return async (options) => this.laneOn(this.take(`worker ${options.lane + 1}`), source, options)
  }

  /**
   * Lanes on threads that have loaded the model. `end` gives back the threads on which none was started. That a model cannot be
   * loaded, or its thread dies of it, is said when its lane is started. With `isSketched` each says what it has loaded, at least two.
   */
  async ready(source: ModelSource, workers: number, isSketched = false): Promise<ReadyLanes> {
    const threads = isSketched ? Math.max(2, workers) : workers
    const waiting = Array.from({ length: threads }, (_, lane) => this.take(`worker ${lane + 1}`))
    const prepared = await Promise.allSettled(
      waiting.map(({ host, died }, i) => Promise.race([host.prepare(source, isSketched ? i : undefined), died])),
    )
    const start: StartLane = async (options) =>
      this.laneOn(waiting.shift() ?? this.take(`worker ${options.lane + 1}`), source, options)
    return {
      start,
      sketches: prepared.flatMap((one) => (one.status === 'fulfilled' && one.value !== undefined ? [one.value] : [])),
      end: async () => {
        await Promise.all(waiting.splice(0).map((thread) => this.keep(thread)))
      },
    }
  }

  /** Has this thread and all that are idle let go of the memory of earlier searches, where it is much. */
  async makeRoom(): Promise<void> {
    makeRoom()
    await Promise.allSettled(
      this.idle.map(async (thread) => {
        thread.worker.ref()
        await Promise.race([thread.host.makeRoom(), thread.died])
        if (this.idle.includes(thread)) thread.worker.unref()
      }),
    )
  }

  /** Ends all idle threads, and lets go of what they have held. */
  async end(): Promise<void> {
    await Promise.all(this.idle.splice(0).map((thread) => thread.end()))
    makeRoom()
  }

  private laneOn(thread: Thread, source: ModelSource, options: LaneOptions): Promise<LaneHandle> {
    return laneOn(thread, source, options, (isIdle) => (isIdle ? this.keep(thread) : thread.end()))
  }

  private async keep(thread: Thread): Promise<void> {
    try {
      await Promise.race([thread.host.release(), thread.died])
    } catch {
      return thread.end()
    }
    thread.worker.unref()
    this.idle.push(thread)
    // The first lane of a search does what others are not needed for: its thread is the one that has compiled most.
    this.idle.sort((a, b) => b.worker.threadId - a.worker.threadId)
  }

  private take(name: string): Thread {
    for (let thread = this.idle.pop(); thread !== undefined; thread = this.idle.pop()) {
      if (!thread.isAlive) {
        void thread.end()
        continue
      }
      thread.name = name
      thread.worker.ref()
      return thread
    }
    const thread = startThread(name)
    this.onWorker?.(thread.worker)
    return thread
  }
}

/** A lane on a thread; `end` is what becomes of the thread after it. */
function laneOn(
  { host, died }: Thread,
  source: ModelSource,
  options: LaneOptions,
  end: (isIdle: boolean) => Promise<void>,
): Promise<LaneHandle> {
  return remoteLane({ host, died, end }, source, options)
}

/** What a thread of `worker.ts` serves: a lane of a search, or random walks. */
export type Role = 'lane' | 'walker'

interface Thread<Host = ReturnType<typeof hostAt>> {
  /** As errors call it. */
  name: string
  readonly worker: Worker
  readonly host: Host
  readonly died: Promise<never>
  readonly isAlive: boolean
  readonly end: () => Promise<void>
}

const startThread = (name: string): Thread => startRole(name, 'lane', hostAt, letGo)

/** Starts a thread that serves as `role` says; `at` is its far end, which `letGo` lets go of. */
export function startRole<Host>(
  name: string,
  role: Role,
  at: (endpoint: Endpoint) => Host,
  letGo: (host: Host) => void,
): Thread<Host> {
  // Node 20 cannot load a .ts worker, so sources start through a plain module that registers tsx.
  const entry = import.meta.url.endsWith('.ts') ? './worker-boot.mjs' : './worker.js'
  const worker = new Worker(fileURLToPath(new URL(entry, import.meta.url)), { stdout: false, workerData: role })
  const host = at(nodeEndpoint(worker))
  let [isAlive, isEnding] = [true, false]
  const died = new Promise<never>((_, reject) => {
    const die = (how: string): void => {
      isAlive = false
      if (!isEnding) reject(new WorkerDied(`${thread.name} ${how}`))
    }
    worker.once('error', (error) => die(`died: ${error.message}`))
    worker.once('messageerror', (error) => die(`sent an unreadable message: ${error.message}`))
    worker.once('exit', (code) => die(`died with exit code ${code}`))
  })
  died.catch(() => undefined)
  const thread: Thread<Host> = {
    name,
    worker,
    host,
    died,
    get isAlive() {
      return isAlive
    },
    end: async () => {
      isEnding = true
      letGo(host)
      await worker.terminate()
    },
  }
  return thread
}

/** A message port of Node's, in the form comlink expects. */
export function nodeEndpoint(port: {
  postMessage(message: unknown, transfer?: never[]): void
  on(event: 'message', listener: (data: unknown) => void): unknown
  off(event: 'message', listener: (data: unknown) => void): unknown
}): Endpoint {
  const wrapped = new Map<unknown, (data: unknown) => void>()
  return {
    postMessage: (message: unknown) => port.postMessage(message),
    addEventListener: (_type, listener) => {
      const handle = (data: unknown): void => {
        const event = { data } as MessageEvent
        if (typeof listener === 'function') listener(event)
        else listener.handleEvent(event)
      }
      wrapped.set(listener, handle)
      port.on('message', handle)
    },
    removeEventListener: (_type, listener) => {
      const handle = wrapped.get(listener)
      if (handle !== undefined) port.off('message', handle)
      wrapped.delete(listener)
    },
  }
}
