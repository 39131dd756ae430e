/**
 * Lanes on worker threads, driven over comlink; or in this thread, for tests and small searches.
 *
 * A worker that dies leaves comlink calls pending for ever, so every call is raced with its death.
 */
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { type Endpoint, releaseProxy, type Remote, wrap } from 'comlink'
import type { GuardRef } from './expand.ts'
import { Lane, type LaneOptions } from './lane.ts'
import type { Model, ModelSource } from './model.ts'

/** The methods of a {@link Lane}, each answering later. */
export type LaneApi = {
  readonly [K in 'seed' | 'level' | 'clear' | 'refill' | 'predecessors' | 'spread' | 'unmarked']: (
    ...args: Parameters<Lane[K]>
  ) => Promise<ReturnType<Lane[K]>>
}

/** What a worker exposes: it becomes a lane once started. */
export interface LaneHost extends LaneApi {
  start(source: ModelSource, options: LaneOptions): Promise<void>
}

export interface LaneHandle {
  readonly api: LaneApi
  /** Rejects with {@link WorkerDied} when the worker is gone. Never resolves. */
  readonly died: Promise<never>
  dispose(): Promise<void>
}

/** Starts lanes; the way it does so is all that differs between threads, one thread, and (later) a page. */
export type StartLane = (options: LaneOptions) => Promise<LaneHandle>

export class WorkerDied extends Error {
  override name = 'WorkerDied'
}

/** Lanes on worker threads, each building the model from its source. `onWorker` sees each thread as it starts. */
export function threadLanes(source: ModelSource, onWorker?: (worker: Worker) => void): StartLane {
  return async (options) => {
    // Node 20 cannot load a .ts worker, so sources start through a plain module that registers tsx.
    const entry = import.meta.url.endsWith('.ts') ? './worker-boot.mjs' : './worker.js'
    const worker = new Worker(fileURLToPath(new URL(entry, import.meta.url)), { stdout: false })
    onWorker?.(worker)
    let disposing = false
    const died = new Promise<never>((_, reject) => {
      const name = `worker ${options.lane + 1}`
      worker.once('error', (error) => reject(new WorkerDied(`${name} died: ${error.message}`)))
      worker.once('messageerror', (error) => reject(new WorkerDied(`${name} sent an unreadable message: ${error.message}`)))
      worker.once('exit', (code) => {
        if (!disposing) reject(new WorkerDied(`${name} died with exit code ${code}`))
      })
    })
    died.catch(() => undefined)
    const remote: Remote<LaneHost> = wrap<LaneHost>(nodeEndpoint(worker))
    const race = <T>(call: Promise<T>): Promise<T> => Promise.race([call, died])
    const dispose = async (): Promise<void> => {
      disposing = true
      remote[releaseProxy]()
      await worker.terminate()
    }
    try {
      await race(remote.start(source, options))
    } catch (error) {
      await dispose()
      throw error
    }
    return {
      api: {
        seed: (packed) => race(remote.seed(packed)),
        level: (request) => race(remote.level(request)),
        clear: (...args) => race(remote.clear(...args)),
        refill: (...args) => race(remote.refill(...args)),
        predecessors: (...args) => race(remote.predecessors(...args)),
        spread: (...args) => race(remote.spread(...args)),
        unmarked: (...args) => race(remote.unmarked(...args)),
      },
      died,
      dispose,
    }
  }
}

/** Lanes in this thread: one after the other instead of side by side, over the same memory. */
export function localLanes<S>(model: Model<S>): StartLane {
  return async (options) => {
    const lane = new Lane(model as Model, options)
    return {
      api: {
        seed: async (packed) => lane.seed(packed),
        level: async (request) => structuredClone(lane.level(request)),
        clear: async (...args) => lane.clear(...args),
        refill: async (...args) => lane.refill(...args),
        predecessors: async (...args) => lane.predecessors(...args),
        spread: async (...args) => lane.spread(...args),
        unmarked: async (...args) => lane.unmarked(...args),
      },
      died: new Promise<never>(() => undefined),
      dispose: async () => undefined,
    }
  }
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

/** Loads the model a source names. The module must export `build(args)`. */
export async function loadModel(source: ModelSource): Promise<Model> {
  const loaded: unknown = await import(source.module)
  const build = typeof loaded === 'object' && loaded !== null && 'build' in loaded ? loaded.build : undefined
  if (typeof build !== 'function') throw new TypeError(`${source.module} does not export build(args)`)
  return build(source.args) as Model
}

export type { GuardRef }
