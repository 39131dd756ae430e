/**
 * What the search asks of a lane, whatever runs it: a worker thread of Node (`threads.ts`), a worker of a page
 * (`web-lanes.ts`), or the thread of the search itself. Nothing here needs Node or a page.
 */
import { type Endpoint, expose, releaseProxy, type Remote, wrap } from 'comlink'
import { Lane, type LaneOptions } from './lane.ts'
import { reservedBytes } from './memory.ts'
import type { Model } from '../model.ts'
import { asIfAnotherRun, type Sketch, sketchOf } from './same-model.ts'

/** The methods of a {@link Lane}, each answering later. */
export type LaneApi = {
  readonly [K in 'seed' | 'level' | 'clear' | 'refill' | 'predecessors' | 'spread' | 'unmarked']: (
    ...args: Parameters<Lane[K]>
  ) => Promise<ReturnType<Lane[K]>>
}

/** Every method of a lane, each by what `method` makes of its name. */
const apiOf = (method: <K extends keyof LaneApi>(name: K) => LaneApi[K]): LaneApi => ({
  seed: method('seed'),
  level: method('level'),
  clear: method('clear'),
  refill: method('refill'),
  predecessors: method('predecessors'),
  spread: method('spread'),
  unmarked: method('unmarked'),
})

/** A method of a lane in this thread. */
const calling =
  (lane: () => Lane) =>
  <K extends keyof LaneApi>(name: K): LaneApi[K] =>
    (async (...args: never[]) => Reflect.apply<Lane, never[], unknown>(lane()[name], lane(), args)) as LaneApi[K]

/** What a worker exposes: it becomes a lane once started. `source` is what its {@link exposeLane} can build. */
export interface LaneHost extends LaneApi {
  /**
   * Builds the model for the next start, so that nothing need be loaded then. With the number of a thread as another run might
   * ({@link asIfAnotherRun}), and says what has come of it.
   */
  prepare(source: unknown, thread?: number): Promise<Sketch | undefined>
  start(source: unknown, options: LaneOptions): Promise<void>
  /** Lets go of the lane and its memory, which is free when garbage is collected; another may be started. */
  release(): Promise<void>
  /** Lets go of what earlier lanes have left, before more is reserved. */
  makeRoom(): Promise<void>
}

/** How a thread lets go of the memory of lanes, which may wait until more is needed. */
export interface Memory {
  readonly letGoOf: (bytes: number) => void
  readonly makeRoom: () => void
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
  readonly host: Remote<LaneHost>
  readonly died: Promise<never>
  /** Ends the worker, which is no death, or when it is idle keeps it for another lane. */
  end(isIdle: boolean): Promise<void>
}

/** The far end of an endpoint on which {@link exposeLane} serves. */
export const hostAt = (endpoint: Endpoint): Remote<LaneHost> => wrap<LaneHost>(endpoint)

/** Lets go of a host that is not used any more. */
export const letGo = (host: Remote<LaneHost>): void => host[releaseProxy]()

/** Serves one lane at a time on the far end of an endpoint, for {@link remoteLane}. `memory` is told of lanes that are let go of. */
export function exposeLane(endpoint: Endpoint, build: (source: unknown) => Model | Promise<Model>, memory?: Memory): void {
  let lane: Lane | undefined
  let prepared: Model | undefined
  let bytes = 0
  const started = (): Lane => {
    if (lane === undefined) throw new Error('the lane has not been started')
    return lane
  }
  const host: LaneHost = {
    prepare: async (source, thread) => {
      prepared = await (thread === undefined ? build(source) : asIfAnotherRun(thread, async () => build(source)))
      return thread === undefined ? undefined : sketchOf(prepared)
    },
    start: async (source, options) => {
      lane = new Lane(prepared ?? (await build(source)), options)
      prepared = undefined
      bytes = reservedBytes(options.memory)
    },
    release: async () => {
      lane = undefined
      prepared = undefined
      memory?.letGoOf(bytes)
    },
    makeRoom: async () => memory?.makeRoom(),
    ...apiOf(calling(started)),
  }
  expose(host, endpoint)
}

/**
 * Starts a lane on a worker that has called {@link exposeLane}. A worker that dies leaves comlink calls pending for ever, so
 * every call is raced with its death.
 */
export async function remoteLane(worker: LaneWorker, source: unknown, options: LaneOptions): Promise<LaneHandle> {
  const { host, died } = worker
  died.catch(() => undefined)
  let open = 0
  const race = async <T>(call: Promise<T>): Promise<T> => {
    open++
    const answer = await Promise.race([call, died])
    open--
    return answer
  }
  try {
    await race(host.start(source, options))
  } catch (error) {
    await worker.end(false)
    throw error
  }
  const api = apiOf(
    <K extends keyof LaneApi>(name: K) =>
      ((...args: never[]) => race((host[name] as (...args: never[]) => Promise<unknown>)(...args))) as LaneApi[K],
  )
  // A call that failed, or was never answered, leaves a lane of which nothing is known.
  return { api, died, dispose: () => worker.end(open === 0) }
}

/**
 * Lanes in this thread: one after the other instead of side by side, over the same memory. `breathe` is awaited after each
 * piece of a level; whoever gives one lets timers and messages in while a long search has the thread.
 */
export function localLanes<S>(model: Model<S>, breathe?: () => Promise<void>): StartLane {
  return async (options) => {
    const lane = new Lane(model as Model, options)
    const api = apiOf(calling(() => lane))
    return {
      api: {
        ...api,
        level: async (request) => {
          const report = structuredClone(await api.level(request))
          await breathe?.()
          return report
        },
      },
      died: new Promise<never>(() => undefined),
      dispose: async () => undefined,
    }
  }
}
