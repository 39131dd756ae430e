/** Release, feature and settings in, options of the model out: which protocol a transaction runs by, and why. */
import { CURRENT_VERSION, type KafkaVersion, releaseOf, since } from '../kraft/versions.ts'
import { OptionError, requireOneOf } from '../option-error.ts'
import { brokenBy } from './defects.ts'
import type { Level } from './levels.ts'
import { defaultOptions, type TransactionsOptions } from './options.ts'

/** Keys the model reads. `client.version` is the release of the producer's library; Kafka has no key for it. */
export const TRANSACTION_KEYS = [
  'transaction.version',
  'client.version',
  'transaction.partition.verification.enable',
  'isolation.level',
  'enable.idempotence',
  'transaction.two.phase.commit.enable',
] as const
export type TransactionKey = (typeof TRANSACTION_KEYS)[number]

export type TransactionsBounds = Partial<
  Pick<
    TransactionsOptions,
    | 'partitions'
    | 'transactions'
    | 'records'
    | 'instances'
    | 'late'
    | 'lateKinds'
    | 'timeouts'
    | 'moves'
    | 'losses'
    | 'offsets'
    | 'others'
    | 'outages'
    | 'leaderChanges'
  >
>

export interface TransactionsRequest {
  readonly version?: KafkaVersion
  /** Known defects of the release that its code is taken to have. */
  readonly defects?: readonly string[]
  readonly set?: Readonly<Record<string, string>>
  readonly bounds?: TransactionsBounds
}

export interface ResolvedTransactions {
  readonly version: KafkaVersion
  readonly settings: readonly {
    readonly key: TransactionKey
    readonly value: string
    readonly origin: 'set' | 'kafka' | 'model'
  }[]
  readonly options: TransactionsOptions
  readonly notes: readonly string[]
}

/**
 * The protocol of a transaction: it takes the feature, brokers and client. A transaction of an older client is verified, on brokers
 * that do, unless that is switched off (AddPartitionsToTxnManager).
 */
function levelOf(version: KafkaVersion, feature: number, client: KafkaVersion, verification: boolean): Level {
  if (feature >= 2 && since(client, '4.0')) return since(version, '4.2') ? 'tv2-marker' : 'tv2'
  return since(version, '3.6') && verification ? 'verify' : 'classic'
}

/** @throws OptionError naming a key or value that cannot be used, or that Kafka refuses. */
export function resolveTransactions(request: TransactionsRequest = {}): ResolvedTransactions {
  const version = request.version ?? CURRENT_VERSION
  if (!since(version, '0.11.0')) throw new OptionError('kafkaVersion', '0.11 or later, which have transactions (KIP-98)', version)
  const set = request.set ?? {}
  for (const [key, value] of Object.entries(set))
    if (!TRANSACTION_KEYS.some((known) => known === key))
      throw new OptionError(key, `one of the keys the model of transactions reads: ${TRANSACTION_KEYS.join(', ')}`, value)
  const defaults: Readonly<Record<TransactionKey, string>> = {
    'transaction.version': since(version, '4.0') ? '2' : '0',
    'client.version': version,
    'transaction.partition.verification.enable': String(since(version, '3.6')),
    'isolation.level': 'read_committed',
    'enable.idempotence': 'true',
    'transaction.two.phase.commit.enable': 'false',
  }
  const valueOf = (key: TransactionKey): string => set[key] ?? defaults[key]
  const notes: string[] = []

  requireOneOf('transaction.version', valueOf('transaction.version'), ['0', '1', '2'])
  const feature = Number(valueOf('transaction.version'))
  if (feature > 0 && !since(version, '4.0'))
    throw new OptionError('transaction.version', `0 in Kafka ${version} (the feature came with 4.0)`, feature)
  const client = releaseOf(valueOf('client.version'))
  if (client === undefined) throw new OptionError('client.version', 'a release of Kafka’s Java client', valueOf('client.version'))
  const verification = flag('transaction.partition.verification.enable', valueOf('transaction.partition.verification.enable'))
  if (!flag('enable.idempotence', valueOf('enable.idempotence')))
    throw new OptionError('enable.idempotence', 'true with a transactional.id (ConfigException)', 'false')
  const isolation = valueOf('isolation.level')
  requireOneOf('isolation.level', isolation, ['read_committed', 'read_uncommitted'])
  if (flag('transaction.two.phase.commit.enable', valueOf('transaction.two.phase.commit.enable')))
    notes.push('two-phase commit (KIP-939) is not modelled: the verdict is about transactions with a timeout')
  if (feature === 1) notes.push('transaction.version=1 only changes how records are written: it is explored as 0')
  if (isolation === 'read_uncommitted')
    notes.push('isolation.level=read_uncommitted, the default of consumers, reads what is open or aborted as well')

  const level = levelOf(version, feature, client, verification)
  const { bounds = {} } = request
  const moves = bounds.moves ?? defaultOptions.moves
  return {
    version,
    settings: TRANSACTION_KEYS.map((key) => ({
      key,
      value: valueOf(key),
      origin: Object.hasOwn(set, key) ? 'set' : key === 'isolation.level' ? 'model' : 'kafka',
    })),
    options: {
      ...defaultOptions,
      ...bounds,
      level,
      lostAppends: moves > 1,
      bumpsEpoch: since(client, '2.5'),
      isolation: isolation as TransactionsOptions['isolation'],
      broken: brokenBy(request.defects ?? [], version),
    },
    notes,
  }
}

function flag(key: TransactionKey, text: string): boolean {
  requireOneOf(key, text, ['true', 'false'])
  return text === 'true'
}
