/** What the code of a release makes of a table: beside every answer that is another one, in every form, and never in the same colour. */
import { describe, expect, it } from 'vitest'
import { painter } from '../../../cli/terminal.ts'
import type { Code, CodeCell, CodeLoss, Subject, Validation } from '../../../guarantees/result.ts'
import { endingOf } from '../../../guarantees/ending.ts'
import { cellWords, rowWords, tableNote, wholeText } from '../../../reports/validation/cells.ts'
import { codeHeadlineOf } from '../../../reports/validation/code.ts'
import { validationHtml } from '../../../reports/validation/html.ts'
import { validationText } from '../../../reports/validation/text.ts'
import { annotations, PROGRAM, validationJson, validationJunit, validationMarkdown, validationSarif } from './reports.ts'
import { cell, delta, side, single, STORY, validation } from './sample.ts'

const F1: Code['releases'][number]['defects'][number] = {
  id: 'F1',
  title: 'A leader trusts what it knew',
  ticket: 'none',
  evidence: 'seen on brokers',
  avoid: 'no preferred election',
}
const R2 = { ...F1, id: 'R2' as const, title: 'A new disk wipes the ELR' }

const by = (verdict: CodeCell['verdict'], more: Partial<CodeCell> = {}): CodeCell => ({
  verdict,
  searched: ['F1', 'R2'],
  states: 500,
  depth: 14,
  cached: false,
  seconds: 1,
  ...more,
})
const broken = by('refuted', { steps: 13, defects: ['F1'], trace: 'traces/code.itf.json' })

const lossOf = (guarantee: string): CodeLoss => ({
  guarantee,
  envelopes: ['kill'],
  cell: broken,
  defects: ['F1'],
  story: STORY,
})

/** acked is broken by the code under `kill`, kept by it under `power`; reads is refuted by design. */
const one = (more: Partial<Subject> = {}): Subject =>
  single({
    head: side('configuration', {
      cells: [
        cell('acked', 'kill', 'proved', { code: broken }),
        cell('acked', 'power', 'proved', { code: by('proved') }),
        cell('reads', 'kill', 'refuted', { steps: 3 }),
        cell('reads', 'power', 'proved', { code: by('proved', { searched: [], states: 0 }) }),
      ],
    }),
    losses: [],
    codeLosses: [lossOf('acked')],
    ...more,
  })

const of = (subject: Subject, verdict: Code['verdict'] = 'violated'): Validation =>
  validation([subject], {
    guarantees: ['acked', 'reads'],
    code: { verdict, releases: [{ release: '4.1', defects: [F1, R2] }] },
  })

const page = { program: PROGRAM, paint: painter(false), width: 200, detail: 'folded' as const }
const squeezed = (text: string): string => text.replace(/\s+/g, ' ')

describe('a cell', () => {
  it('says both layers where they differ, and one word where they do not', () => {
    const words = ['kill', 'power'].map((e) => ['acked', 'reads'].map((g) => wholeText(cellWords(one(), g, e))))
    expect(words).toEqual([
      ['proved · by the code refuted 13 (F1)', 'refuted 3'],
      ['proved', 'proved'],
    ])
    expect(tableNote(of(one()), one())).toContain('what is refuted by design was not asked of the code')
  })

  it('has the two in colours of their own', () => {
    expect(cellWords(one(), 'acked', 'kill')).toEqual({
      text: 'proved',
      role: 'good',
      beside: { text: '· by the code refuted 13 (F1)', role: 'bad' },
    })
    const text = validationText(of(one()), { ...page, paint: painter(true) })
    expect(text).toContain('\u001b[32mproved\u001b[39m \u001b[31m·')
  })

  it('of many topics says under how many the code does not keep it', () => {
    expect(wholeText(rowWords(of(one()), one(), 'acked'))).toBe('proved · by the code not 1/2')
  })

  it.each([
    ['kept', 'gained', 'by the code gained', 'good'],
    ['kept', 'lost', 'by the code lost 13 (F1)', 'bad'],
    ['kept', 'never held', 'by the code refuted 13 (F1)', 'bad'],
    ['gained', 'never held', 'by the code refuted 13 (F1)', 'bad'],
  ] as const)('of a change: by design %s, by the code %s', (designed, code, text, role) => {
    const head = cell('acked', 'kill', 'proved', { code: code === 'gained' ? by('proved') : broken })
    const changed = delta('acked', 'kill', designed, { head, code })
    const subject = one({ base: side('base'), deltas: [changed], head: side('head', { cells: [head] }) })
    expect(cellWords(subject, 'acked', 'kill').beside).toEqual({ text: `· ${text}`, role })
  })
})

