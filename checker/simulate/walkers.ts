/** What walks, wherever it runs: on a thread (`hosts/simulate.ts`), or here. */
import { type Endpoint, expose, releaseProxy, type Remote, wrap } from 'comlink'
import type { Model } from '../model.ts'
import type { Walker } from './simulate.ts'
import { compileWalker, type Walk, type WalkerOptions, type WalkReport, type WalkRequest } from './walker.ts'

/** What a worker exposes that walks. */
export interface WalkHost {
  start(source: unknown, options: WalkerOptions): Promise<void>
  walk(request: WalkRequest, stop: Int32Array): Promise<WalkReport>
}

/** The far end of an endpoint on which {@link exposeWalker} serves. */
export const walkHostAt = (endpoint: Endpoint): Remote<WalkHost> => wrap<WalkHost>(endpoint)

/** Lets go of it. */
export const letGoOfWalker = (host: Remote<WalkHost>): void => host[releaseProxy]()

/** Serves walks through the model that `build` makes of what it is started with. */
export function exposeWalker(endpoint: Endpoint, build: (source: unknown) => Model | Promise<Model>): void {
  let walk: Walk | undefined
  const host: WalkHost = {
    start: async (source, options) => {
      walk = compileWalker(await build(source), options)
    },
    walk: async (request, stop) => {
      if (walk === undefined) throw new Error('the walker has not been started')
      return walk(request, () => Atomics.load(stop, 0) === 1)
    },
  }
  expose(host, endpoint)
}

/** Walks in this thread, which timers and messages have in between. */
export function localWalker<S>(model: Model<S>, options: WalkerOptions): Walker {
  const walk = compileWalker(model, options)
  return {
    walk: async (request, stop) => {
      await new Promise((resolve) => setTimeout(resolve))
      return walk(request, () => Atomics.load(stop, 0) === 1)
    },
  }
}
