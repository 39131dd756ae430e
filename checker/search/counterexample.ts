/**
 * Counterexamples by walking back: no parent pointers are stored. Each earlier level is expanded again and of all states
 * that lead to the target the least in encoding order is taken, so that neither races nor the number of workers can
 * change a path.
 */
import { type Codec, comparePacked } from '../state/codec.ts'
import { encoderOf } from './expand.ts'
import type { LaneApi } from './lanes.ts'
import type { Model } from '../model.ts'
import { initialStates, type Step, successors } from '../state/successors.ts'
import type { Path } from '../verdict.ts'

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
  lanes: readonly LaneApi[],
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
      if (least === undefined) throw new Error(`no state of depth ${depth} leads to one found at depth ${depth + 1}`)
      for (const i of at) paths[i]?.unshift(least)
    })
  }
  return paths
}

/**
 * Packed states as a path, each step labelled with the first transition (in declaration order) that takes it. Under symmetry a
 * packed state stands for its renamings; the path runs through states that follow each other.
 */
export function labelPath<S>(model: Model<S>, codec: Codec<S>, packed: readonly Int32Array[]): Path {
  const encode = encoderOf(model, codec)
  const words = new Int32Array(codec.layout.words)
  const stands = (cells: Int32Array, target: Int32Array): boolean => {
    encode(cells, words, 0)
    return words.every((word, i) => word === target[i])
  }
  const [first, ...rest] = packed
  const start = initialStates(model, codec).find((cells) => first !== undefined && stands(cells, first))
  if (start === undefined) throw new Error('a path does not begin in an initial state')
  const states = [start]
  const steps: Step[] = []
  for (const target of rest) {
    const next = stepTo(model, codec, states.at(-1) ?? start, (cells) => stands(cells, target))
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
): { readonly step: Step; readonly cells: Int32Array } {
  for (const successor of successors(model, codec, from)) if (isThere(successor.cells)) return successor
  throw new Error('two neighbours of a path have no transition between them')
}
