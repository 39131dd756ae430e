/** A history and what replicas hold, in the terms of the model: places for brokers, its options, and what is to be shown. */
import type { Faults } from '../model/kraft/index.ts'
import { type KafkaVersion, KAFKA_VERSIONS } from '../model/kraft/versions.ts'
import { type Evidence, evidenceOf, type ReplicaLog } from './evidence.ts'
import type { FollowedLog, Item } from './followed-log.ts'
import type { ClientRecord } from './records/client-lines.ts'
import { type Becomes, type Decision, type Happening, type History, lastDecision, membersOf, type Place } from './history.ts'

/** Why a history is none that the model can be held against. */
export interface Unfit {
  readonly why: string
  readonly at: Place
}

/** Faults that what is visible shows, whatever they were. */
export interface VisibleFaults {
  /** Ends of a session without a controlled shutdown: a cut link, a kill, a power loss, a lost disk. */
  readonly fenced: number
  readonly stopped: number
  readonly shrinks: number
  readonly elections: number
  readonly unregistered: number
  /** Registrations without all of the log directories that there were. */
  readonly lostDisks: number
  /** Those of them that come after a controlled shutdown, which is a fault of its own. */
  readonly lostInOrder: number
  /** Reassignments, and what cancels or replaces one. */
  readonly reassigned: number
}

export interface Story {
  /** Broker ids by place; those without a replica at the beginning come last. */
  readonly brokers: readonly number[]
  /** How many of them have a replica at the beginning. */
  readonly firstReplicas: number
  /** The leader epoch that is 0 in the model. */
  readonly firstEpoch: number
  /** Where each item stands. */
  readonly places: readonly Place[]
  readonly log: Pick<FollowedLog, 'items' | 'logs' | 'records'>
  /** Where a reassignment begins, is replaced or cancelled. */
  readonly moves: readonly Place[]
  readonly evidence: Evidence
  readonly faults: VisibleFaults
  readonly change: { readonly minIsr?: number; readonly uncleanElection?: boolean; readonly elr?: boolean } | undefined
}

/** Levels of metadata.version that releases end with (`kafka-storage.sh version-mapping`). */
const LEVELS: readonly (readonly [KafkaVersion, number])[] = [
  ['3.3', 7],
  ['3.4', 8],
  ['3.5', 11],
  ['3.6', 14],
  ['3.7', 19],
  ['3.8', 20],
  ['3.9', 21],
  ['4.0', 25],
  ['4.1', 27],
  ['4.2', 29],
  ['4.3', 30],
  ['4.4', 33],
]

/** The newest level that is known. */
export const NEWEST_LEVEL = LEVELS.at(-1)?.[1] ?? 0

/** The release a level of metadata.version came with; the newest that is known for one above all. */
export const releaseOfLevel = (level: number | undefined): KafkaVersion | undefined =>
  level === undefined ? undefined : (LEVELS.find(([, last]) => level <= last)?.[0] ?? KAFKA_VERSIONS.at(-1))

/** A history in the terms of the model; `set` has, by keys of Kafka, what brokers have where no record says it. */
export function storyOf(
  history: History,
  logs: readonly ReplicaLog[],
  clients: readonly ClientRecord[],
  set: Readonly<Record<string, string>>,
): Story | Unfit {
  const { first, happenings } = history
  // The model begins with its first broker as leader.
  const brokers = [...new Set([first.leader, ...membersOf(first, happenings)])]
  const unfit = whyUnfit(history) ?? whyNotKnown(history, set)
  if (unfit !== undefined) return unfit
  const { leaderEpoch } = lastDecision(history)
  const later = logs.find(({ dump }) => dump.records.some((record) => record.leaderEpoch > leaderEpoch))
  if (later !== undefined)
    return {
      why: `the log of broker ${later.broker} has records of a later leader epoch than ${leaderEpoch}, with which the metadata log ends: its end is missing, or --to names what is before these`,
      at: happenings.at(-1) ?? history.begins,
    }
  const evidence = evidenceOf(brokers, first.replicas, logs, clients, first.leaderEpoch)
  if (evidence.older !== undefined)
    return {
      why: `the record at offset ${evidence.older}, of an earlier leader epoch, is not on every replica; --from names a record before it was written`,
      at: history.begins,
    }
  if (evidence.records.length > 8)
    return {
      why: `${evidence.records.length} records have fates of their own, and the model takes at most 8; --from and --to name a shorter part`,
      at: history.begins,
    }
  const placeOf = (broker: number): number => brokers.indexOf(broker)
  const bitsOf = (ids: readonly number[]): number => ids.reduce((set, id) => set | (1 << placeOf(id)), 0)
  const moves = movesOf(history)
  const items: Item[] = []
  const places: Place[] = []
  let change: Story['change']
  for (const happening of happenings) {
    const item = itemOf(happening, first.leaderEpoch, placeOf, bitsOf, moves.length > 0)
    if (happening.kind === 'settings') change = changeOf(history, happening, set)
    items.push(item)
    places.push(happening)
  }
  return {
    brokers,
    firstReplicas: first.replicas.length,
    firstEpoch: first.leaderEpoch,
    places,
    log: { items, logs: evidence.logs.map((epochs) => epochs && [...epochs]), records: [...evidence.records] },
    moves,
    evidence,
    faults: visibleFaults(first, happenings, brokers),
    change,
  }
}

