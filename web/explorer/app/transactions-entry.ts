/** Transactions as the page offers them: by release, settings, and how much disorder there may be. */
import type { Property } from '../../../checker/model.ts'
import { TRANSACTIONS_PROPERTY_NAMES, transactionsProperties } from '../../../invariants/transactions/catalogue.ts'
import { CURRENT_VERSION, KAFKA_VERSIONS, type KafkaVersion, since } from '../../../model/kraft/versions.ts'
import { defaultOptions, LOG_KINDS, transactions } from '../../../model/transactions/index.ts'
import type { TransactionsBounds, TransactionsRequest } from '../../../model/transactions/settings.ts'
import { planSearch, type SearchPlan } from '../../../questions/check.ts'
import { asNames, asObject, DEFAULT_PROPERTIES } from '../../../questions/spec.ts'
import type { Configuration, OptionValue } from '../catalogue.ts'
import {
  builtOf,
  CODE_UNASKED,
  numberField,
  choiceField,
  offered,
  pairsField,
  type PageEntry,
  readPairs,
  writePairs,
} from './entry.ts'

export const TRANSACTIONS_PROPERTIES: readonly Property<unknown>[] = transactions(defaultOptions, (view) =>
  transactionsProperties(TRANSACTIONS_PROPERTY_NAMES, view),
).properties as readonly Property<unknown>[]

const NUMBERS = [
  'transactions',
  'partitions',
  'instances',
  'late',
  'timeouts',
  'moves',
  'others',
  'outages',
  'leaderChanges',
] as const
const LOSSES = { data: 'dataLosses', offsets: 'offsetsLosses', coordinator: 'coordinatorLosses' } as const

export const transactionsEntry: PageEntry = {
  name: 'transactions',
  title: 'Transactions and read_committed',
  unasked: CODE_UNASKED,
  fields: [
    choiceField(
      'version',
      'Kafka version',
      'Whose protocol holds, with clients of the same release.',
      KAFKA_VERSIONS.filter((version) => since(version, '0.11.0')),
      CURRENT_VERSION,
    ),
    pairsField('set', 'Settings', 'Such as transaction.version=0, client.version=3.9 or isolation.level=read_uncommitted.'),
    numberField('transactions', 'Transactions', 'Transactions that are begun in all.', [1, 3], defaultOptions.transactions),
    numberField('partitions', 'Partitions', 'Partitions they write to.', [1, 2], defaultOptions.partitions),
    numberField('instances', 'Producers', 'Producers with the one transactional.id.', [1, 3], defaultOptions.instances),
    numberField('late', 'Late requests', 'Copies of requests that arrive late.', [0, 2], defaultOptions.late),
    numberField('timeouts', 'Timeouts', 'Transactions whose time is over.', [0, 3], defaultOptions.timeouts),
    numberField('moves', 'Changes of the coordinator', 'How often another broker becomes it.', [0, 3], defaultOptions.moves),
    numberField('others', 'Other producers', 'With a transaction open in the first partition.', [0, 2], defaultOptions.others),
    numberField('leaderChanges', 'Leader changes', 'Of data partitions, which then have a high watermark.', [0, 2], 0),
    numberField('outages', 'Outages', '__transaction_state stops taking writes.', [0, 1], defaultOptions.outages),
    ...LOG_KINDS.map((log) => numberField(LOSSES[log], `Lost ends, ${log}`, 'How often the end of that log is lost.', [0, 2], 0)),
  ],
  properties: offered(TRANSACTIONS_PROPERTIES),
  promised: () => DEFAULT_PROPERTIES.transactions,
  build: (configuration) => builtOf(searchOf(configuration)),
  plan: (configuration) => ({
    searches: [searchOf(configuration)],
    stem: `transactions-${String(configuration.options['version'])}`,
  }),
  configurationOf: (data) => {
    const spec = asObject('spec', data)
    const from = spec['model'] === 'transactions' && !('off' in spec) ? asObject('from', spec['from']) : {}
    const options = 'settings' in from ? optionsOf(from['settings'] as TransactionsRequest) : undefined
    return options && { model: 'transactions', options, properties: asNames(spec['properties'], TRANSACTIONS_PROPERTY_NAMES) }
  },
}

function searchOf({ options, properties }: Configuration): SearchPlan {
  return planSearch({
    model: 'transactions',
    from: { settings: requestOf(options) },
    properties: asNames([...properties], TRANSACTIONS_PROPERTY_NAMES),
  })
}

type Options = Readonly<Record<string, OptionValue>>

/** What has its default is left out, as on the command line: the same question makes the same trace. */
function requestOf(options: Options): TransactionsRequest {
  const set = readPairs('Settings', options['set'])
  const losses = { data: 0, offsets: 0, coordinator: 0 }
  for (const log of LOG_KINDS) losses[log] = Number(options[LOSSES[log]])
  const numbers = NUMBERS.flatMap((name) => {
    const value = Number(options[name])
    return value === defaultOptions[name] ? [] : [[name, value] as const]
  })
  return {
    ...(options['version'] !== CURRENT_VERSION && { version: String(options['version']) as KafkaVersion }),
    ...(Object.keys(set).length > 0 && { set }),
    bounds: {
      ...Object.fromEntries(numbers),
      ...(LOG_KINDS.some((log) => losses[log] > 0) && { losses }),
      ...(losses.offsets > 0 && { offsets: true }),
    },
  }
}

/** The fields that make a request; undefined when it has more than they can say. */
function optionsOf({ version, set = {}, defects = [], bounds = {} }: TransactionsRequest): Options | undefined {
  const { records, lateKinds, offsets, losses, ...numbers }: TransactionsBounds = bounds
  if (records !== undefined || lateKinds !== undefined || defects.length > 0) return undefined
  if (offsets === true && (losses?.offsets ?? 0) === 0) return undefined
  return {
    version: version ?? CURRENT_VERSION,
    set: writePairs(set),
    ...Object.fromEntries(NUMBERS.map((name) => [name, numbers[name] ?? defaultOptions[name]])),
    ...Object.fromEntries(LOG_KINDS.map((log) => [LOSSES[log], losses?.[log] ?? 0])),
  }
}
