/** From one configuration to another: what is lost, what is gained, by which setting, and what would keep it. */
import { FEATURE_ELR, VERSION_KEY } from '../config/index.ts'
import type { ConfigChange } from '../model/kraft/index.ts'
import { CHANGEABLE_KEYS, readChange } from '../model/kraft/settings.ts'
import { OptionError } from '../model/option-error.ts'
import { LayoutError } from '../checker/index.ts'
import type { Answer, Oracle } from './oracle.ts'
import type { Guarantee, Observer } from './guarantees.ts'
import { MAX_PAIRS, type Neighbour, pairNeighbours, singleNeighbours, withNeighbour } from './neighbours.ts'
import { type Configuration, propertyOf, type Question, settingsFor } from './questions.ts'
import { withFaults } from './faults-needed.ts'
import { cellsOf, type Changes, envelopeOf, guaranteeOf, questionsOf, type Scope } from './table.ts'
import { listOf } from '../text/counted.ts'
import {
  byCode,
  type Cell,
  type CellDelta,
  type CellVerdict,
  type ChangedKey,
  type Delta,
  isOpen,
  keyText,
  type Restore,
  type Weighed,
} from './result.ts'

/** Two configurations that are in force together for a while, and what of the way between them is explored. */
export interface Rollout {
  /** Explorations in which the controller changes the configuration at any moment and brokers hear of it each at its own time. */
  readonly legs: readonly { readonly configuration: Configuration; readonly changes: Changes }[]
  readonly notes: readonly string[]
}

/**
 * What to explore of a roll-out. Settings of topics and features change in flight; clients, replicas and releases are exchanged one by
 * one, and each partition, request and client meets them as they are on one side or the other.
 */
export function rolloutOf(base: Configuration, head: Configuration): Rollout {
  const changed = (of: 'topic' | 'offsets') => keysThatDiffer(base[of], head[of])
  const ofTopic = changed('topic')
  const all = [...new Set([...ofTopic, ...changed('offsets')])]
  const named = (keys: readonly string[]) => keys.map((key) => keyText({ key, of: ofTopic.includes(key) ? 'topic' : 'offsets' }))
  const flying = all.filter((key) => isChangeable(key))
  const others = all.filter((key) => !isChangeable(key))
  const notes: string[] = []
  const change = (observer: Observer): ConfigChange | undefined =>
    changeOf(settingsFor(observer, base), settingsFor(observer, head))
  const isExplored = flying.length > 0 && (change('partition') !== undefined || change('offsets') !== undefined)
  if (isExplored)
    notes.push(
      `${listOf(named(flying))} ${flying.length === 1 ? 'changes' : 'change'} at any moment; the controller uses the new value at once, each broker when it has heard of it, at times after the partition's changes of the same batch (read in BrokerMetadataPublisher, not seen on a cluster)`,
    )
  const keepsElr = [base, head].every(({ topic }) => (topic[FEATURE_ELR] ?? '0') !== '0')
  if (isExplored && keepsElr && flying.includes('min.insync.replicas'))
    notes.push('when min.insync.replicas changes, the controller clears the eligible leader replicas (KAFKA-16540)')
  if (others.length > 0 || base.version !== head.version)
    notes.push(
      `${listOf([...named(others), ...(base.version === head.version ? [] : ['the Kafka version'])])}: during the roll-out both configurations are in use side by side, so no more is promised than both promise`,
    )
  if (others.includes('replication.factor'))
    notes.push('the reassignment that changes the replication factor is not modelled, only the partition before and after it')
  if (base.version !== head.version) notes.push('a cluster of brokers of two releases is not modelled')
  if (isLowered(base.topic, head.topic)) notes.push('switching eligible leader replicas off is modelled as before and after only')
  if (!isExplored) return { legs: [], notes }
  const mixed = others.length > 0 || base.version !== head.version
  const withBaseFlying: Configuration = {
    ...head,
    topic: withKeys(head.topic, base.topic, CHANGEABLE_KEYS),
    offsets: withKeys(head.offsets, base.offsets, CHANGEABLE_KEYS),
  }
  return {
    legs: [{ configuration: base, changes: change }, ...(mixed ? [{ configuration: withBaseFlying, changes: change }] : [])],
    notes,
  }
}

const isLowered = (from: Configuration['topic'], to: Configuration['topic']): boolean =>
  (from[FEATURE_ELR] ?? '1') !== '0' && to[FEATURE_ELR] === '0'

const isChangeable = (key: string): boolean => CHANGEABLE_KEYS.some((k) => k === key)

function changeOf(from: Configuration['topic'], to: Configuration['topic']): ConfigChange | undefined {
  const changed = CHANGEABLE_KEYS.flatMap((key) => {
    const value = to[key]
    // Switching eligible leader replicas off is not modelled.
    const isModelled = key !== FEATURE_ELR || value !== '0'
    return value === undefined || value === from[key] || !isModelled ? [] : [[key, value] as const]
  })
  return changed.length === 0 ? undefined : readChange(Object.fromEntries(changed))
}

const keysThatDiffer = (a: Configuration['topic'], b: Configuration['topic']): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => a[key] !== b[key])

