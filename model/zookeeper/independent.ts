/**
 * Pairs of actions whose order makes no difference: what one of them writes the other neither reads nor writes, or it reads no more of it than
 * it would have read before. That this is so is seen in every reachable state of small partitions (`test/model/independent.test.ts`).
 *
 * A replica's own part of the state is what it was told, its log and its high watermark. The controller writes the requests and the ISR in
 * ZooKeeper; a leader writes that ISR too.
 */
import { has, type Independence } from '../../checker/model.ts'
import type { Parts } from './parts.ts'
import type { Read, State } from './state.ts'

type Pair = Independence<State>

export function independentPairs({ rules }: Pick<Parts, 'rules'>): Pair[] {
  const leaderOf = (s: Read, e: number): number => s.requests.leader[e]
  // Requests are read one at a time: the last one is what the controller may just have written.
  const ofController = ['ControllerElectLeader', 'ControllerShrinkIsr'].flatMap((first): Pair[] => [
    { first, second: 'LeaderWrite' },
    { first, second: 'LeaderIncHighWatermark' },
    { first, second: 'BecomeFollower', when: (s, _r, e) => e < s.requests.length - 1 },
    { first, second: 'FollowerReplicate' },
  ])
  // What a leader has written is the end of its log, and its record is in no other log.
  const isBehind = (s: Read, l: number, f: number): boolean => s.log.length[f] < s.log.length[l] - 1
  return [
    ...ofController,
    // Who has just become a leader has no followers yet, and is none.
    { first: 'BecomeLeader', second: 'LeaderWrite', when: (s, e, l) => l !== leaderOf(s, e) },
    {
      first: 'BecomeLeader',
      second: 'BecomeFollower',
      when: (s, e, next, f) => f !== leaderOf(s, e) && leaderOf(s, next) !== leaderOf(s, e),
    },
    {
      first: 'BecomeLeader',
      second: 'FollowerReplicate',
      when: (s, e, l, f) => l !== leaderOf(s, e) && f !== leaderOf(s, e),
    },
    { first: 'LeaderWrite', second: 'LeaderIncHighWatermark', among: (w, l) => l !== w },
    { first: 'LeaderWrite', second: 'LeaderIncHighWatermark', when: (s, _w, l) => s.highWatermark[l] < s.log.length[l] - 1 },
    { first: 'LeaderWrite', second: 'LeaderShrinkIsr', among: (w, l) => l !== w },
    { first: 'LeaderWrite', second: 'LeaderShrinkIsr', when: (s, _w, l, f) => isBehind(s, l, f) },
    { first: 'LeaderWrite', second: 'LeaderExpandIsr', among: (w, l) => l !== w },
    { first: 'LeaderWrite', second: 'LeaderExpandIsr', when: (s, _w, l) => s.highWatermark[l] < s.log.length[l] },
    {
      first: 'LeaderWrite',
      second: 'BecomeFollower',
      among: (w, _e, f) => f !== w,
      ...(rules.answerMayLiePastEnd && { when: (s, w, e) => leaderOf(s, e) !== w }),
    },
    { first: 'LeaderWrite', second: 'FollowerReplicate', among: (w, l, f) => f !== w && l !== w },
    {
      first: 'LeaderWrite',
      second: 'FollowerReplicate',
      among: (w, _l, f) => f !== w,
      when: (s, _w, l, f) => isBehind(s, l, f),
    },
    {
      first: 'LeaderIncHighWatermark',
      second: 'BecomeFollower',
      among: (h, _e, f) => f !== h,
      when: (s, h, _e, f) => !has(s.isr[h], f),
    },
    { first: 'LeaderShrinkIsr', second: 'LeaderExpandIsr', among: (l, out, by, into) => l === by && out !== into },
    { first: 'LeaderShrinkIsr', second: 'BecomeFollower', among: (l, out, _e, f) => f !== l && f !== out },
    { first: 'LeaderShrinkIsr', second: 'FollowerReplicate', among: (l, out, _from, f) => f !== out && f !== l },
    { first: 'LeaderExpandIsr', second: 'BecomeFollower', among: (l, into, _e, f) => f !== l && f !== into },
    { first: 'LeaderExpandIsr', second: 'FollowerReplicate', among: (l, _into, _from, f) => f !== l },
  ]
}
