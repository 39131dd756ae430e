import { describe, expect, it } from 'vitest'
import { compileCodec } from '../../../checker/state/codec.ts'
import { layoutOf, logsOf, type State } from '../../../model/zookeeper/state.ts'
import { afterLastMatch, endOfLastEpoch, highWatermark } from '../../../model/zookeeper/truncation.ts'

const bounds = { replicas: 2, logSize: 4, records: 6, maxEpoch: 5, commitHistory: false }
const logs = logsOf(bounds)
const LEADER = 0
const FOLLOWER = 1

/** A leader and a follower with logs of these records; `epochs[id]` is the epoch of a record. */
function stateWith(epochs: number[], leader: number[], follower: number[], followerHighWatermark = 0): State {
  const { state } = compileCodec<State>(layoutOf(bounds)).create()
  state.recordEpoch.length = epochs.length
  state.recordEpoch.items.set(epochs)
  for (const record of leader) logs.append(state, LEADER, record)
  for (const record of follower) logs.append(state, FOLLOWER, record)
  state.highWatermark[FOLLOWER] = followerHighWatermark
  return state
}

it('before KIP-101 the truncation point is the high watermark', () => {
  expect(highWatermark(stateWith([0, 0], [0, 1], [0, 1], 1), LEADER, FOLLOWER)).toBe(1)
})

describe('KIP-101: where the epoch of the last record ends at the leader', () => {
  const point = endOfLastEpoch(logs)

  it('is the log end of the leader when its last record is of that epoch, even past the end of the follower', () => {
    expect(point(stateWith([0, 0], [0, 1], [0]), LEADER, FOLLOWER)).toBe(2)
  })

  it('is the first offset of a larger epoch', () => {
    expect(point(stateWith([0, 2, 1], [0, 1], [0, 2]), LEADER, FOLLOWER)).toBe(1)
  })

  it('is the high watermark of the follower when the leader knows no such end', () => {
    expect(point(stateWith([0, 1], [0], [0, 1], 1), LEADER, FOLLOWER)).toBe(1)
    expect(point(stateWith([0, 1], [], [0, 1], 2), LEADER, FOLLOWER)).toBe(2)
  })

  it('is 0 for an empty log', () => {
    expect(point(stateWith([0], [0], [], 0), LEADER, FOLLOWER)).toBe(0)
  })
})

describe('KIP-279: after the last record in common', () => {
  const point = afterLastMatch(logs)

  it('looks from the shorter end back to the first match', () => {
    expect(point(stateWith([0, 0, 1], [0, 1], [0, 2]), LEADER, FOLLOWER)).toBe(1)
    expect(point(stateWith([0, 0, 1], [0], [0, 1, 2]), LEADER, FOLLOWER)).toBe(1)
    expect(point(stateWith([0, 0], [0, 1], [0]), LEADER, FOLLOWER)).toBe(1)
  })

  it('does not ask for a match below the last one', () => {
    expect(point(stateWith([0, 0, 1], [0, 2], [1, 2]), LEADER, FOLLOWER)).toBe(2)
  })

  it('is 0 where nothing is shared', () => {
    expect(point(stateWith([0, 1], [0], [1]), LEADER, FOLLOWER)).toBe(0)
    expect(point(stateWith([0, 1], [], [1]), LEADER, FOLLOWER)).toBe(0)
  })
})

it('a truncated record keeps its epoch while another log holds it', () => {
  const state = stateWith([3, 4], [0], [0, 1])
  logs.truncate(state, FOLLOWER, 0)
  expect(state.log.length).toEqual(Int32Array.of(1, 0))
  expect(state.recordEpoch.items.slice(0, 2)).toEqual(Int32Array.of(3, 0))
})
