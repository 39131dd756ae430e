/**
 * Searches in a page. One worker coordinates, so that the page stays responsive: where the page is cross-origin isolated it
 * starts a lane on each of several workers, over shared memory; elsewhere memory cannot be shared, and it explores alone.
 * What is found is the same, as it is for any number of workers.
 *
 * Workers are given by whoever bundles the page; of the page itself nothing is needed here.
 */
import { type Endpoint, expose, proxy, releaseProxy, type Remote, wrap } from 'comlink'
import { exploreOn, type ExploreOptions, type Progress, STATES_PER_LANE } from '../search/explore.ts'
import { hostAt, letGo, localLanes, remoteLane, type StartLane, WorkerDied } from '../search/lanes.ts'
import type { Model } from '../model.ts'
import type { SearchResult } from '../verdict.ts'

/** The bounds and wishes of a search that can cross to a worker. */
export type PageLimits = Pick<
  ExploreOptions,
  'workers' | 'maxMemory' | 'maxStates' | 'maxDepth' | 'maxSeconds' | 'first' | 'forbidDeadlock' | 'from'
>

/** What the coordinating worker exposes. */
interface SearchHost {
  run(source: unknown, limits: PageLimits, onProgress: (progress: Progress) => void): Promise<SearchResult>
  cancel(): Promise<void>
}

/** A worker of a page, as far as it matters here. */
export interface PageWorker extends Endpoint {
  terminate(): void
}

/** States explored in one go when this thread must also hear messages: some tens of milliseconds. */
const PIECE = 16_384

/** Serves searches from a worker. `startLane` starts one more worker that has called {@link exposeLane}. */
export function exposeSearch(options: {
  readonly endpoint: Endpoint
  readonly build: (source: unknown) => Model | Promise<Model>
  readonly startLane: () => PageWorker
  readonly isolated: boolean
}): void {
  let running: AbortController | undefined
  const host: SearchHost = {
    run: async (source, limits, onProgress) => {
      running = new AbortController()
      const common = { ...limits, signal: running.signal, onProgress, statesPerLane: STATES_PER_LANE }
      const model = await options.build(source)
      return options.isolated
        ? exploreOn(model, pageLanes(options.startLane, source), common)
        : exploreOn(model, localLanes(model, nextTask), {
            ...common,
            workers: 1,
            shared: false,
            pieces: PIECE,
            rangeChecks: false,
          })
    },
    cancel: async () => running?.abort(),
  }
  expose(host, options.endpoint)
}

/** Lanes on workers of the page, each building the model from `source`. */
function pageLanes(startLane: () => PageWorker, source: unknown): StartLane {
  return async (options) => {
    const worker = startLane()
    const host = hostAt(worker)
    const end = async (): Promise<void> => {
      letGo(host)
      worker.terminate()
    }
    return remoteLane({ host, died: deathOf(worker, `worker ${options.lane + 1}`), end }, source, options)
  }
}

/** Runs one search on a worker that has called {@link exposeSearch}; the worker is ended with it. */
export async function searchOn(
  worker: PageWorker,
  source: unknown,
  options: PageLimits & Pick<ExploreOptions, 'signal' | 'onProgress'>,
): Promise<SearchResult> {
  const { signal, onProgress, ...limits } = options
  const remote: Remote<SearchHost> = wrap<SearchHost>(worker)
  const cancel = (): void => void remote.cancel().catch(() => undefined)
  signal?.addEventListener('abort', cancel)
  const heard = proxy((progress: Progress) => onProgress?.(progress))
  try {
    const found = remote.run(source, limits, heard)
    if (signal?.aborted) cancel()
    return await Promise.race([found, deathOf(worker, 'the worker of the search')])
  } finally {
    signal?.removeEventListener('abort', cancel)
    remote[releaseProxy]()
    worker.terminate()
  }
}

function deathOf(worker: PageWorker, name: string): Promise<never> {
  const died = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event: object) => {
      const message = 'message' in event && typeof event.message === 'string' ? event.message : 'it could not be loaded'
      reject(new WorkerDied(`${name} died: ${message}`))
    })
    worker.addEventListener('messageerror', () => reject(new WorkerDied(`${name} sent an unreadable message`)))
  })
  died.catch(() => undefined)
  return died
}

/** Resolves in a task of its own, after messages and timers that are due. */
const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))
