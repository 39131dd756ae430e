import { describe, expect, it } from 'vitest'
import { baselineOf, readBaseline } from '../../guarantees/baseline.ts'
import { endingOf } from '../../guarantees/ending.ts'
import { withExcuses } from '../../guarantees/excuses.ts'
import type { Rule } from '../../guarantees/project-file.ts'
import { ranked, weakest } from '../../guarantees/rank.ts'
import type { CellDelta, Subject, Validation } from '../../guarantees/result.ts'
import { headlineOf } from '../../reports/validation/headline.ts'
import { cell, comparison, delta, loss, refuted, side, single, validation } from '../reports/validation/sample.ts'

const place = { file: 'tidemark.yaml', line: 3, column: 5 }
const rule = (more: Partial<Rule> = {}): Rule => ({
  topics: ['logs-*'],
  guarantees: ['acked'],
  envelopes: [],
  reason: 'they can be read again',
  until: '2026-12-31',
  place,
  ...more,
})
/** Two topics alike: acked records are lost under two kinds of trouble, reads hold. */
const broken = (topics: readonly string[]): Subject =>
  single({
    topics,
    head: side('configuration', {
      cells: [refuted('acked', 'kill', 5), refuted('acked', 'power', 3), cell('reads', 'kill'), cell('reads', 'power')],
    }),
    losses: [loss('acked', { envelopes: ['kill', 'power'] })],
  })
const of = (...subjects: readonly Subject[]): Validation => ({ ...validation(subjects), verdict: 'violated' })
const strict = { strict: true, allowIncomplete: false }
const today = '2026-11-26'

describe('rules', () => {
  it('take what they name out of what counts, and say so instead of calling it a pass', () => {
    const { validation: found, expired, unused } = withExcuses(of(broken(['logs-a'])), { rules: [rule()], today })
    expect([found.verdict, endingOf(found, strict), expired, unused]).toEqual(['ignored', 'holds', [], []])
    const [subject] = found.subjects
    expect(subject?.losses).toEqual([])
    expect(subject?.head.cells.map((c) => [c.guarantee, c.envelope, c.verdict, c.excused?.reason])).toEqual([
      ['acked', 'kill', 'refuted', 'they can be read again'],
      ['acked', 'power', 'refuted', 'they can be read again'],
      ['reads', 'kill', 'proved', undefined],
      ['reads', 'power', 'proved', undefined],
    ])
    expect(subject === undefined ? '' : headlineOf(found, subject).word).toBe('IGNORED')
  })

  it('leave what they do not name: another topic of the group, and another kind of trouble', () => {
    const rules = [rule({ envelopes: ['power'] })]
    const { validation: found } = withExcuses(of(broken(['orders', 'logs-a', 'logs-b (connector s3)'])), { rules, today })
    expect(found.subjects.map(({ topics, losses }) => [topics, losses.map((l) => l.envelopes)])).toEqual([
      [['orders'], [['kill', 'power']]],
      [['logs-a', 'logs-b (connector s3)'], [['kill']]],
    ])
    expect([found.verdict, endingOf(found, strict)]).toEqual(['violated', 'lost'])
  })

  it('count up to their last day, and are said to have run out after it', () => {
    const until = (day: string) => withExcuses(of(broken(['logs-a'])), { rules: [rule({ until: day })], today })
    expect([until('2026-11-26').validation.verdict, until('2026-11-26').expired]).toEqual(['ignored', []])
    expect([until('2026-11-25').validation.verdict, until('2026-11-25').expired]).toEqual([
      'violated',
      ['tidemark.yaml:3:5: logs-*, until 2026-11-25: they can be read again'],
    ])
  })

  it('that nothing needs are said, and never mark what is proved', () => {
    const { validation: found, unused } = withExcuses(of(broken(['logs-a'])), {
      rules: [rule(), rule({ guarantees: ['reads'], reason: 'never' })],
      today,
    })
    expect(unused).toEqual(['tidemark.yaml:3:5: logs-*, until 2026-12-31: never'])
    expect(found.subjects[0]?.head.cells.filter((c) => c.excused !== undefined)).toHaveLength(2)
  })

  it('do not hide what a limit kept back, what was not read, or a change that destroys', () => {
    const open = broken(['logs-a'])
    const incomplete = { ...open, head: { ...open.head, cells: [...open.head.cells, cell('order', 'kill', 'incomplete')] } }
    expect(withExcuses(of(incomplete), { rules: [rule()], today }).validation.verdict).toBe('incomplete')
    const destroyed = [{ topic: 'logs-a', by: 'delete' as const, place }]
    const gone = withExcuses({ ...of(open), destroyed }, { rules: [rule()], today }).validation
    expect([gone.verdict, endingOf(gone, strict)]).toEqual(['violated', 'lost'])
  })

  it('are of a change too', () => {
    const change = comparison({ topics: ['logs-a'], losses: [loss('acked', { envelopes: ['power'] })] })
    const { validation: found } = withExcuses(of(change), { rules: [rule()], today })
    expect(found.subjects.flatMap(({ losses }) => losses.map((l) => l.guarantee))).toEqual([])
    expect(found.subjects[0]?.deltas.find((d) => d.guarantee === 'acked' && d.envelope === 'power')?.head.excused?.by).toBe(
      'rule',
    )
  })
})

