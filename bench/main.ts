/**
 * `npm run bench`: distinct states per second and bytes per state, for one worker and for all, run in turn so that both meet
 * the same noise. With `--tlc JAR --specs DIR`, TLC explores the same module beside it; with `--cpp COMMAND` and `--spin COMMAND` a program written by
 * hand, and a verifier of SPIN's, the same state space, and with `--cpp-kraft COMMAND` one written by hand the default of KRaft. Each is paired with a run of `check` as it is installed, from the start of its process to its verdict,
 * and a table of ratios ends the report.
 */
import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { addFlags, workersFlag } from '../cli/flags.ts'
import { ExitCode } from '../machine/exit-codes.ts'
import { wholeNumber } from '../questions/flags/flag.ts'
import type { ZookeeperSpec } from '../questions/spec.ts'
import type { Measured } from './run.ts'
import { median, type PeerForm, type Ratio, ratioTable, runPeer } from './peers.ts'
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
/** TLC needs some ten minutes for the bounds above, and a minute or two for these. */
const SMALL_BOUNDS: ZookeeperSpec['options'] = { ...BOUNDS, logSize: 2, records: 2 }

interface Flags {
  readonly runs: number
  readonly workers: number
  readonly properties: string
  readonly tlc?: string
  readonly specs?: string
  readonly tlcYardstick?: boolean
  readonly cpp?: string
  readonly cppKraft?: string
  readonly spin?: string
}

const command = new Command('npm run bench --').description(
  'measure the search; with TLC beside it when given its jar and the published specs',
)
const flags = addFlags(command, [
  { flag: '--runs <n>', help: 'runs of each kind', read: wholeNumber(1, 100), standard: 3 },
  workersFlag('the larger number of workers'),
])
  .option('--properties <names>', 'properties judged while searching, or none', 'none')
  .option('--tlc <jar>', 'tla2tools.jar')
  .option('--specs <dir>', 'a checkout of hachikuji/kafka-specification')
  .option('--tlc-yardstick', 'TLC explores the yardstick too, in some ten minutes a run, and not log size 2 with 2 records')
  .option('--cpp <command>', 'a program that explores the same states and prints distinct=… distinct/s=…')
  .option('--cpp-kraft <command>', 'the same for the default of KRaft as it is designed (check --defects none)')
  .option('--spin <command>', 'a verifier of SPIN (pan) for the same states; its own report is read')
  .parse()
  .opts<Flags>()
if ((flags.tlc === undefined) !== (flags.specs === undefined)) throw new Error('--tlc and --specs go together')

const millions = (n: number): string => (n / 1e6).toFixed(3)
const say = (text: string) => process.stdout.write(`${text}\n`)

function measure(workers: number, bounds: ZookeeperSpec['options']): Measured {
  const run = fileURLToPath(new URL('run.ts', import.meta.url))
  const args = [
    '--import',
    'tsx',
    run,
    String(workers),
    JSON.stringify(bounds),
    flags.properties === 'none' ? '' : flags.properties,
  ]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`a run failed:\n${stderr}`)
  return JSON.parse(stdout) as Measured
}

/** The words after `check` that ask for kip-320 within some bounds, with the properties of `--properties`. */
function yardstick({ protocol, replicas, logSize, records, maxEpoch }: ZookeeperSpec['options']): string[] {
  const sizes = { replicas, 'log-size': logSize, records, 'max-epoch': maxEpoch }
  const asked = Object.entries(sizes).flatMap(([name, n]) => [`--${name}`, String(n)])
  return ['--model', 'zookeeper', '--protocol', protocol, ...asked, '--invariants', flags.properties]
}
/** The default of KRaft, with its properties, which `--cpp-kraft` judges too. */
const KRAFT = ['--defects', 'none']

