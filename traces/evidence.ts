import { messageOf } from '../text/message-of.ts'
import type { Codec } from '../checker/state/codec.ts'
import type { Model, Reading } from '../checker/model.ts'
import { isDeadlock, stateFrom, successors } from '../checker/state/successors.ts'
import type { PropertyKind } from '../checker/verdict.ts'

/** What a state, with the step that led to it, says about a property. */
export type Evidence =
  /** A state or step property is false, a witness true, a deadlock there. */
  | { readonly kind: 'shown' }
  /** Nothing of the sort. */
  | { readonly kind: 'absent' }
  /** The property could not be evaluated. */
  | { readonly kind: 'threw'; readonly message: string }

/** Evaluates a property at `last`, reached from `before` (undefined for an initial state). */
export function evidenceAt<S>(
  model: Model<S>,
  codec: Codec<S>,
  property: { readonly name: string; readonly kind: PropertyKind },
  before: Int32Array | undefined,
  last: Int32Array,
): Evidence {
  const read = (cells: Int32Array) => stateFrom(codec, cells) as Reading<S>
  const isShown = (): boolean => {
    if (property.kind === 'deadlock') return isDeadlock(model, stateFrom(codec, last))
    const declared = model.properties.find((p) => p.name === property.name)
    switch (declared?.kind) {
      case 'state':
        return !declared.holds(read(last))
      case 'step':
        return before !== undefined && !declared.holds(read(before), read(last))
      case 'witness':
        return declared.reached(read(last))
      case 'possible':
        return !leadsToGood(model, codec, last, (cells) => declared.good(read(cells)))
      case undefined:
        return false
    }
  }
  try {
    return { kind: isShown() ? 'shown' : 'absent' }
  } catch (error) {
    return { kind: 'threw', message: messageOf(error) }
  }
}

/** States looked at from one state before giving up on proving that none of them is good. */
const MAX_SEARCHED = 1_000_000

function leadsToGood<S>(model: Model<S>, codec: Codec<S>, start: Int32Array, good: (cells: Int32Array) => boolean): boolean {
  const seen = new Set([start.join()])
  const queue = [start]
  for (let cells = queue.pop(); cells !== undefined; cells = queue.pop()) {
    if (good(cells)) return true
    for (const next of successors(model, codec, cells)) {
      const key = next.cells.join()
      if (seen.has(key)) continue
      if (seen.size >= MAX_SEARCHED) throw new RangeError(`more than ${MAX_SEARCHED} states follow; none of those seen is good`)
      seen.add(key)
      queue.push(next.cells)
    }
  }
  return false
}

/** What goes wrong in `last`, reached from `before`: a property cannot be evaluated, or an action cannot be taken. */
export function errorAt<S>(
  model: Model<S>,
  codec: Codec<S>,
  before: Int32Array | undefined,
  last: Int32Array,
): string | undefined {
  const failing = (from: Int32Array | undefined, to: Int32Array, kinds: readonly PropertyKind[]): string | undefined => {
    for (const property of model.properties) {
      const evidence = kinds.includes(property.kind) ? evidenceAt(model, codec, property, from, to) : undefined
      if (evidence?.kind === 'threw') return evidence.message
    }
    return undefined
  }
  try {
    const here = failing(before, last, ['state', 'step', 'witness'])
    if (here !== undefined) return here
    for (const { cells } of successors(model, codec, last)) {
      const across = failing(last, cells, ['step'])
      if (across !== undefined) return across
    }
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** The message of anything thrown. */
