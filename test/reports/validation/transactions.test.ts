/** The table of transactions in every form: what is lost, what is lost on the way, what the code alone breaks, what is missing. */
import { describe, expect, it } from 'vitest'
import { painter } from '../../../cli/terminal.ts'
import type { TransactionsCell, TransactionsTable } from '../../../guarantees/transactions-result.ts'
import { TRANSACTION_ROWS } from '../../../guarantees/transactions-rows.ts'
import { validationText } from '../../../reports/validation/text.ts'
import { annotations, PROGRAM, validationJson, validationJunit, validationMarkdown, validationSarif } from './reports.ts'
import { STORY, single, validation, value } from './sample.ts'
import { readXml } from './xml.ts'

const cellOf = (row: string, envelope: string, more: Partial<TransactionsCell> = {}): TransactionsCell => ({
  row,
  envelope,
  verdict: 'proved',
  states: 100,
  depth: 9,
  bounds: { late: 1 },
  cached: false,
  seconds: 0.25,
  ...more,
})

const place = { file: 'head.properties', line: 8, column: 21 }
const cause = {
  key: 'transaction.version',
  of: 'topic',
  from: value('transaction.version', '2'),
  to: value('transaction.version', '0', { source: 'file', place }),
} as const

const late = cellOf('transactions', 'power', {
  verdict: 'refuted',
  because: 'one request that arrives late',
  property: 'NoPrematureRead',
  steps: 14,
  trace: 'traces/late.itf.json',
})
const lost = cellOf('stable', 'power', {
  verdict: 'refuted',
  because: 'the log of the topic loses its end',
  property: 'NoHanging',
  steps: 8,
  trace: 'traces/hangs.itf.json',
  lost: { log: 'the log of the topic', faults: { powerLosses: 1, fencings: 2 }, trace: 'traces/lost.itf.json' },
})
const byCode = cellOf('transactions', 'kill', {
  code: {
    verdict: 'refuted',
    searched: ['T14'],
    states: 200,
    depth: 12,
    steps: 9,
    trace: 'traces/T14.itf.json',
    defects: ['T14'],
    cached: false,
    seconds: 0.5,
  },
})
const cut = cellOf('processing', 'power', { verdict: 'incomplete', reason: 'the limit of 10 seconds (--max-seconds)' })

const rows = (...given: readonly TransactionsCell[]): TransactionsCell[] =>
  TRANSACTION_ROWS.flatMap(({ id }) =>
    ['kill', 'power'].map((envelope) => given.find((c) => c.row === id && c.envelope === envelope) ?? cellOf(id, envelope)),
  )

const T14 = {
  id: 'T14',
  title: 'A new coordinator acts on a record that only its own log has',
  ticket: 'no ticket found',
  evidence: 'read in the code',
  avoid: 'nothing does',
} as const

function tableOf(more: Partial<TransactionsTable> = {}): TransactionsTable {
  const { code } = byCode
  return {
    files: ['head.properties'],
    version: '4.4',
    level: 'verify',
    topics: ['orders'],
    because: 'transactional.id (head.properties:5:18)',
    values: [cause.to],
    notes: ['clients are taken to be of the brokers’ release, 4.4'],
    rows: TRANSACTION_ROWS.map(({ id, title, promise }) => ({ id, title, promise })),
    cells: rows(late, lost, byCode, cut),
    changes: [],
    deltas: [],
    losses: [late, lost].map((cell) => ({
      row: cell.row,
      when: 'head',
      envelopes: ['power'],
      cell,
      story: { ...STORY, promise: [], prevented: 'transaction.version=2: every transaction has an epoch of its own.' },
      ...(cell.lost !== undefined && { how: { ...STORY, because: 'b0 lost r0 with its power.' } }),
      causes: [],
      restores: [],
      checked: 1,
    })),
    codeLosses:
      code === undefined ? [] : [{ guarantee: 'transactions', envelopes: ['kill'], cell: code, defects: ['T14'], story: STORY }],
    releases: [{ release: '4.4', defects: [T14] }],
    explored: { states: 300, searches: 2 },
    ...more,
  }
}

