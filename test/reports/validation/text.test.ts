import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { painter } from '../../../cli/terminal.ts'
import { ENVELOPES, GUARANTEES } from '../../../guarantees/guarantees.ts'
import { validationText } from '../../../reports/validation/text.ts'
import type { Delta, Validation } from '../../../guarantees/result.ts'
import { cellWords } from '../../../reports/validation/cells.ts'
import { headlineOf } from '../../../reports/validation/headline.ts'
import { PROGRAM } from './reports.ts'
import { golden } from './golden.ts'
import { hostileValidation } from './hostile.ts'
import { cell, comparison, delta, loss, refuted, side, single, validation, value } from './sample.ts'

const plain = painter(false)
const at = (width: number, quiet = false) => ({
  program: PROGRAM,
  paint: plain,
  width,
  detail: quiet ? ('quiet' as const) : ('verbose' as const),
})

const DELTAS: readonly Delta[] = ['lost', 'lost while changing', 'gained', 'kept', 'never held', 'unknown']

/** Every guarantee under every envelope, with every delta. */
function whole(): Validation {
  const deltas = GUARANTEES.flatMap((g, i) =>
    ENVELOPES.map((e, j) => delta(g.id, e.id, DELTAS[(i + j) % DELTAS.length] ?? 'kept')),
  )
  return validation([comparison({ deltas })], {
    guarantees: GUARANTEES.map((g) => g.id),
    envelopes: ENVELOPES.map((e) => e.id),
  })
}

const linesOf = (text: string): string[] => text.split('\n')

describe('validationText', () => {
  it.each([
    ['comparison-100.txt', validation(), 100, false],
    ['comparison-80-quiet.txt', validation(), 80, true],
    ['single-80.txt', validation([single()]), 80, false],
    ['whole-80-quiet.txt', whole(), 80, true],
  ] as const)('is %s', async (name, of, width, quiet) => {
    await expect(
      validationText(of, at(width, quiet)).replace(`tidemark ${PROGRAM.version}`, 'tidemark VERSION'),
    ).toMatchFileSnapshot(golden(name))
  })

  it.each([40, 80, 100, 120])('keeps to %i columns', (width) => {
    for (const of of [whole(), validation(), validation([single()])]) {
      const longest = Math.max(...linesOf(validationText(of, at(width))).map((line) => line.length))
      expect(longest).toBeLessThanOrEqual(width)
      expect(longest).toBeGreaterThan(width - 20)
    }
  })

  it.each([80, 100, 120])('shows every cell of the table whole at %i columns', (width) => {
    const of = whole()
    const [subject] = of.subjects
    if (subject === undefined) throw new Error('no subject')
    const table = validationText(of, at(width)).split('\n\n')[2] ?? ''
    expect(table).not.toContain('…')
    const found = (word: string): number => table.split(word).length - 1
    const expected = of.guarantees.flatMap((g) => of.envelopes.map((e) => cellWords(subject, g, e).text))
    for (const word of ['proved', 'refuted', 'gained', 'incomplete', 'changing'])
      expect([word, found(word)]).toEqual([word, expected.filter((text) => text.includes(word)).length])
  })

  it('says with colour nothing that it does not say without', () => {
    for (const of of [whole(), validation(), validation([single()])])
      for (const width of [40, 80, 120]) {
        const colored = validationText(of, { ...at(width), paint: painter(true) })
        expect(colored).toContain('\u001b[31m')
        expect(linesOf(stripVTControlCharacters(colored)).map((line) => line.trimEnd())).toEqual(
          linesOf(validationText(of, at(width))),
        )
      }
  })

  it('leaves every line of coloured text without an open colour', () => {
    for (const line of linesOf(validationText(whole(), { ...at(80), paint: painter(true) }))) {
      const codes = line.split('\u001b[').slice(1)
      const open = codes.filter((code) => /^(?:1|2|31|32)m/.test(code)).length
      expect(codes.length - open, line).toBe(open)
    }
  })

  it('says which topics have which answer when there are several', () => {
    const fine = comparison({ topics: ['a', 'b'], deltas: [delta('acked', 'kill', 'kept')], losses: [] })
    const text = validationText(validation([comparison(), fine, { ...fine, topics: ['c'] }]), at(80))
    expect(linesOf(text).slice(0, 4)).toEqual([
      'LOST      acked records survive, reads are repeatable while changing: orders',
      'HOLDS     a and b; c',
      'BY THE CODE  the same: no defect is known of the release',
      '',
    ])
    expect(linesOf(text).filter((line) => line.startsWith('tidemark '))).toHaveLength(3)
  })

  it('takes no question for no loss', () => {
    expect(validationText(validation([]), at(80)).split('\n')[0]).toBe('VACUOUS   no topic changes, so nothing was checked')
  })

  it('names at most five topics', () => {
    const topics = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    expect(validationText(validation([comparison({ topics })]), at(100))).toContain('a, b, c, d, e and 2 more')
    expect(validationText(validation([comparison({ topics: [] })]), at(100))).toContain('validate  any topic  quick')
  })

  it('says of several causes whether one alone is enough', () => {
    const [cause] = loss('acked').causes
    if (cause === undefined) throw new Error('no cause')
    const causes = [cause, { ...cause, key: 'acks', of: 'topic' as const }]
    const of = (restores: readonly string[]) =>
      validationText(
        validation([
          comparison({
            losses: [
              loss('acked', {
                causes,
                restores: restores.map((key) => ({ settings: [{ key, value: '2', asBefore: true }], costs: [] })),
              }),
            ],
          }),
        ]),
        at(100),
      )
    expect(of(['min.insync.replicas', 'acks'])).toContain('Any one of them, put back alone, keeps the guarantee.')
    expect(of([])).toContain('None of them, put back alone, was found to keep the guarantee.')
    expect(of(['min.insync.replicas', 'acks'])).toContain(
      '          or acks=2 (as before): costs no durability and no availability;',
    )
  })

  it('lets nothing out of a file drive a terminal or a CI server', () => {
    fc.assert(
      fc.property(hostileValidation, fc.constantFrom(40, 80, 100), (of, width) => {
        const text = validationText(of, at(width))
        // oxlint-disable-next-line no-control-regex -- that is what it looks for
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202e]/)
        // What is too wide is one word, of a command that is there to be copied.
        expect(linesOf(text).filter((line) => stringWidth(line) > width && line.trim().includes(' '))).toEqual([])
        expect(text).not.toContain('::')
        expect(text).not.toContain('##[')
        expect(text).toContain(of.subjects[0]?.base === undefined ? 'REFUTED' : 'LOST')
      }),
    )
  })

  it('cuts nothing that is wide', () => {
    const wide = '設定'.repeat(40)
    const values = [value('acks', wide)]
    const text = validationText(validation([single({ head: side('configuration', { values, offsets: [] }) })]), at(80))
    expect(text.split('設').length - 1).toBe(40)
    expect(text).not.toContain('…')
  })

  it('quotes the file of a counterexample for the shell', () => {
    const replay = (trace: string): string | undefined =>
      linesOf(
        validationText(
          validation([single({ losses: [loss('acked', { causes: [], cell: refuted('acked', 'power', 3, { trace }) })] })]),
          at(120),
        ),
      ).find((line) => line.startsWith('Replay'))
    expect(replay('a/b-c.json')).toBe('Replay    npm run trace -- a/b-c.json')
    expect(replay("a b'c;d")).toBe(String.raw`Replay    npm run trace -- 'a b'\''c;d'`)
  })
})

