/**
 * What transactions are held to. What logs may lose is asked of the replication model, with the settings of each log and the faults of
 * the column; what that does to transactions of the model of transactions. A cell that is refuted so tells both. Of two configurations also
 * what became of each row, and of the way from one to the other.
 */
import type { AskedDefects } from './code.ts'
import { deltaOf, weakest } from './change.ts'
import { rolloutOf } from './rollout.ts'
import type { Resolved } from './configuration.ts'
import type { Oracle } from './oracle.ts'
import { byCode, type ChangedKey, type CodeLoss, type ConfigValue, type Story } from './result.ts'
import { guaranteeOf, type Scope } from './table.ts'
import { cellsOfTables, type WantedCells } from './transactions-cells.ts'
import { codeOfTransactions } from './transactions-code.ts'
import type { Asked } from './transactions-questions.ts'
import { candidatesFor, causesOf, legsOf, restoresFor } from './transactions-change.ts'
import type {
  TransactionsCell,
  TransactionsDelta,
  TransactionsLoss,
  TransactionsSide,
  TransactionsTable,
} from './transactions-result.ts'
import { TRANSACTION_ROWS } from './transactions-rows.ts'
import { keptOf, questionFor, type TransactionsSetup } from './transactions-setup.ts'
import { Storyteller } from './story.ts'

/** One configuration, with what its files say of transactions. */
interface Sided {
  readonly setup: TransactionsSetup
  readonly resolved: Resolved
}

/** The table of one configuration, or of two. @throws ConfigError, OptionError, LayoutError. */
export async function transactionsTable(
  topics: readonly string[],
  head: Sided,
  base: Sided | undefined,
  changesOfTopic: readonly ChangedKey[],
  scope: Scope,
  defects: AskedDefects,
  oracle: Oracle,
): Promise<TransactionsTable> {
  // __transaction_state is there: what its keys say now changes nothing.
  const setup = base === undefined ? head.setup : keptOf(base.setup, head.setup)
  const asked: Asked = { setup, configuration: head.resolved.configuration }
  const before: Asked | undefined = base && { setup: base.setup, configuration: base.resolved.configuration }
  const rollout = before && rolloutOf(before.configuration, asked.configuration)
  const legs = before === undefined || rollout === undefined ? [] : legsOf(before, asked, rollout)
  const whole = (of: Asked, code: AskedDefects): WantedCells => ({
    asked: of,
    rows: TRANSACTION_ROWS,
    envelopes: scope.envelopes,
    code,
  })
  const [ours, ...others] = await cellsOfTables(
    [whole(asked, defects), ...(before === undefined ? [] : [whole(before, defects)]), ...legs.map((leg) => whole(leg, []))],
    scope,
    oracle,
  )
  if (ours === undefined) throw new Error('a table was asked for, and there is none')
  const [theirs, ...between] = before === undefined ? [] : others
  const sideOf = (
    of: Asked,
    files: readonly string[],
    found: { readonly level: string; readonly cells: readonly TransactionsCell[] },
  ): TransactionsSide => ({
    files,
    version: of.configuration.version,
    level: found.level,
    values: questionFor(of.setup, of.configuration).values,
    cells: found.cells,
  })
  const { values, notes } = questionFor(setup, asked.configuration)
  const deltas =
    theirs === undefined
      ? []
      : deltasOf(
          theirs.cells,
          ours.cells,
          between.flatMap(({ cells }) => cells),
        )
  const changes = before === undefined ? [] : [...changesOfTopic, ...changesOf(before, asked)]
  const teller = new Storyteller(oracle)
  const losses: TransactionsLoss[] = []
  for (const lost of base === undefined ? refutedOf(ours.cells) : lostOf(deltas)) {
    const candidates = lost.when === 'rollout' ? [] : candidatesFor(asked, before, lost.cell, changes)
    const found = await restoresFor(lost, candidates, before === undefined, scope, oracle)
    const causes = base === undefined ? [] : causesOf(found.remedy, changes)
    losses.push({ ...lost, ...tell(teller, lost.cell, found.prevented), ...found.remedy, causes })
  }
  const releases = codeOfTransactions([asked, ...(before === undefined ? [] : [before])], defects)
  return {
    topics,
    because: head.setup.because,
    ...sideOf(asked, head.resolved.side.files, ours),
    values,
    notes: [...notes, ...(base === undefined ? [] : legNotes(legs, rollout?.notes ?? [], base.setup, head.setup))],
    rows: TRANSACTION_ROWS.map(({ id, title, promise }) => ({ id, title, promise })),
    ...(before !== undefined && theirs !== undefined && { base: sideOf(before, base?.resolved.side.files ?? [], theirs) }),
    changes,
    deltas,
    losses,
    codeLosses: codeLossesOf(ours.cells, deltas, teller),
    releases,
    explored: [ours, ...others].reduce(
      (sum, { explored }) => ({ states: sum.states + explored.states, searches: sum.searches + explored.searches }),
      { states: 0, searches: 0 },
    ),
  }
}

/** The run of the model of transactions, and the one before it in which the log is lost. What would prevent it is told when it was proved. */
function tell(
  teller: Storyteller,
  cell: TransactionsCell,
  prevented: string | undefined,
): { readonly story: Story; readonly how?: Story } {
  const guarantee = guaranteeOf('acked')
  const without = ({ prevented: _prevented, ...story }: Story): Story => story
  const story = without(teller.tell(guarantee, cell))
  return {
    story: { ...story, ...(prevented !== undefined && { prevented }) },
    ...(cell.lost !== undefined && {
      how: without(teller.tell(cell.lost.how === undefined ? guarantee : guaranteeOf('writable'), cell.lost)),
    }),
  }
}

