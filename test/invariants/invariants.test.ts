import { describe, expect, it } from 'vitest'
import { committedRecordsSurvive } from '../../invariants/committed-records-survive.ts'
import { epochsMonotoneInLog } from '../../invariants/epochs-monotone-in-log.ts'
import { highWatermarkBounds } from '../../invariants/high-watermark-bounds.ts'
import { leaderChangesAfterCommit } from '../../invariants/leader-changes-after-commit.ts'
import { leaderHighWatermarkMonotonic } from '../../invariants/leader-high-watermark-monotonic.ts'
import { leaderInIsr } from '../../invariants/leader-in-isr.ts'
import { logMatching } from '../../invariants/log-matching.ts'
import { oneLeaderPerEpoch } from '../../invariants/one-leader-per-epoch.ts'
import { partitionHighWatermarkMonotonic } from '../../invariants/partition-high-watermark-monotonic.ts'
import { recordCommitted } from '../../invariants/record-committed.ts'
import { strongIsr } from '../../invariants/strong-isr.ts'
import { twoPresumedLeaders } from '../../invariants/two-presumed-leaders.ts'
import { weakIsr } from '../../invariants/weak-isr.ts'
import { setOf, settled, view, withReplica } from './partition.ts'

describe('WeakIsr', () => {
  const property = weakIsr(view)

  it('holds where the ISR of the leader shares what is committed, whatever lies above', () => {
    expect(property.holds(settled)).toBe(true)
    expect(property.holds(withReplica(settled, 1, { log: [[0, 0]] }))).toBe(true)
  })

  it('is false where a member of the ISR the leader knows of misses a committed record', () => {
    const s = withReplica(settled, 1, { log: [] })
    expect(property.holds(s)).toBe(false)
    expect(property.why?.(s, undefined)).toBe(
      'b0 leads in epoch 1 and counts r0 (epoch 0) at offset 0 as committed (its high watermark is 1), but b1 is in the ISR that ' +
        'this leader knows of and holds nothing there',
    )
  })

  it('is false where a member holds another record at a committed offset', () => {
    const s = withReplica(settled, 1, { log: [[2, 0]] })
    expect(property.holds(s)).toBe(false)
    expect(property.why?.(s, undefined)).toContain('and holds r2 (epoch 0) there')
  })

  it('does not look at replicas outside that ISR, even in that of the controller, nor at followers', () => {
    expect(property.holds(withReplica(withReplica(settled, 1, { log: [] }), 0, { isr: setOf(0) }))).toBe(true)
    expect(property.holds(withReplica(withReplica(settled, 1, { log: [] }), 0, { leader: 1 }))).toBe(true)
  })

  it('is false of a leader whose own log ends below its high watermark', () => {
    expect(property.holds(withReplica(settled, 0, { isr: setOf(0), highWatermark: 3 }))).toBe(false)
  })
})

describe('StrongIsr', () => {
  const property = strongIsr(view)

  it("looks at the controller's ISR, not at the leader's", () => {
    const lacking = withReplica(settled, 1, { log: [] })
    expect(property.holds(settled)).toBe(true)
    expect(property.holds(withReplica(lacking, 0, { isr: setOf(0) }))).toBe(false)
    expect(property.holds({ ...lacking, isr: setOf(0) })).toBe(true)
    expect(property.why?.(lacking, undefined)).toContain(
      "b1 is in the controller's ISR, free to be elected, and holds nothing there",
    )
  })

  it('counts zombie leaders too', () => {
    const zombie = withReplica({ ...settled, leader: 1, epoch: 2, isr: setOf(1) }, 1, { leader: 1, epoch: 2, log: [] })
    expect(property.holds(zombie)).toBe(false)
  })
})

describe('LogMatching', () => {
  const property = logMatching(view)
  const differing = withReplica(settled, 1, { log: [[2, 1]] })

  it('is false only of offsets below both high watermarks', () => {
    expect(property.holds(differing)).toBe(true)
    const s = withReplica(differing, 1, { highWatermark: 1 })
    expect(property.holds(s)).toBe(false)
    expect(property.why?.(s, undefined)).toBe(
      'offset 0 is below the high watermarks of both b0 and b1, but b0 holds r0 (epoch 0) there and b1 holds r2 (epoch 1)',
    )
    expect(property.holds(withReplica(settled, 1, { highWatermark: 1 }))).toBe(true)
  })
})

describe('EpochsMonotoneInLog', () => {
  const property = epochsMonotoneInLog(view)

  it('is false where an older epoch follows a newer one', () => {
    expect(property.holds(settled)).toBe(true)
    expect(property.holds(withReplica(settled, 1, { log: [[0, 1], [1, 1]] }))).toBe(true) // prettier-ignore
    const s = withReplica(settled, 1, { log: [[0, 1], [1, 0]] }) // prettier-ignore
    expect(property.holds(s)).toBe(false)
    expect(property.why?.(s, undefined)).toContain('the log of b1 holds r1 (epoch 0) at offset 1, after r0 (epoch 1)')
  })
})

describe('OneLeaderPerEpoch', () => {
  const property = oneLeaderPerEpoch(view)

  it('is false of two leaders in the same epoch only', () => {
    expect(property.holds(settled)).toBe(true)
    expect(property.holds(withReplica(settled, 1, { leader: 1, epoch: 2 }))).toBe(true)
    const s = withReplica(settled, 1, { leader: 1, epoch: 1 })
    expect(property.holds(s)).toBe(false)
    expect(property.why?.(s, undefined)).toBe('b0 and b1 both lead in epoch 1: neither can be fenced')
  })
})