describe('headlineOf', () => {
  const cut = cell('acked', 'kill', 'incomplete')
  it.each([
    [comparison(), 'LOST', 'acked records survive; while changing: reads are repeatable; 1 is gained; 1 answer is missing'],
    [comparison({ deltas: [delta('acked', 'kill', 'kept')] }), 'HOLDS', 'no guarantee is lost'],
    [
      comparison({ deltas: [delta('acked', 'kill', 'never held')] }),
      'REFUTED',
      'acked records survive: before and after, so that nothing is lost that was held',
    ],
    [
      comparison({ deltas: [delta('acked', 'kill', 'never held'), delta('reads', 'kill', 'kept')] }),
      'HOLDS',
      'no guarantee is lost; 1 answer is refuted before and after',
    ],
    [
      comparison({ deltas: [delta('acked', 'kill', 'gained'), delta('reads', 'kill', 'gained')] }),
      'HOLDS',
      'no guarantee is lost; 2 are gained',
    ],
    [
      comparison({ deltas: [delta('acked', 'kill', 'unknown')] }),
      'INCOMPLETE',
      'nothing is lost as far as was searched, but 1 answer is missing',
    ],
    [
      comparison({ deltas: [delta('acked', 'kill', 'unknown', { head: cell('acked', 'kill', 'error') })] }),
      'ERROR',
      'nothing is lost as far as was searched, but 1 answer is missing',
    ],
    [comparison({ deltas: [delta('acked', 'kill', 'lost while changing')] }), 'LOST', 'while changing: acked records survive'],
    [single(), 'REFUTED', 'acked records survive; 4 of 6 answers are proved'],
    [
      single({ head: side('configuration', { cells: [cell('acked', 'kill')] }) }),
      'HOLDS',
      'the one answer asked for, within the bounds',
    ],
    [
      single({ head: side('configuration', { cells: [cell('acked', 'kill'), cell('reads', 'kill', 'vacuous')] }) }),
      'HOLDS',
      'nothing is refuted: 1 of 2 answers are proofs, the others are vacuous',
    ],
    [
      single({ head: side('configuration', { cells: [cut] }) }),
      'INCOMPLETE',
      'nothing is refuted as far as was searched, but 1 answer is missing',
    ],
  ])('%#: of a subject', (subject, word, text) => {
    expect(headlineOf(validation([subject]), subject)).toMatchObject({ word, text })
  })
})

