/** What files say of transactions: whether they speak of any, by which protocol they run, and how `__transaction_state` is kept. */
import {
  type Cluster,
  ConfigError,
  isWish,
  type Layer,
  type LivePartition,
  type Notice,
  type Place,
  placeText,
  NOTHING_UNMADE,
  refuseInternal,
  type Unmade,
} from '../config/index.ts'
import { isSick } from './found.ts'
import type { KafkaVersion } from '../model/kraft/versions.ts'
import { since } from '../model/kraft/versions.ts'
import type { TransactionsRequest } from '../model/transactions/settings.ts'
import type { Configuration, Settings } from './questions.ts'
import type { ConfigValue } from './result.ts'

/** As files have it; what is not given has the default of the release. */
export interface TransactionsSetup {
  /** What speaks of transactions, in words. */
  readonly because: string
  readonly given: ReadonlyMap<string, Given>
}

/** A value, with its place when a file has it, and who gave it there. */
interface Given {
  readonly value: string
  readonly place?: Place
  readonly layer?: Layer
}

const READ = [
  'transactional.id',
  'processing.guarantee',
  'exactly.once.source.support',
  'isolation.level',
  'transaction.version',
  'transaction.partition.verification.enable',
  'transaction.state.log.replication.factor',
  'transaction.state.log.min.isr',
] as const

/** Undefined when nothing speaks of transactions, and nobody has asked. */
export function transactionsSetup({ documents }: Cluster, asked: boolean, above: Settings = {}): TransactionsSetup | undefined {
  const entries = documents.flatMap((document) => [
    ...document.entries,
    ...document.topics.flatMap((topic) => [...topic.entries, ...(topic.client?.entries ?? [])]),
    ...document.clients.flatMap((client) => client.entries),
  ])
  const given = new Map<string, Given>()
  for (const { key, value, place, layer, secret } of entries)
    if (secret === undefined && READ.some((known) => known === key)) given.set(key, { value: value.trim(), place, layer })
  for (const [key, value] of Object.entries(above)) if (isOfTransactions(key)) given.set(key, { value: value.trim() })
  const speaks = (key: string, isSo: (value: string) => boolean): string[] => {
    const found = given.get(key)
    if (found === undefined || !isSo(found.value)) return []
    return [found.place === undefined ? key : `${key} (${placeText(found.place)})`]
  }
  const [because] = [
    ...speaks('transactional.id', (value) => value !== ''),
    ...speaks('processing.guarantee', (value) => value.startsWith('exactly_once')),
    ...speaks('exactly.once.source.support', (value) => value === 'enabled' || value === 'preparing'),
    ...(asked ? ['--transactions'] : []),
  ]
  return because === undefined ? undefined : { because, given }
}

/** Keys of transactions alone, which flags may give beside files. */
export const TRANSACTION_SETTINGS: readonly string[] = READ

/** Whether a key is one of those that are read here. */
export const isOfTransactions = (key: string): boolean => READ.some((known) => known === key)

/** What the files of `head` say on a cluster that files of `base` describe: `__transaction_state` is there, and stays as it is. */
export function keptOf(base: TransactionsSetup, head: TransactionsSetup): TransactionsSetup {
  const isKept = (key: string): boolean => key.startsWith('transaction.state.log.')
  const given = [...[...head.given].filter(([key]) => !isKept(key)), ...[...base.given].filter(([key]) => isKept(key))]
  return { ...head, given: new Map(given) }
}

const STATE_TOPIC = '__transaction_state'
const STATE_FACTOR = 'transaction.state.log.replication.factor'
const DEFAULT_FACTOR = '3'

