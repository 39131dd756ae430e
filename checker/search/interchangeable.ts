/**
 * Whether members that a model says are interchangeable are: a state and the same state with two of them exchanged must be judged
 * alike, and lead to the same states, with the two exchanged in these too. Where they do not, one state stands for others that differ from it in more than
 * names, and what is proved of it is not proved of them.
 */
import { Fault } from './careful.ts'
import { stepwiseOf } from './contract.ts'
import type { Codec } from '../state/codec.ts'
import { type Renaming, renaming } from '../state/symmetry.ts'
import { describeStep, stateFrom, type Step, successors } from '../state/successors.ts'
import type { Model, Property, Reading } from '../model.ts'

/** Compares a state with one of its exchanges, which one follows from the state. @throws Fault when they are not alike. */
export type Exchange = (cells: Int32Array) => void

/** Prepares the comparison. */
export function interchangeable<S>(model: Model<S>, codec: Codec<S>): Exchange {
  const { symmetry } = model
  const labels = symmetry?.labels ?? []
  if (symmetry === undefined || labels.length < 2) return () => undefined
  // Exchanges of neighbours make up all renamings.
  const exchanges = labels.slice(1).map((label, i) => ({
    names: `${labels[i] ?? ''} and ${label}`,
    rename: renaming(
      model.layout,
      symmetry,
      labels.map((_, k) => (k === i ? i + 1 : k === i + 1 ? i : k)),
    ),
  }))
  const packed = new Int32Array(codec.layout.words)
  const stepwise = stepwiseOf(model)
  const there = codec.cells()
  const later = codec.create()
  /** A step for each way on: where it leads, renamed, and what properties of steps say of it. */
  const follow = (cells: Int32Array, state: Reading<S>, rename?: Renaming): Map<string, Step> =>
    new Map(
      [...successors(model, codec, cells)].map(({ step, cells: next }) => {
        rename?.(next, there)
        codec.encode(rename === undefined ? next : there, packed, 0)
        later.cells.set(next)
        return [`${packed.join()} ${stepwise.map((p) => p.holds(state, later.state as Reading<S>)).join()}`, step]
      }),
    )
  return (cells) => {
    const hash = codec.encode(cells, packed, 0)
    const exchange = exchanges[(hash >>> 0) % exchanges.length]
    if (exchange === undefined) return
    const { names, rename } = exchange
    const exchanged = new Int32Array(cells.length)
    rename(cells, exchanged)
    const alike = `symmetry says that the members of ${symmetry.name} are interchangeable`
    const [state, other] = [stateFrom(codec, cells) as Reading<S>, stateFrom(codec, exchanged) as Reading<S>]
    for (const p of model.properties) {
      const [says, saysThere] = [judge(p, state), judge(p, other)]
      if (says !== saysThere)
        throw new Fault('property', p.name, `${alike}, but it is ${says} here and ${saysThere} with ${names} exchanged`)
    }
    // What goes wrong in the state itself the search finds; only with the two exchanged it tells them apart.
    const after = follow(cells, state, rename)
    const afterThere = within(`${alike}, but with ${names} exchanged`, () => follow(exchanged, other))
    const unmatched = (one: Map<string, Step>, other: Map<string, Step>): Step | undefined =>
      [...one].find(([key]) => !other.has(key))?.[1]
    const gone = unmatched(after, afterThere)
    if (gone !== undefined)
      throw new Fault('action', describeStep(model, gone), `${alike}, but no step does the same with ${names} exchanged`)
    const come = unmatched(afterThere, after)
    if (come !== undefined)
      throw new Fault('action', describeStep(model, come), `${alike}, but only with ${names} exchanged does a step do this`)
  }
}

/** @throws Fault that says what was thrown. */
function within<T>(said: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw new Fault('action', '', `${said} ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** What a property says of a state; properties of steps are asked with them. */
function judge<S>(p: Property<S>, state: Reading<S>): boolean | undefined {
  switch (p.kind) {
    case 'state':
      return p.holds(state)
    case 'witness':
      return p.reached(state)
    case 'possible':
      return p.good(state)
    case 'step':
      return undefined
  }
}
