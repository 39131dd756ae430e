/**
 * Whether members that a model says are interchangeable are: a state and the same state with other names for them must be judged
 * alike, and lead to the same states, with these other names too. Where they do not, one state stands for others that differ from it in more than
 * names, and what is proved of it is not proved of them.
 */
import { Fault } from './careful.ts'
import { answerIn, stepwiseOf } from './contract.ts'
import type { Codec } from '../state/codec.ts'
import { permutations, type Renaming, renaming } from '../state/symmetry.ts'
import { describeStep, stateFrom, type Step, successors } from '../state/successors.ts'
import type { Model, Reading } from '../model.ts'

/**
 * Compares a state with its renamings: what properties say with all of few members, what follows with all of fewer, as that takes longer; else
 * with two renamings, which follow from the state. @throws Fault when they are not alike.
 */
export type Exchange = (cells: Int32Array) => void

/** Members of which all renamings are judged, 23 beside the state itself; and of which what follows from all is compared. */
const FEW = { judged: 4, followed: 3 }

/** Prepares the comparison. */
export function interchangeable<S>(model: Model<S>, codec: Codec<S>): Exchange {
  const { symmetry } = model
  const labels = symmetry?.labels ?? []
  if (symmetry === undefined || labels.length < 2) return () => undefined
  const made = new Map<readonly number[], Renamed<S>>()
  const renamed = (order: readonly number[]): Renamed<S> => {
    const known = made.get(order)
    if (known !== undefined) return known
    const other = { names: namesOf(labels, order), rename: renaming(model.layout, symmetry, order), ...codec.create() }
    made.set(order, other)
    return other
  }
  const orders = permutations(labels.length).slice(1)
  const neighbours = orders.filter((order) => isOfNeighbours(order))
  // Those that are told in the fewest words come first.
  const all = [...neighbours, ...orders.filter((order) => !neighbours.includes(order))]
  const chosen = (hash: number, few: number): readonly Renamed<S>[] =>
    (labels.length <= few ? all : [neighbours, orders].flatMap((some) => some.slice((hash >>> 0) % some.length).slice(0, 1))).map(
      renamed,
    )
  const packed = new Int32Array(codec.layout.words)
  const stepwise = stepwiseOf(model)
  const there = codec.cells()
  const later = codec.create()
  const waysOf = (cells: Int32Array, state: Reading<S>): readonly Way[] =>
    [...successors(model, codec, cells)].map(({ step, cells: next }) => {
      later.cells.set(next)
      return { step, next, says: stepwise.map((p) => p.holds(state, later.state as Reading<S>)).join() }
    })
  /** Each way on, by where it leads, and what properties of steps say of it. */
  const byEnd = (ways: readonly Way[], rename?: Renaming): Map<string, Step> =>
    new Map(
      ways.map(({ step, next, says }) => {
        rename?.(next, there)
        codec.encode(rename === undefined ? next : there, packed, 0)
        return [`${packed.join()} ${says}`, step]
      }),
    )
  const alike = `symmetry says that the members of ${symmetry.name} are interchangeable`
  return (cells) => {
    const hash = codec.encode(cells, packed, 0)
    const state = stateFrom(codec, cells) as Reading<S>
    const judged = chosen(hash, FEW.judged)
    for (const other of judged) other.rename(cells, other.cells)
    for (const p of model.properties) {
      const says = answerIn(p, state)
      for (const { names, state: other } of judged) {
        const saysThere = within('property', p.name, `${alike}, but with ${names} it fails:`, () =>
          answerIn(p, other as Reading<S>),
        )
        if (says !== saysThere)
          throw new Fault('property', p.name, `${alike}, but it is ${says} here and ${saysThere} with ${names}`)
      }
    }
    // What goes wrong in the state itself the search finds; only with other names it tells them apart.
    const ways = waysOf(cells, state)
    for (const { names, rename, cells: otherCells, state: other } of chosen(hash, FEW.followed)) {
      const after = byEnd(ways, rename)
      const afterThere = within('action', '', `${alike}, but with ${names}`, () => byEnd(waysOf(otherCells, other as Reading<S>)))
      const gone = unmatched(after, afterThere)
      if (gone !== undefined)
        throw new Fault('action', describeStep(model, gone), `${alike}, but no step does the same with ${names}`)
      const come = unmatched(afterThere, after)
      if (come !== undefined)
        throw new Fault('action', describeStep(model, come), `${alike}, but only with ${names} does a step do this`)
    }
  }
}

/** A renaming, and the state of that name. */
interface Renamed<S> {
  readonly names: string
  readonly rename: Renaming
  readonly cells: Int32Array
  readonly state: S
}

/** A step, where it leads, and what properties of steps say of it. */
interface Way {
  readonly step: Step
  readonly next: Int32Array
  readonly says: string
}

/** Whether a renaming exchanges two neighbours and leaves the others. */
function isOfNeighbours(order: readonly number[]): boolean {
  const [first = 0, second, ...more] = moved(order)
  return second === first + 1 && more.length === 0
}

const moved = (order: readonly number[]): readonly number[] => order.flatMap((to, from) => (to === from ? [] : [from]))

/** `a and b exchanged`, or `a as b, b as c, c as a`. */
function namesOf(labels: readonly string[], order: readonly number[]): string {
  const name = (i: number | undefined): string => labels[i ?? 0] ?? ''
  const [first, second, ...more] = moved(order)
  if (more.length === 0) return `${name(first)} and ${name(second)} exchanged`
  return moved(order)
    .map((from) => `${name(from)} as ${name(order[from])}`)
    .join(', ')
}

/** The first step of one that the other has not. */
const unmatched = (one: ReadonlyMap<string, Step>, other: ReadonlyMap<string, Step>): Step | undefined =>
  [...one].find(([key]) => !other.has(key))?.[1]

/** @throws Fault that says what was thrown. */
function within<T>(kind: Fault['kind'], where: string, said: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw new Fault(kind, where, `${said} ${error instanceof Error ? error.message : String(error)}`)
  }
}
