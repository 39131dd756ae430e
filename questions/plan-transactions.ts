/** Which searches answer a question about transactions. */
import { createHash } from 'node:crypto'
import type { TransactionsPropertyName } from '../invariants/transactions/catalogue.ts'
import { TRANSACTION_DEFECT_IDS, transactionDefectsOf } from '../model/transactions/defects.ts'
import type { TransactionsOptions } from '../model/transactions/index.ts'
import type { TransactionScenario } from '../model/transactions/scenarios.ts'
import { type ResolvedTransactions, resolveTransactions, type TransactionsRequest } from '../model/transactions/settings.ts'
import { type CheckPlan, type CodePlan, planSearch } from './check.ts'
import { specData, type TransactionsSpec } from './spec.ts'

/** The search for a release, settings and bounds. @throws OptionError naming what cannot be used, LayoutError. */
export function planTransactions(
  request: TransactionsRequest,
  properties: readonly TransactionsPropertyName[],
  defects: 'all' | readonly string[] = 'all',
): CheckPlan {
  const resolved = resolveTransactions(request)
  const spec: TransactionsSpec = { model: 'transactions', from: { settings: request }, properties }
  const search = planSearch(spec)
  return {
    searches: [search],
    whole: search,
    stem: `transactions-${resolved.version}-${createHash('sha256')
      .update(JSON.stringify(specData({ ...spec, properties: [] })))
      .digest('hex')
      .slice(0, 8)}`,
    code: planCode(spec, request, resolved, defects),
    settings: { version: resolved.version, entries: resolved.settings },
    notes: [levelNote(resolved), ...resolved.notes, ...notTried(resolved.options)],
  }
}

/** Why the protocol is the one it is. */
function levelNote({ version, settings, options }: ResolvedTransactions): string {
  const value = (name: string) => settings.find(({ key }) => key === name)?.value ?? ''
  const words = [
    `transaction.version ${value('transaction.version')}`,
    `clients of ${value('client.version')}`,
    ...(value('transaction.partition.verification.enable') === 'false' ? ['without verification'] : []),
  ]
  return `brokers of ${version}, ${words.join(', ')}: the protocol ${options.level}`
}

/** What the verdict says nothing about. */
function notTried(options: TransactionsOptions): string[] {
  const { losses } = options
  const parts = [
    ...(options.late === 0 ? ['requests that arrive late (--late)'] : []),
    ...(options.timeouts === 0 ? ['transactions that time out (--timeouts)'] : []),
    ...(options.moves === 0 ? ['changes of the coordinator (--moves)'] : []),
    ...(options.moves === 1 ? ['a coordinator that dies between an append and its replication (--moves 2)'] : []),
    ...(options.instances === 1 ? ['a second producer with the same transactional.id (--instances 2)'] : []),
    ...(losses.data + losses.offsets + losses.coordinator === 0 ? ['logs that lose their end (--losses)'] : []),
  ]
  return parts.length === 0 ? [] : [`not tried: ${parts.join(', ')}`]
}

/** The same question to the code of the release. @throws OptionError naming a defect that the release has not. */
function planCode(
  spec: TransactionsSpec,
  request: TransactionsRequest,
  { version, options }: ResolvedTransactions,
  asked: 'all' | readonly string[],
): CodePlan {
  if (asked !== 'all' && asked.length === 0)
    return { kind: 'not asked', why: '--defects none leaves the code of the release out' }
  const known = transactionDefectsOf(version)
  const ids = asked === 'all' ? known.map(({ id }) => id) : TRANSACTION_DEFECT_IDS.filter((id) => asked.includes(id))
  // It refuses what the release has not.
  resolveTransactions({ ...request, defects: asked === 'all' ? ids : asked })
  const atWork = known.filter((defect) => ids.includes(defect.id) && defect.bearsOn(options))
  if (atWork.length === 0)
    return {
      kind: 'as designed',
      why: `none of ${asked === 'all' ? 'its known defects' : 'these defects'} (${ids.join(', ')}) bears on this question`,
    }
  const settings: TransactionsRequest = { ...request, defects: atWork.map(({ id }) => id) }
  return {
    kind: 'asked',
    release: `Kafka ${version}`,
    defects: atWork,
    searches: [planSearch({ ...spec, from: { settings } })],
  }
}

/** The search for an anomaly of the catalogue, held against its own property when no other is asked for. */
export function planTransactionScenario(
  scenario: TransactionScenario,
  given: readonly TransactionsPropertyName[] | undefined,
): CheckPlan {
  const search = planSearch({
    model: 'transactions',
    from: { scenario: scenario.id },
    properties: given ?? [scenario.property as TransactionsPropertyName],
  })
  return {
    searches: [search],
    whole: search,
    stem: `transactions-${scenario.id}`,
    code: { kind: 'not asked', why: `${scenario.id} brings its own rules` },
    notes: [
      `${scenario.id}: ${scenario.title}. ${scenario.story}`,
      `Kafka ${scenario.version}, the protocol ${search.model.bounds['level'] ?? ''}`,
      ...(scenario.hypothesis === true
        ? ['hypothesis: derived from reading the code, not found in a tracker and not run on a cluster']
        : []),
    ],
  }
}
