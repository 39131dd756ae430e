/** Coordinates a search of the user's model, on a worker of the page. */
import type { Endpoint } from 'comlink'
import { exported, settings } from 'tidemark:model'
import { exposeSearch } from '../../../checker/hosts/web-search.ts'
import { modelOf } from './own-model.ts'

exposeSearch({
  endpoint: self as Endpoint,
  build: (properties) => modelOf(exported, settings.args, properties as readonly string[]),
  startLane: () => new Worker(new URL('./lane-worker.ts', import.meta.url), { type: 'module' }),
  isolated: self.crossOriginIsolated,
})
