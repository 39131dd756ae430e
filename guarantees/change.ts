/** From one configuration to another: what is lost, what is gained, by which setting, and what would keep it. */
import { VERSION_KEY } from '../config/index.ts'
import { OptionError } from '../model/option-error.ts'
import { LayoutError } from '../checker/index.ts'
import type { Oracle } from './oracle.ts'
import { type Guarantee, isOfUse, type Observer, partitionOf } from './guarantees.ts'
import { isOfOffsets, MAX_PAIRS, type Neighbour, pairNeighbours, singleNeighbours, withNeighbour } from './neighbours.ts'
import { type Configuration, propertyOf, settingsFor } from './questions.ts'
import { withFaults } from './faults-needed.ts'
import { cellsOf, envelopeOf, guaranteeOf, questionsOf, type Scope } from './table.ts'
import {
  byCode,
  type Cell,
  type CellDelta,
  type CellVerdict,
  type ChangedKey,
  type Delta,
  isOpen,
  type Restore,
  type Weighed,
} from './result.ts'

/** From least to most; a roll-out gives what the worst of its parts gives. */
const STRENGTH: readonly CellVerdict[] = ['error', 'refuted', 'vacuous', 'incomplete', 'proved']

/** The worst of several, of equals the first. */
export const weakest = <C extends Pick<Cell, 'verdict' | 'steps'>>(cells: readonly [C, ...C[]]): C =>
  cells.reduce((worst, cell) => {
    const by = STRENGTH.indexOf(cell.verdict) - STRENGTH.indexOf(worst.verdict)
    return by < 0 || (by === 0 && (cell.steps ?? 0) < (worst.steps ?? 0)) ? cell : worst
  })

/** Every cell, before and after and on the way between, which has cells of its own where something changes in flight. */
export function deltasOf(base: readonly Cell[], head: readonly Cell[], way: readonly Cell[]): CellDelta[] {
  return head.map((after): CellDelta => {
    const isSame = (cell: Cell) => cell.guarantee === after.guarantee && cell.envelope === after.envelope
    const before = base.find(isSame)
    if (before === undefined) throw new Error(`${after.guarantee} was not asked of the base configuration`)
    const flying = way.filter(isSame)
    // Of equals the first counts: the exploration of the way itself, whose bounds are the smaller ones.
    const [first, ...rest] = [...flying, before, after]
    const between = weakest([first, ...rest])
    const rollout = between.verdict === 'proved' ? weakestByCode(flying, between) : between
    return {
      guarantee: after.guarantee,
      envelope: after.envelope,
      delta: deltaOf(before.verdict, after.verdict, between.verdict),
      ...codeDelta(before, after, rollout),
      base: before,
      head: after,
      rollout,
    }
  })
}

/** Of cells that the design proves that of which the code keeps least; the other one where there are none. */
function weakestByCode(flying: readonly Cell[], other: Cell): Cell {
  const [first, ...rest] = flying.map((cell) => ({ cell, verdict: cell.code?.verdict ?? cell.verdict, ...stepsOf(cell.code) }))
  return first === undefined ? other : weakest([first, ...rest]).cell
}

const stepsOf = (code: Cell['code']): { steps?: number } => (code?.steps === undefined ? {} : { steps: code.steps })

/** What became of it, from the verdicts before, after and in between. */
export function deltaOf(base: CellVerdict, head: CellVerdict, rollout: CellVerdict): Delta {
  if (isUndecided(base) || isUndecided(head)) return 'unknown'
  if (base === 'proved' && head === 'proved')
    return isUndecided(rollout) ? 'unknown' : rollout === 'proved' ? 'kept' : 'lost while changing'
  if (base === 'proved') return 'lost'
  return head === 'proved' ? 'gained' : 'never held'
}

const isUndecided = (verdict: CellVerdict): boolean => isOpen({ verdict })

