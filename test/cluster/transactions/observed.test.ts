/** A state of the model of transactions beside what a cluster shows: equal, then different in one thing at a time; and what breaks a promise. */
import { describe, expect, it } from 'vitest'
import type { TransactionEntry } from '../../../cluster/protocol/transaction-records.ts'
import { type ModelState, readingOf } from '../../../cluster/transactions/model-state.ts'
import { differences, type Observed } from '../../../cluster/transactions/observed.ts'
import { brokenPromise } from '../../../cluster/transactions/promise.ts'

const data = (txn: string, epoch = 1, producerId = 0) => ({ kind: 'data', txn, producerId, epoch })
const marker = (kind: 'COMMIT' | 'ABORT', epoch = 1, producerId = 0) => ({ kind, txn: null, producerId, epoch })

/** Entries from words such as `t1@0`, `COMMIT@0`, and `t1@0/8` of another producer id than 7. */
const entriesOf = (words: string): TransactionEntry[] =>
  words
    .split(' ')
    .filter((word) => word !== '')
    .map((word, offset) => {
      const [what = '', epoch = '', id = '7'] = word.split(/[@/]/)
      const kind = what === 'COMMIT' || what === 'ABORT' ? what : 'data'
      const producer = { producerId: Number(id), producerEpoch: Number(epoch) }
      return { offset, kind, ...producer, value: kind === 'data' ? what : '', coordinatorEpoch: undefined }
    })
const partition = (words: string, values: string, lastStable: number) => ({
  entries: entriesOf(words),
  reading: { values: values.split(' ').filter((v) => v !== ''), lastStable, highWatermark: entriesOf(words).length },
})
const newest = (state: string, producerEpoch: number, ...topics: string[]) => ({
  transactionalId: 'tidemark',
  state,
  producerId: 7,
  producerEpoch,
  topics,
})

describe('where a reader of committed records ends', () => {
  it.each([
    [[data('t1')], [], 0],
    [[data('t1'), marker('COMMIT')], ['t1'], 2],
    [[data('t1'), marker('ABORT'), data('t2'), marker('COMMIT')], ['t2'], 4],
    [[data('t1'), data('t2'), marker('COMMIT'), data('t3')], ['t1', 't2'], 3],
    [[data('t1'), data('t2', 1, 1), marker('COMMIT', 1, 1)], [], 0],
    [[data('t1'), data('t2', 1, 1), marker('COMMIT', 1, 1), marker('ABORT')], ['t2'], 4],
  ])('of %j', (log, values, lastStable) => {
    expect(readingOf(log)).toEqual({ values, lastStable })
  })
})

describe('a cluster', () => {
  const model: ModelState = {
    log: { p0: [], p1: [data('t1'), marker('COMMIT'), data('t2')] },
    coordinator: { state: 'Ongoing', epoch: 1, partitions: ['p1'] },
    producer: {},
    late: [],
    intent: {},
    told: {},
    acked: {},
  }
  const seen: Observed = {
    coordinator: newest('Ongoing', 0, 'p1'),
    partitions: { p1: partition('t1@0 COMMIT@0 t2@0', 't1', 2) },
  }
  const found = (change: Partial<Observed>, hasEpochs = true, hasUnheard = false): readonly string[] =>
    differences(model, { ...seen, ...change }, { hasEpochs, hasUnheard }).map(
      ({ what, model: ours, cluster }) => `${what}: ${ours} / ${cluster}`,
    )

  it('may be in the state of the model', () => {
    expect(found({})).toEqual([])
  })

  it.each<[Partial<Observed>, string[]]>([
    [{ coordinator: undefined }, ['the coordinator: Ongoing@0 {p1} / nothing']],
    [{ coordinator: newest('PrepareCommit', 0, 'p1') }, ['the coordinator: Ongoing@0 {p1} / PrepareCommit@0 {p1}']],
    [{ coordinator: newest('Ongoing', 1, 'p1') }, ['the coordinator: Ongoing@0 {p1} / Ongoing@1 {p1}']],
    [{ coordinator: newest('Ongoing', 0) }, ['the coordinator: Ongoing@0 {p1} / Ongoing@0 {}']],
    [{ partitions: { p1: partition('t1@0 COMMIT@0', 't1', 2) } }, ['log of p1: [t1@0 COMMIT@0 t2@0] / [t1@0 COMMIT@0]']],
    [
      { partitions: { p1: partition('t1@0 COMMIT@0 t2@0', 't1 t2', 3) } },
      ['what readers get of p1: [t1] / [t1 t2]', 'last stable offset of p1: 2 / 3'],
    ],
  ])('is not in it with %j', (change, differ) => {
    expect(found(change)).toEqual(differ)
  })

  it('completes what has no partition as soon as it is decided', () => {
    const empty = { ...model, coordinator: { state: 'PrepareAbort', epoch: 2, partitions: [] } }
    const how = { hasEpochs: true, hasUnheard: false }
    expect(differences(empty, { ...seen, coordinator: newest('CompleteAbort', 1) }, how)).toEqual([])
    expect(differences(empty, { ...seen, coordinator: newest('CompleteCommit', 1) }, how)).toHaveLength(1)
  })

  it('is held against the model without epochs where its protocol has others, and without the coordinator until it has heard', () => {
    const others = { coordinator: newest('Ongoing', 5, 'p1'), partitions: { p1: partition('t1@4 COMMIT@5 t2@5', 't1', 2) } }
    expect(found(others, false)).toEqual([])
    expect(found({ coordinator: newest('Empty', 0) }, true, true)).toEqual([])
  })
})

