/**
 * Pairs of actions whose order makes no difference: what one of them writes the other neither reads nor writes. That this is so is seen in every
 * reachable state of small partitions (`test/model/independent.test.ts`); where it was not looked at, nothing is said ({@link isPlain}).
 *
 * A broker's own part of the state is its process, its log, what it knows, and as a leader what it has heard of its followers. What all share:
 * the controller's log, ids of records, faults left, and what was exposed and acknowledged. Ids are given by appends alone. Of faults each takes
 * its own, so that where both may still happen the order is nothing to them. What is exposed first at an offset is remembered, so that of two steps
 * one must expose nothing; only a leader does.
 */
import { type Action, type Independence, NONE } from '../../checker/model.ts'
import { knownLeader, lastRecord, type Seen, type State } from './state.ts'
import { currentSwitches, type SwitchName } from './switches.ts'
import type { World } from './world.ts'

type Pair = Independence<State>

/** Steps of one broker that take its process down. */
const STOPS = ['CleanStop', 'Kill', 'LosePower', 'LoseDisk']

/** Whether nothing is at work that the pairs were not looked at with: the protocol as it is designed now, of one partition, and its replicas alone. */
const isPlain = ({ options, ...w }: World): boolean =>
  w.changes &&
  !(w.retries || w.reassigns || w.incidents || w.parks || w.stalls || w.orphans || w.consumes) &&
  w.ends === undefined &&
  w.flushInterval === Number.POSITIVE_INFINITY &&
  options.configChange === undefined &&
  options.start === undefined &&
  !(options.controlledShutdown || options.followerReads || options.alertHistory || options.electionHistory) &&
  options.coordinator !== true &&
  options.racks === undefined &&
  Object.entries(currentSwitches).every(([name, value]) => name === 'elr' || options.switches[name as SwitchName] === value)

export function independentPairs(w: World, actions: readonly Action<State>[]): Independence<State>[] {
  if (!isPlain(w)) return []
  const isThere = (name: string): boolean => actions.some((action) => action.name === name)
  const isOlder = (s: Seen, j: number): boolean => j < lastRecord(s)
  /** Whether a broker that makes a record its own does not lead then, and exposes nothing. */
  const follows = (s: Seen, b: number, j: number): boolean => s.metadata.leader[j] !== b
  /** Whether what a broker may expose, were it to lead, is what was exposed already as far as anything was. */
  const agreesWithExposed = (s: Seen, b: number): boolean => {
    if (w.keepsExposures)
      for (let o = 0; o < s.log.length[b]; o++)
        if (s.exposed[o] !== NONE && s.exposed[o] !== s.log.items[b * w.logSize + o]) return false
    return true
  }
  const exposesNoOther = (s: Seen, b: number, j: number): boolean => follows(s, b, j) || agreesWithExposed(s, b)
  /** Whether a broker that starts, and may lead then, exposes nothing else: the controller decides something where it stopped uncleanly. */
  const startsQuietly = (s: Seen, b: number): boolean =>
    (s.unclean[b] === 0 && follows(s, b, lastRecord(s))) || agreesWithExposed(s, b)
  /** Whether a broker is not the one that fetches, nor the one it fetches from. */
  const isThird = (s: Seen, f: number, b: number): boolean => b !== f && b !== knownLeader(s, f)
  /** Whether a broker that was unfenced was not made leader by it. */
  const electedNobody = (s: Seen, b: number): boolean => s.metadata.leader[lastRecord(s)] !== b
  /** Whether somebody else leads, whom the controller keeps when a broker starts. */
  const anotherLeads = (s: Seen, b: number): boolean => {
    const leader = s.metadata.leader[lastRecord(s)]
    return leader !== NONE && leader !== b
  }
  const other = (a: number, b: number): boolean => a !== b
  const each = (first: string, seconds: readonly string[], among?: Pair['among'], when?: Pair['when']): Independence<State>[] =>
    seconds.map((second) => ({ first, second, ...(among && { among }), ...(when && { when }) }))

  return [
    // A leader appends: the others have nothing of it until they fetch.
    ...each('Append', ['ApplyMetadata'], other, (s, _l, b, j) => exposesNoOther(s, b, j)),
    ...each('Append', STOPS, other),
    ...each('Append', ['Restart'], other, (s, _l, b) => startsQuietly(s, b)),
    ...each('Append', ['FenceBroker', 'ExpireSession', 'UnfenceBroker']),
    // One that has older records to copy does not see the new one.
    ...each('Append', ['Fetch'], other, (s, l, f) => knownLeader(s, f) === l && s.log.length[f] < s.log.length[l] - 1),
    // A follower fetches: that is between it and its leader.
    ...each('Fetch', ['ApplyMetadata'], other, (s, f, b, j) => isThird(s, f, b) && exposesNoOther(s, b, j)),
    ...each('Fetch', STOPS, other, (s, f, b) => isThird(s, f, b)),
    ...each('Fetch', ['Restart'], other, (s, f, b) => isThird(s, f, b) && startsQuietly(s, b)),
    ...each('Fetch', ['FenceBroker', 'ExpireSession', 'UnfenceBroker']),
    ...each('Fetch', ['ShrinkIsr'], (f, _l, g) => f !== g),
    // A leader proposes: the controller has yet to decide.
    ...each(
      'ShrinkIsr',
      ['ApplyMetadata'],
      (l, _f, b) => l !== b,
      (s, _l, _f, b, j) => exposesNoOther(s, b, j),
    ),
    ...each('ShrinkIsr', STOPS, (l, _f, b) => l !== b),
    ...each('ShrinkIsr', ['FenceBroker', 'ExpireSession', 'UnfenceBroker']),
    // The controller decides: brokers go on with what it had decided before.
    ...each('UnfenceBroker', ['ApplyMetadata'], undefined, (s, a, _b, j) => isOlder(s, j) || follows(s, a, lastRecord(s))),
    ...each('UnfenceBroker', STOPS, other),
    ...each('UnfenceBroker', ['UnfenceBroker'], other, (s, a) => electedNobody(s, a)),
    ...each('UnfenceBroker', ['Restart'], other, (s, a, b) => electedNobody(s, a) && anotherLeads(s, b) && startsQuietly(s, b)),
    ...['FenceBroker', 'ExpireSession'].flatMap((first) => [
      ...each(first, ['ApplyMetadata'], undefined, (s, _a, _b, j) => isOlder(s, j)),
      ...each(first, STOPS, other),
    ]),
    // Brokers catch up each for itself.
    ...each(
      'ApplyMetadata',
      ['ApplyMetadata'],
      (a, _j, b) => a !== b,
      (s, _a, _j, b, k) => exposesNoOther(s, b, k),
    ),
    ...each('ApplyMetadata', STOPS, (a, _j, b) => a !== b),
    ...each(
      'ApplyMetadata',
      ['Restart'],
      (a, _j, b) => a !== b,
      (s, _a, _j, b) => startsQuietly(s, b),
    ),
  ].filter(({ first, second }) => isThere(first) && isThere(second))
}
