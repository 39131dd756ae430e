/**
 * A claim of Kafka folklore as data, and what follows from the data alone: the judgement, the command that reproduces it, and the
 * request for a model.
 */
import type { KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import { defaultOptions, faultKinds } from '../model/kraft/options.ts'
import type { Faults, KraftOptions } from '../model/kraft/options.ts'
import { readChange, type SettingsRequest } from '../model/kraft/settings.ts'
import type { KafkaVersion } from '../model/kraft/versions.ts'
import type { TransactionsPropertyName } from '../invariants/transactions/catalogue.ts'
import { transactionsWords } from '../model/transactions/words.ts'
import type { TransactionsBounds, TransactionsRequest } from '../model/transactions/settings.ts'

/** A sentence that people repeat, and the conditions under which it was put to the test. */
export interface Claim {
  readonly id: string
  readonly sentence: string
  /** What is left of the sentence, in a sentence. */
  readonly verdict: string
  readonly entries: readonly [Entry, ...Entry[]]
}

/**
 * What the model is expected to show.
 *
 * - `holds`: exhausted, and the property is true of everything;
 * - `violated`: the shortest counterexample has so many steps;
 * - `reached`: the witness is; the shortest way has so many steps;
 * - `impossible`: exhausted, and the witness is not reached.
 */
export type Expected =
  | { readonly verdict: 'holds' }
  | { readonly verdict: 'violated'; readonly steps: number }
  | { readonly verdict: 'reached'; readonly steps: number }
  | { readonly verdict: 'impossible' }

/** One condition, one search, one verdict: of the replication model, or of that of transactions. */
export type Entry = ReplicationEntry | TransactionsClaimEntry

interface AnyEntry {
  /** The id of the claim, and after a slash a name for the condition when the claim has several. */
  readonly id: string
  /** In a phrase that follows "with" or "when". */
  readonly condition: string
  /**
   * What the expected verdict says about the sentence as it is told of Kafka today. `contrast` says nothing for or against it: it
   * shows where the border runs, or how it was in an earlier release.
   */
  readonly bears: 'confirms' | 'refutes' | 'contrast'
  /** The release whose rules and defaults hold; the current one when not given. */
  readonly version?: KafkaVersion
  /** Kafka keys; what is not named has the default that `check` gives it. */
  readonly set?: Readonly<Record<string, string>>
  readonly expected: Expected
  readonly why: string
}

export interface ReplicationEntry extends AnyEntry {
  readonly model?: 'kraft'
  /** Rules that differ from the release. */
  readonly switches?: Readonly<Record<string, string>>
  readonly records?: number
  readonly logSize?: number
  /** One pool; kinds that are not named do not happen. */
  readonly faults: Faults
  /** The zone of each broker, where zones may fail. */
  readonly racks?: readonly number[]
  /** Brokers that go down stay down. */
  readonly staysDown?: true
  /** Kafka keys that change while the cluster runs, at any moment or never. */
  readonly change?: Readonly<Record<string, string>>
  /** Reassignments leave the replication factor as it is. */
  readonly keepsReplicationFactor?: true
  /** An administrator does as is advised against the defects of the code ({@link KraftOptions.administratorWaits}). */
  readonly administratorWaits?: true
  readonly property: KraftPropertyName
  /** Judged in the same search and expected to hold (a witness: to be reached), so that a promise is not kept of nothing. */
  readonly alongside?: readonly KraftPropertyName[]
}

export interface TransactionsClaimEntry extends AnyEntry {
  readonly model: 'transactions'
  readonly bounds: TransactionsBounds
  readonly property: TransactionsPropertyName
  readonly alongside?: readonly TransactionsPropertyName[]
}

export const isOfTransactions = (entry: Entry): entry is TransactionsClaimEntry => entry.model === 'transactions'

export type Judgement = 'holds' | 'refuted' | 'imprecise'

/** Confirmed and refuted, each under a condition, is imprecise. */
export function judgementOf({ entries }: Claim): Judgement {
  const bears = new Set(entries.map((entry) => entry.bears))
  if (!bears.has('refutes')) return 'holds'
  return bears.has('confirms') ? 'imprecise' : 'refuted'
}

/** The properties of an entry's search: the one it is about first. */
export const propertiesOf = (entry: Entry): readonly (KraftPropertyName | TransactionsPropertyName)[] => [
  entry.property,
  ...(entry.alongside ?? []),
]

/** Whether the search may end with the first violation; what is proved must have been exhausted. */
export const endsEarly = ({ expected, property }: Entry): boolean =>
  expected.verdict === 'violated' && !property.endsWith('Possible') && property !== 'DecisionCompletes'

/** The model options of an entry, as `check` would have them from its flags. */
export function requestOf(entry: ReplicationEntry): SettingsRequest {
  const {
    version,
    set,
    switches,
    records,
    logSize,
    racks,
    staysDown,
    change,
    keepsReplicationFactor,
    administratorWaits,
    faults,
  } = entry
  return {
    ...(version !== undefined && { version }),
    ...(set !== undefined && { set }),
    ...(switches !== undefined && { switches }),
    bounds: {
      ...(records !== undefined && { records }),
      ...(logSize !== undefined && { logSize }),
      ...(racks !== undefined && { racks }),
      ...(staysDown && { brokersReturn: false }),
      ...(change !== undefined && { configChange: readChange(change) }),
      ...(keepsReplicationFactor && { keepsReplicationFactor }),
      ...(administratorWaits && { administratorWaits }),
      faults: pooled(faults),
    },
  }
}

/** The same of an entry about transactions. */
export function transactionsRequestOf({ version, set, bounds }: TransactionsClaimEntry): TransactionsRequest {
  return { ...(version !== undefined && { version }), ...(set !== undefined && { set }), bounds }
}

/** Kinds in the order of the model, none above the pool. */
function pooled(faults: Faults): Faults {
  const caps = faultKinds.map((kind) => [kind, Math.min(faults[kind] ?? 0, faults.total)] as const)
  return { total: faults.total, ...Object.fromEntries(caps.filter(([, cap]) => cap > 0)) }
}

/** The words after `check` that ask the same question. */
export function wordsOf(entry: Entry): string[] {
  return [
    ...(isOfTransactions(entry) ? transactionsWords(transactionsRequestOf(entry)) : replicationWords(entry)),
    '--invariants',
    propertiesOf(entry).join(','),
    ...(endsEarly(entry) ? ['--first'] : []),
  ]
}

function replicationWords(entry: ReplicationEntry): string[] {
  const { version, set, switches, records, logSize, racks, staysDown, change, keepsReplicationFactor, administratorWaits } = entry
  const faults = pooled(entry.faults)
  const kinds = faultKinds.flatMap((kind) => {
    const cap = faults[kind] ?? 0
    return cap === 0 ? [] : [cap === faults.total ? kebab(kind) : `${kebab(kind)}=${cap}`]
  })
  const pairs = (flag: string, of: Readonly<Record<string, string>> | undefined) =>
    Object.entries(of ?? {}).flatMap(([key, value]) => [flag, `${key}=${value}`])
  return [
    ...(version === undefined ? [] : ['--kafka-version', version]),
    ...pairs('--set', set),
    ...pairs('--switch', switches),
    ...(records === undefined ? [] : ['--records', String(records)]),
    ...(logSize === undefined ? [] : ['--log-size', String(logSize)]),
    ...(racks === undefined ? [] : ['--racks', racks.join(',')]),
    '--faults',
    String(faults.total),
    ...(kinds.length === 0 ? [] : ['--fault-kinds', kinds.join(',')]),
    ...(staysDown ? ['--stay-down'] : []),
    ...pairs('--change', change),
    ...(keepsReplicationFactor ? ['--keep-replication-factor'] : []),
    ...(administratorWaits ? ['--administrator-waits'] : []),
  ]
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)

/** What the model reads when nothing is said, for readers of bounds. */
export const defaultRecords: KraftOptions['records'] = defaultOptions.records
