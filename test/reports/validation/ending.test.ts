/** No form of a result is green where the exit code is not. */
import { describe, expect, it } from 'vitest'
import { endingOf } from '../../../guarantees/ending.ts'
import type { Cell, CellDelta, CellVerdict, CodeCell, Delta, Subject, Validation } from '../../../guarantees/result.ts'
import { headlineOf } from '../../../reports/validation/headline.ts'
import { codeHeadlineOf } from '../../../reports/validation/code.ts'
import { annotations, validationJson, validationJunit, validationSarif } from './reports.ts'
import { cell, comparison, delta, loss, refuted, side, single, STORY, validation } from './sample.ts'
import { readXml } from './xml.ts'

const ASKED = { guarantees: ['acked'], envelopes: ['kill'] }

const coded = (verdict: CodeCell['verdict']): CodeCell => ({
  verdict,
  searched: ['F1'],
  states: 1,
  depth: 1,
  cached: false,
  seconds: 0,
  ...(verdict === 'refuted' && { steps: 5, trace: 'traces/code.itf.json', defects: ['F1'] }),
})

const codeLoss = (code: CodeCell) => ({
  guarantee: 'acked',
  envelopes: ['kill'],
  cell: code,
  defects: code.defects ?? [],
  story: STORY,
})

/** One configuration with one answer. */
function alone(verdict: CellVerdict, code?: CodeCell['verdict'], more: Partial<Cell> = {}): Subject {
  const found = verdict === 'refuted' ? refuted('acked', 'kill', 3, more) : cell('acked', 'kill', verdict, more)
  const head = { ...found, ...(code !== undefined && { code: coded(code) }) }
  const isLost = (verdict === 'refuted' || verdict === 'vacuous') && head.excused === undefined
  return single({
    head: side('configuration', { cells: [head] }),
    losses: isLost ? [loss('acked', { envelopes: ['kill'] })] : [],
    codeLosses: code === 'refuted' ? [codeLoss(coded(code))] : [],
  })
}

/** A change with one answer. */
function changed(of: CellDelta): Subject {
  const when = of.delta === 'lost' ? 'head' : of.delta === 'lost while changing' ? 'rollout' : undefined
  return comparison({
    base: side('base', { cells: [of.base] }),
    head: side('head', { cells: [of.head] }),
    deltas: [of],
    losses: when === undefined ? [] : [loss('acked', { when, envelopes: ['kill'] })],
    codeLosses: [],
  })
}

const of = (kind: Delta): CellDelta => delta('acked', 'kill', kind)
const { base, head, rollout } = of('kept')
const unread = { ...side('configuration', { cells: [cell('acked', 'kill')] }), unread: [{ message: 'a file was not read' }] }
const bothRefuted = coded('refuted')

const SUBJECTS: readonly (readonly [string, Subject])[] = [
  ...(['proved', 'refuted', 'vacuous', 'incomplete', 'error'] as const).map((verdict) => [verdict, alone(verdict)] as const),
  ...(['proved', 'refuted', 'incomplete', 'error'] as const).map(
    (code) => [`proved, by the code ${code}`, alone('proved', code)] as const,
  ),
  ['accepted', alone('refuted', undefined, { excused: { by: 'baseline', reason: 'known' } })],
  ['not read', single({ head: unread, losses: [] })],
  ...(['lost', 'lost while changing', 'gained', 'kept', 'never held', 'unknown'] as const).map(
    (kind) => [kind, changed(of(kind))] as const,
  ),
  ['vacuous before and after', changed({ ...of('never held'), head: cell('acked', 'kill', 'vacuous') })],
  ['gained, and the way failed', changed({ ...of('gained'), rollout: cell('acked', 'kill', 'error') })],
  [
    'refuted by the code before and after',
    changed({ ...of('kept'), code: 'never held', base: { ...base, code: bothRefuted }, head: { ...head, code: bothRefuted } }),
  ],
  [
    'failed by the code before',
    changed({ ...of('kept'), code: 'unknown', base: { ...base, code: coded('error') }, head, rollout }),
  ],
]

const verdictOf = (subject: Subject): Validation['verdict'] =>
  [...subject.head.cells, ...subject.deltas.flatMap((d) => [d.base, d.rollout])].some((c) => c.verdict === 'error')
    ? 'error'
    : 'holds'
const codeVerdictOf = (subject: Subject): Validation['code']['verdict'] =>
  [...subject.head.cells, ...(subject.base?.cells ?? [])].some((c) => c.code?.verdict === 'error') ? 'error' : 'holds'

const RUNS = SUBJECTS.flatMap(([name, subject]) =>
  [false, true].flatMap((strict) =>
    [false, true].flatMap((baseline) =>
      [false, true].map((allowIncomplete) => {
        const found = validation([subject], {
          ...ASKED,
          verdict: verdictOf(subject),
          code: { verdict: codeVerdictOf(subject), releases: [] },
          ...(strict && { strict }),
          ...(baseline && { baseline: 'b.json' }),
        })
        const flags = [strict && '--strict', baseline && '--baseline', allowIncomplete && '--allow-incomplete']
        const words = flags.filter((flag) => flag !== false).join(' ')
        return {
          name: `${name} ${words}`.trim(),
          subject,
          found,
          allowIncomplete,
          ending: endingOf(found, { strict, allowIncomplete }),
        }
      }),
    ),
  ),
)

describe('what fails a run', () => {
  it.each(RUNS.filter(({ ending }) => ending !== 'holds'))('is no pass in JUnit: $name', ({ found, allowIncomplete }) => {
    const { failures, errors } = readXml(validationJunit(found, { allowIncomplete })).attributes
    expect(Number(failures) + Number(errors)).toBeGreaterThan(0)
  })

  it.each(RUNS.filter(({ ending }) => ending !== 'holds'))('neither holds nor is accepted in JSON: $name', ({ found }) => {
    expect(validationJson(found)).not.toMatchObject({ verdict: expect.stringMatching(/holds|ignored/) as string })
  })

  it.each(RUNS.filter(({ ending }) => ending === 'lost'))('is an alert and an annotation: $name', ({ found, subject }) => {
    const results = validationSarif(found).runs[0]?.results ?? []
    expect(results.some(({ level, suppressions }) => level === 'error' && suppressions === undefined)).toBe(true)
    expect(annotations(found)).toMatch(/^::error /)
    const words = [headlineOf(found, subject).word, codeHeadlineOf(found, subject).word]
    expect(words.some((word) => /LOST|REFUTED/.test(word))).toBe(true)
  })

  it.each(RUNS.filter(({ ending }) => ending === 'error'))('is said to have failed in SARIF: $name', ({ found }) => {
    expect(validationSarif(found).runs[0]?.invocations?.[0]?.executionSuccessful).toBe(false)
  })
})
