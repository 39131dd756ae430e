/** The answer in a few lines, and `--quiet`, which is nothing else. */
import { describe, expect, it } from 'vitest'
import { painter } from '../../../cli/terminal.ts'
import type { CodeLoss, Side, Subject, Validation } from '../../../guarantees/result.ts'
import type { Detail } from '../../../reports/validation/detail.ts'
import { matrixNote } from '../../../reports/validation/cells.ts'
import { validationText } from '../../../reports/validation/text.ts'
import { PROGRAM } from './reports.ts'
import { cell, comparison, delta, loss, refuted, side, single, STORY, validation } from './sample.ts'

const ELR = 'eligible.leader.replicas.version'
const linesOf = (of: Validation, detail: Detail = 'folded', width = 200): string[] =>
  validationText(of, { program: PROGRAM, paint: painter(false), width, detail }).split('\n')

const losing = (topic: string, ...guarantees: readonly string[]): Subject =>
  comparison({ topics: [topic], deltas: guarantees.map((id) => delta(id, 'power', 'lost')), losses: [] })

/** Both tables of one configuration. */
const twins = (more: Partial<Subject> = {}, base: Partial<Side> = {}, head: Partial<Side> = {}): Subject[] =>
  ['1', '0'].map((value) =>
    comparison({
      topics: [],
      assuming: { key: ELR, value },
      base: side('base', value === '1' ? base : {}),
      head: side('head', value === '1' ? head : {}),
      ...more,
    }),
  )

describe('the summary of several groups of topics', () => {
  it('says what is lost first, each guarantee once, and then for which topics', () => {
    const lines = linesOf(
      validation([losing('a', 'acked', 'reads', 'order'), losing('b', 'acked', 'reads'), losing('c', 'order')]),
    )
    expect(lines.slice(1, 5)).toEqual([
      '',
      'LOST      acked records survive, reads are repeatable: a; b',
      '          order is kept: a; c',
      'BY THE CODE  the same: no defect is known of the release',
    ])
  })

  it('names topics that are answered both ways once', () => {
    expect(linesOf(validation(twins()))[0]).toBe(
      `LOST      acked records survive, reads are repeatable while changing: any topic, if ${ELR}=1 or 0`,
    )
  })

  it('names five groups, and says how many more there are', () => {
    const lines = linesOf(validation(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((topic) => losing(topic, 'acked'))))
    expect(lines).toContain('LOST      acked records survive: a; b; c; d; e and 2 more groups')
  })

  it('of one configuration each names what is refuted', () => {
    const lines = linesOf(validation([single(), single({ topics: ['clicks'] })]))
    expect(lines[0]).toBe('REFUTED   acked records survive: orders; clicks')
  })
})

describe('what the code loses of many topics', () => {
  const broken = (guarantee: string): CodeLoss => ({
    guarantee,
    envelopes: ['kill'],
    cell: { verdict: 'refuted', searched: ['F2'], states: 9, depth: 12, steps: 12, defects: ['F2'], cached: false, seconds: 1 },
    defects: ['F2'],
    story: STORY,
  })
  const of = (topic: string, ...guarantees: readonly string[]) =>
    single({ topics: [topic], losses: [], codeLosses: guarantees.map(broken) })

  it('names a guarantee once, and the topics', () => {
    const lines = linesOf(validation([of('a', 'acked', 'reads', 'offsets'), of('b', 'offsets'), of('c', 'offsets')]))
    const at = lines.findIndex((line) => line.startsWith('By code'))
    expect(lines.slice(at, at + 3)).toEqual([
      'By code   acked records survive, reads are repeatable (a killed broker): refuted 12 (F2): a',
      '          committed offsets survive (a killed broker): refuted 12 (F2): a; b; c',
      '',
    ])
  })
})

describe('what was not read', () => {
  const MESSAGE = 'min.insync.replicas of the controller is not known: give its file too'
  const open = (file: string, said: string): Partial<Side> => ({
    unread: [{ message: MESSAGE, said, place: { file, line: 9, column: 21 } }],
  })

  it('is told once of both sides, with the change that does not count', () => {
    const subject = comparison({ base: side('base', open('today', '2')), head: side('head', open('next', '1')) })
    expect(linesOf(validation([subject])).filter((line) => line.startsWith('Unread'))).toEqual([
      `Unread    ${MESSAGE}; that is what counts, and not the change 2 -> 1 in the files of brokers (today:9:21, next:9:21)`,
    ])
  })

  it('without a change says no more than that', () => {
    const subject = comparison({ base: side('base', open('today', '2')), head: side('head', open('next', '2')) })
    expect(linesOf(validation([subject]))).toContain(`Unread    ${MESSAGE} (today:9:21, next:9:21)`)
  })

  it('in one of two tables stands before both, once', () => {
    const lines = linesOf(validation(twins({}, open('today', '2'), open('next', '1'))), 'folded', 400)
    const told = lines.flatMap((line, i) => (line.startsWith('Unread') ? [i] : []))
    expect(told).toHaveLength(1)
    expect(lines[told[0] ?? 0]).toContain(`any topic, if ${ELR}=1: ${MESSAGE}; that is what counts`)
    expect(told[0]).toBeLessThan(lines.findIndex((line) => line.startsWith('tidemark ')))
  })
})

