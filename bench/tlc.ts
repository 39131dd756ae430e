/** TLC on a published module with the same constants, for a ratio measured side by side. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Protocol } from '../model/zookeeper/index.ts'

const MODULES: Readonly<Record<Protocol, string>> = {
  'truncate-to-hw': 'KafkaTruncateToHighWatermark',
  'kip-101': 'Kip101',
  'kip-279': 'Kip279',
  'kip-320-first-try': 'Kip320FirstTry',
  'kip-320': 'Kip320',
}

export interface TlcRun {
  readonly distinct: number
  readonly generated: number
  /** Steps from the initial state; TLC itself counts states. */
  readonly depth: number
  readonly seconds: number
}

/**
 * Explores a module to the end with TLC. `specs` is a checkout of hachikuji/kafka-specification.
 * @throws Error with TLC's own words when it does not finish.
 */
export function runTlc(
  jar: string,
  specs: string,
  bounds: { protocol: Protocol; replicas: number; logSize: number; records: number; maxEpoch: number },
  workers: number,
): TlcRun {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-tlc-'))
  try {
    for (const file of readdirSync(specs)) if (file.endsWith('.tla')) cpSync(join(specs, file), join(folder, file))
    const replicas = Array.from({ length: bounds.replicas }, (_, i) => `b${i}`).join(', ')
    const config = `CONSTANTS
  Replicas = {${replicas}}
  LogSize = ${bounds.logSize}
  MaxRecords = ${bounds.records}
  MaxLeaderEpoch = ${bounds.maxEpoch}
INIT Init
NEXT Next
`
    writeFileSync(join(folder, 'bench.cfg'), config)
    const started = performance.now()
    const java = [
      '-XX:+UseParallelGC',
      '-cp',
      resolve(jar),
      'tlc2.TLC',
      '-deadlock',
      '-workers',
      String(workers),
      '-config',
      'bench.cfg',
    ]
    const { stdout, stderr, error } = spawnSync('java', [...java, MODULES[bounds.protocol]], { cwd: folder, encoding: 'utf8' })
    if (error !== undefined) throw error
    const seconds = (performance.now() - started) / 1000
    const counts = [...stdout.matchAll(/([\d,]+) states generated, ([\d,]+) distinct states found, 0 states left/g)].at(-1)
    const depth = /depth of the complete state graph search is (\d+)/.exec(stdout)?.[1]
    if (counts === undefined || depth === undefined) throw new Error(`TLC did not finish:\n${stdout}\n${stderr}`)
    const number = (text: string | undefined) => Number((text ?? '').replaceAll(',', ''))
    return { generated: number(counts[1]), distinct: number(counts[2]), depth: Number(depth) - 1, seconds }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
