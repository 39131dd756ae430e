/** What becomes of a guarantee between two configurations, from answers made up for the purpose; and what would keep it, explored. */
import { describe, expect, it } from 'vitest'
import { deltasOf, remedyOf } from '../../guarantees/change.ts'
import { cellsOfWays, rolloutOf, rolloutQuestions } from '../../guarantees/rollout.ts'
import { Explorer } from '../../answers/oracle.ts'
import type { Oracle } from '../../guarantees/oracle.ts'
import { withFaultsNeeded } from '../../guarantees/faults-needed.ts'
import { ENVELOPES, GUARANTEES, LEVELS } from '../../guarantees/guarantees.ts'
import type { Configuration, Question } from '../../guarantees/questions.ts'
import { withCode } from '../../guarantees/code.ts'
import { cellsOf, guaranteeOf, questionsOf, type Scope } from '../../guarantees/table.ts'
import type { SettingsRequest } from '../../model/kraft/settings.ts'
import { restoreTexts } from '../../reports/validation/losses.ts'
import { inTemporaryFolder } from '../cli/run.ts'
import type { Answer } from '../../guarantees/oracle.ts'

const settings = {
  'replication.factor': '3',
  'min.insync.replicas': '2',
  'unclean.leader.election.enable': 'false',
  'eligible.leader.replicas.version': '1',
  acks: 'all',
}
const configuration = (changed: Readonly<Record<string, string>> = {}): Configuration => ({
  version: '4.1',
  topic: { ...settings, ...changed },
  offsets: settings,
})
const scope = (guarantee: string, envelope: string): Scope => ({
  guarantees: GUARANTEES.filter((g) => g.id === guarantee),
  envelopes: ENVELOPES.filter((e) => e.id === envelope),
  level: LEVELS.quick,
})

const answered = ({ spec }: Question, verdict: 'holds' | 'violated' | 'incomplete', faults: number): Answer => ({
  findings: spec.properties.map((name) => ({ name, verdict: name === 'RecordAcknowledged' ? 'holds' : verdict })),
  states: 1,
  depth: 1,
  bounds: { faults },
  failed: false,
  cached: false,
  seconds: 0,
})

const NOBODY: Oracle = {
  ask: async () => new Map(),
  recall: () => {
    throw new Error('nobody has a trace')
  },
}

describe('a guarantee while the configuration changes', () => {
  const wanted = scope('acked', 'kill')
  const [base, head] = [configuration(), configuration({ 'min.insync.replicas': '1' })]
  const rollout = rolloutOf(base, head)
  const deltas = async (verdict: 'holds' | 'violated' | 'incomplete') => {
    const answers = new Map([
      ...[base, head].flatMap((c) => questionsOf(wanted, c).map((q) => [q.key, answered(q, 'holds', 3)] as const)),
      ...rolloutQuestions(wanted, rollout).map((q) => [q.key, answered(q, verdict, 2)] as const),
    ])
    const ends = { base: cellsOf(wanted, base, answers), head: cellsOf(wanted, head, answers) }
    const [between = []] = await cellsOfWays([{ rollout, ...ends }], wanted, answers, [], NOBODY)
    return deltasOf(ends.base, ends.head, between)
  }

  it.each([
    ['holds', 'kept', 'proved'],
    ['violated', 'lost while changing', 'refuted'],
    ['incomplete', 'unknown', 'incomplete'],
  ] as const)('that %s on the way is %s', async (found, delta, verdict) => {
    expect(await deltas(found)).toMatchObject([{ delta, rollout: { verdict } }])
  })

  it('is kept within the bounds of the way, which are the smaller ones', async () => {
    expect(await deltas('holds')).toMatchObject([{ base: { bounds: { faults: 3 } }, rollout: { bounds: { faults: 2 } } }])
  })
})

describe('a guarantee while the configuration changes, by the code', () => {
  const wanted = scope('electable', 'restarts')
  const [base, head] = [configuration(), configuration({ 'eligible.leader.replicas.version': '0' })]
  const rollout = rolloutOf(base, head)
  const atBase = new Set(questionsOf(wanted, base).map((q) => JSON.stringify(q.spec.from)))
  /** All is kept by design; the code says `atEnds` of base, and `between` on the way. */
  const found = async (atEnds: 'holds' | 'violated', between: 'holds' | 'violated' | 'incomplete') => {
    const asked: Question[] = []
    const oracle: Oracle = {
      ...NOBODY,
      ask: async (questions) =>
        new Map(
          (questions as Question[]).map((question) => {
            const { settings } = question.spec.from as { settings: SettingsRequest }
            const { defects = [], ...designed } = settings
            if (defects.length > 0) asked.push(question)
            const isBase = atBase.has(JSON.stringify({ settings: designed }))
            const isWay = settings.bounds?.configChange !== undefined
            const verdict = defects.length === 0 ? 'holds' : isWay ? between : isBase ? atEnds : 'holds'
            return [question.key, answered(question, verdict, 2)] as const
          }),
        ),
    }
    const answers = await oracle.ask([
      ...[base, head].flatMap((c) => questionsOf(wanted, c)),
      ...rolloutQuestions(wanted, rollout),
    ])
    const tables = [base, head].map((c) => ({ configuration: c, cells: cellsOf(wanted, c, answers) }))
    const [before = [], after = []] = await withCode(tables, wanted, answers, 'all', oracle)
    const [way = []] = await cellsOfWays([{ rollout, base: before, head: after }], wanted, answers, 'all', oracle)
    const onTheWay = asked.filter(({ spec }) => (spec.from as { settings: SettingsRequest }).settings.bounds?.configChange)
    const [delta] = deltasOf(before, after, way)
    return [delta?.delta, delta?.code, delta?.rollout.code?.verdict, onTheWay.length > 0]
  }

  it.each([
    ['holds', 'holds', ['kept', 'kept', 'proved', true]],
    ['holds', 'violated', ['kept', 'lost while changing', 'refuted', true]],
    ['holds', 'incomplete', ['kept', 'unknown', 'incomplete', true]],
    ['violated', 'violated', ['kept', 'gained', undefined, false]],
  ] as const)('that %s at its ends and %s on the way', async (atEnds, between, expected) => {
    expect(await found(atEnds, between)).toEqual(expected)
  })
})