function itemOf(
  happening: Happening,
  firstEpoch: number,
  placeOf: (id: number) => number,
  bitsOf: (ids: readonly number[]) => number,
  isMoved: boolean,
): Item {
  switch (happening.kind) {
    case 'settings':
      return { kind: 'settings' }
    case 'broker':
      return {
        kind: 'broker',
        broker: placeOf(happening.broker),
        becomes: happening.becomes,
        hasNewDisk: happening.hasNewDisk,
        lacksDirectory: happening.lacksDirectory,
      }
    case 'decision': {
      const { leader, leaderEpoch, isr, elr, lastKnownElr, replicas, adding, removing } = happening.decision
      return {
        kind: 'decision',
        leader: leader < 0 ? -1 : placeOf(leader),
        epoch: leaderEpoch - firstEpoch,
        isr: bitsOf(isr),
        elr: bitsOf(elr),
        lastKnownLeader: lastKnownElr[0] === undefined ? -1 : placeOf(lastKnownElr[0]),
        ...(isMoved && {
          assignment: { replicas: bitsOf(replicas), adding: bitsOf(adding), removing: bitsOf(removing) },
        }),
      }
    }
  }
}

type SettingsChange = Extract<Happening, { kind: 'settings' }>

/** What settings become, of those that a topic works with. */
function changeOf(
  { settings: before }: History,
  { settings, rewrites }: SettingsChange,
  set: Readonly<Record<string, string>>,
): Story['change'] {
  const minIsr = settings.minIsr ?? Number(set['min.insync.replicas'])
  const unclean = settings.unclean ?? set['unclean.leader.election.enable'] === 'true'
  return {
    ...((rewrites || settings.minIsr !== before.minIsr) && { minIsr }),
    ...(settings.unclean !== before.unclean && { uncleanElection: unclean }),
    ...(settings.elr !== before.elr && { elr: settings.elr }),
  }
}

/** What brokers work with, where records leave that open. */
function whyNotKnown({ settings, happenings, begins }: History, set: Readonly<Record<string, string>>): Unfit | undefined {
  const change = happenings.find((happening): happening is SettingsChange => happening.kind === 'settings')
  const own = settings.ofOneBroker ?? change?.settings.ofOneBroker
  if (own !== undefined)
    return {
      why: `a broker has ${own} of its own, which the topic does not override; the model has one for all`,
      at: settings.ofOneBroker === undefined ? (change ?? begins) : begins,
    }
  if (change === undefined) return undefined
  const removed = (['minIsr', 'unclean'] as const).find(
    (key) => settings[key] !== undefined && change.settings[key] === undefined && set[KEYS[key]] === undefined,
  )
  return removed === undefined
    ? undefined
    : {
        why: `${KEYS[removed]} is no longer set there, and what brokers have by themselves stands in no record: --set ${KEYS[removed]}=VALUE says it`,
        at: change,
      }
}

const KEYS = { minIsr: 'min.insync.replicas', unclean: 'unclean.leader.election.enable' } as const

/** Everybody in the ISR and unfenced, and whoever is to get a replica unfenced too; somebody leads: how the model begins. */
function isHealthy({ first, statuses, happenings }: History): boolean {
  return (
    first.leader >= 0 &&
    first.adding.length + first.removing.length === 0 &&
    first.isr.length === first.replicas.length &&
    membersOf(first, happenings).every((id) => statuses.get(id) === undefined || statuses.get(id) === 'unfenced')
  )
}

/** Who has a replica once the reassignment in progress is over. */
const targetOf = ({ replicas, removing }: Decision): readonly number[] => replicas.filter((id) => !removing.includes(id))

/** Decisions that begin, replace or cancel a reassignment. */
function movesOf({
  first,
  happenings,
}: Pick<History, 'first' | 'happenings'>): readonly Extract<Happening, { kind: 'decision' }>[] {
  let target = targetOf(first)
  return happenings.filter((happening) => {
    if (happening.kind !== 'decision' || isSameSet(targetOf(happening.decision), target)) return false
    target = targetOf(happening.decision)
    return true
  }) as Extract<Happening, { kind: 'decision' }>[]
}