describe('the answer', () => {
  it.each([
    [
      'refuted',
      of(one()),
      'BY THE CODE REFUTED',
      '1 of 3 answers that are proved by design; Kafka 4.1 with its known defects F1, R2',
    ],
    [
      'not asked',
      of(one(), 'not asked'),
      'BY THE CODE',
      'not searched: --defects none leaves Kafka 4.1 with its known defects F1, R2 out',
    ],
  ])('%s', (_, said, word, text) => {
    expect(codeHeadlineOf(said, one())).toEqual({ word, text, role: 'bad' })
  })

  it('is the same where no defect bears on it, and not where nothing is proved', () => {
    const cells = [cell('acked', 'kill', 'proved', { code: by('proved', { searched: [] }) })]
    expect(codeHeadlineOf(of(one()), one({ head: side('configuration', { cells }), codeLosses: [] }))).toEqual({
      word: 'BY THE CODE',
      text: 'the same: none of the known defects of Kafka 4.1 (F1, R2) bears on what was asked',
      role: 'good',
    })
    const refuted = [cell('acked', 'kill', 'refuted', { steps: 3 })]
    expect(codeHeadlineOf(of(one()), one({ head: side('configuration', { cells: refuted }), codeLosses: [] }))).toMatchObject({
      text: 'not searched: nothing is proved by design',
      role: 'plain',
    })
  })

  it('is incomplete when a limit kept it back, which is no pass', () => {
    const cells = [cell('acked', 'kill', 'proved', { code: by('incomplete', { reason: 'the limit' }) })]
    expect(
      codeHeadlineOf(of(one(), 'incomplete'), one({ head: side('configuration', { cells }), codeLosses: [] })),
    ).toMatchObject({
      word: 'BY THE CODE INCOMPLETE',
      role: 'bad',
    })
  })
})

