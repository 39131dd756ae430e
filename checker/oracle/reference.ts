/**
 * The textbook checker: breadth-first search over `Immutable.Set`, one state at a time.
 *
 * It is the oracle of the tests. Everything the search does cleverly, this does plainly; both must agree on states, depth,
 * verdicts and lengths of counterexamples.
 */
import { Map as IMap, Set as ISet } from 'immutable'
import { compileCodec } from '../state/codec.ts'
import type { Model, Reading } from '../model.ts'
import { initialStates, stateFrom, successors } from '../state/successors.ts'
import { type AnyView, viewerOf } from '../state/view.ts'

export interface ReferenceResult {
  readonly distinct: number
  /** Enabled transitions, those to known states included. */
  readonly generated: number
  /** Transitions on the longest shortest path from an initial state. */
  readonly depth: number
  /** States without an enabled transition. */
  readonly deadlocks: number
  /** Shortest number of steps to a violation (or to a witness), by property; absent when there is none. */
  readonly steps: ReadonlyMap<string, number>
}

/** Explores every reachable state of a model. Meant for up to some ten thousand states. */
export function referenceCheck<S>(model: Model<S>): ReferenceResult {
  const codec = compileCodec(model.layout)
  const viewer = viewerOf(model.layout)
  const read = (cells: Int32Array) => stateFrom(codec, cells) as Reading<S>
  const steps = new Map<string, number>()
  const note = (name: string, length: number) => steps.set(name, Math.min(steps.get(name) ?? length, length))

  const cellsOf = (view: AnyView) => {
    const { cells } = codec.create()
    viewer.write(view, cells)
    return cells
  }

  let seen: ISet<AnyView> = ISet()
  let depths: IMap<AnyView, number> = IMap()
  let backwards: IMap<AnyView, ISet<AnyView>> = IMap()
  let level: Int32Array[] = []
  let generated = 0
  let deadlocks = 0
  const visit = (cells: Int32Array, into: Int32Array[]) => {
    const view = viewer.view(cells)
    if (seen.has(view)) return
    seen = seen.add(view)
    into.push(cells)
  }
  for (const cells of initialStates(model, codec)) visit(cells, level)

  let depth = 0
  for (;;) {
    const next: Int32Array[] = []
    for (const cells of level) {
      const from = viewer.view(cells)
      depths = depths.set(from, depth)
      const state = read(cells)
      for (const p of model.properties) {
        if (p.kind === 'state' && !p.holds(state)) note(p.name, depth)
        if (p.kind === 'witness' && p.reached(state)) note(p.name, depth)
      }
      const before = generated
      for (const successor of successors(model, codec, cells)) {
        generated++
        for (const p of model.properties) if (p.kind === 'step' && !p.holds(state, read(successor.cells))) note(p.name, depth + 1)
        visit(successor.cells, next)
        backwards = backwards.update(viewer.view(successor.cells), ISet(), (before) => before.add(from))
      }
      if (generated === before) deadlocks++
    }
    if (next.length === 0) break
    level = next
    depth++
  }
  for (const p of model.properties) {
    if (p.kind !== 'possible') continue
    let rescued = seen.filter((view) => p.good(read(cellsOf(view))))
    for (let edge = rescued; !edge.isEmpty(); rescued = rescued.union(edge))
      edge = edge.flatMap((view) => backwards.get(view, ISet<AnyView>())).subtract(rescued)
    for (const view of seen.subtract(rescued)) note(p.name, depths.get(view, depth))
  }
  return { distinct: seen.size, generated, depth, deadlocks, steps }
}