/** Of two configurations: one row lost, one lost on the way, one that neither side decides. */
function comparedTable(): TransactionsTable {
  const before = rows()
  const cells = rows(late, cut)
  const onTheWay = { ...late, row: 'stable', envelope: 'kill', steps: 5 }
  const deltas = cells.map((head, i): TransactionsTable['deltas'][number] => {
    const base = before[i] ?? head
    const rollout = head.row === 'stable' && head.envelope === 'kill' ? onTheWay : head
    const delta = head === late ? 'lost' : rollout === onTheWay ? 'lost while changing' : head === cut ? 'unknown' : 'kept'
    return { row: head.row, envelope: head.envelope, delta, base, head, rollout }
  })
  const [ofLate] = tableOf().losses
  if (ofLate === undefined) throw new Error('the sample has no loss')
  const { prevented: _prevented, ...story } = ofLate.story
  return tableOf({
    cells,
    base: { files: ['base.properties'], version: '4.4', level: 'tv2-marker', values: [cause.from], cells: before },
    changes: [cause],
    deltas,
    losses: [
      {
        ...ofLate,
        story,
        causes: [cause],
        restores: [{ settings: [{ key: 'transaction.version', value: '2', asBefore: true }] }],
      },
      { ...ofLate, story, row: 'stable', when: 'rollout', envelopes: ['kill'], cell: onTheWay, causes: [cause] },
    ],
    codeLosses: [],
  })
}

const one = validation([single()], { transactions: [tableOf()], code: { verdict: 'violated', releases: [] } })
const two = validation([single()], { transactions: [comparedTable()] })

const textOf = (of: typeof one): string =>
  validationText(of, { program: PROGRAM, paint: painter(false), width: 400, detail: 'folded' })

describe('transactions of one configuration', () => {
  it('in text: the answer first, the table by design and by the code, each loss with what comes before it', () => {
    const text = textOf(one)
    expect(text).toContain(
      '\nREFUTED   transactions that write to orders: whole transactions, readers get on; 5 of 8 answers are proved; 1 answer is missing\n',
    )
    expect(text).toContain('whole transactions   proved · by the code refuted 9 (T14)  refuted: one request that arrives late\n')
    expect(text).toContain('BY THE CODE REFUTED  1 of 5 answers that are proved by design; Kafka 4.4 with its known defect T14\n')
    expect(text).toContain('NoHanging in 8 steps. First the log of the topic loses its end, by 1 power loss + 2 cut off.\n')
    expect(text).toContain('\nLost      b0 lost r0 with its power.\nReplay    npm run trace -- traces/lost.itf.json\n')
    expect(text).toContain('\nPrevent   transaction.version=2: every transaction has an epoch of its own.\n')
    expect(text).toContain('\nBy code   whole transactions (a killed broker): refuted 9 (T14)\n')
    expect(text).toContain(
      '\nT14       A new coordinator acts on a record that only its own log has: read in the code. Avoid it: nothing does.\n',
    )
    expect(text).toContain(
      '\nMissing   offsets with output (one power loss): incomplete: the limit of 10 seconds (--max-seconds)\n',
    )
  })

  it('says beside a baseline and a project that they excuse nothing of it', () => {
    const text = textOf({
      ...one,
      baseline: 'accepted.json',
      project: { file: 'tidemark.yaml', flags: [], expired: [], unused: [] },
    })
    expect(text).toContain('Project   tidemark.yaml; --no-config leaves it out; of transactions all counts\n')
    expect(text).toContain(
      'accepted.json: what it has broken does not count, all else that is broken does; of transactions all counts\n',
    )
    expect(textOf({ ...validation([single()]), baseline: 'accepted.json' })).toContain('all else that is broken does\n')
  })

  it('in Markdown', () => {
    const text = validationMarkdown(one)
    expect(text).toContain('## Transactions that write to <code>orders</code>: REFUTED: whole transactions, readers get on')
    expect(text).toContain(
      '| whole transactions | proved **· by the code refuted 9 (T14)** | **refuted: one request that arrives late** |',
    )
    expect(text).toContain('**Prevent** transaction.version=2: every transaction has an epoch of its own.')
  })

  it('in JUnit: a suite of its own, whose failures tell the run', () => {
    const suites = readXml(validationJunit(one)).children
    expect(suites.map(({ attributes }) => [attributes['name'], attributes['failures'], attributes['errors']])).toEqual([
      ['validate orders', '1', '0'],
      ['validate transactions, orders', '2', '1'],
    ])
    expect(validationJunit(one)).toContain('First the log of the topic loses its end, by 1 power loss + 2 cut off.')
  })

  it('in SARIF: a rule for each row, at the line of the file', () => {
    const [run] = validationSarif(one).runs
    const results = (run?.results ?? []).filter(({ ruleId }) => ruleId !== 'tidemark/acked')
    expect(results.map(({ ruleId, level }) => `${ruleId ?? ''} ${level ?? ''}`)).toEqual([
      'tidemark/transactions error',
      'tidemark/stable error',
      'tidemark/transactions warning',
      'tidemark/processing note',
    ])
    expect(results.map((r) => r.locations?.[0]?.physicalLocation?.region?.startLine)).toEqual([8, 8, 8, 8])
    expect(run?.tool.driver.rules?.map(({ id }) => id)).toEqual(
      expect.arrayContaining(TRANSACTION_ROWS.map(({ id }) => `tidemark/${id}`)),
    )
  })

  it('in annotations and in JSON', () => {
    const told = annotations(one)
      .split('\n')
      .filter((text) => text.includes('file=head.properties'))
      .map((text) => text.split(' ')[0])
    expect(told).toEqual(['::error', '::error', '::warning', '::warning'])
    const { transactions } = JSON.parse(JSON.stringify(validationJson(one))) as { transactions: readonly TransactionsTable[] }
    expect(transactions).toEqual([tableOf()])
  })
})