describe('--strict', () => {
  it('holds nothing where the code was not asked, for a topic and for many', () => {
    const cells = [cell('acked', 'kill', 'proved')]
    const fine = one({ head: side('configuration', { cells }), codeLosses: [] })
    const words = (of: Validation, strict: boolean) =>
      [...validationText({ ...of, strict }, page).matchAll(/^(HOLDS|INCOMPLETE)/gm)].map(([word]) => word)
    for (const subjects of [[fine], [fine, fine]]) {
      const notAsked = { ...of(fine, 'not asked'), subjects }
      expect(new Set(words(notAsked, true))).toEqual(new Set(['INCOMPLETE']))
      expect(new Set(words(notAsked, false))).toEqual(new Set(['HOLDS']))
      expect(new Set(words({ ...of(fine), subjects }, true))).toEqual(new Set(['HOLDS']))
    }
  })

  it('says the same in every form, as the exit code does', () => {
    const cells = [cell('acked', 'kill', 'proved')]
    const fine = one({ head: side('configuration', { cells }), codeLosses: [] })
    const notAsked: Validation = { ...of(fine, 'not asked'), verdict: 'holds', subjects: [fine, fine] }
    const why = 'with --strict the code counts too, and it was not searched'
    const saidOf = (strict: boolean) => {
      const asked = { ...notAsked, strict }
      const html = validationHtml(asked, PROGRAM)
      const { verdict, subjects } = validationJson(asked) as {
        readonly verdict: string
        readonly subjects: readonly { readonly answer: string; readonly summary: string }[]
      }
      return {
        ending: endingOf(asked, { strict, allowIncomplete: false }),
        markdown: [...validationMarkdown(asked).matchAll(/^## (\w+): (with --strict)?/gm)].map(([, ...said]) => said),
        title: /<title>(\w+)/.exec(html)?.[1],
        html: new Set(
          [...html.matchAll(/<td class="\w+">(HOLDS|INCOMPLETE)|class="word \w+">(HOLDS|INCOMPLETE)</g)].map((m) => m[1] ?? m[2]),
        ),
        json: [verdict, ...subjects.map((s) => [s.answer, s.summary.startsWith(why)])],
        junit: /<testsuites [^>]*/.exec(validationJunit(asked))?.[0],
        sarif: validationSarif(asked).runs[0]?.invocations?.[0]?.toolConfigurationNotifications?.map((n) => [
          n.level,
          n.message.text,
        ]),
        github: annotations(asked),
      }
    }
    expect(saidOf(true)).toEqual({
      ending: 'incomplete',
      markdown: [
        ['INCOMPLETE', 'with --strict'],
        ['INCOMPLETE', 'with --strict'],
      ],
      title: 'INCOMPLETE',
      html: new Set(['INCOMPLETE']),
      json: ['incomplete', ['incomplete', true], ['incomplete', true]],
      junit: '<testsuites tests="2" failures="0" errors="2" skipped="0"',
      sarif: [['warning', why]],
      github: `::warning title=by the code not searched::${why}\n`,
    })
    expect(saidOf(false)).toEqual({
      ending: 'holds',
      markdown: [
        ['HOLDS', undefined],
        ['HOLDS', undefined],
      ],
      title: 'HOLDS',
      html: new Set(['HOLDS']),
      json: ['holds', ['holds', false], ['holds', false]],
      junit: '<testsuites tests="2" failures="0" errors="0" skipped="0"',
      sarif: undefined,
      github: '',
    })
    expect(validationJunit({ ...notAsked, strict: true }, { allowIncomplete: true })).toContain('errors="0" skipped="2"')
  })
})

describe('every form', () => {
  const cellText = 'proved · by the code refuted 13 (F1)'
  const avoid = 'A leader trusts what it knew: seen on brokers. Avoid it: no preferred election.'

  it('has the cell, the defects in it and what avoids them', () => {
    const text = squeezed(validationText(of(one()), page))
    expect(text).toContain(cellText)
    expect(text).toContain(`F1 ${avoid}`)
    expect(text).toContain('Replay npm run trace -- traces/code.itf.json')
    expect(text).not.toContain('A new disk')
    const markdown = validationMarkdown(of(one()))
    expect(markdown).toContain('| proved **· by the code refuted 13 (F1)** |')
    expect(markdown).toContain(`**F1**: ${avoid}`)
  })

  it('JUnit: passed with a word on it, and with --strict a failure', () => {
    expect(validationJunit(of(one()))).toContain(' failures="1" errors="0" skipped="0"')
    expect(validationJunit(of(one()))).toContain(`<system-out><![CDATA[${cellText}`)
    expect(validationJunit({ ...of(one()), strict: true })).toContain(' failures="2" errors="0" skipped="0"')
    expect(validationJunit({ ...of(one()), strict: true })).toContain('type="by the code refuted"')
  })

  it('SARIF: a warning that names the defects', () => {
    const [run] = validationSarif(of(one())).runs
    expect(run?.results?.map((r) => [r.ruleId, r.level, r.properties])).toEqual([
      ['tidemark/acked', 'warning', { byTheCode: true, defects: ['F1'] }],
    ])
    expect(JSON.stringify(run)).toContain('Avoid it: no preferred election')
  })

  it('annotations: a warning, and no error', () => {
    const lines = annotations(of(one())).trimEnd().split('\n')
    expect(lines.map((line) => line.slice(0, line.indexOf(' ')))).toEqual(['::warning'])
    expect(lines[0]).toContain('by the code refuted')
    expect(lines[0]).toContain('Avoid it%3A no preferred election'.replace('%3A', ':'))
  })

  it('JSON: the answer of the code in each cell, and what was asked', () => {
    expect(validationJson(of(one()))).toMatchObject({
      code: { explored: true, verdict: 'violated', releases: [{ release: '4.1', defects: [F1, R2] }] },
      subjects: [
        {
          code: { answer: 'by the code refuted' },
          codeLosses: [{ guarantee: 'acked', defects: ['F1'], replay: 'npm run trace -- traces/code.itf.json' }],
          head: { cells: [{ verdict: 'proved', code: { verdict: 'refuted', steps: 13, defects: ['F1'] } }, {}, {}, {}] },
        },
      ],
    })
    expect(validationJson(of(one(), 'not asked'))).toMatchObject({ code: { explored: false } })
  })
})