describe('a baseline', () => {
  const saved = (found: Validation) => readBaseline('base.json', JSON.stringify(baselineOf(found)), 'quick')
  const against = (before: Validation, now: Validation): Validation => ({
    ...withExcuses(now, { rules: [], baseline: saved(before), today }).validation,
    baseline: 'base.json',
  })

  it('excuses what it has, and nothing more: fails also without --strict', () => {
    const once = of(broken(['a']))
    expect(endingOf(against(once, once), { strict: false, allowIncomplete: false })).toBe('holds')
    expect(against(once, once).verdict).toBe('ignored')
    const [subject] = once.subjects
    const worse = of({
      ...broken(['a']),
      head: side('configuration', { cells: [...(subject?.head.cells ?? []), refuted('order', 'kill', 4)] }),
      losses: [...(subject?.losses ?? []), loss('order', { envelopes: ['kill'] })],
    })
    const found = against(once, worse)
    expect(found.subjects[0]?.losses.map((l) => l.guarantee)).toEqual(['order'])
    expect([found.verdict, endingOf(found, { strict: false, allowIncomplete: false })]).toEqual(['violated', 'lost'])
    // A topic that it does not have.
    expect(endingOf(against(once, of(broken(['a', 'b']))), { strict: false, allowIncomplete: false })).toBe('lost')
  })

  it('excuses nothing that fewer faults break now', () => {
    const by = (faults: Partial<Record<'kills' | 'fencings', number>> | undefined): Validation =>
      of(
        single({
          topics: ['a'],
          head: side('configuration', { cells: [refuted('acked', 'kill', 5, faults === undefined ? {} : { faults })] }),
          losses: [loss('acked', { envelopes: ['kill'] })],
        }),
      )
    const verdict = (before: Validation, now: Validation) => against(before, now).verdict
    expect(verdict(by({ kills: 1, fencings: 1 }), by({ kills: 2 }))).toBe('ignored')
    expect(verdict(by({ kills: 1, fencings: 1 }), by({ kills: 1 }))).toBe('violated')
    expect(verdict(by({ kills: 1 }), by({ kills: 1, fencings: 2 }))).toBe('ignored')
    // A file that was written before it had them.
    expect(verdict(by(undefined), by({ kills: 1 }))).toBe('ignored')
  })

  it('excuses nothing that only the way to a sound configuration breaks, by design or by the code', () => {
    const before = of(single({ topics: ['orders'], head: side('configuration', { cells: [refuted('acked', 'kill', 5)] }) }))
    const way = (more: Partial<CellDelta>): Subject => {
      const one = delta('acked', 'kill', 'lost while changing', more)
      const losses = one.delta === 'kept' ? [] : [loss('acked', { when: 'rollout', envelopes: ['kill'] })]
      return comparison({
        deltas: [one],
        base: side('base', { cells: [one.base] }),
        head: side('head', { cells: [one.head] }),
        losses,
      })
    }
    const ended = (subject: Subject) => endingOf(against(before, of(subject)), strict)
    const { head } = delta('acked', 'kill', 'kept')
    const code = { verdict: 'refuted', searched: ['F1'], states: 1, depth: 1, cached: false, seconds: 0 } as const
    expect(ended(way({}))).toBe('lost')
    expect(ended(way({ head: { ...head, code } }))).toBe('lost')
    expect(
      ended(way({ delta: 'kept', code: 'lost while changing', head: { ...head, code: { ...code, verdict: 'proved' } } })),
    ).toBe('lost')
  })

  it('has what the code alone breaks apart from what the design does', () => {
    const code = { verdict: 'refuted', searched: ['F1'], states: 1, depth: 1, cached: false, seconds: 0 } as const
    const byCode = {
      ...single({ topics: ['a'], losses: [] }),
      head: side('configuration', { cells: [cell('acked', 'kill', 'proved', { code })] }),
    }
    const byDesign = {
      ...byCode,
      head: side('configuration', { cells: [refuted('acked', 'kill', 3)] }),
      losses: [loss('acked', { envelopes: ['kill'] })],
    }
    expect(against(of(byCode), of(byDesign)).verdict).toBe('violated')
    const asked = { ...of(byCode), code: { verdict: 'violated', releases: [] } as const }
    expect(endingOf(against(of(byDesign), asked), strict)).toBe('holds')
    expect(endingOf(asked, strict)).toBe('lost')
  })

  it('is none when it is something else', () => {
    for (const text of ['', '[]', '{"schema":1,"command":"check"}'])
      expect(() => readBaseline('f', text, 'quick')).toThrow('it is no baseline')
  })
})

describe('the order of topics', () => {
  it('is by how few faults break them, then by how much is broken', () => {
    const by = (topic: string, ...faults: readonly Partial<Record<'kills' | 'fencings', number>>[]): Subject =>
      single({
        topics: [topic],
        head: side('configuration', { cells: faults.map((f, i) => refuted('acked', `e${i}`, 3, { faults: f })) }),
      })
    const list = [
      by('none'),
      by('two', { kills: 1, fencings: 1 }),
      by('one', { kills: 1 }),
      by('one twice', { kills: 1 }, { kills: 1 }),
    ]
    expect(ranked(list).map(({ topics }) => topics[0])).toEqual(['one twice', 'one', 'two', 'none'])
    expect(weakest(by('x', { kills: 2 }, { fencings: 1 }))?.faults).toEqual({ fencings: 1 })
  })
})
