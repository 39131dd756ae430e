/** What brokers show of a promise that is broken, from what was seen alone. */
import { describe, expect, it } from 'vitest'
import { brokenPromise, isObservable, type RunEnd } from '../../cluster/observe/promise.ts'

const record = (value: string, leaderEpoch: number) => ({ offset: 0, leaderEpoch, key: '', value, endsAt: 0 })
const end = (logs: readonly (readonly ReturnType<typeof record>[])[], reads: RunEnd['reads'] = new Map()): RunEnd =>
  ({ seen: { partition: { leader: 0, leaderEpoch: 4 }, logs }, reads }) as unknown as RunEnd

describe('a record that was read', () => {
  const read = new Map([[0, { value: 'r0', from: 2 }]])

  it('is gone where the leader holds another there, or nothing', async () => {
    expect(await brokenPromise('RepeatableRead', end([[], [record('r0', 2)]], read))).toEqual({
      sentence: 'r0 was read at offset 0, and b0, which leads in epoch 4, holds nothing there.',
      evidence: ['a consumer that read from b2 got r0 at offset 0', 'the log of b0 on disk holds nothing'],
    })
    expect((await brokenPromise('RepeatableRead', end([[record('r1', 3)]], read)))?.sentence).toContain('holds r1 there')
  })

  it('is kept where the leader holds it', async () => {
    expect(await brokenPromise('RepeatableRead', end([[record('r0', 2)], []], read))).toBeUndefined()
    expect(await brokenPromise('RepeatableRead', end([[]]))).toBeUndefined()
  })
})

describe('records of one leader epoch', () => {
  it('may not be different at one offset', async () => {
    const logs = [[record('r0', 1), record('r1', 1)], [record('r0', 1), record('r2', 1)], []]
    expect(await brokenPromise('LogMatchingInEpoch', end(logs))).toEqual({
      sentence: 'b0 and b1 hold different records of leader epoch 1 at offset 1.',
      evidence: ['the log of b0 on disk holds r0, r1', 'the log of b1 on disk holds r0, r2'],
    })
  })

  it('of different epochs may', async () => {
    expect(await brokenPromise('LogMatchingInEpoch', end([[record('r0', 1)], [record('r1', 2)]]))).toBeUndefined()
  })
})

it('what brokers cannot show is none of it', () => {
  expect(['AckedDurable', 'RepeatableRead', 'NoSequenceGap'].map(isObservable)).toEqual([true, true, false])
})