describe('how many faults it takes', () => {
  const wanted = scope('acked', 'power')
  const [base, head] = [configuration(), configuration({ 'min.insync.replicas': '1' })]
  type Verdict = 'holds' | 'violated' | 'incomplete'
  /** What becomes of a guarantee that three faults break on both sides; `before` and `after` say what one and two of them do. */
  const delta = async (before: readonly Verdict[], after: readonly Verdict[]) => {
    const ask = async (questions: readonly Question[]) =>
      new Map(
        questions.map((question) => {
          const { set, bounds } = (question.spec.from as { settings: SettingsRequest }).settings
          const pool = bounds?.faults?.total ?? 3
          const found = set?.['min.insync.replicas'] === '1' ? after : before
          return [question.key, answered(question, found[pool - 1] ?? 'violated', pool)] as const
        }),
      )
    const oracle = { ask } as unknown as Oracle
    const answers = await ask([base, head].flatMap((c) => questionsOf(wanted, c)))
    const cells = (of: Configuration) => cellsOf(wanted, of, answers)
    const deltas = deltasOf(cells(base), cells(head), [])
    const [found] = await withFaultsNeeded(wanted, deltas, base, head, oracle)
    return [found?.delta, found?.faults]
  }

  it.each([
    [['holds', 'holds'], ['violated', 'violated'], 'lost', { from: 3, to: 1 }],
    [['holds', 'violated'], ['violated', 'violated'], 'lost', { from: 2, to: 1 }],
    [['violated', 'violated'], ['holds', 'violated'], 'gained', { from: 1, to: 2 }],
    [['holds', 'violated'], ['holds', 'violated'], 'never held', undefined],
    [['holds', 'incomplete'], ['violated', 'violated'], 'lost', { from: 2, to: 1 }],
    [['holds', 'holds'], ['holds', 'incomplete'], 'unknown', undefined],
    [['incomplete', 'violated'], ['violated', 'violated'], 'unknown', undefined],
  ] as const)('%s before and %s after is %s', async (before, after, kind, faults) => {
    expect(await delta(before, after)).toEqual([kind, faults])
  })
})

describe('what would keep a guarantee', () => {
  const remedy = (maxStates?: number) =>
    inTemporaryFolder((folder) => {
      const wanted = scope('writable', 'kill')
      const [base, head] = [configuration(), configuration({ 'min.insync.replicas': '3' })]
      const [guarantee] = wanted.guarantees
      if (guarantee === undefined) throw new Error('there is no such guarantee')
      const { signal } = new AbortController()
      const explorer = new Explorer({
        workers: 1,
        maxMemory: 2 ** 28,
        maxStates,
        out: folder,
        cache: undefined,
        signal,
        cwd: folder,
        onSearching: () => undefined,
        onUnkept: () => undefined,
        onProgress: () => undefined,
      })
      const asked = { guarantee, scope: wanted, head, base, changes: [], deltas: [], wanted: scope('acked', 'kill') }
      return remedyOf(asked, explorer)
    })

  it('is found by exploring; of what it costs, what was not asked for is named', async () => {
    const found = await remedy()
    expect(found.restores.map((r) => r.settings)).toContainEqual([{ key: 'min.insync.replicas', value: '2', asBefore: true }])
    expect(found.checked).toBeGreaterThan(1)
    expect(restoreTexts(found).join()).toContain('costs no durability (availability was not asked for)')
    expect(found.undecided).toBeUndefined()
  })

  it.each([
    ['writable', 'costs no durability (availability was not asked for)'],
    ['committable', 'costs no durability and no availability'],
  ])('of __consumer_offsets, with %s asked for', async (row, text) => {
    const wanted: Scope = { ...scope('offsets', 'kill'), guarantees: ['offsets', row].map(guaranteeOf) }
    const [base, head] = ['2', '1'].map((minIsr) => ({
      ...configuration(),
      offsets: { 'replication.factor': '3', 'min.insync.replicas': minIsr },
    }))
    if (base === undefined || head === undefined) throw new Error('two configurations')
    const ask = (questions: readonly Question[]) =>
      Promise.resolve(new Map(questions.map((question) => [question.key, answered(question, 'holds', 3)] as const)))
    const oracle = { ask } as unknown as Oracle
    const lost = { guarantee: guaranteeOf('offsets'), scope: scope('offsets', 'kill'), head, base }
    const found = await remedyOf({ ...lost, changes: [], deltas: [], wanted }, oracle)
    expect(restoreTexts(found).join()).toContain(`min.insync.replicas=2 of __consumer_offsets (as before): ${text}`)
    // 3 keeps it too, and costs no less: it may cost what was not asked about, and is not named beside 2 as its equal.
    expect(found.restores.flatMap((r) => r.settings).filter(({ key }) => key === 'min.insync.replicas')).toEqual([
      { key: 'min.insync.replicas', value: '2', asBefore: true, of: 'offsets' },
    ])
  })

  it('is not said to be nothing when a limit ended the search for it', async () => {
    const found = await remedy(1)
    expect(found.restores).toEqual([])
    expect(found.undecided).toBeGreaterThan(0)
    expect(restoreTexts(found).join()).toContain('left undecided')
    expect(restoreTexts(found).join()).not.toContain('nothing within two keys')
  })
})