describe('transactions of two configurations', () => {
  it('in text: what is lost and on the way, by which key, and what puts it right', () => {
    const text = textOf(two)
    expect(text).toContain(
      '\nLOST      transactions that write to orders: whole transactions; while changing: readers get on; 1 answer is missing\n',
    )
    expect(text).toContain('whole transactions   proved                           lost 14\n')
    expect(text).toContain('readers get on       proved, lost while changing (5)  proved\n')
    expect(text).toContain("\nCause     transaction.version 2 -> 0 (head.properties:8:21, was Kafka 4.1's default)\n")
    expect(text).toContain('\nRestore   transaction.version=2 (as before)')
    expect(text).toContain('LOST WHILE CHANGING  Readers of committed records are not left waiting')
  })

  it('in JUnit and SARIF', () => {
    const junit = validationJunit(two)
    expect(junit).toContain('<failure message="whole transactions: lost 14" type="lost">')
    expect(junit).toContain('<failure message="readers get on: proved, lost while changing (5)" type="lost while changing">')
    const results = validationSarif(two).runs[0]?.results ?? []
    expect(results.map(({ ruleId }) => ruleId)).toEqual([
      'tidemark/acked',
      'tidemark/transactions',
      'tidemark/stable',
      'tidemark/processing',
    ])
  })
})

describe('--quiet', () => {
  it('tells what transactions lose, what helps, what the code alone breaks, and what is missing', () => {
    const text = validationText(one, { program: PROGRAM, paint: painter(false), width: 400, detail: 'quiet' })
    const labels = text.split('\n').flatMap((line) => /^[A-Za-z]\S*(?: [A-Za-z]+)*/.exec(line) ?? [])
    expect(labels.join(' ')).toBe(
      'REFUTED BY THE CODE REFUTED REFUTED Prevent REFUTED Prevent REFUTED Prevent By code T14 Missing Explored',
    )
    expect(text).toContain('\nPrevent   transaction.version=2: every transaction has an epoch of its own.\n')
    expect(text).toContain(`\nT14       ${T14.title}: ${T14.evidence}. Avoid it: ${T14.avoid}.\n`)
  })
})