describe('a promise', () => {
  const nothing: Observed = { coordinator: newest('Empty', 0), partitions: {} }
  const end = (seen: Observed, wanted: object = {}, told: object = {}, acked: Record<string, number> = {}) => ({
    seen,
    before: nothing,
    producers: {
      wanted: new Map(Object.entries(wanted)) as Map<string, string>,
      told: new Map(Object.entries(told)) as Map<string, string>,
      ackedOf: (txn: string, p: string) => acked[`${txn} ${p}`] ?? 0,
      newestEpoch: 1,
    },
    isInTransaction: true,
  })
  const both = partition('t1@0 COMMIT@0 t2@0 COMMIT@0', 't1 t2', 4)

  it('not to read what nobody has asked an outcome for is broken by one record, and kept when it was asked for', () => {
    const seen = { coordinator: newest('PrepareCommit', 0, 'p1'), partitions: { p1: both } }
    expect(brokenPromise('NoPrematureRead', end(seen, { t1: 'commit' }))).toEqual({
      sentence: 'A reader of committed records gets t2 from p1, and its producer has asked for no outcome.',
      evidence: [
        'the log of p1 on disk holds [t1@0 COMMIT@0 t2@0 COMMIT@0]',
        'a read_committed fetch of p1 gets t1, t2; last stable offset 4, high watermark 4',
        'the newest record of __transaction_state is PrepareCommit@0 {p1}',
      ],
    })
    expect(brokenPromise('NoPrematureRead', end(seen, { t1: 'commit', t2: 'commit' }))).toBeUndefined()
  })

  it('not to read what is aborted is broken by a record whose producer has asked for that', () => {
    const seen = { coordinator: newest('Ongoing', 0, 'p1'), partitions: { p1: both } }
    expect(brokenPromise('NoAbortedRead', end(seen, { t1: 'commit', t2: 'abort' }))?.sentence).toContain('gets t2 from p1')
    expect(brokenPromise('NoAbortedRead', end(seen, { t1: 'commit', t2: 'commit' }))).toBeUndefined()
  })

  it('that a replaced producer is shut out is broken by its record, though the coordinator has forgotten who replaced it', () => {
    const seen = (words: string) => ({ coordinator: newest('Ongoing', 0, 'p0'), partitions: { p0: partition(words, '', 0) } })
    expect(brokenPromise('ZombieOut', end(seen('t1@0')))?.sentence).toBe(
      'p0 has taken t1 of a producer of epoch 0, which was replaced by one of epoch 1.',
    )
    expect(brokenPromise('ZombieOut', end(seen('t1@1')))).toBeUndefined()
  })

  it('that nothing hangs is broken by data that the coordinator does not know of', () => {
    const open = { p0: partition('ABORT@0 t1@0', '', 1) }
    expect(brokenPromise('NoHanging', end({ coordinator: newest('CompleteAbort', 0), partitions: open }))?.sentence).toBe(
      'p0 has a transaction open that the coordinator does not know of: readers of committed records stop at offset 1 of 2.',
    )
    expect(brokenPromise('NoHanging', end({ coordinator: newest('Ongoing', 0, 'p0'), partitions: open }))).toBeUndefined()
    expect(brokenPromise('NoHanging', end({ coordinator: newest('Ongoing', 0, 'p1'), partitions: open }))).toBeDefined()
    const other = { p0: partition('t1@0/6 t2@0', '', 0) }
    expect(brokenPromise('NoHanging', end({ coordinator: newest('Ongoing', 0, 'p0'), partitions: other }))).toBeDefined()
  })

  it('that a commit is kept is broken where what was acknowledged is not committed, nor will be', () => {
    const aborted = { p1: partition('t1@0 ABORT@0', '', 2) }
    const told = end({ coordinator: newest('CompleteCommit', 0), partitions: aborted }, {}, { t1: 'commit' }, { 't1 p1': 1 })
    expect(brokenPromise('CommittedKept', told)?.sentence).toContain('told that it is committed')
    const owed = { coordinator: newest('PrepareCommit', 0, 'p1'), partitions: { p1: partition('t1@0', '', 0) } }
    expect(brokenPromise('CommittedKept', end(owed, {}, { t1: 'commit' }, { 't1 p1': 1 }))).toBeUndefined()
  })

  it('of whole transactions is broken by one half read and the other lost, and not while the other may still come', () => {
    const halves = { p0: partition('t1@0 COMMIT@0', 't1', 2), p1: partition('t1@0', '', 0) }
    const acked = { 't1 p0': 1, 't1 p1': 1 }
    const ongoing = end({ coordinator: newest('Ongoing', 0, 'p1'), partitions: halves }, {}, {}, acked)
    const over = end({ coordinator: newest('PrepareAbort', 0, 'p1'), partitions: halves }, {}, {}, acked)
    expect(brokenPromise('WholeTransactions', ongoing)).toBeUndefined()
    expect(brokenPromise('WholeTransactions', over)?.sentence).toContain('gets t1 from p0')
    expect(brokenPromise('HalfSeen', ongoing)?.sentence).toContain('not yet all of it')
  })
})
