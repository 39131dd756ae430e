/**
 * What befalls many at once: a zone (rack) with all its brokers, and all followers that lag. Each is one fault, for it is one incident.
 * Nothing of Kafka knows that brokers share a zone: each of them fails as it does alone (`storage.ts`, `controller.ts`).
 */
import { action, bound, given, has, int, members, NONE, sizeOf } from '../../checker/model.ts'
import type { Action } from '../../checker/model.ts'
import { removeFromIsr } from './election.ts'
import { mayHappen, spend } from './faults.ts'
import { advanceHighWatermark } from './high-watermark.ts'
import { changeIsr } from './isr-change.ts'
import { truncateTo } from './log.ts'
import { compact } from './metadata.ts'
import type { FaultKind } from './options.ts'
import { electable, FENCED, hasRoom, isUp, knownIsr, lastRecord, leads, RUNNING } from './state.ts'
import type { Seen, State } from './state.ts'
import { flushedEnd, goDown, loseDirectory } from './storage.ts'
import type { World } from './world.ts'

export function zoneActions(w: World): Action<State>[] {
  const { caps, zones } = w
  const domain = members(
    'zone',
    zones.map((_, zone) => `zone ${zone}`),
  )
  const may = (kind: FaultKind) => ({ 'an incident may still happen': bound(mayHappen(w, kind)) })
  const isSomebodyUp = { 'some broker of it is up': given((s: Seen, zone: number) => upIn(w, s, zone) !== 0) }

  const kill = action<State>()(
    'ZoneKill',
    'All brokers of a zone die at once; their disks keep everything, no clean-shutdown file is written.',
    [['zone', domain]],
    {
      guards: { ...may('zoneKills'), ...isSomebodyUp },
      apply: (s, zone) => {
        const down = upIn(w, s, zone)
        spend(w, s, 'zoneKills')
        for (let b = 0; b < w.n; b++) if (has(down, b)) goDown(w, s, b, true)
      },
    },
  )

  const losePower = action<State>()(
    'ZoneLosePower',
    'A zone loses power: each of its brokers loses what it has not flushed beyond an offset of its own.',
    [
      ['zone', domain],
      ['keep', int(0, (w.logSize + 1) ** Math.max(1, ...zones.map(sizeOf)) - 1)],
    ],
    {
      guards: {
        ...may('zonePowerLosses'),
        ...isSomebodyUp,
        'each keeps what it has flushed and no more than it has': given((s: Seen, zone: number, keep: number) =>
          isKept(w, s, zone, keep),
        ),
      },
      apply: (s, zone, keep) => {
        const down = upIn(w, s, zone)
        spend(w, s, 'zonePowerLosses')
        let rest = keep
        for (let b = 0; b < w.n; b++) {
          if (!has(zones[zone] ?? 0, b)) continue
          if (has(down, b)) {
            goDown(w, s, b, true)
            truncateTo(w, s, b, rest % (w.logSize + 1))
          }
          rest = Math.floor(rest / (w.logSize + 1))
        }
      },
    },
  )

  const loseDisk = action<State>()(
    'ZoneLoseDisks',
    'A zone is lost with all its disks; its brokers come back with empty ones.',
    [['zone', domain]],
    {
      guards: { ...may('zoneDiskLosses'), ...isSomebodyUp },
      apply: (s, zone) => {
        const down = upIn(w, s, zone)
        spend(w, s, 'zoneDiskLosses')
        for (let b = 0; b < w.n; b++) {
          if (!has(down, b)) continue
          goDown(w, s, b, true)
          truncateTo(w, s, b, 0)
          loseDirectory(w, s, b)
        }
      },
    },
  )

  const cutOff = action<State>()(
    'ZoneCutOff',
    'A zone is cut off from the controller, which fences its brokers one after the other, in any order (`maybeFenceOneStaleBroker`); they run on.',
    [
      ['zone', domain],
      ['order', int(0, factorial(Math.max(1, ...zones.map(sizeOf))) - 1)],
    ],
    {
      guards: {
        ...may('zoneFencings'),
        'some broker of it is unfenced': given((s: Seen, zone: number) => runningIn(w, s, zone) !== 0),
        'there are so many orders': given(
          (s: Seen, zone: number, order: number) => order < factorial(sizeOf(runningIn(w, s, zone))),
        ),
        'the metadata log has room': bound((s: Seen, zone: number) => hasRoom(w, s, sizeOf(runningIn(w, s, zone)))),
      },
      apply: (s, zone, order) => {
        spend(w, s, 'zoneFencings')
        let left = runningIn(w, s, zone)
        for (let rest = order; left !== 0;) {
          const count = sizeOf(left)
          const b = nth(left, rest % count)
          rest = Math.floor(rest / count)
          left &= ~(1 << b)
          s.status[b] = FENCED
          removeFromIsr(w, s, b, electable(w, s))
        }
        compact(w, s)
      },
    },
  )

  return [
    ...(caps.zoneKills > 0 ? [kill] : []),
    ...(caps.zonePowerLosses > 0 ? [losePower] : []),
    ...(caps.zoneDiskLosses > 0 ? [loseDisk] : []),
    ...(caps.zoneFencings > 0 ? [cutOff] : []),
    ...(caps.isrCollapses > 0 && w.n > 2 ? [collapse(w)] : []),
  ]
}

