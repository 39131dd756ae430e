/** One measured search in a process of its own, so that its memory is its own: `run.ts WORKERS BOUNDS-AS-JSON PROPERTIES`. */
import { explore } from '../checker/index.ts'
import { sourceOf, type ZookeeperSpec } from '../questions/spec.ts'
import type { PropertyName } from '../invariants/index.ts'

/** What a run reports, as JSON on standard output. */
export interface Measured {
  readonly distinct: number
  readonly seconds: number
  /** Peak resident memory, less that of a search of a few states in the same process, per distinct state. */
  readonly residentBytesPerState: number
  readonly sharedBytesPerState: number
}

const [workers = '1', options = '{}', properties = ''] = process.argv.slice(2)
const spec = (bounds: ZookeeperSpec['options']): ZookeeperSpec => ({
  model: 'zookeeper',
  options: bounds,
  properties: properties.split(',').filter((name) => name !== '') as PropertyName[],
})
const bounds = JSON.parse(options) as ZookeeperSpec['options']
const limits = { workers: Number(workers), maxMemory: 8 * 2 ** 30 }

// The same program on next to nothing: what is resident then is the base of the process, threads and code included.
await explore(sourceOf(spec({ ...bounds, replicas: 2, logSize: 1, records: 1, maxEpoch: 1 })), limits)
const base = process.resourceUsage().maxRSS * 1024
const result = await explore(sourceOf(spec(bounds)), limits)
const measured: Measured = {
  distinct: result.distinct,
  seconds: result.seconds,
  residentBytesPerState: (process.resourceUsage().maxRSS * 1024 - base) / result.distinct,
  sharedBytesPerState: result.memoryBytes / result.distinct,
}
process.stdout.write(`${JSON.stringify(measured)}\n`)