function withKeys(
  settings: Configuration['topic'],
  from: Configuration['topic'],
  keys: readonly string[],
): Configuration['topic'] {
  const result = Object.fromEntries(Object.entries(settings).filter(([key]) => !keys.includes(key)))
  for (const key of keys) if (from[key] !== undefined) result[key] = from[key]
  return result
}

/** The questions of a roll-out. */
export const rolloutQuestions = (scope: Scope, { legs }: Rollout): Question[] =>
  legs.flatMap(({ configuration, changes }) => questionsOf(flyingScope(scope, changes), configuration, changes))

const flyingScope = (scope: Scope, changes: Changes): Scope => ({
  ...scope,
  guarantees: scope.guarantees.filter((g) => changes(g.observer) !== undefined),
})

/** From least to most; a roll-out gives what the worst of its parts gives. */
const STRENGTH: readonly CellVerdict[] = ['error', 'refuted', 'vacuous', 'incomplete', 'proved']

/** The worst of several, of equals the first. */
export const weakest = <C extends Pick<Cell, 'verdict' | 'steps'>>(cells: readonly [C, ...C[]]): C =>
  cells.reduce((worst, cell) => {
    const by = STRENGTH.indexOf(cell.verdict) - STRENGTH.indexOf(worst.verdict)
    return by < 0 || (by === 0 && (cell.steps ?? 0) < (worst.steps ?? 0)) ? cell : worst
  })

/** Every cell, before and after and in between. */
export function deltasOf(
  scope: Scope,
  base: readonly Cell[],
  head: readonly Cell[],
  rollout: Rollout,
  answers: ReadonlyMap<string, Answer>,
): CellDelta[] {
  const flying = rollout.legs.flatMap(({ configuration, changes }) =>
    cellsOf(flyingScope(scope, changes), configuration, answers, changes),
  )
  return head.map((after): CellDelta => {
    const isSame = (cell: Cell) => cell.guarantee === after.guarantee && cell.envelope === after.envelope
    const before = base.find(isSame)
    if (before === undefined) throw new Error(`${after.guarantee} was not asked of the base configuration`)
    // Of equals the first counts: the exploration of the way itself, whose bounds are the smaller ones.
    const [first, ...rest] = [...flying.filter(isSame), before, after]
    const between = weakest([first, ...rest])
    return {
      guarantee: after.guarantee,
      envelope: after.envelope,
      delta: deltaOf(before.verdict, after.verdict, between.verdict),
      ...codeDelta(before, after, between),
      base: before,
      head: after,
      rollout: between,
    }
  })
}

/** What became of it, from the verdicts before, after and in between. */
export function deltaOf(base: CellVerdict, head: CellVerdict, rollout: CellVerdict): Delta {
  if (isUndecided(base) || isUndecided(head)) return 'unknown'
  if (base === 'proved' && head === 'proved')
    return isUndecided(rollout) ? 'unknown' : rollout === 'proved' ? 'kept' : 'lost while changing'
  if (base === 'proved') return 'lost'
  return head === 'proved' ? 'gained' : 'never held'
}

const isUndecided = (verdict: CellVerdict): boolean => isOpen({ verdict })

/** Of the way between them the design alone is explored. */
function codeDelta(base: Cell, head: Cell, rollout: Cell): Pick<CellDelta, 'code'> {
  const [was, is] = [byCode(base), byCode(head)]
  return was === undefined || is === undefined ? {} : { code: deltaOf(was, is, rollout.verdict) }
}

/** Whether a changed key is one of the partition that an observer looks at. The release is that of both. */
export const bearsOn = ({ key, of }: ChangedKey, observer: Observer): boolean =>
  key === VERSION_KEY || key === 'metadata.version' || (of === 'offsets') === (observer === 'offsets')

/** What restores a guarantee under all of some envelopes, and what put it at risk. */
export interface Remedy {
  readonly causes: readonly ChangedKey[]
  readonly restores: readonly Restore[]
  readonly checked: number
  readonly undecided?: number
}

interface Lost {
  readonly guarantee: Guarantee
  /** The envelopes under which it is lost. */
  readonly scope: Scope
  readonly head: Configuration
  readonly base: Configuration
  readonly changes: readonly ChangedKey[]
  /** What became of the whole table, as far as it is wanted. */
  readonly deltas: readonly CellDelta[]
  readonly wanted: Scope
}

/**
 * Finds the smallest changes to head that keep a guarantee, by exploring its neighbours: all that differ in one setting, and
 * when none of them keeps it, those that differ in two.
 */
