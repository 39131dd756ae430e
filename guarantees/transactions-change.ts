/** Configurations near one whose transactions are judged: those on the way from another, and those that may restore what is lost. */
import { ConfigError, FEATURE_ELR, VERSION_KEY } from '../config/index.ts'
import { KAFKA_VERSIONS, since } from '../model/kraft/versions.ts'
import { OptionError } from '../model/option-error.ts'
import { LayoutError } from '../checker/index.ts'
import type { Rollout } from './rollout.ts'
import type { Configuration, Settings } from './questions.ts'
import type { Oracle } from './oracle.ts'
import type { ChangedKey } from './result.ts'
import { envelopeOf, type Scope } from './table.ts'
import type { Setting } from './neighbours.ts'
import { cellsOfTables, check, type WantedCells } from './transactions-cells.ts'
import { type Asked, TransactionsQuestions } from './transactions-questions.ts'
import type { TransactionsCell, TransactionsLoss } from './transactions-result.ts'
import { LOG_WORDS, TRANSACTION_ROWS } from './transactions-rows.ts'
import { isOfTransactions, questionFor } from './transactions-setup.ts'

const FEATURE = 'transaction.version'

const valueOf = ({ setup, configuration }: Asked, key: string): string =>
  questionFor(setup, configuration).values.find((value) => value.key === key)?.value ?? ''

/**
 * What is between two configurations: logs whose settings change in flight, and clients and transaction.version that are raised one after
 * the other. Protocols that are those of head are left out.
 */
export function legsOf(before: Asked, after: Asked, { legs }: Rollout): Asked[] {
  const { version } = after.configuration
  const features = [...new Set([before, after].map((one) => (since(version, '4.0') ? valueOf(one, FEATURE) : undefined)))]
  const clients = [...new Set([before.configuration.version, version])]
  const scope: Scope = { guarantees: [], envelopes: [], level: NO_LEVEL }
  const levels = new Set([before, after].map((one) => new TransactionsQuestions(one, scope).level))
  const mixed = clients.flatMap((client) =>
    features.flatMap((feature): Asked[] => {
      const protocol = { 'client.version': client, ...(feature !== undefined && { [FEATURE]: feature }) }
      const one: Asked = { ...after, protocol }
      const { level } = new TransactionsQuestions(one, scope)
      if (levels.has(level)) return []
      levels.add(level)
      return [one]
    }),
  )
  return [...legs.map(({ configuration, changes }): Asked => ({ setup: before.setup, configuration, changes })), ...mixed]
}

/** Bounds that nobody asks for: levels of protocols do not hang on them. */
const NO_LEVEL = {} as Scope['level']

/** A change to a configuration that may restore a row, and why it would. */
interface Candidate {
  readonly settings: readonly Setting[]
  readonly effect: string
  readonly asked: Asked
}

/** What may restore a row that is refuted as `cell` is: what has changed, put back, and what does away with its cause. */
export function candidatesFor(
  asked: Asked,
  before: Asked | undefined,
  cell: TransactionsCell,
  changes: readonly ChangedKey[],
): Candidate[] {
  const back = changes.flatMap((change): Candidate[] => {
    const { key, from, of } = change
    const setting: Setting = { key, value: from.value, asBefore: true }
    // Of __transaction_state nothing has changed.
    return key.startsWith('transaction.state.log.')
      ? []
      : [{ settings: [setting], effect: 'as before', asked: withSetting(asked, setting, of) }]
  })
  const safer = cell.lost === undefined && cell.row !== 'decisions' ? ofProtocol(asked) : ofLog(asked, cell, before === undefined)
  return [...back, ...safer.filter(({ settings }) => !back.some((one) => isSame(one.settings, settings)))]
}

const isSame = (a: readonly Setting[], b: readonly Setting[]): boolean =>
  a.length === b.length && a.every(({ key, value }, i) => b[i]?.key === key && b[i].value === value)

const set = (key: string, value: string): Setting => ({ key, value, asBefore: false })

/** What shuts out requests that arrive late. */
function ofProtocol(asked: Asked): Candidate[] {
  const { version } = asked.configuration
  const one = (key: string, value: string, effect: string): Candidate => ({
    settings: [set(key, value)],
    effect,
    asked: withSetting(asked, set(key, value), 'topic'),
  })
  const is42 = KAFKA_VERSIONS.find((v) => v === '4.2')
  return [
    ...(since(version, '4.0') && Number(valueOf(asked, FEATURE)) < 2
      ? [one(FEATURE, '2', 'every transaction has an epoch of its own (KIP-890), with clients of 4.0 or later')]
      : []),
    ...(since(version, '3.6') && valueOf(asked, 'transaction.partition.verification.enable') === 'false'
      ? [one('transaction.partition.verification.enable', 'true', 'leaders ask the coordinator before the first batch (KIP-890)')]
      : []),
    ...(is42 === undefined || since(version, is42)
      ? []
      : [
          one(
            VERSION_KEY,
            is42,
            'a marker that arrives late is refused too (KIP-1228), with transaction.version=2 and clients of that release',
          ),
        ]),
  ]
}

