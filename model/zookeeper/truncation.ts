/**
 * Where a follower cuts its log when it meets a new leader: the question on which the protocols differ.
 *
 * Each function answers with the end offset the follower's log is cut to, from the logs of leader and follower.
 */
import type { Logs, Read } from './state.ts'

export type TruncationPoint = (s: Read, leader: number, follower: number) => number

/** Before KIP-101: the follower's own high watermark, which lags the leader's and so may cut committed records. */
export const highWatermark: TruncationPoint = (s, _leader, follower) => s.highWatermark[follower]

/**
 * KIP-101, `OffsetsForLeaderEpoch`: the follower names the epoch of its last record, the leader answers where that epoch ends in its
 * own log. It knows no such end when its log is empty, or when no record is of a larger epoch and its last is of a smaller one;
 * the follower then falls back to its high watermark. The answer may lie past the end of the follower's log.
 */
export const endOfLastEpoch =
  (logs: Logs): TruncationPoint =>
  (s, leader, follower) => {
    const followerEnd = s.log.length[follower]
    if (followerEnd === 0) return 0
    const leaderEnd = s.log.length[leader]
    if (leaderEnd === 0) return s.highWatermark[follower]
    const epoch = logs.epochAt(s, follower, followerEnd - 1)
    if (logs.epochAt(s, leader, leaderEnd - 1) === epoch) return leaderEnd
    for (let offset = 0; offset < leaderEnd; offset++) if (logs.epochAt(s, leader, offset) > epoch) return offset
    return s.highWatermark[follower]
  }

/**
 * KIP-279: walking back epoch by epoch, the follower finds the last record it shares with the leader and cuts what comes after;
 * it shares nothing with an empty log.
 */
export const afterLastMatch =
  (logs: Logs): TruncationPoint =>
  (s, leader, follower) => {
    let offset = Math.min(s.log.length[leader], s.log.length[follower])
    while (offset > 0 && logs.recordAt(s, leader, offset - 1) !== logs.recordAt(s, follower, offset - 1)) offset--
    return offset
  }
