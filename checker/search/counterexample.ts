/**
 * Counterexamples by walking back: no parent pointers are stored. Each earlier level is expanded again and of all states
 * that lead to the target the least in encoding order is taken, so that neither races nor the number of workers can
 * change a path.
 */
import { type Codec, comparePacked } from '../state/codec.ts'
import { encoderOf } from './expand.ts'
import type { LaneApi } from './lanes.ts'
import type { Model, Property, Reading } from '../model.ts'
import { stateFrom, type Step, successors } from '../state/successors.ts'
import type { Path, PropertyResult } from '../verdict.ts'

/** A packed state found at a depth. */
export interface Target {
  readonly depth: number
  readonly packed: Int32Array
}

/**
 * The packed states of a shortest path to each target. `levels[d]` are the first and past-the-end state of depth d.
 * All targets are walked back together, one pass over each level.
 */
export async function walkBack(
  lanes: readonly Pick<LaneApi, 'predecessors'>[],
  levels: readonly { readonly from: number; readonly to: number }[],
  targets: readonly Target[],
): Promise<Int32Array[][]> {
  const paths = targets.map((t) => [t.packed])
  const deepest = Math.max(0, ...targets.map((t) => t.depth))
  for (let depth = deepest - 1; depth >= 0; depth--) {
    const open = new Map<string, { readonly packed: Int32Array; readonly at: number[] }>()
    targets.forEach((target, i) => {
      const head = paths[i]?.[0]
      if (target.depth <= depth || head === undefined) return
      const entry = open.get(head.join()) ?? { packed: head, at: [] }
      entry.at.push(i)
      open.set(head.join(), entry)
    })
    const wanted = [...open.values()]
    const { from, to } = levels[depth] ?? { from: 0, to: 0 }
    const heads = wanted.map((w) => w.packed)
    const found = await Promise.all(lanes.map((lane, share) => lane.predecessors(from, to, share, lanes.length, heads)))
    wanted.forEach(({ at }, w) => {
      const candidates = found.flatMap((f) => f[w] ?? []).filter((f) => f.length > 0)
      const least = candidates.toSorted((a, b) => comparePacked(a, 0, b, 0, a.length))[0]
      if (least === undefined)
        throw new Contradiction(
          `no state of depth ${depth} leads to one found at depth ${depth + 1}: guards and effects must depend on the state and the parameters alone`,
          { states: [], steps: [] },
        )
      for (const i of at) paths[i]?.unshift(least)
    })
  }
  return paths
}

/** A model that contradicts itself: it is not a function of the state. Known is the path to where it did. */
export class Contradiction extends Error {
  override name = 'Contradiction'
  readonly path: Path

  constructor(message: string, path: Path) {
    super(message)
    this.path = path
  }
}

/**
 * Packed states as a path from one of `from`, each step labelled with the first transition (in declaration order) that takes it. Under symmetry a
 * packed state stands for its renamings; the path runs through states that follow each other, and when it is that of a
 * property, what the property says of its end is seen to be so: of several transitions to states that are one up to renaming,
 * perhaps not all break a property of steps.
 * @throws Contradiction when there is no such path, as guards, effects or properties do not depend on the state alone, or
 * members that are said to be interchangeable are not.
 */
export function labelPath<S>(
  model: Model<S>,
  codec: Codec<S>,
  packed: readonly Int32Array[],
  from: readonly Int32Array[],
  decided?: Pick<PropertyResult, 'name'>,
): Path {
  const encode = encoderOf(model, codec)
  const words = new Int32Array(codec.layout.words)
  const stands = (cells: Int32Array, target: Int32Array): boolean => {
    encode(cells, words, 0)
    return words.every((word, i) => word === target[i])
  }
  const property = model.properties.find((p) => p.name === decided?.name)
  const [first, ...rest] = packed
  const starts = from.filter((cells) => first !== undefined && stands(cells, first))
  const start = rest.length > 0 ? starts[0] : starts.find((cells) => isDecided(property, codec, undefined, cells))
  if (start === undefined) throw new Contradiction(contradicted(model, property), { states: starts.slice(0, 1), steps: [] })
  const states = [start]
  const steps: Step[] = []
  for (const [i, target] of rest.entries()) {
    const from = states.at(-1) ?? start
    const isLast = i === rest.length - 1
    const next = stepTo(
      model,
      codec,
      from,
      (cells) => stands(cells, target) && (!isLast || isDecided(property, codec, from, cells)),
    )
    if (next === undefined) throw new Contradiction(contradicted(model, property), { states, steps })
    states.push(next.cells)
    steps.push(next.step)
  }
  return { states, steps }
}

function stepTo<S>(
  model: Model<S>,
  codec: Codec<S>,
  from: Int32Array,
  isThere: (cells: Int32Array) => boolean,
): { readonly step: Step; readonly cells: Int32Array } | undefined {
  for (const successor of successors(model, codec, from)) if (isThere(successor.cells)) return successor
  return undefined
}

const contradicted = <S>(model: Model<S>, property: Property<S> | undefined): string =>
  `${property === undefined ? 'a path' : `the path to what decides ${property.name}`} cannot be taken again: guards, effects and ` +
  `properties must depend on the state alone${model.symmetry === undefined ? '' : `, and treat every ${model.symmetry.name} alike`}`

/** Whether the end of a path is what decides a property: it is false of it, or for a witness true. */
export function isDecided<S>(
  property: Property<S> | undefined,
  codec: Codec<S>,
  before: Int32Array | undefined,
  cells: Int32Array,
): boolean {
  const read = (from: Int32Array) => stateFrom(codec, from) as Reading<S>
  switch (property?.kind) {
    case 'state':
      return !property.holds(read(cells))
    case 'witness':
      return property.reached(read(cells))
    case 'step':
      return before !== undefined && !property.holds(read(before), read(cells))
    case 'possible':
    case undefined:
      return true
  }
}
