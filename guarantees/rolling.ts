/**
 * All brokers of a listing are restarted in order, one after the other: what becomes of its partitions under the rules by which rollers decide
 * that the next may be stopped. Nothing fails. Every order of the stops is tried, and every moment at which a replica that is out of the
 * ISR may be back in it; what one stop does is the model's own answer.
 */
import { type Found, stoppedNow } from './operations.ts'

export interface Policy {
  readonly id: 'blind' | 'ready' | 'urp0' | 'strimzi'
  /** When it stops the next broker. */
  readonly when: string
  /** Whether it lets a broker that has a replica be stopped. `isr` and `replicas` are of one partition of that broker. */
  readonly allows: (partition: Seen, broker: number) => boolean
}

interface Seen {
  readonly isr: readonly number[]
  readonly replicas: readonly number[]
  readonly minIsr: number
}

/** What rollers look at. None of them sees eligible leader replicas, racks or reassignments. */
export const POLICIES: readonly Policy[] = [
  { id: 'blind', when: 'the process before has been started', allows: () => true },
  // A disruption budget of one counts Ready pods; a broker may be ready long before its replicas are in sync.
  { id: 'ready', when: 'the broker before it is up and unfenced (a disruption budget of one)', allows: () => true },
  {
    id: 'urp0',
    when: 'UnderReplicatedPartitions is 0',
    allows: ({ isr, replicas }) => replicas.every((b) => isr.includes(b)),
  },
  {
    id: 'strimzi',
    when: 'no partition of the broker would fall below min.insync.replicas, unless it has no more replicas than that (KafkaAvailability)',
    allows: ({ isr, replicas, minIsr }, broker) =>
      replicas.length <= minIsr || isr.length > minIsr || (isr.length === minIsr && !isr.includes(broker)),
  },
]

export const POLICY_IDS = POLICIES.map(({ id }) => id)
export type PolicyId = Policy['id']

/** The worst that comes out, over all partitions: worst first. */
export const ROLLING_VERDICTS = ['OFFLINE', 'STOPS WRITES', 'UNDECIDED', 'WAITS', 'OK'] as const

export interface Rolling {
  readonly policy: PolicyId
  readonly verdict: (typeof ROLLING_VERDICTS)[number]
  /** A shortest run to it: the partition, the brokers that were stopped, and its ISR after the last of them. */
  readonly run?: {
    readonly topic: string
    readonly partition: number
    readonly stops: readonly number[]
    readonly isr: readonly number[]
    readonly minIsr: number
  }
}

/** What each policy comes to. @throws OptionError, LayoutError. */
export function rollingOf(partitions: readonly Found[], policies: readonly PolicyId[] = POLICY_IDS): readonly Rolling[] {
  const known = new Map<string, readonly Roll[]>()
  const rolls = partitions.map((found) => {
    // All that decides: everything but where it stands and what it is called.
    const { topic: _, live, ...settings } = found
    const { partition: _p, place: _l, ...standing } = live
    const key = JSON.stringify([standing, settings])
    const ran = known.get(key) ?? POLICIES.filter(({ id }) => policies.includes(id)).map((policy) => rollOf(found, policy))
    known.set(key, ran)
    return ran
  })
  return POLICY_IDS.filter((id) => policies.includes(id)).map((policy, i) => {
    const all = partitions.map((found, p) => ({ found, roll: rolls[p]?.[i] ?? UNDECIDED }))
    const [worst] = all.toSorted(
      (a, b) => rankOf(a.roll) - rankOf(b.roll) || (a.roll.stops?.length ?? 0) - (b.roll.stops?.length ?? 0),
    )
    if (worst === undefined) return { policy, verdict: 'OK' }
    const { found, roll } = worst
    return {
      policy,
      verdict: roll.verdict,
      ...(roll.verdict !== 'OK' && {
        run: {
          topic: found.topic,
          partition: found.live.partition,
          stops: roll.stops ?? [],
          isr: roll.isr ?? found.live.isr,
          minIsr: needed(found),
        },
      }),
    }
  })
}

const rankOf = ({ verdict }: Roll): number => ROLLING_VERDICTS.indexOf(verdict)

interface Roll {
  readonly verdict: Rolling['verdict']
  readonly stops?: readonly number[]
  readonly isr?: readonly number[]
}
const UNDECIDED: Roll = { verdict: 'UNDECIDED' }

/** min.insync.replicas as it counts for the replicas there are. */
const needed = ({ live, minIsr }: Found): number => Math.min(minIsr, live.replicas.length)

interface Node {
  readonly found: Found
  readonly stops: readonly number[]
}

/** One partition under one policy, breadth first by stops: the run to something bad is a shortest one. */
function rollOf(first: Found, policy: Policy): Roll {
  if (first.live.adding !== undefined || first.live.removing !== undefined) return UNDECIDED
  const least = needed(first)
  const isFine = ({ leader, isr }: { readonly leader: number | undefined; readonly isr: readonly number[] }) =>
    leader !== undefined && isr.length >= least
  const seen = new Set<string>()
  let level: Node[] = [{ found: first, stops: [] }]
  let waits = false
  let offline: Roll | undefined
  let below: Roll | undefined
  while (level.length > 0 && offline === undefined && below === undefined) {
    const next: Node[] = []
    // A level grows while it is walked: replicas that come back into the ISR are no stop.
    for (const { found, stops } of level) {
      const { live } = found
      const key = JSON.stringify([live.leader, live.isr, live.elr, stops.toSorted((a, b) => a - b)])
      if (seen.has(key)) continue
      seen.add(key)
      for (const b of live.replicas) if (!live.isr.includes(b)) level.push({ found: joined(found, b), stops })
      const todo = live.replicas.filter((b) => !stops.includes(b))
      const allowed = todo.filter((b) => policy.allows({ isr: live.isr, replicas: live.replicas, minIsr: least }, b))
      if (todo.length > 0 && allowed.length === 0 && stops.length === 0) waits = true
      for (const b of allowed) {
        const after = stoppedNow(found, b)
        if (after.length === 0) return UNDECIDED
        for (const { leader, isr, elr } of after) {
          const run = { stops: [...stops, b], isr }
          if (live.leader !== undefined && leader === undefined) offline ??= { verdict: 'OFFLINE', ...run }
          else if (isFine(live) && !isFine({ leader, isr })) below ??= { verdict: 'STOPS WRITES', ...run }
          else next.push({ found: { ...found, live: { ...live, leader, isr, elr } }, stops: run.stops })
        }
      }
    }
    level = next
  }
  return offline ?? below ?? (waits ? { verdict: 'WAITS' } : { verdict: 'OK' })
}

/** The same when a replica has caught up and is in the ISR again, which a leader has to say. */
function joined(found: Found, b: number): Found {
  const { live } = found
  if (live.leader === undefined) return found
  const isr = live.replicas.filter((r) => r === b || live.isr.includes(r))
  // The controller keeps eligible replicas beside an ISR below min.insync.replicas only.
  const elr = isr.length >= needed(found) ? [] : (live.elr ?? []).filter((r) => r !== b)
  return { ...found, live: { ...live, isr, elr } }
}