/** `check` as `npm run check` starts it: from the start of its process to its end, and by its own clock. */
function check(
  workers: number,
  asked: readonly string[],
): { readonly distinct: number; readonly seconds: number; readonly whole: number } {
  const started = performance.now()
  const args = [PROGRAM, 'check', ...asked, '--workers', String(workers), '--json']
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  const whole = (performance.now() - started) / 1000
  if (status !== ExitCode.holds && status !== ExitCode.safety) throw new Error(`a check failed:\n${stderr}`)
  const { search } = JSON.parse(stdout) as { search: { distinct: number; seconds: number } }
  return { distinct: search.distinct, seconds: search.seconds, whole }
}

const describe = ({ protocol, replicas, logSize, records, maxEpoch }: ZookeeperSpec['options']) =>
  `zookeeper ${protocol}, ${replicas} replicas, log size ${logSize}, ${records} records, max epoch ${maxEpoch}`

const MACHINE = `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
const ratios: Ratio[] = []
/** What `npm run check` starts. */
const PROGRAM = fileURLToPath(new URL('../machine/run-built.mjs', import.meta.url))

say(`machine: ${MACHINE}`)
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
  const bounds = flags.tlcYardstick === true ? BOUNDS : SMALL_BOUNDS
  say(`TLC:     ${describe(bounds)}, ${flags.workers} workers`)
  const pairs: number[] = []
  let distinct = 0
  for (let i = 0; i < flags.runs; i++) {
    const tlc = runTlc(flags.tlc, flags.specs, bounds, flags.workers)
    const own = check(flags.workers, yardstick(bounds))
    if (tlc.distinct !== own.distinct) throw new Error(`TLC found ${tlc.distinct} distinct states, this search ${own.distinct}`)
    pairs.push(tlc.seconds / own.whole)
    distinct = own.distinct
    say(
      `${tlc.distinct.toLocaleString('en-US')} distinct states in both; TLC ${tlc.seconds.toFixed(1)} s, this search ${own.whole.toFixed(2)} s, starts included`,
    )
  }
  say(`against TLC, median of pairs: ${median(pairs).toFixed(0)} times as fast`)
  ratios.push({ against: `TLC, ${flags.workers} workers, starts included`, distinct, pairs })
}

for (const [form, name, command, asked] of [
  ['cpp', 'hand-written C++', flags.cpp, yardstick(BOUNDS)],
  ['cpp', 'hand-written C++ of KRaft', flags.cppKraft, KRAFT],
  ['spin', 'SPIN', flags.spin, yardstick(BOUNDS)],
] as const satisfies readonly (readonly [PeerForm, string, string | undefined, readonly string[]])[]) {
  if (command === undefined) continue
  say('')
  say(`${name}: ${command}`)
  for (const workers of counts) {
    const [byClock, whole]: [number[], number[]] = [[], []]
    let distinct = 0
    for (let i = 0; i < flags.runs; i++) {
      const [peer, own] = [runPeer(form, command), check(workers, asked)]
      if (form === 'cpp' && peer.distinct !== own.distinct)
        throw new Error(`${name} found ${peer.distinct} distinct states, this search ${own.distinct}`)
      distinct = own.distinct
      whole.push(peer.seconds / own.whole)
      if (peer.perSecond !== undefined) byClock.push(own.distinct / own.seconds / peer.perSecond)
      say(
        `${peer.distinct.toLocaleString('en-US')} states in ${peer.seconds.toFixed(2)} s; this search, ${workers === 1 ? '1 worker' : `${workers} workers`}: ${own.distinct.toLocaleString('en-US')} in ${own.whole.toFixed(2)} s`,
      )
    }
    const who = `${name}, ${workers === 1 ? '1 worker' : `${workers} workers`}`
    ratios.push({ against: `${who}, starts included`, distinct, pairs: whole })
    if (byClock.length > 0) ratios.push({ against: `${who}, distinct states a second`, distinct, pairs: byClock })
  }
}
if (ratios.length > 0) {
  say('')
  say(ratioTable(MACHINE, ratios))
}
