/**
 * `npm run bench`: distinct states per second and bytes per state, for one worker and for all, run in turn so that both meet
 * the same noise. With `--tlc JAR --specs DIR`, TLC explores the same module beside it.
 */
import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { wholeNumber } from '../cli/flags.ts'
import type { ZookeeperSpec } from '../questions/spec.ts'
import type { Measured } from './run.ts'
import { runTlc } from './tlc.ts'

const BOUNDS: ZookeeperSpec['options'] = {
  protocol: 'kip-320',
  replicas: 3,
  logSize: 3,
  records: 3,
  maxEpoch: 2,
  uncleanLeaderElection: false,
  commitHistory: false,
}
/** TLC needs ten minutes for the bounds above, and a minute or two for these. */
const TLC_BOUNDS: ZookeeperSpec['options'] = { ...BOUNDS, logSize: 2, records: 2 }

interface Flags {
  readonly runs: number
  readonly workers: number
  readonly properties: string
  readonly tlc?: string
  readonly specs?: string
}

const flags = new Command('npm run bench --')
  .description('measure the search; with TLC beside it when given its jar and the published specs')
  .option('--runs <n>', 'runs of each kind', wholeNumber(1, 100), 3)
  .option('--workers <n>', 'the larger number of workers', wholeNumber(1, 256), availableParallelism())
  .option('--properties <names>', 'properties judged while searching', 'WeakIsr,StrongIsr')
  .option('--tlc <jar>', 'tla2tools.jar')
  .option('--specs <dir>', 'a checkout of hachikuji/kafka-specification')
  .parse()
  .opts<Flags>()
if ((flags.tlc === undefined) !== (flags.specs === undefined)) throw new Error('--tlc and --specs go together')

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
const millions = (n: number): string => (n / 1e6).toFixed(3)
const say = (text: string) => process.stdout.write(`${text}\n`)

function measure(workers: number, bounds: ZookeeperSpec['options']): Measured {
  const run = fileURLToPath(new URL('run.ts', import.meta.url))
  const args = ['--import', 'tsx', run, String(workers), JSON.stringify(bounds), flags.properties]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`a run failed:\n${stderr}`)
  return JSON.parse(stdout) as Measured
}

const describe = ({ protocol, replicas, logSize, records, maxEpoch }: ZookeeperSpec['options']) =>
  `zookeeper ${protocol}, ${replicas} replicas, log size ${logSize}, ${records} records, max epoch ${maxEpoch}`

say(
  `machine: ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
)
say(`model:   ${describe(BOUNDS)}; properties ${flags.properties || 'none'}`)
say('')
say('workers   distinct states   M states/s   resident B/state   shared B/state')
const counts = [...new Set([1, flags.workers])]
const results = new Map<number, Measured[]>(counts.map((n) => [n, []]))
for (let i = 0; i < flags.runs; i++)
  for (const workers of counts) {
    const m = measure(workers, BOUNDS)
    results.get(workers)?.push(m)
    const columns = [m.distinct.toLocaleString('en-US').padStart(15), millions(m.distinct / m.seconds).padStart(10)]
    say(
      `${String(workers).padStart(7)}   ${columns.join('   ')}   ${m.residentBytesPerState.toFixed(1).padStart(16)}   ${m.sharedBytesPerState.toFixed(1).padStart(14)}`,
    )
  }
const rate = (workers: number) => median((results.get(workers) ?? []).map((m) => m.distinct / m.seconds))
say('')
for (const workers of counts)
  say(`median, ${workers} ${workers === 1 ? 'worker' : 'workers'}: ${millions(rate(workers))} M distinct states/s`)
if (counts.length > 1) {
  const pairs = (results.get(1) ?? []).map((one, i) => one.seconds / (results.get(flags.workers)?.[i]?.seconds ?? NaN))
  say(`${flags.workers} workers against 1, median of pairs: ${median(pairs).toFixed(2)} times`)
}

if (flags.tlc !== undefined && flags.specs !== undefined) {
  say('')
  say(`TLC:     ${describe(TLC_BOUNDS)}, ${flags.workers} workers`)
  const ratios: number[] = []
  for (let i = 0; i < flags.runs; i++) {
    const tlc = runTlc(flags.tlc, flags.specs, TLC_BOUNDS, flags.workers)
    const own = measure(flags.workers, TLC_BOUNDS)
    if (tlc.distinct !== own.distinct) throw new Error(`TLC found ${tlc.distinct} distinct states, this search ${own.distinct}`)
    ratios.push(tlc.seconds / own.seconds)
    say(
      `${tlc.distinct.toLocaleString('en-US')} distinct states in both; TLC ${tlc.seconds.toFixed(1)} s, this search ${own.seconds.toFixed(2)} s, starts included`,
    )
  }
  say(`against TLC, median of pairs: ${median(ratios).toFixed(0)} times as fast`)
}