describe('LeaderInIsr', () => {
  const property = leaderInIsr(view)

  it('is false of a leader outside the ISR, and true without a leader', () => {
    expect(property.holds(settled)).toBe(true)
    expect(property.holds({ ...settled, leader: -1, isr: 0 })).toBe(true)
    const s = { ...settled, isr: setOf(1) }
    expect(property.holds(s)).toBe(false)
    expect(property.why?.(s, undefined)).toBe("the controller's leader in epoch 1 is b0, but its ISR is {b1}")
  })
})

describe('HighWatermarkBounds', () => {
  const property = highWatermarkBounds(view)

  it('is false of a high watermark past the log end, of followers too', () => {
    expect(property.holds(withReplica(settled, 1, { highWatermark: 2 }))).toBe(true)
    const s = withReplica(settled, 1, { highWatermark: 3 })
    expect(property.holds(s)).toBe(false)
    expect(property.why?.(s, undefined)).toBe('b1 calls offsets below 3 committed, but its log ends at 2')
  })
})

describe('LeaderHighWatermarkMonotonic', () => {
  const property = leaderHighWatermarkMonotonic(view)
  const lower = withReplica(settled, 0, { highWatermark: 0 })

  it('is false of a leader whose high watermark goes back within its epoch', () => {
    expect(property.holds(lower, settled)).toBe(true)
    expect(property.holds(settled, settled)).toBe(true)
    expect(property.holds(settled, lower)).toBe(false)
    expect(property.why?.(settled, lower)).toBe('the high watermark of b0, leader in epoch 1, went back from 1 to 0')
  })

  it('allows it in a new epoch and as a follower', () => {
    expect(property.holds(settled, withReplica(lower, 0, { epoch: 2 }))).toBe(true)
    expect(property.holds(settled, withReplica(lower, 0, { leader: 1 }))).toBe(true)
  })
})

describe('PartitionHighWatermarkMonotonic', () => {
  const property = partitionHighWatermarkMonotonic(view)
  const takenOver = withReplica({ ...settled, leader: 1, epoch: 2 }, 1, { leader: 1, epoch: 2 })

  it('is false when a new leader starts below what clients have seen', () => {
    expect(property.holds(settled, settled)).toBe(true)
    expect(property.holds(settled, withReplica(takenOver, 1, { highWatermark: 1 }))).toBe(true)
    expect(property.holds(settled, takenOver)).toBe(false)
    expect(property.why?.(settled, takenOver)).toContain(
      'clients saw the high watermark 1 of b0 (epoch 1) and now see 0, that of b1',
    )
  })

  it('does not send clients back to a leader of an older epoch', () => {
    const ahead = withReplica(takenOver, 1, { highWatermark: 2 })
    expect(property.holds(ahead, withReplica(ahead, 1, { leader: 0, epoch: 3 }))).toBe(true)
  })
})

describe('CommittedRecordsSurvive', () => {
  const property = committedRecordsSurvive(view)

  it('holds while the true leader has every record that was committed', () => {
    expect(property.holds(settled)).toBe(true)
    expect(property.holds({ ...settled, committed: setOf(0, 1) })).toBe(true)
  })

  it('is false when the true leader lacks one, and says who still has it', () => {
    const s = withReplica({ ...settled, leader: 1, epoch: 2 }, 1, { leader: 1, epoch: 2, log: [[2, 2]] })
    expect(property.holds(s)).toBe(false)
    expect(property.why?.(s, undefined)).toContain('r0 was committed')
    expect(property.why?.(s, undefined)).toContain(
      'b1 now leads in epoch 2 and its log does not hold it; b0 at offset 0 still does',
    )
    const gone = withReplica(s, 0, { log: [[1, 1]] })
    expect(property.why?.(gone, undefined)).toContain('no log does any more')
  })

  it('does not ask it of leaders that ZooKeeper has replaced', () => {
    expect(property.holds(withReplica({ ...settled, leader: 1, epoch: 2 }, 0, { log: [] }))).toBe(true)
  })
})

describe('witnesses', () => {
  it('RecordCommitted needs a leader with a high watermark above 0', () => {
    const { reached } = recordCommitted(view)
    expect(reached(settled)).toBe(true)
    expect(reached(withReplica(settled, 0, { highWatermark: 0 }))).toBe(false)
    expect(reached(withReplica(settled, 0, { leader: 1 }))).toBe(false)
  })

  it('LeaderChangesAfterCommit needs a true leader later than a known commit', () => {
    const { reached } = leaderChangesAfterCommit(view)
    expect(reached(settled)).toBe(false)
    const takenOver = withReplica({ ...settled, leader: 1, epoch: 2 }, 1, { leader: 1, epoch: 2 })
    expect(reached(takenOver)).toBe(true)
    expect(reached({ ...takenOver, leader: -1, epoch: 3 })).toBe(false)
    expect(reached(withReplica(takenOver, 0, { highWatermark: 0 }))).toBe(false)
  })

  it('TwoPresumedLeaders needs two', () => {
    const { reached } = twoPresumedLeaders(view)
    expect(reached(settled)).toBe(false)
    expect(reached(withReplica(settled, 1, { leader: 1 }))).toBe(true)
  })
})