/** What is not known of `__transaction_state` as a listing found it, or is said of one that the brokers there are cannot make. @throws ConfigError. */
export function unmadeState({ given }: TransactionsSetup, cluster: Cluster): Unmade {
  const found = given.get(STATE_FACTOR)
  const live = cluster.partitions(STATE_TOPIC)
  if (live.length > 0) return { unread: notWell(live), notices: [] }
  const factor = {
    key: STATE_FACTOR,
    value: found?.value ?? DEFAULT_FACTOR,
    place: found?.place,
    isGiven: found !== undefined && isWish(found.layer),
  }
  const [label] = cluster.labels.keys()
  // Of several clusters it is each one's own.
  return cluster.labels.size > 1 ? NOTHING_UNMADE : refuseInternal(STATE_TOPIC, factor, cluster.of(label).brokers)
}

/** The model of transactions starts with a healthy log. */
const notWell = (live: readonly LivePartition[]): Notice[] =>
  live
    .filter((partition) => isSick(partition))
    .map(({ partition, place }) => ({
      message: `partition ${partition} of ${STATE_TOPIC} has no leader, or not all replicas in sync: transactions are checked with a healthy one`,
      place,
    }))

/** What is asked of the model, which settings of `__transaction_state`, the values with their places, and what is taken for granted. */
export interface TransactionsQuestion {
  readonly request: Pick<TransactionsRequest, 'version' | 'set'>
  readonly log: Settings
  readonly values: readonly ConfigValue[]
  readonly notes: readonly string[]
}

/** @throws ConfigError at a value that is none. */
export function questionFor({ given }: TransactionsSetup, { version, offsets }: Configuration): TransactionsQuestion {
  const valueOf = (key: string, standard: string, isGood: (value: string) => boolean, what: string): ConfigValue => {
    const found = given.get(key)
    if (found === undefined) return { key, value: standard, source: `default of Kafka ${version}` }
    if (!isGood(found.value))
      throw new ConfigError(`${key} must be ${what}, not ${found.value}`, found.place ?? { file: '', line: 1, column: 1 })
    return {
      key,
      value: found.value,
      source: found.place === undefined ? 'command line' : 'file',
      ...(found.place !== undefined && { place: found.place }),
    }
  }
  const isCount = (value: string): boolean => /^[1-9]\d{0,3}$/.test(value)
  const factor = valueOf(STATE_FACTOR, DEFAULT_FACTOR, isCount, 'a number of at least 1')
  const minIsr = valueOf('transaction.state.log.min.isr', '2', isCount, 'a number of at least 1')
  const feature = valueOf('transaction.version', since(version, '4.0') ? '2' : '0', (v) => /^[012]$/.test(v), '0, 1 or 2')
  const isFlag = (value: string): boolean => value === 'true' || value === 'false'
  const verification = valueOf(
    'transaction.partition.verification.enable',
    String(since(version, '3.6')),
    isFlag,
    'true or false',
  )
  const isolation = given.get('isolation.level')
  const asked = isolation?.value === 'read_uncommitted' ? 'read_uncommitted' : 'read_committed'
  return {
    request: {
      version,
      set: {
        'isolation.level': asked,
        ...(given.has('transaction.version') && since(version, '4.0') && { 'transaction.version': feature.value }),
        ...(given.has(verification.key) && { [verification.key]: verification.value }),
      },
    },
    // Unclean election of this topic is off whatever brokers say (transactionStateTopicConfigs).
    log: {
      ...offsets,
      acks: 'all',
      'replication.factor': factor.value,
      'min.insync.replicas': minIsr.value,
      'unclean.leader.election.enable': 'false',
    },
    values: [factor, minIsr, feature, verification],
    notes: [
      `clients are taken to be of the brokers’ release, ${version}: an older one has an older protocol`,
      ...(given.has('transaction.version') || !since(version, '4.0')
        ? []
        : ['transaction.version is taken to be 2; after an upgrade with --metadata alone it is 0']),
      ...(isolation === undefined
        ? [
            'isolation.level is not given: asked is what readers with read_committed get; the default, read_uncommitted, reads what is aborted',
          ]
        : []),
      'transaction.state.log.replication.factor and transaction.state.log.min.isr count when __transaction_state is made, and not later',
    ],
  }
}

/** Since when there are transactions. */
export const hasTransactions = (version: KafkaVersion): boolean => since(version, '0.11.0')