type LostRow = Pick<TransactionsLoss, 'row' | 'when' | 'envelopes' | 'cell'>

const shortest = (cells: readonly TransactionsCell[]): TransactionsCell | undefined =>
  cells.toSorted((a, b) => (a.steps ?? Infinity) - (b.steps ?? Infinity))[0]

function refutedOf(cells: readonly TransactionsCell[]): LostRow[] {
  return TRANSACTION_ROWS.flatMap(({ id }): LostRow[] => {
    const of = cells.filter((cell) => cell.row === id && cell.verdict === 'refuted')
    const cell = shortest(of)
    return cell === undefined ? [] : [{ row: id, when: 'head', envelopes: of.map(({ envelope }) => envelope), cell }]
  })
}

function lostOf(deltas: readonly TransactionsDelta[]): LostRow[] {
  return TRANSACTION_ROWS.flatMap(({ id }) =>
    (['head', 'rollout'] as const).flatMap((when): LostRow[] => {
      const of = deltas.filter((d) => d.row === id && d.delta === (when === 'head' ? 'lost' : 'lost while changing'))
      const cell = shortest(of.map((d) => d[when]))
      return cell === undefined ? [] : [{ row: id, when, envelopes: of.map(({ envelope }) => envelope), cell }]
    }),
  )
}

const isOf = (one: TransactionsCell, other: TransactionsCell): boolean => one.row === other.row && one.envelope === other.envelope

function deltasOf(
  base: readonly TransactionsCell[],
  head: readonly TransactionsCell[],
  legs: readonly TransactionsCell[],
): TransactionsDelta[] {
  return head.flatMap((after): TransactionsDelta[] => {
    const before = base.find((cell) => isOf(cell, after))
    if (before === undefined) return []
    const [first, ...rest] = [...legs.filter((cell) => isOf(cell, after)), before, after]
    const between = weakest([first ?? before, ...rest])
    const [was, is] = [byCode(before), byCode(after)]
    return [
      {
        row: after.row,
        envelope: after.envelope,
        delta: deltaOf(before.verdict, after.verdict, between.verdict),
        base: before,
        head: after,
        rollout: between,
        ...(was !== undefined && is !== undefined && { code: deltaOf(was, is, between.verdict) }),
      },
    ]
  })
}

/** What the code alone breaks; of two configurations, what it breaks in head alone. */
function codeLossesOf(cells: readonly TransactionsCell[], deltas: readonly TransactionsDelta[], teller: Storyteller): CodeLoss[] {
  const bad = cells.filter(
    (cell) =>
      cell.code?.verdict === 'refuted' &&
      (deltas.length === 0 || deltas.some((d) => isOf(d.head, cell) && d.code === 'lost' && d.delta !== 'lost')),
  )
  return TRANSACTION_ROWS.flatMap(({ id }): CodeLoss[] => {
    const of = bad.flatMap(({ row, envelope, code }) => (row === id && code !== undefined ? [{ envelope, code }] : []))
    const [first] = of.toSorted((a, b) => (a.code.steps ?? Infinity) - (b.code.steps ?? Infinity))
    if (first === undefined) return []
    const { prevented: _prevented, ...story } = teller.tell(guaranteeOf('acked'), first.code)
    return [
      {
        guarantee: id,
        envelopes: of.map(({ envelope }) => envelope),
        cell: first.code,
        defects: [...new Set(of.flatMap(({ code }) => code.defects ?? []))],
        story,
      },
    ]
  })
}

/** The values of transactions that are not the same before and after. */
function changesOf(before: Asked, after: Asked): ChangedKey[] {
  const [was, is] = [before, after].map(({ setup, configuration }) => questionFor(setup, configuration).values)
  return (is ?? []).flatMap((to): ChangedKey[] => {
    const from: ConfigValue | undefined = was?.find(({ key }) => key === to.key)
    return from === undefined || from.value === to.value ? [] : [{ key: to.key, of: 'topic', from, to }]
  })
}

/** What of the way was explored, and what of head's files changes nothing. */
function legNotes(
  legs: readonly Asked[],
  ofTopic: readonly string[],
  base: TransactionsSetup,
  head: TransactionsSetup,
): string[] {
  const protocols = legs.flatMap(({ protocol }) => (protocol === undefined ? [] : [protocol]))
  const words = protocols.map((set) =>
    Object.entries(set)
      .map(([key, value]) => (key === 'client.version' ? `clients of ${value}` : `${key} ${value}`))
      .join(' and '),
  )
  const unread = ['transaction.state.log.replication.factor', 'transaction.state.log.min.isr'].filter(
    (key) => head.given.has(key) && head.given.get(key)?.value !== base.given.get(key)?.value,
  )
  return [
    ...(legs.length > protocols.length ? ofTopic.slice(0, 1).map((note) => `on the way ${note}`) : []),
    ...(words.length === 0 ? [] : [`on the way, and checked as it stands: ${words.join('; ')}`]),
    ...(unread.length === 0
      ? []
      : [`${unread.join(' and ')} of head: __transaction_state is there already, and keeps what base says`]),
  ]
}
