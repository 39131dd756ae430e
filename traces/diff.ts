/** What changed between two readable states: recursive, structural, and nothing but what changed. */
import { is, isList, isMap, isRecord, isSet, type List, type Set as ISet } from 'immutable'
import type { AnyView } from '../checker/state/view.ts'
import { compareLabels } from './label-order.ts'

/** One step into a state: a field of a record, a key of a map, an index of a list. */
export type Segment =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'index'; readonly at: number }

interface At<T> {
  readonly path: readonly Segment[]
  /** The whole value at `path`, before and after. */
  readonly from: T
  readonly to: T
}

/** A change at `path`. Lists of equal length are compared element by element; the others from their first difference on. */
export type Change =
  /** Another value; `undefined` where a key exists on one side only. */
  | (At<unknown> & { readonly kind: 'value' })
  | (At<ISet<unknown>> & { readonly kind: 'set'; readonly added: readonly unknown[]; readonly removed: readonly unknown[] })
  /** Elements were added at the end, the first of them at index `at`. */
  | (At<List<unknown>> & { readonly kind: 'appended'; readonly at: number; readonly added: readonly unknown[] })
  /** Elements from index `at` on are gone. */
  | (At<List<unknown>> & { readonly kind: 'truncated'; readonly at: number; readonly removed: readonly unknown[] })
  /** Elements are gone from the front, as from a queue; what was behind them moved up, and others may have come at the end. */
  | (At<List<unknown>> & {
      readonly kind: 'moved up'
      readonly removed: readonly unknown[]
      readonly added: readonly unknown[]
    })
  /** Elements from index `at` on gave way to others, more or fewer. */
  | (At<List<unknown>> & {
      readonly kind: 'replaced'
      readonly at: number
      readonly removed: readonly unknown[]
      readonly added: readonly unknown[]
    })

/** The changes that lead from one state to another, in the order of fields and labels; empty exactly when they are equal. */
export const diffStates = (from: AnyView, to: AnyView): Change[] => diffValues(from, to, [])

function diffValues(from: unknown, to: unknown, path: readonly Segment[]): Change[] {
  if (isRecord(from) && isRecord(to)) {
    const [a, b] = [from.toObject() as Readonly<Record<string, unknown>>, to.toObject() as Readonly<Record<string, unknown>>]
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
    return names.flatMap((name) => diffValues(own(a, name), own(b, name), [...path, { kind: 'field', name }]))
  }
  if (isMap(from) && isMap(to)) {
    const names = [...new Set([...from.keys(), ...to.keys()].map(String))].toSorted(compareLabels)
    return names.flatMap((name) => diffValues(from.get(name), to.get(name), [...path, { kind: 'key', name }]))
  }
  if (isList(from) && isList(to)) return diffLists(from, to, path)
  if (isSet(from) && isSet(to)) {
    const [added, removed] = [sorted(to.subtract(from)), sorted(from.subtract(to))]
    return added.length + removed.length === 0 ? [] : [{ kind: 'set', path, from, to, added, removed }]
  }
  return Object.is(from, to) ? [] : [{ kind: 'value', path, from, to }]
}

function diffLists(from: List<unknown>, to: List<unknown>, path: readonly Segment[]): Change[] {
  // Of equal length they are compared element by element, so that both directions tell of the same places.
  const gone = from.size === to.size ? 0 : goneFromFront(from, to)
  if (gone > 0) {
    const [removed, added] = [from.slice(0, gone).toArray(), to.slice(from.size - gone).toArray()]
    return [{ kind: 'moved up', path, from, to, removed, added }]
  }
  if (from.size === to.size)
    return from.toArray().flatMap((element, at) => diffValues(element, to.get(at), [...path, { kind: 'index', at }]))
  const shorter = Math.min(from.size, to.size)
  let at = 0
  while (at < shorter && diffValues(from.get(at), to.get(at), path).length === 0) at++
  const [removed, added] = [from.slice(at).toArray(), to.slice(at).toArray()]
  if (removed.length === 0) return [{ kind: 'appended', path, from, to, at, added }]
  if (added.length === 0) return [{ kind: 'truncated', path, from, to, at, removed }]
  return [{ kind: 'replaced', path, from, to, at, removed, added }]
}

/** How many of the first elements are gone when all the others are there still, in front; 0 when the lists do not differ so. */
function goneFromFront(from: List<unknown>, to: List<unknown>): number {
  if (is(from.first(), to.first())) return 0
  for (let gone = 1; gone < from.size; gone++) if (is(from.slice(gone), to.slice(0, from.size - gone))) return gone
  return 0
}

const own = (object: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined
const sorted = (set: ISet<unknown>): unknown[] => set.toArray().toSorted((a, b) => compareLabels(String(a), String(b)))
