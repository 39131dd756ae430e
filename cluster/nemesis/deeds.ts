/**
 * What befalls a cluster that no trace leads: faults of machines, processes and links, drawn at random, with records between them and some
 * of them over before others begin.
 */

/** What is done to one broker, and what ends it. */
const FAULTS = {
  kill: 'start',
  stop: 'start',
  'lose power': 'start',
  'hold heartbeats': 'pass heartbeats',
  'hold fetches': 'pass fetches',
  'hold metadata': 'pass metadata',
} as const

type Fault = keyof typeof FAULTS

export type Deed =
  /** A record for every topic, sent to its leader. */
  | { readonly kind: 'append' }
  /** Preferred elections. */
  | { readonly kind: 'elect' }
  /** Topics that some broker has no replica of are reassigned: it takes the place of the last. */
  | { readonly kind: 'move' }
  | { readonly kind: Exclude<Fault, 'lose power'> | (typeof FAULTS)[Fault]; readonly broker: number }
  /** The process is killed, and of each log of the broker only so many hundredths of its records are left. */
  | { readonly kind: 'lose power'; readonly broker: number; readonly keeps: number }

/** Draws whole numbers of at least 0 and below `n`. */
export type Draw = (n: number) => number

/** Two to four of them, with records between. The same draws give the same. */
export function drawDeeds(below: Draw, brokers: number): readonly Deed[] {
  const deeds: Deed[] = [{ kind: 'append' }]
  /** What holds of a broker until it is ended. */
  const holds = new Map<number, Fault>()
  const end = (broker: number): void => {
    const fault = holds.get(broker)
    if (fault === undefined) return
    holds.delete(broker)
    deeds.push({ kind: FAULTS[fault], broker })
  }
  const kinds = [...(Object.keys(FAULTS) as Fault[]), 'elect', 'move'] as const
  for (let faults = 2 + below(3); faults > 0; faults--) {
    const held = [...holds.keys()]
    const ended = held[below(held.length + 1)]
    if (ended !== undefined) end(ended)
    const kind = kinds[below(kinds.length)] ?? 'elect'
    const free = Array.from({ length: brokers }, (_, b) => b).filter((b) => !holds.has(b))
    const broker = free[below(free.length)]
    if (kind === 'elect' || kind === 'move') deeds.push({ kind })
    else if (broker === undefined) deeds.push({ kind: 'elect' })
    else {
      holds.set(broker, kind)
      deeds.push(kind === 'lose power' ? { kind, broker, keeps: 50 * below(3) } : { kind, broker })
    }
    deeds.push({ kind: 'append' })
  }
  for (const broker of holds.keys()) if (below(3) > 0) end(broker)
  deeds.push({ kind: 'append' })
  return deeds
}

/** A topic of one partition, and how it is produced to. */
export interface NemesisTopic {
  readonly name: string
  /** In assignment order; the first leads. */
  readonly replicas: readonly number[]
  readonly acks: '1' | 'all'
  readonly minIsr: number
  readonly unclean: boolean
}

/** A topic for each broker to lead, all under the same faults, each with settings of its own; the last has a replica less. */
export const drawTopics = (below: Draw, brokers: number): readonly NemesisTopic[] =>
  Array.from({ length: brokers }, (_, first) => ({
    name: `t${first}`,
    replicas: Array.from({ length: first === brokers - 1 ? brokers - 1 : brokers }, (_, i) => (first + i) % brokers),
    acks: below(4) === 0 ? '1' : 'all',
    minIsr: 1 + below(2),
    unclean: below(4) === 0,
  }))

/** Such as `kill b1`. */
export const deedText = (deed: Deed): string =>
  deed.kind === 'lose power'
    ? `lose power b${deed.broker}, ${deed.keeps} % of its records left`
    : 'broker' in deed
      ? `${deed.kind} b${deed.broker}`
      : deed.kind
