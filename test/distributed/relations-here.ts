/** Relations in this thread, as plain sets: an engine to hold the search against, and a filter to hold against the search. */
import type { Judging, Layer, Noticed, Relations } from '../../distributed/relations.ts'
import { hexOf, packedOfHex } from '../../distributed/packed-bytes.ts'

/** Whoever answers for some states, packed one after the other: a filter, or one at the end of a stream. */
export interface Filtering {
  readonly expand: (
    states: Int32Array,
    judging: Judging,
  ) => Promise<{ readonly states: readonly Int32Array[]; readonly actions: readonly number[]; readonly noticed: Noticed }>
  readonly predecessors: (states: Int32Array, targets: readonly Int32Array[]) => Promise<ReadonlyMap<number, Int32Array>>
}

/** States of one layer that a filter is given at a time, so that even a small layer is shared by several. */
const PIECE = 3

const layerOf = (name: string, states: ReadonlyMap<string, number>): Layer => {
  const created: number[] = []
  for (const action of states.values()) created[action] = (created[action] ?? 0) + 1
  return { name, created: Array.from(created, (n) => n ?? 0), digest: [...states.keys()].toSorted().join(), bytes: states.size }
}

/** Relations whose layers are given to the filters in turn. `layers` is what they hold, in hexadecimal, by the least action. */
export function relationsHere(filters: readonly Filtering[], layers: Map<string, number>[] = []): Relations {
  const pieces = (layer: Layer | undefined): { readonly filter: Filtering; readonly states: Int32Array }[] => {
    // As an engine may: not in the order in which they were found.
    const all = [...(layers[Number(layer?.name)]?.keys() ?? [])].toSorted((a, b) => (a.slice(-4) + a < b.slice(-4) + b ? -1 : 1))
    return Array.from({ length: Math.ceil(all.length / PIECE) }, (_, i) => {
      const states = all.slice(i * PIECE, (i + 1) * PIECE).flatMap((hex) => [...packedOfHex(hex)])
      return { filter: filters[i % filters.length] ?? refused(), states: Int32Array.from(states) }
    })
  }
  return {
    seed: async (states) => {
      layers[0] = new Map(states.map((state) => [hexOf(state), 0]))
      return layerOf('0', layers[0])
    },
    expand: async (visited, judging) => {
      const found = new Map<string, number>()
      const noticed: Noticed[] = []
      for (const { filter, states } of pieces(visited.at(-1))) {
        const answer = await filter.expand(states, judging)
        noticed.push(answer.noticed)
        answer.states.forEach((state, i) => {
          const [hex, action] = [hexOf(state), answer.actions[i] ?? 0]
          if (layers.slice(0, visited.length).some((layer) => layer.has(hex))) return
          found.set(hex, Math.min(action, found.get(hex) ?? action))
        })
      }
      layers[visited.length] = found
      return { layer: layerOf(String(visited.length), found), noticed }
    },
    predecessors: async (layer, targets) => {
      const least = new Map<number, string>()
      for (const { filter, states } of pieces(layer))
        for (const [target, state] of await filter.predecessors(states, targets)) {
          const hex = hexOf(state)
          if (hex < (least.get(target) ?? 'g')) least.set(target, hex)
        }
      return targets.map((_, i) => packedOfHex(least.get(i) ?? ''))
    },
    interrupt: () => undefined,
  }
}

const refused = (): never => {
  throw new Error('no filters')
}