function whyUnfit(history: History): Unfit | undefined {
  const { first, happenings, begins } = history
  const no = (why: string, at: Place): Unfit => ({ why, at })
  const members = membersOf(first, happenings).length
  if (members > 5)
    return no(
      first.replicas.length > 5
        ? `it has ${members} replicas, and the model at most 5`
        : `${members} brokers have a replica at one time or another, and the model has at most 5; --from and --to name a shorter part`,
      begins,
    )
  if (!isHealthy(history))
    return no(
      'it begins with a replica that is fenced or outside the ISR, without a leader, or in a reassignment; --from names a later record, from which on all is well',
      begins,
    )
  let size = first.replicas.length
  for (const move of movesOf(history)) {
    const before = size
    size = targetOf(move.decision).length
    if (Math.abs(size - before) > 1)
      return no('a reassignment changes the number of replicas by more than one, which the model does not', move)
  }
  const [failed] = history.failures
  if (failed !== undefined)
    return no(
      `broker ${failed.broker} lost a log directory while it ran, that of its replica as far as is known, which the model does not; --from and --to name a part without it`,
      failed,
    )
  const settings = happenings.filter(({ kind }) => kind === 'settings')
  if (settings[1] !== undefined) return no('settings change a second time, and the model knows one change', settings[1])
  return undefined
}

const isSameSet = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id))

/** Counts what must have happened, by what is visible of it. */
function visibleFaults(first: Decision, happenings: readonly Happening[], brokers: readonly number[]): VisibleFaults {
  const status = new Map<number, Becomes>(brokers.map((id) => [id, 'unfenced']))
  const reassigned = movesOf({ first, happenings }).length
  const count = { fenced: 0, stopped: 0, shrinks: 0, elections: 0, unregistered: 0, lostDisks: 0, lostInOrder: 0, reassigned }
  const stopping = new Set<number>()
  let decision = first
  for (const [i, happening] of happenings.entries()) {
    if (happening.kind === 'broker') {
      const { broker, becomes, hasNewDisk, lacksDirectory } = happening
      const before = status.get(broker)
      if (becomes === 'fenced' && before === 'unfenced') count.fenced++
      if (becomes === 'stopping') {
        count.stopped++
        stopping.add(broker)
      }
      if (becomes === 'unregistered') count.unregistered++
      if (hasNewDisk || lacksDirectory) {
        count.lostDisks++
        if (stopping.has(broker)) count.lostInOrder++
      }
      if (becomes === 'registered') stopping.delete(broker)
      status.set(broker, becomes)
    } else if (happening.kind === 'decision') {
      const [before, after] = [decision, happening.decision]
      decision = after
      // Whom a reassignment removes leaves the ISR, and leadership, with it.
      const left = before.isr.filter((id) => !after.isr.includes(id) && after.replicas.includes(id))
      const isOf = (ids: readonly number[]): boolean => isWrittenWith(happenings[i - 1], happenings[i + 1], ids)
      if (left.length > 0 && after.leader === before.leader && !isOf(left)) count.shrinks++
      const isMoved = after.leader !== before.leader && after.leader >= 0 && after.replicas.includes(before.leader)
      if (isMoved && !isOf([before.leader])) count.elections++
    }
  }
  return count
}

/** Whether a decision stands beside the end of a session, or the stop, of one of these brokers, which writes such a decision. */
const isWrittenWith = (before: Happening | undefined, after: Happening | undefined, ids: readonly number[]): boolean =>
  (before?.kind === 'broker' && before.becomes === 'stopping' && ids.includes(before.broker)) ||
  (after?.kind === 'broker' && ['fenced', 'registered'].includes(after.becomes) && ids.includes(after.broker))

/** How many faults of each kind a pass may use beside those that show what they are. */
export interface Extra {
  readonly powerLosses: number
  readonly diskLosses: number
  /** Of brokers that go down with nothing to show for it. */
  readonly hidden: number
}

/** The faults of a model that is to follow a story. Most of any kind and in all are eight: undefined when it needs more. */
export function faultsFor({ faults, log }: Story, { powerLosses, diskLosses, hidden }: Extra): Faults | undefined {
  const { fenced, stopped, shrinks, elections, unregistered, reassigned, lostInOrder } = faults
  const decisions = log.items.filter((item) => item.kind === 'decision')
  const epochs = decisions.reduce((most, { epoch }) => Math.max(most, epoch), 0)
  const counted = fenced + stopped + shrinks + elections + unregistered + reassigned + lostInOrder + hidden
  // Epochs and records of the metadata log that a model has room for follow from its faults.
  const total = Math.max(counted, Math.ceil(decisions.length / 2), Math.ceil(epochs / 2))
  if (total > 8) return undefined
  const lost = fenced + hidden
  return {
    total,
    // Without a controlled shutdown a stop is told from a kill by nothing that is visible.
    cleanStops: stopped + (hidden > 0 ? lost : 0),
    kills: lost,
    fencings: fenced,
    isrShrinks: shrinks,
    elections,
    unregistrations: unregistered,
    ...(reassigned > 0 && { reassignments: reassigned }),
    powerLosses: Math.min(powerLosses, lost),
    diskLosses: Math.min(diskLosses, lost + lostInOrder),
  }
}