describe('cellWords', () => {
  const cut = cell('acked', 'kill', 'incomplete')
  it.each([
    [delta('acked', 'kill', 'lost'), 'lost 3'],
    [delta('acked', 'kill', 'lost while changing'), 'proved, lost while changing (7)'],
    [delta('acked', 'kill', 'gained'), 'gained'],
    [delta('acked', 'kill', 'kept'), 'proved'],
    [delta('acked', 'kill', 'kept', { head: cell('acked', 'kill', 'vacuous') }), 'vacuous'],
    [delta('acked', 'kill', 'never held'), 'refuted 11'],
    [delta('acked', 'kill', 'unknown'), 'incomplete'],
    [delta('acked', 'kill', 'unknown', { head: cell('acked', 'kill'), rollout: cut }), 'proved, roll-out incomplete'],
    [
      delta('acked', 'kill', 'unknown', { base: cut, head: refuted('acked', 'kill', 9), rollout: cell('acked', 'kill') }),
      'refuted 9, base incomplete',
    ],
  ])('%#: a delta', (of, text) => {
    expect(cellWords(comparison({ deltas: [of] }), 'acked', 'kill').text).toBe(text)
  })

  it.each([
    [cell('acked', 'kill'), 'proved'],
    [refuted('acked', 'kill', 11), 'refuted 11'],
    [cell('acked', 'kill', 'vacuous'), 'vacuous'],
    [cut, 'incomplete'],
    [cell('acked', 'kill', 'error'), 'error'],
    [cell('reads', 'kill'), 'not checked'],
  ])('%#: one configuration', (of, text) => {
    expect(cellWords(single({ head: side('configuration', { cells: [of] }) }), 'acked', 'kill').text).toBe(text)
  })
})

describe('a validation of many topics', () => {
  const alike = (n: number) => Array.from({ length: n }, (_, i) => comparison({ topics: [`topic-${i}`] }))
  const folded = (of: Validation, width = 100) => validationText(of, { ...at(width), detail: 'folded' })

  it('is one matrix, and tells a loss once for all topics that have it', () => {
    const text = folded(validation(alike(5)))
    expect(linesOf(text).filter((line) => /^topic-\d /.test(line))).toEqual([
      'topic-0  3 steps    lost 1/2               lost while changing 1/2  unknown 1/2',
      'topic-1  3 steps    lost 1/2               lost while changing 1/2  unknown 1/2',
      'topic-2  3 steps    lost 1/2               lost while changing 1/2  unknown 1/2',
      'topic-3  3 steps    lost 1/2               lost while changing 1/2  unknown 1/2',
      'topic-4  3 steps    lost 1/2               lost while changing 1/2  unknown 1/2',
    ])
    expect(text).toContain('Each cell is the worst under 2 kinds of trouble (a killed broker, one power loss)')
    expect(text.replace(/\s+/g, ' ').split('topic-0; topic-1; topic-2; topic-3; topic-4').length - 1).toBe(4 + 1)
    expect(text.split('acked records survive under').length - 1).toBe(1)
  })

  it('has as many lines for forty topics as rows are more', () => {
    const lines = (n: number) => linesOf(folded(validation(alike(n)), 4000)).length
    expect(lines(40) - lines(5)).toBe(35)
  })

  it('is every table with --verbose, and for two groups', () => {
    const tables = (text: string) => text.split('\n').filter((line) => line.startsWith('guarantee ')).length
    expect(tables(folded(validation(alike(2))))).toBe(2)
    expect(tables(folded(validation(alike(5))))).toBe(0)
    expect(tables(validationText(validation(alike(5)), at(100)))).toBe(5)
  })

  it('is a list where the matrix does not fit', () => {
    for (const line of linesOf(folded(validation(alike(5)), 40))) expect(stringWidth(line)).toBeLessThanOrEqual(40)
  })
})

describe('what is folded', () => {
  const folded = validationText(validation([single()]), { ...at(80), detail: 'folded' })

  it('says how much it is, and what shows it', () => {
    expect(folded).toContain('Defaults  1 other setting as Kafka has it by default (--verbose lists them)')
    expect(folded).toContain('Bounds    3 brokers, 1 record, 3 faults of the kinds that a column allows')
    expect(folded).toContain('Assumes   1 thing about Kafka and its disks (--verbose lists them)')
  })

  it('ends with the answer, as it begins', () => {
    const answer = linesOf(folded).filter((line) => line.startsWith('REFUTED   acked records survive; '))
    expect(answer.length).toBe(2)
    expect(folded.trimEnd().split('\n').slice(-2)).toEqual([
      answer[0],
      'BY THE CODE  the same: no defect is known of the release',
    ])
  })
})