/** Of the way between them the code is asked where it keeps the guarantee at both ends. */
function codeDelta(base: Cell, head: Cell, rollout: Cell): Pick<CellDelta, 'code'> {
  const [was, is] = [byCode(base), byCode(head)]
  return was === undefined || is === undefined ? {} : { code: deltaOf(was, is, byCode(rollout) ?? rollout.verdict) }
}

/** Whether a changed key is one of the partition that an observer looks at. The release is that of both. */
export const bearsOn = ({ key, of }: ChangedKey, observer: Observer): boolean =>
  key === VERSION_KEY || key === 'metadata.version' || of === partitionOf(observer)

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
const WEIGHED: readonly Observer[] = ['partition', 'offsets', 'availability', 'coordinator']

/** The settings, each with the partition that it is of where that is not the topic's. */
const named = ({ observer }: Guarantee, settings: Neighbour): Restore['settings'] =>
  settings.map((setting) => (isOfOffsets(observer, setting.key) ? { ...setting, of: 'offsets' } : setting))

/** What each costs of what head gives: durability, availability, and whatever was gained. */
async function restoresOf(lost: Lost, neighbours: readonly Neighbour[], oracle: Oracle): Promise<Restore[]> {
  const { guarantee, head, deltas, wanted } = lost
  const observers = wanted.guarantees.map((g) => g.observer)
  const weighed: Weighed[] = [
    ...(observers.some((o) => o === 'partition' || o === 'offsets') ? (['durability'] as const) : []),
    // That of the partition it is a setting of: the topic's rows say nothing of `__consumer_offsets`, and its row nothing of the topic.
    ...(observers.some((o) => isOfUse(o) && partitionOf(o) === partitionOf(guarantee.observer))
      ? (['availability'] as const)
      : []),
  ]
  const now = settingsFor(guarantee.observer, head)[MIN_ISR]
  const nearest = (restores: readonly Restore[]): Restore[] => restores.filter((one) => !isOutdone(one, restores, Number(now)))
  if (weighed.length === 0) return nearest(neighbours.map((settings) => ({ settings: named(guarantee, settings) })))
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
    const told = named(guarantee, settings)
    if (configuration === undefined) return { settings: told }
    const cells = scopes.flatMap((scope) => cellsOf(scope, configuration, answers))
    if (cells.some(isOpen)) return { settings: told }
    const costs = cells.filter((c) => c.verdict !== 'proved')
    return { settings: told, weighed, costs: costs.map(({ guarantee, envelope }) => ({ guarantee, envelope })) }
  })
  // The cheapest first; what was not weighed last. Of equals, what puts a value back.
  return nearest(restores.toSorted((a, b) => (a.costs?.length ?? Infinity) - (b.costs?.length ?? Infinity)))
}

const MIN_ISR = 'min.insync.replicas'

/**
 * Whether another restore asks for less of the same: a value of min.insync.replicas nearer to `now`, which costs nothing more of what
 * was weighed. A larger one may cost what was not asked about, and would stand beside it as its equal.
 */
function isOutdone(one: Restore, all: readonly Restore[], now: number): boolean {
  const valueOf = ({ settings }: Restore): number => Number(settings.find(({ key }) => key === MIN_ISR)?.value)
  const restOf = ({ settings }: Restore): string =>
    JSON.stringify(settings.filter(({ key }) => key !== MIN_ISR).map(({ key, value }) => [key, value]))
  const costsOf = ({ costs }: Restore): ReadonlySet<string> => new Set(costs?.map((c) => `${c.guarantee}/${c.envelope}`))
  const far = valueOf(one) - now
  return all.some((other) => {
    const near = valueOf(other) - now
    if (!(near * far > 0 && Math.abs(near) < Math.abs(far)) || restOf(other) !== restOf(one)) return false
    if (other.costs === undefined || one.costs === undefined) return other.costs === one.costs
    return [...costsOf(other)].every((cost) => costsOf(one).has(cost))
  })
}
