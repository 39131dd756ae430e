/** Coordinates a search, on a worker of the page. */
import type { Endpoint } from 'comlink'
import { exposeSearch } from '../../../checker/hosts/web-search.ts'
import { build } from '../../../questions/spec.ts'

exposeSearch({
  endpoint: self as Endpoint,
  build,
  startLane: () => new Worker(new URL('./lane-worker.ts', import.meta.url), { type: 'module' }),
  isolated: self.crossOriginIsolated,
})