/** What keeps the end of the log that the cell is about. */
function ofLog(asked: Asked, { lost }: TransactionsCell, isAlone: boolean): Candidate[] {
  const { configuration } = asked
  const log =
    (Object.keys(LOG_WORDS) as (keyof typeof LOG_WORDS)[]).find((name) => LOG_WORDS[name] === lost?.log) ?? 'coordinator'
  const of = log === 'data' ? 'topic' : 'offsets'
  const now: Settings = log === 'coordinator' ? questionFor(asked.setup, configuration).log : configuration[of]
  const several = (effect: string, ...settings: readonly (readonly [string, string])[]): Candidate => ({
    settings: settings.map(([key, value]) => set(key, value)),
    effect,
    asked: settings.reduce((sum, [key, value]) => withSetting(sum, set(key, value), of), asked),
  })
  const isCoordinator = log === 'coordinator'
  // What counts when the topic is made is no change to one that is there.
  const isFixed = isCoordinator && !isAlone
  const factor = isCoordinator ? 'transaction.state.log.replication.factor' : 'replication.factor'
  const minIsr = isCoordinator ? 'transaction.state.log.min.isr' : 'min.insync.replicas'
  const copies = 'a record is committed only with a second copy in the ISR'
  const hasFew = Number(now['replication.factor']) < 3
  return [
    ...(now['unclean.leader.election.enable'] === 'true'
      ? [several('no leader is elected that may lack committed records', ['unclean.leader.election.enable', 'false'])]
      : []),
    ...(!isFixed && !hasFew && Number(now['min.insync.replicas']) < 2 ? [several(copies, [minIsr, '2'])] : []),
    ...(!isFixed && hasFew ? [several(copies, [factor, '3'], [minIsr, '2'])] : []),
    ...(since(configuration.version, '4.0') && now[FEATURE_ELR] !== '1'
      ? [several('a replica that left the ISR with every committed record may still lead (KIP-966)', [FEATURE_ELR, '1'])]
      : []),
  ]
}

/** The configuration with a setting of transactions, of a partition, or of another release. */
function withSetting(asked: Asked, { key, value }: Setting, of: 'topic' | 'offsets'): Asked {
  const { setup, configuration } = asked
  if (isOfTransactions(key)) return { ...asked, setup: { ...setup, given: new Map([...setup.given, [key, { value }]]) } }
  if (key === VERSION_KEY) {
    const version = KAFKA_VERSIONS.find((v) => v === value) ?? configuration.version
    // What the release before had for the feature is no word on the next.
    return { ...asked, configuration: { ...configuration, version } }
  }
  const changed = (settings: Settings): Settings => ({ ...settings, [key]: value })
  const all = key === FEATURE_ELR
  const next: Configuration = {
    ...configuration,
    ...((all || of === 'topic') && { topic: changed(configuration.topic) }),
    ...((all || of === 'offsets') && { offsets: changed(configuration.offsets) }),
  }
  return { ...asked, configuration: next }
}

type Remedy = Pick<TransactionsLoss, 'restores' | 'checked'>

/**
 * Which candidates keep the row, by proof: of one configuration the first, under the trouble of the run that is told; of two all of them,
 * under all trouble that loses it.
 */
export async function restoresFor(
  lost: Pick<TransactionsLoss, 'row' | 'envelopes' | 'cell' | 'when'>,
  candidates: readonly Candidate[],
  isAlone: boolean,
  scope: Scope,
  oracle: Oracle,
): Promise<{ readonly remedy: Remedy; readonly prevented?: string }> {
  const envelopes = (isAlone ? [lost.cell.envelope] : lost.envelopes).map(envelopeOf)
  const rows = TRANSACTION_ROWS.filter(({ id }) => id === lost.row)
  const possible = candidates.filter(({ asked }) => isPossible(asked, { ...scope, envelopes }))
  const wanted = ({ asked }: Candidate): WantedCells => ({ asked, rows, envelopes, code: [] })
  const isProved = (cells: readonly TransactionsCell[]): boolean => cells.every(({ verdict }) => verdict === 'proved')
  if (isAlone) {
    for (const [i, candidate] of possible.entries()) {
      const [found] = await cellsOfTables([wanted(candidate)], scope, oracle)
      if (found === undefined || !isProved(found.cells)) continue
      const under = envelopes.map(({ title }) => title).join()
      const settings = candidate.settings.map(({ key, value }) => `${key}=${value}`).join(' and ')
      const prevented = `${settings}: ${candidate.effect}; with it the row holds under ${under}, within the same bounds.`
      return { prevented, remedy: { restores: [], checked: i + 1 } }
    }
    return { remedy: { restores: [], checked: possible.length } }
  }
  const tables = await cellsOfTables(possible.map(wanted), scope, oracle)
  const kept = possible.filter((_, i) => isProved(tables[i]?.cells ?? []) && tables[i] !== undefined)
  return { remedy: { restores: kept.map(({ settings }) => ({ settings })), checked: possible.length } }
}

/** Changed keys any of which, put back alone, keeps the row; all of them when none does. */
export function causesOf({ restores }: Pick<Remedy, 'restores'>, changes: readonly ChangedKey[]): readonly ChangedKey[] {
  const causes = changes.filter(({ key }) => restores.some(({ settings }) => settings.some((s) => s.asBefore && s.key === key)))
  return causes.length > 0 ? causes : changes
}

function isPossible(asked: Asked, scope: Scope): boolean {
  try {
    check(asked, scope)
    return true
  } catch (error) {
    if (error instanceof OptionError || error instanceof LayoutError || error instanceof ConfigError) return false
    throw error
  }
}
