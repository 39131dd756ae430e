/**
 * What a configuration can be held to: the rows of the guarantee table, and the faults of its columns. Data only.
 */
import type { KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import type { Faults } from '../model/kraft/index.ts'

/** Who looks at the partition. Everything one of them can say is decided by one exploration per envelope. */
export type Observer = 'partition' | 'producer' | 'consumer' | 'offsets' | 'availability' | 'coordinator'

/** Whose partition an observer looks at: the topic's, or one of `__consumer_offsets`. */
export const partitionOf = (observer: Observer): 'topic' | 'offsets' =>
  observer === 'offsets' || observer === 'coordinator' ? 'offsets' : 'topic'

/** Whether it is asked if the partition can be used, and not what becomes of its records. */
export const isOfUse = (observer: Observer): boolean => observer === 'availability' || observer === 'coordinator'

export interface Guarantee {
  readonly id: string
  /** The row's name in tables. */
  readonly title: string
  /** What is promised, in one sentence. */
  readonly promise: string
  readonly observer: Observer
  /** The property that decides it, by the producer's acks. */
  readonly property: (acks: '0' | '1' | 'all') => KraftPropertyName
}

const always = (name: KraftPropertyName) => () => name

export const GUARANTEES: readonly Guarantee[] = [
  {
    id: 'acked',
    title: 'acked records survive',
    promise:
      'Whoever leads holds every record whose producer was told that the write had succeeded; with acks=0, every record that was sent.',
    observer: 'partition',
    property: (acks) => (({ all: 'AckedDurable', 1: 'Acks1Durable', 0: 'Acks0Durable' }) as const)[acks],
  },
  {
    id: 'reads',
    title: 'reads are repeatable',
    promise: 'What a consumer could once read at an offset stays there.',
    observer: 'partition',
    property: always('RepeatableRead'),
  },
  {
    id: 'replicas',
    title: 'replicas agree',
    promise: 'Replicas that follow the leader hold the same committed records at the same offsets.',
    observer: 'partition',
    property: always('LogMatchingInEpoch'),
  },
  {
    id: 'duplicates',
    title: 'no duplicates',
    promise: 'A message that its producer sends again is in the log once.',
    observer: 'producer',
    property: always('NoDuplicate'),
  },
  {
    id: 'order',
    title: 'order is kept',
    promise: 'Messages of a producer are in the log in the order in which it sent them.',
    observer: 'producer',
    property: always('OrderPreserved'),
  },
  {
    id: 'consumer',
    title: 'no silent consumer gap',
    promise: 'A consumer that goes on without error or reset has read every record below its position.',
    observer: 'consumer',
    property: always('NoSilentConsumerGap'),
  },
  {
    id: 'offsets',
    title: 'committed offsets survive',
    promise: 'An offset that a consumer group has committed is still there when the group coordinator moves or restarts.',
    observer: 'offsets',
    property: always('CommittedOffsetDurable'),
  },
  {
    id: 'writable',
    title: 'partition writable',
    promise: 'Writes are possible again while the brokers that went down stay down.',
    observer: 'availability',
    property: (acks) => (acks === 'all' ? 'WriteStaysPossible' : 'LeaderStaysPossible'),
  },
  {
    id: 'electable',
    title: 'partition electable',
    promise: 'The partition gets a leader again while the brokers that went down stay down.',
    observer: 'availability',
    property: always('LeaderStaysPossible'),
  },
  {
    id: 'committable',
    title: 'offsets can be committed',
    promise: 'Consumer groups can commit offsets again while the brokers that went down stay down.',
    observer: 'coordinator',
    property: (acks) => (acks === 'all' ? 'WriteStaysPossible' : 'LeaderStaysPossible'),
  },
]

export interface Envelope {
  readonly id: string
  /** The column's name in tables. */
  readonly title: string
  /** What may go wrong, in operators' words. */
  readonly story: string
  /** How often at most, of each kind, out of the pool of a level. */
  readonly faults: Omit<Faults, 'total'>
  /** What may go wrong when the question is whether the partition can be used while brokers are down. */
  readonly outage: Omit<Faults, 'total'>
  /** In so many zones the replicas lie, in turn (`StripedReplicaPlacer`); all brokers of a zone fail at once, and that is one fault. */
  readonly zones?: number
  /** Never more faults than these, whatever the level. */
  readonly most?: number
  /** Never fewer, also while a configuration changes. */
  readonly least?: number
}

const trouble = { fencings: 2, isrShrinks: 2 } as const

export const ENVELOPES: readonly Envelope[] = [
  {
    id: 'moves',
    title: 'leader moves and lag',
    story: 'leadership moves to another ISR member although nothing is wrong; followers lag and drop out of the ISR',
    faults: { elections: 3, isrShrinks: 2 },
    outage: { elections: 3, isrShrinks: 2 },
  },
  {
    id: 'restarts',
    title: 'restarts and network trouble',
    story: 'brokers are restarted in order; live brokers are cut off from the controller; followers drop out of the ISR',
    faults: { cleanStops: 2, fencings: 3, isrShrinks: 2 },
    outage: { cleanStops: 1, ...trouble },
  },
  {
    id: 'kill',
    title: 'a killed broker',
    story: 'a broker process dies, its disk intact, beside network trouble',
    faults: { kills: 1, ...trouble },
    outage: { kills: 1, ...trouble },
  },
  {
    id: 'power',
    title: 'one power loss',
    story: 'a machine loses power and with it what was not flushed, beside network trouble',
    faults: { powerLosses: 1, ...trouble },
    outage: { powerLosses: 1, ...trouble },
  },
  {
    id: 'power2',
    title: 'two power losses',
    story: 'two machines lose power, beside network trouble',
    faults: { powerLosses: 2, ...trouble },
    outage: { powerLosses: 2, ...trouble },
  },
  {
    id: 'disk',
    title: 'one lost disk',
    story: 'a broker dies and comes back with an empty disk, beside network trouble',
    faults: { diskLosses: 1, ...trouble },
    outage: { diskLosses: 1, ...trouble },
  },
]

/** A zone loses power with all its brokers, beside one thing more. */
const zoneOf = (zones: number, words: string): Envelope => ({
  id: `zones${zones}`,
  title: `one of ${words} zones without power`,
  story: `replicas lie in ${words} zones in turn; one zone loses power with all its brokers, which is one incident, beside one broker that is cut off from the controller or lags`,
  faults: { zonePowerLosses: 1, fencings: 1, isrShrinks: 1 },
  outage: { zoneKills: 1, fencings: 1, isrShrinks: 1 },
  zones,
  most: 2,
})

/** Columns that are shown only when they are asked for. */
export const INCIDENTS: readonly Envelope[] = [
  {
    id: 'rolling',
    title: 'rolling restart',
    story: 'brokers are restarted in order, one or several at a time, and leadership is moved back once; nothing fails',
    faults: { cleanStops: 3, elections: 1 },
    outage: { cleanStops: 1, elections: 1 },
  },
  {
    id: 'cutoff',
    title: 'all brokers cut off',
    story:
      'brokers are cut off from the controller one after the other, up to three of them, so that the controller may be left without an in-sync replica, and come back; no process ends',
    faults: { fencings: 3 },
    outage: { fencings: 3 },
    least: 3,
  },
  zoneOf(2, 'two'),
  zoneOf(3, 'three'),
  {
    id: 'centre',
    title: 'data centre without power',
    story: 'all replicas lose power at once, and each what it had not flushed; nothing else goes wrong',
    faults: { zonePowerLosses: 1 },
    outage: { zoneKills: 1 },
    zones: 1,
    most: 1,
  },
]

/** `faults` is the pool: of all kinds together, at most so many. */
export interface ObserverBounds {
  readonly records: number
  readonly retries: number
  readonly faults: number
}

/** How far is looked. */
export interface Level {
  readonly name: 'quick' | 'thorough'
  /** Faults allowed in every envelope in which brokers have trouble. */
  readonly also: Omit<Faults, 'total'>
  readonly bounds: Readonly<Record<Observer, ObserverBounds>>
  /** While a configuration changes at any moment there is more to see, so fewer faults are tried beside it. */
  readonly changing: Readonly<Record<Observer, Pick<ObserverBounds, 'faults'>>>
}

export const LEVELS: Readonly<Record<Level['name'], Level>> = {
  quick: {
    name: 'quick',
    also: {},
    bounds: {
      partition: { records: 1, retries: 0, faults: 3 },
      producer: { records: 2, retries: 1, faults: 2 },
      consumer: { records: 2, retries: 0, faults: 2 },
      offsets: { records: 1, retries: 0, faults: 3 },
      availability: { records: 1, retries: 0, faults: 3 },
      coordinator: { records: 1, retries: 0, faults: 3 },
    },
    changing: {
      partition: { faults: 2 },
      producer: { faults: 1 },
      consumer: { faults: 1 },
      offsets: { faults: 2 },
      availability: { faults: 2 },
      coordinator: { faults: 2 },
    },
  },
  thorough: {
    name: 'thorough',
    also: { cleanStops: 2 },
    bounds: {
      partition: { records: 2, retries: 0, faults: 3 },
      producer: { records: 2, retries: 1, faults: 3 },
      consumer: { records: 2, retries: 0, faults: 3 },
      offsets: { records: 2, retries: 0, faults: 3 },
      availability: { records: 2, retries: 0, faults: 3 },
      coordinator: { records: 2, retries: 0, faults: 3 },
    },
    changing: {
      partition: { faults: 2 },
      producer: { faults: 2 },
      consumer: { faults: 2 },
      offsets: { faults: 2 },
      availability: { faults: 3 },
      coordinator: { faults: 3 },
    },
  },
}