export async function remedyOf(lost: Lost, oracle: Oracle): Promise<Remedy> {
  const { guarantee, head, base, changes } = lost
  const { observer } = guarantee
  const relevant = changes.filter((c) => bearsOn(c, observer))
  const one = singleNeighbours(observer, head, base)
  const singles = await keeping(lost, one, oracle)
  const causes = relevant.filter((c) => singles.kept.some(([s]) => s?.asBefore === true && s.key === c.key))
  const blamed = causes.length > 0 ? causes : relevant
  if (singles.kept.length > 0)
    return {
      causes: blamed,
      restores: await restoresOf(lost, singles.kept, oracle),
      checked: singles.checked,
      ...leftOpen(singles.undecided),
    }
  // A setting that Kafka refuses alone may be half of a pair that it takes.
  const pairs = pairNeighbours(one).filter((n) => isPossible(guarantee, lost.scope, withNeighbour(observer, head, n)))
  const both = await keeping(lost, pairs.slice(0, MAX_PAIRS), oracle)
  return {
    causes: blamed,
    restores: await restoresOf(lost, both.kept, oracle),
    checked: singles.checked + both.checked,
    ...leftOpen(singles.undecided + both.undecided + Math.max(0, pairs.length - MAX_PAIRS)),
  }
}

const leftOpen = (undecided: number): { undecided?: number } => (undecided === 0 ? {} : { undecided })

interface Tried {
  readonly kept: Neighbour[]
  /** How many were: those that Kafka takes and the model can hold. */
  readonly checked: number
  /** How many of them a limit or a failure left open instead. */
  readonly undecided: number
}

/** Which neighbours keep the guarantee. Envelope after envelope, so that one that fails early costs little. */
async function keeping(lost: Lost, neighbours: readonly Neighbour[], oracle: Oracle): Promise<Tried> {
  const { guarantee, scope, head } = lost
  const possible = neighbours.filter((n) => isPossible(guarantee, scope, withNeighbour(guarantee.observer, head, n)))
  const open = new Set<Neighbour>()
  let left = possible
  for (const envelope of scope.envelopes) {
    const one: Scope = { ...scope, guarantees: [guarantee], envelopes: [envelope] }
    const configurations = left.map((n) => withNeighbour(guarantee.observer, head, n))
    const answers = await oracle.ask(configurations.flatMap((c) => questionsOf(one, c)))
    left = left.filter((neighbour, i) => {
      const [configuration] = configurations.slice(i, i + 1)
      const cells = configuration === undefined ? [] : cellsOf(one, configuration, answers)
      if (cells.some(isOpen)) open.add(neighbour)
      return cells.length > 0 && cells.every((c) => c.verdict === 'proved')
    })
  }
  return { kept: left, checked: possible.length - open.size, undecided: open.size }
}

/** Whether Kafka takes the configuration and the model can hold it. */
export function isPossible(guarantee: Guarantee, scope: Scope, configuration: Configuration): boolean {
  try {
    propertyOf(guarantee, configuration)
    questionsOf({ ...scope, guarantees: [guarantee] }, configuration)
    return true
  } catch (error) {
    if (error instanceof OptionError || error instanceof LayoutError) return false
    throw error
  }
}

/** Whose guarantees are looked at when a change is weighed; the states of producers and consumers would take too long. */
const WEIGHED: readonly Observer[] = ['partition', 'offsets', 'availability']

/** What each costs of what head gives: durability, availability, and whatever was gained. */
async function restoresOf(lost: Lost, neighbours: readonly Neighbour[], oracle: Oracle): Promise<Restore[]> {
  const { guarantee, head, deltas, wanted } = lost
  const observers = wanted.guarantees.map((g) => g.observer)
  const weighed: Weighed[] = [
    ...(observers.some((o) => o === 'partition' || o === 'offsets') ? (['durability'] as const) : []),
    ...(observers.includes('availability') ? (['availability'] as const) : []),
  ]
  if (weighed.length === 0) return neighbours.map((settings) => ({ settings }))
  const scopes = deltas
    .filter((d) => d.head.verdict === 'proved' && (d.delta === 'gained' || WEIGHED.includes(guaranteeOf(d.guarantee).observer)))
    .map((d): Scope => {
      const of = guaranteeOf(d.guarantee)
      const level = d.faults === undefined ? wanted.level : withFaults(wanted.level, of.observer, d.faults.to - 1)
      return { guarantees: [of], envelopes: [envelopeOf(d.envelope)], level }
    })
  // What Kafka takes of one observer it may refuse of another.
  const configurations = neighbours.map((n) => {
    const configuration = withNeighbour(guarantee.observer, head, n)
    return scopes.every((s) => s.guarantees.every((g) => isPossible(g, s, configuration))) ? configuration : undefined
  })
  const possible = configurations.filter((c) => c !== undefined)
  const answers = await oracle.ask(scopes.flatMap((scope) => possible.flatMap((c) => questionsOf(scope, c))))
  const restores = neighbours.map((settings, i): Restore => {
    const configuration = configurations[i]
    if (configuration === undefined) return { settings }
    const cells = scopes.flatMap((scope) => cellsOf(scope, configuration, answers))
    if (cells.some(isOpen)) return { settings }
    const costs = cells.filter((c) => c.verdict !== 'proved')
    return { settings, weighed, costs: costs.map(({ guarantee, envelope }) => ({ guarantee, envelope })) }
  })
  // The cheapest first; what was not weighed last. Of equals, what puts a value back.
  return restores.toSorted((a, b) => (a.costs?.length ?? Infinity) - (b.costs?.length ?? Infinity))
}
