/** The five published protocols, as the rules in which they differ. */
import type { Logs, Read } from './state.ts'
import { followsLeader, followsLeaderEpoch } from './state.ts'
import { afterLastMatch, endOfLastEpoch, highWatermark, type TruncationPoint } from './truncation.ts'

export const PROTOCOLS = ['truncate-to-hw', 'kip-101', 'kip-279', 'kip-320-first-try', 'kip-320'] as const
export type Protocol = (typeof PROTOCOLS)[number]

export interface Rules {
  /** When a leader counts a replica as its follower, and the words for it in the names of guards. */
  readonly follows: (s: Read, leader: number, follower: number) => boolean
  readonly following: string
  /** When a leader takes a follower's log to agree with its own up to `endOffset`, and the words for it. */
  readonly agrees: (s: Read, leader: number, follower: number, endOffset: number) => boolean
  readonly agreeing: string
  readonly truncationPoint: TruncationPoint
  /** Whether a replica truncates on hearing of a new leader, or only when its fetches find the logs apart. */
  readonly truncates: 'becoming-follower' | 'fetching'
  /** KIP-320: a replica asks for the truncation point only of a leader that has started the same epoch. */
  readonly fencesTruncation: boolean
  /** KIP-101 in its published form: an answer past the end of the follower's log is not taken. */
  readonly answerMayLiePastEnd: boolean
  /** KIP-320, KAFKA-7128: the ISR grows only once the high watermark has reached the leader's own epoch. */
  readonly expandsFromEpochStart: boolean
}

export function rulesOf(protocol: Protocol, logs: Logs): Rules {
  switch (protocol) {
    case 'truncate-to-hw':
      return { ...unfenced, truncationPoint: highWatermark }
    case 'kip-101':
      return { ...unfenced, truncationPoint: endOfLastEpoch(logs), answerMayLiePastEnd: true }
    case 'kip-279':
      return { ...unfenced, truncationPoint: afterLastMatch(logs) }
    case 'kip-320-first-try':
      return {
        ...unfenced,
        agrees: (s, leader, follower, endOffset) => sameEpochBelow(s, logs, leader, follower, endOffset),
        agreeing: 'has the same epoch as the leader below',
        truncationPoint: afterLastMatch(logs),
        truncates: 'fetching',
        expandsFromEpochStart: true,
      }
    case 'kip-320':
      return {
        ...unfenced,
        follows: followsLeaderEpoch,
        following: 'follows the leader in its epoch',
        truncationPoint: afterLastMatch(logs),
        fencesTruncation: true,
        expandsFromEpochStart: true,
      }
  }
}

const unfenced: Omit<Rules, 'truncationPoint'> = {
  follows: followsLeader,
  following: 'follows the leader',
  agrees: (s, _leader, follower, endOffset) => s.log.length[follower] >= endOffset,
  agreeing: 'has reached',
  truncates: 'becoming-follower',
  fencesTruncation: false,
  answerMayLiePastEnd: false,
  expandsFromEpochStart: false,
}

/** Whether both logs reach `endOffset` and the records just below it were written in the same epoch. */
function sameEpochBelow(s: Read, logs: Logs, leader: number, follower: number, endOffset: number): boolean {
  if (endOffset === 0) return true
  if (s.log.length[leader] < endOffset || s.log.length[follower] < endOffset) return false
  return logs.epochAt(s, leader, endOffset - 1) === logs.epochAt(s, follower, endOffset - 1)
}
