/** Two tables of one configuration, where nothing says whether a setting is on. */
import { describe, expect, it } from 'vitest'
import { painter } from '../../../cli/terminal.ts'
import type { Subject } from '../../../guarantees/result.ts'
import { validationHtml } from '../../../reports/validation/html.ts'
import { validationMarkdown } from '../../../reports/validation/markdown.ts'
import { validationText } from '../../../reports/validation/text.ts'
import { PROGRAM } from './reports.ts'
import { cell, comparison, delta, refuted, side, single, validation } from './sample.ts'

const ELR = 'eligible.leader.replicas.version'
const assuming = (value: string) => ({ assuming: { key: ELR, value } })

/** With ELR one answer more is proved than without, and another is refuted by the code alone. */
const twins = (): Subject[] => [
  single({
    ...assuming('1'),
    head: side('configuration', {
      cells: [
        cell('acked', 'kill'),
        refuted('acked', 'power', 3),
        cell('reads', 'kill', 'proved', {
          code: { verdict: 'refuted', searched: ['F2'], states: 9, depth: 3, steps: 12, cached: false, seconds: 1 },
        }),
        cell('reads', 'power'),
        cell('writable', 'kill'),
        cell('writable', 'power'),
      ],
    }),
  }),
  single({
    ...assuming('0'),
    head: side('configuration', {
      cells: [
        cell('acked', 'kill'),
        // Another run, and the same answer.
        refuted('acked', 'power', 4),
        cell('reads', 'kill'),
        cell('reads', 'power'),
        cell('writable', 'kill'),
        refuted('writable', 'power', 2),
      ],
    }),
  }),
]

const textOf = (subjects: readonly Subject[]) =>
  validationText(validation(subjects), { program: PROGRAM, paint: painter(false), width: 100, detail: 'folded' })

const SAID = [
  `nothing says ${ELR}, so orders is answered twice, with 1 and with 0: 2 of 6 answers hang on it, marked ≠; the others are the same`,
  'proved, by the code refuted with 1, proved with 0: reads are repeatable (a killed broker)',
  'proved with 1, refuted with 0: partition writable (one power loss)',
]

const flat = (text: string) => text.replace(/\s+/g, ' ')

describe('two tables of one configuration', () => {
  it('are told apart before the first of them: how many answers differ, and which', () => {
    const text = textOf(twins())
    const [top = ''] = flat(text).split(' guarantee a killed broker')
    for (const said of SAID) expect(top).toContain(said)
  })

  it('mark those answers, and no others, in both', () => {
    const text = textOf(twins())
    for (const row of [
      'reads are repeatable ≠ proved · by the code refuted 12 proved',
      'partition writable proved ≠ proved',
      'reads are repeatable ≠ proved proved',
      'partition writable proved ≠ refuted 2',
    ])
      expect(flat(text)).toContain(row)
    expect(text.match(/≠ (?:proved|refuted)/g)).toHaveLength(4)
    expect(flat(text)).toContain(`≠ is another answer than with ${ELR}=0.`)
    expect(flat(text)).toContain(`≠ is another answer than with ${ELR}=1.`)
  })

  it('tell a loss that both have once', () => {
    const text = flat(textOf(twins()))
    expect(text.split('b0 loses power and what was not flushed').length).toBe(2)
    expect(text).toContain(`acked records survive under one power loss: as told above, if ${ELR}=1`)
  })

  it('say the same in Markdown and in the page', () => {
    for (const form of [validationMarkdown(validation(twins()), PROGRAM), validationHtml(validation(twins()), PROGRAM)]) {
      const bare = flat(form.replace(/<[^>]+>|\*\*/g, '').replace(/&#(\d+);/g, (_, n: string) => String.fromCodePoint(Number(n))))
      for (const said of SAID) expect(bare).toContain(said)
      expect(bare.match(/≠ (?:proved|refuted)/g)).toHaveLength(4)
    }
  })

  it('of several topics with the same difference are told of together', () => {
    const other = twins().map((s) => ({ ...s, topics: ['payments'] }))
    const text = flat(textOf([...twins(), ...other]))
    expect(text).toContain(`nothing says ${ELR}, so orders; payments is answered twice`)
    expect(text.split('answered twice').length).toBe(2)
  })

  it('of a change compare what became of each answer', () => {
    const lost = (value: string, kind: 'lost' | 'kept'): Subject => {
      const deltas = [delta('acked', 'kill', kind)]
      return comparison({ ...assuming(value), deltas, head: side('head', { cells: deltas.map((d) => d.head) }), losses: [] })
    }
    expect(flat(textOf([lost('1', 'kept'), lost('0', 'lost')]))).toContain(
      'proved with 1, lost with 0: acked records survive (a killed broker)',
    )
  })
})

describe('one table', () => {
  it('has no marks', () => expect(textOf([single()])).not.toMatch(/≠|answered twice/))
})