describe('the table of many topics', () => {
  const three = ['a', 'b', 'c'].map((topic) => single({ topics: [topic] }))

  it('of one kind of trouble names that one', () => {
    expect(matrixNote(validation(three, { envelopes: ['kill'] }))).toMatch(
      /^Each cell is the answer under a killed broker\. Topics/,
    )
    expect(matrixNote(validation(three))).toMatch(
      /^Each cell is the worst under 2 kinds of trouble \(a killed broker, one power loss\)/,
    )
  })

  it('says what prevents a loss, once for the topics that have it', () => {
    const lines = linesOf(validation(three))
    expect(lines.filter((line) => line.startsWith('Prevent'))).toEqual([`Prevent   ${STORY.prevented ?? ''}`])
    expect(lines.join('\n')).not.toContain('--propose')
  })

  it('says how a setting is weighed where none is named', () => {
    const { prevented: _, ...story } = STORY
    const losses = [loss('acked', { causes: [], restores: [], checked: 0, story })]
    expect(linesOf(validation([...three.slice(1), single({ topics: ['d'], losses })]))).toContain(
      'Restore   where no Prevent is told, none was found or looked for; --topic NAME --propose KEY=VALUE says what a setting would gain and lose',
    )
  })
})

describe('--quiet', () => {
  it('is the summary, what is lost by what, what helps, and what is not known', () => {
    expect(linesOf(validation(), 'quiet')).toEqual([
      'LOST      acked records survive; while changing: reads are repeatable; 1 is gained; 1 answer is missing',
      'BY THE CODE  the same: no defect is known of the release',
      '',
      'LOST      acked records survive under one power loss: orders',
      'Cause     min.insync.replicas 2 -> 1 (head.yaml:9:26, was base.yaml:9:26)',
      'Prevent   min.insync.replicas=2: success needs two copies.',
      'Restore   min.insync.replicas=2 (as before): would cost partition writable (a killed broker, one power loss); found by checking 41 neighbours',
      '',
      'LOST WHILE CHANGING  reads are repeatable under a killed broker: orders',
      'Cause     min.insync.replicas 2 -> 1 (head.yaml:9:26, was base.yaml:9:26)',
      'Prevent   min.insync.replicas=2: success needs two copies.',
      'Restore   nothing within two keys restores it: 12 neighbours checked',
      '',
      'Unknown   head: min.isr (head.yaml:12:5); did you mean min.insync.replicas?',
      'Missing   partition writable (one power loss): head and roll-out incomplete: the limit of 10 seconds (--max-seconds)',
      '',
      'Explored  12,000 states in 12 explorations, 18 answers, none from the cache, 3.1 s',
      '',
    ])
  })

  it('tells of two tables once what both lose', () => {
    const lines = linesOf(validation(twins()), 'quiet')
    expect(lines.filter((line) => line.includes('acked records survive under'))).toEqual([
      `LOST      acked records survive under one power loss: any topic, if ${ELR}=1 or 0`,
    ])
  })

  it('of one configuration says how a setting is weighed where none is named', () => {
    const { prevented: _, ...story } = STORY
    const losses = [loss('writable', { causes: [], restores: [], checked: 0, cell: refuted('writable', 'kill', 1), story })]
    const lines = linesOf(validation([single({ losses })]), 'quiet')
    expect(lines).toContain(
      'Restore   where no Prevent is told, none was found or looked for; --propose KEY=VALUE says what a setting would gain and lose',
    )
  })

  it('of what holds is the summary', () => {
    const cells = [cell('acked', 'kill')]
    const fine = comparison({
      deltas: [delta('acked', 'kill', 'kept')],
      losses: [],
      base: side('base', { cells }),
      head: side('head', { cells }),
    })
    expect(linesOf(validation([fine]), 'quiet')).toEqual([
      'HOLDS     no guarantee is lost',
      'BY THE CODE  the same: no defect is known of the release',
      '',
      'Explored  3,000 states in 3 explorations, 3 answers, none from the cache, 3.1 s',
      '',
    ])
  })
})
