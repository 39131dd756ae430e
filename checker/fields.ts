/** What a state is declared with: domains, cells and fields, and how they look in a working state. */

/** A layout that cannot be built or packed: the message names the field and the limit. */
export class LayoutError extends Error {
  override name = 'LayoutError'
}

/** A finite set of named things, such as the brokers of a cluster. In a working state a member is its index, from 0. */
export interface Members {
  readonly kind: 'members'
  readonly name: string
  readonly labels: readonly string[]
}

/** A range of integers, both ends included. */
export interface IntRange {
  readonly kind: 'int'
  readonly min: number
  readonly max: number
}

/** What an action's parameter may range over. */
export type Domain = Members | IntRange

/** Declares a named domain: `members('broker', ['b0', 'b1'])`. Labels must be distinct. */
export function members(name: string, labels: readonly string[]): Members {
  if (new Set(labels).size !== labels.length) throw new LayoutError(`the labels of ${name} are not distinct`)
  return { kind: 'members', name, labels }
}

export interface BoolCell {
  readonly kind: 'bool'
}
export interface MemberCell {
  readonly kind: 'member'
  readonly of: Members
}
export interface OptionCell {
  readonly kind: 'option'
  readonly of: Members
}
export interface SetCell {
  readonly kind: 'set'
  readonly of: Members
}
export type Cell = IntRange | BoolCell | MemberCell | OptionCell | SetCell

export interface StructField<T extends Fields = Fields> {
  readonly kind: 'struct'
  readonly fields: T
}
export interface ArrayField<E extends Field = Field> {
  readonly kind: 'array'
  readonly by: Members
  readonly element: E
}
export interface SequenceField<E extends Cell | StructField = Cell | StructField> {
  readonly kind: 'sequence'
  readonly maxLength: number
  readonly element: E
}
export type Field = Cell | StructField | ArrayField | SequenceField
export interface Fields {
  readonly [name: string]: Field
}

/** An integer cell; in a working state the number itself. */
export const int = (min: number, max: number): IntRange => ({ kind: 'int', min, max })
/** A yes/no cell; in a working state 0 or 1. */
export const bool = (): BoolCell => ({ kind: 'bool' })
/** One member of a domain; in a working state its index. */
export const member = (of: Members): MemberCell => ({ kind: 'member', of })
/** A member or none; in a working state the index, or {@link NONE}. */
export const option = (of: Members): OptionCell => ({ kind: 'option', of })
/** A set of members; in a working state a bit mask (see {@link has}). At most 31 members. */
export const setOf = (of: Members): SetCell => ({ kind: 'set', of })
/** Named fields kept together, as an element of an array or a sequence. */
export const struct = <T extends Fields>(fields: T): StructField<T> => ({ kind: 'struct', fields })
/** One element per member of a domain; in a working state an `Int32Array` indexed by member (by `i * n + j` when nested). */
export const array = <E extends Field>(by: Members, element: E): ArrayField<E> => ({ kind: 'array', by, element })
/**
 * A bounded list. In a working state `length` beside the cells of its elements (`items` when the element is one cell);
 * what lies past `length` is never encoded, so dead history cannot split states. Guards and properties must not read it.
 */
export const sequence = <E extends Cell | StructField>(maxLength: number, element: E): SequenceField<E> => ({
  kind: 'sequence',
  maxLength,
  element,
})

/** The working value of an empty {@link option} cell. */
export const NONE = -1

/** Whether the set `mask` contains member `i`. */
export const has = (mask: number, i: number): boolean => ((mask >>> i) & 1) === 1
/** The set with member `i`. */
export const withMember = (mask: number, i: number): number => mask | (1 << i)
/** The set without member `i`. */
export const withoutMember = (mask: number, i: number): number => mask & ~(1 << i)
/** The number of members in a set. */
export function sizeOf(mask: number): number {
  let n = 0
  for (let m = mask; m !== 0; m &= m - 1) n++
  return n
}

/** The working form of a field: numbers, or typed arrays once inside an array or sequence. */
export type Working<F, InArray extends boolean = false> = F extends Cell
  ? InArray extends true
    ? Int32Array
    : number
  : F extends StructField<infer T>
    ? { -readonly [K in keyof T]: Working<T[K], InArray> }
    : F extends ArrayField<infer E>
      ? Working<E, true>
      : F extends SequenceField<infer E>
        ? { length: InArray extends true ? Int32Array : number } & (E extends Cell
            ? { readonly items: Int32Array }
            : Working<E, true>)
        : never

/** The working state of a layout: what effects mutate. */
export type StateOf<T extends Fields> = Working<StructField<T>>

/** Numbers by index that a guard or a property may read but not write. */
export interface Ints {
  readonly length: number
  readonly [index: number]: number
}

/** A working state seen by guards and properties: every field readable, none writable. */
export type Reading<S> = S extends Int32Array ? Ints : S extends object ? { readonly [K in keyof S]: Reading<S[K]> } : S