/** One AlterPartition that drops several followers. */
function collapse(w: World): Action<State> {
  const { switches } = w.options
  const laggards = members(
    'followers',
    Array.from({ length: w.allBrokers }, (_, i) => `{${w.brokers.labels.filter((_b, b) => has(i + 1, b)).join(',')}}`),
  )
  return action<State>()(
    'CollapseIsr',
    'A leader proposes to drop all followers that lag from the ISR, at least two, by one AlterPartition (`Partition#maybeShrinkIsr`).',
    [
      ['leader', w.brokers],
      ['laggards', laggards],
    ],
    {
      guards: {
        'an incident may still happen': bound(mayHappen(w, 'isrCollapses')),
        ...(switches.asyncAlterPartition ? {} : { 'the metadata log has room': bound((s: Seen) => hasRoom(w, s)) }),
        'it acts as leader': given((s: Seen, l: number) => leads(s, l)),
        ...(switches.asyncAlterPartition
          ? { 'no AlterPartition is in flight': (s: Seen, l: number) => s.proposal[l] === 0 }
          : { 'it knows the latest partition epoch': (s: Seen, l: number) => s.applied[l] === lastRecord(s) }),
        'several followers in the ISR lag': given((s: Seen, l: number, i: number) => {
          const set = i + 1
          if (sizeOf(set) < 2 || has(set, l) || (set & ~knownIsr(s, l)) !== 0) return false
          for (let f = 0; f < w.n; f++) if (has(set, f) && s.followerEnd[l * w.n + f] === s.log.length[l]) return false
          return true
        }),
      },
      apply: (s, l, i) => {
        spend(w, s, 'isrCollapses')
        changeIsr(w, s, l, knownIsr(s, l) & ~(i + 1))
        advanceHighWatermark(w, s, l)
      },
    },
  )
}

const upIn = (w: World, s: Seen, zone: number): number => membersOf(w, zone, (b) => isUp(s, b))
const runningIn = (w: World, s: Seen, zone: number): number => membersOf(w, zone, (b) => s.status[b] === RUNNING)

function membersOf({ n, zones }: World, zone: number, is: (b: number) => boolean): number {
  let set = 0
  for (let b = 0; b < n; b++) if (has(zones[zone] ?? 0, b) && is(b)) set |= 1 << b
  return set
}

/** Whether the digits of `keep`, one for each broker of the zone, say where logs of those that are up may be cut, and 0 of others. */
function isKept(w: World, s: Seen, zone: number, keep: number): boolean {
  let rest = keep
  for (let b = 0; b < w.n; b++) {
    if (!has(w.zones[zone] ?? 0, b)) continue
    const end = rest % (w.logSize + 1)
    rest = Math.floor(rest / (w.logSize + 1))
    if (isUp(s, b) ? end < flushedEnd(w, s, b) || end > s.log.length[b] : end !== 0) return false
  }
  return rest === 0
}

/** The n-th member of a set, from 0. */
function nth(set: number, n: number): number {
  let left = n
  for (let b = 0; b < 31; b++) if (has(set, b) && left-- === 0) return b
  return NONE
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
