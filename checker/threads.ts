/** Searches on Node's worker threads. All of `checker/` that needs Node is here and in `worker.ts`. */
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Endpoint } from 'comlink'
import { type ExploreOptions, exploreOn } from './explore.ts'
import { remoteLane, type StartLane, WorkerDied } from './lanes.ts'
import type { Model, ModelSource } from './model.ts'
import type { SearchResult } from './verdict.ts'

/** Explores the model a source names, on worker threads. */
export async function explore(
  source: ModelSource,
  options: ExploreOptions & { /** How lanes are started; worker threads by default. */ readonly start?: StartLane },
): Promise<SearchResult> {
  return exploreOn(await loadModel(source), options.start ?? threadLanes(source), options)
}

/** Lanes on worker threads, each building the model from its source. `onWorker` sees each thread as it starts. */
export function threadLanes(source: ModelSource, onWorker?: (worker: Worker) => void): StartLane {
  return async (options) => {
    // Node 20 cannot load a .ts worker, so sources start through a plain module that registers tsx.
    const entry = import.meta.url.endsWith('.ts') ? './worker-boot.mjs' : './worker.js'
    const worker = new Worker(fileURLToPath(new URL(entry, import.meta.url)), { stdout: false })
    onWorker?.(worker)
    let ending = false
    const died = new Promise<never>((_, reject) => {
      const name = `worker ${options.lane + 1}`
      worker.once('error', (error) => reject(new WorkerDied(`${name} died: ${error.message}`)))
      worker.once('messageerror', (error) => reject(new WorkerDied(`${name} sent an unreadable message: ${error.message}`)))
      worker.once('exit', (code) => {
        if (!ending) reject(new WorkerDied(`${name} died with exit code ${code}`))
      })
    })
    const end = async (): Promise<void> => {
      ending = true
      await worker.terminate()
    }
    return remoteLane({ endpoint: nodeEndpoint(worker), died, end }, source, options)
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
