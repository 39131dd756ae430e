/** Histories of a partition `t-0` on two brokers, written down as a cluster would have kept them, and explained. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { here } from '../cli/run.ts'

/** A batch, as it is printed. */
const printed = (offset: number, ...payloads: readonly string[]): string =>
  `baseOffset: ${offset} lastOffset: ${offset + payloads.length - 1} count: ${payloads.length} partitionLeaderEpoch: 0 isTransactional: false isControl: false position: 0 CreateTime: ${offset} size: 1\n${payloads
    .map(
      (payload, i) =>
        `| offset: ${offset + i} CreateTime: ${offset} keySize: -1 valueSize: 1 sequence: -1 headerKeys: [] payload: ${payload}\n`,
    )
    .join('')}`
export const registered = (brokerId: number, ...logDirs: readonly string[]) =>
  ['REGISTER_BROKER_RECORD', { brokerId, logDirs }] as const
export const changed = (brokerId: number, change: object) =>
  ['BROKER_REGISTRATION_CHANGE_RECORD', { brokerId, ...change }] as const
export const decided = (change: object) => ['PARTITION_CHANGE_RECORD', { partitionId: 0, topicId: 'T', ...change }] as const

export const PARTITION = { partitionId: 0, topicId: 'T', replicas: [0, 1], isr: [0, 1], leader: 0, leaderEpoch: 0 }

export const set = (name: string, value: string | null, resourceName = 't') =>
  ['CONFIG_RECORD', { resourceType: resourceName === 't' ? 2 : 4, resourceName, name, value }] as const

export type Written = readonly [string, object]

/** What a log of the metadata has before anything happens; each list is a batch. */
export const BEGINNING: readonly Written[] = [
  ['FEATURE_LEVEL_RECORD', { name: 'metadata.version', featureLevel: 33 }],
  ['FEATURE_LEVEL_RECORD', { name: 'eligible.leader.replicas.version', featureLevel: 1 }],
  registered(0, 'a0', 'b0'),
  changed(0, { fenced: -1 }),
  registered(1, 'a1', 'b1'),
  changed(1, { fenced: -1 }),
  ['TOPIC_RECORD', { name: 't', topicId: 'T' }],
]

export function metadata(...batches: readonly (readonly Written[])[]): string {
  let offset = 0
  const texts = batches.map((records) => {
    const text = printed(offset, ...records.map(([type, data]) => JSON.stringify({ type, version: 0, data })))
    offset += records.length
    return text
  })
  return `Dumping __cluster_metadata-0/00000000000000000000.log\n${texts.join('')}`
}

const DEFAULTS: Readonly<Record<string, string>> = {
  'b0.txt': `Dumping b0/t-0/00000000000000000000.log\nLog starting offset: 0\n${printed(0, 'r0')}`,
  'b1.txt': 'Dumping b1/t-0/00000000000000000000.log\nLog starting offset: 0\n',
  'producer.jsonl':
    '{"name":"startup_complete"}\n{"name":"producer_send_success","topic":"t","partition":0,"offset":0,"value":"r0"}\n',
}

/** Explains it with acks=all. Where nothing else is given, broker 0 holds a record that was acknowledged, and broker 1 nothing. */
export async function explained(records: string, others: Readonly<Record<string, string>> = {}, ...flags: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-written-'))
  const files = { 'metadata.txt': records, ...DEFAULTS, ...others }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const words = ['explain', ...Object.keys(files), '--json', '--workers', '1', '--set', 'acks=all', ...flags]
  const { code, stdout, stderr } = await here(words, folder)
  rmSync(folder, { recursive: true })
  const told = JSON.parse(stdout || '{}') as {
    verdict: string
    said: string
    missing: readonly string[]
    notes: readonly string[]
    unread: readonly { readonly file: string; readonly what: string }[]
    brokersSay: readonly { readonly broker: number; readonly what: string }[]
    inferred?: readonly string[]
    steps?: readonly { action: string }[]
  }
  return { code, stderr, ...told, run: told.steps?.map(({ action }) => action).join(' ') }
}
