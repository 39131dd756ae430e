import { describe, expect, it } from 'vitest'
import { tableNote } from '../../../reports/validation/cells.ts'
import { configRows, notesOf, offsetsRows } from '../../../reports/validation/configuration.ts'
import { boundsLines, exploredText } from '../../../reports/validation/explored.ts'
import { missingTexts } from '../../../reports/validation/headline.ts'
import { costsText } from '../../../reports/validation/losses.ts'
import { cell, comparison, delta, side, single, validation, value } from './sample.ts'

describe('boundsLines', () => {
  it('says once what guarantees share, and every variant there is', () => {
    const two = { replicas: 2, records: 2, retries: 1, faults: 2, kills: 1, leaderEpochs: 4 }
    const outage = { replicas: 3, records: 1, faults: 1, kills: 1, fencings: 2, brokersReturn: false }
    const cells = [
      cell('acked', 'kill', 'proved', { bounds: two }),
      cell('reads', 'kill', 'proved', { bounds: two }),
      cell('writable', 'kill', 'proved', { bounds: outage }),
    ]
    expect(boundsLines(single({ head: side('configuration', { cells }) }))).toEqual([
      { who: 'acked records survive, reads are repeatable', text: '2 brokers, 2 records, 1 retry, 2 faults' },
      { who: 'partition writable', text: '3 brokers, 1 record, 1 fault, brokers that go down stay down' },
      { who: 'a killed broker', text: 'at most 1 kill; 1 kill, 2 brokers cut off (partition writable)' },
    ])
  })
})

it('boundsLines says whose bounds are which', () => {
  const bounds = (faults: number) => ({ bounds: { replicas: 3, faults, kills: 1 } })
  const of = (faults: number) => cell('acked', 'kill', 'proved', bounds(faults))
  const [base, head, rollout] = [of(3), of(3), of(2)]
  const lines = boundsLines({
    ...single({ head: side('head', { cells: [head] }) }),
    base: side('base', { cells: [base] }),
    deltas: [delta('acked', 'kill', 'kept', { rollout })],
  })
  expect(lines).toEqual([
    { who: 'acked records survive', text: '3 brokers, 3 faults (base and head); 3 brokers, 2 faults (roll-out)' },
    { who: 'a killed broker', text: 'at most 1 kill' },
  ])
})

describe('exploredText', () => {
  it('counts the states of an exploration once for all guarantees that it decides', () => {
    const cells = [
      cell('acked', 'kill', 'proved', { states: 1500 }),
      cell('reads', 'kill', 'proved', { states: 1500, cached: true }),
      cell('acked', 'power', 'proved', { states: 20 }),
      cell('writable', 'kill', 'proved', { states: 3 }),
    ]
    const subject = single({ head: side('configuration', { cells }) })
    expect(exploredText(validation([subject]))).toBe('1,523 states in 3 explorations, 4 answers, 1 from the cache, 3.1 s')
    expect(exploredText(validation([subject, subject]))).toBe(
      '3,046 states in 6 explorations, 8 answers, 2 from the cache, 3.1 s',
    )
  })
})

describe('missingTexts', () => {
  const cut = (reason: string) => cell('acked', 'kill', 'incomplete', { reason })
  it('names the searches that are missing, together when they ended alike', () => {
    const of = (more: object) => missingTexts(comparison({ deltas: [delta('acked', 'kill', 'unknown', more)] }))
    expect(of({ base: cut('a'), head: cut('a'), rollout: cut('b') })).toEqual([
      'acked records survive (a killed broker): base and head incomplete: a; roll-out incomplete: b',
    ])
    expect(of({ head: cell('acked', 'kill'), rollout: cell('acked', 'kill', 'error') })).toEqual([
      'acked records survive (a killed broker): roll-out error',
    ])
  })

  it('says nothing of searches on which nothing hangs', () => {
    expect(missingTexts(comparison({ deltas: [delta('acked', 'kill', 'lost', { rollout: cut('a') })] }))).toEqual([])
  })
})

describe('configRows', () => {
  it('has every key of either side, and marks those whose values differ', () => {
    const subject = comparison({
      base: side('base', { values: [value('acks', 'all'), value('retries', '1')] }),
      head: side('head', { values: [value('flush.messages', '1'), value('acks', 'all')] }),
    })
    expect(configRows(subject).map(({ key, values, changed }) => [key, values.map((v) => v?.value), changed])).toEqual([
      ['flush.messages', [undefined, '1'], true],
      ['acks', ['all', 'all'], false],
      ['retries', ['1', undefined], true],
    ])
  })
})

describe('offsetsRows', () => {
  it('has the keys of which either side has another value than the topic', () => {
    expect(offsetsRows(comparison()).map((row) => row.key)).toEqual(['min.insync.replicas'])
    expect(offsetsRows(single())).toEqual([])
  })
})

const costOf = (text: string) => {
  const [guarantee = '', envelope = ''] = text.split('/')
  return { guarantee, envelope }
}

describe('costsText', () => {
  it('groups what a change would cost by guarantee', () => {
    expect(costsText({ settings: [], costs: ['writable/kill', 'order/kill', 'writable/disk'].map(costOf) })).toBe(
      'would cost partition writable (a killed broker, one lost disk); order is kept (a killed broker)',
    )
    expect(costsText({ settings: [], costs: [] })).toBe('costs no durability and no availability')
    expect(costsText({ settings: [], costs: [], weighed: ['availability'] })).toBe(
      'costs no availability (durability was not asked for)',
    )
    expect(costsText({ settings: [], costs: ['acked/power'].map(costOf), weighed: ['durability'] })).toBe(
      'would cost acked records survive (one power loss) (availability was not asked for)',
    )
  })
})

describe('tableNote', () => {
  it('explains the numbers of a table, where there are any', () => {
    const note = 'A number is the length, in steps, of the shortest run that breaks the guarantee.'
    expect(tableNote(validation(), comparison())).toBe(note)
    expect(tableNote(validation([single()]), single())).toBe(note)
    const fine = single({ head: side('configuration', { cells: [cell('acked', 'kill'), cell('acked', 'power', 'vacuous')] }) })
    expect(tableNote(validation([fine]), fine)).toBe('')
    const changing = comparison({ deltas: [delta('acked', 'kill', 'lost while changing')] })
    expect(tableNote(validation([changing]), changing)).toBe(note)
  })
})

describe('notesOf', () => {
  it('says once what is noted of both sides, and of which side the rest is', () => {
    const subject = comparison({
      base: side('base', { notes: ['both', 'only base'] }),
      head: side('head', { notes: ['only head', 'both'] }),
    })
    expect(notesOf(subject)).toEqual(['both', 'base: only base', 'head: only head'])
    expect(notesOf(single({ head: side('configuration', { notes: ['a', 'b'] }) }))).toEqual(['a', 'b'])
  })
})
