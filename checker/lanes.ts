/**
 * What the search asks of a lane, whatever runs it: a worker thread of Node (`threads.ts`), a worker of a page
 * (`web-lanes.ts`), or the thread of the search itself. Nothing here needs Node or a page.
 */
import { type Endpoint, expose, releaseProxy, type Remote, wrap } from 'comlink'
import { Lane, type LaneOptions } from './lane.ts'
import type { Model } from './model.ts'

/** The methods of a {@link Lane}, each answering later. */
export type LaneApi = {
  readonly [K in 'seed' | 'level' | 'clear' | 'refill' | 'predecessors']: (
    ...args: Parameters<Lane[K]>
  ) => Promise<ReturnType<Lane[K]>>
}

/** What a worker exposes: it becomes a lane once started. `source` is what its {@link exposeLane} can build. */
export interface LaneHost extends LaneApi {
  start(source: unknown, options: LaneOptions): Promise<void>
}

export interface LaneHandle {
  readonly api: LaneApi
  /** Rejects with {@link WorkerDied} when the worker is gone. Never resolves. */
  readonly died: Promise<never>
  dispose(): Promise<void>
}

/** Starts lanes; the way it does so is all that differs between threads, one thread, and a page. */
export type StartLane = (options: LaneOptions) => Promise<LaneHandle>

export class WorkerDied extends Error {
  override name = 'WorkerDied'
}

/** A worker as {@link remoteLane} needs it. */
export interface LaneWorker {
  readonly endpoint: Endpoint
  readonly died: Promise<never>
  /** Ends the worker; that is not a death. */
  end(): Promise<void>
}

/** Serves one lane on the far end of an endpoint, for {@link remoteLane}. */
export function exposeLane(endpoint: Endpoint, build: (source: unknown) => Model | Promise<Model>): void {
  let lane: Lane | undefined
  const started = (): Lane => {
    if (lane === undefined) throw new Error('the lane has not been started')
    return lane
  }
  const host: LaneHost = {
    start: async (source, options) => {
      lane = new Lane(await build(source), options)
    },
    seed: async (packed) => started().seed(packed),
    level: async (request) => started().level(request),
    clear: async (...args) => started().clear(...args),
    refill: async (...args) => started().refill(...args),
    predecessors: async (...args) => started().predecessors(...args),
  }
  expose(host, endpoint)
}

/**
 * Starts a lane on a worker that has called {@link exposeLane}. A worker that dies leaves comlink calls pending for ever, so
 * every call is raced with its death.
 */
export async function remoteLane(worker: LaneWorker, source: unknown, options: LaneOptions): Promise<LaneHandle> {
  const { died } = worker
  died.catch(() => undefined)
  const remote: Remote<LaneHost> = wrap<LaneHost>(worker.endpoint)
  const race = <T>(call: Promise<T>): Promise<T> => Promise.race([call, died])
  const dispose = async (): Promise<void> => {
    remote[releaseProxy]()
    await worker.end()
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
    },
    died,
    dispose,
  }
}

/**
 * Lanes in this thread: one after the other instead of side by side, over the same memory. `breathe` is awaited after each
 * piece of a level; whoever gives one lets timers and messages in while a long search has the thread.
 */
export function localLanes<S>(model: Model<S>, breathe?: () => Promise<void>): StartLane {
  return async (options) => {
    const lane = new Lane(model as Model, options)
    return {
      api: {
        seed: async (packed) => lane.seed(packed),
        level: async (request) => {
          const report = structuredClone(lane.level(request))
          await breathe?.()
          return report
        },
        clear: async (...args) => lane.clear(...args),
        refill: async (...args) => lane.refill(...args),
        predecessors: async (...args) => lane.predecessors(...args),
      },
      died: new Promise<never>(() => undefined),
      dispose: async () => undefined,
    }
  }
}
