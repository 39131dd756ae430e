/**
 * States as plain values, made from the declared fields and nothing else: the search's codec, its slots and its words have no
 * part in it, so that a mistake in them is seen.
 *
 * A value is nested arrays of numbers, one per field; a list is as long as it is. Guards and effects work on objects made from
 * it: numbers, and arrays where a cell is inside arrays or lists.
 */
import { type Cell, type Field, type Fields, type Members, NONE } from '../fields.ts'

export type Value = number | readonly Value[]
/** What guards and effects are given. */
type Working = Record<string, unknown>

interface Range {
  readonly min: number
  readonly max: number
}

function rangeOf(cell: Cell): Range {
  switch (cell.kind) {
    case 'int':
      return cell
    case 'bool':
      return { min: 0, max: 1 }
    case 'member':
      return { min: 0, max: cell.of.labels.length - 1 }
    case 'option':
      return { min: NONE, max: cell.of.labels.length - 1 }
    case 'set':
      return { min: 0, max: 2 ** cell.of.labels.length - 1 }
  }
}

/** A field in terms of cells: an element of a list has its own field. */
const elementsOf = (element: Field): Fields => (element.kind === 'struct' ? element.fields : { items: element })
const lengthOf = (maxLength: number): Cell => ({ kind: 'int', min: 0, max: maxLength })

/** Blank states, one for all of the same fields: making one takes longer than copying it. */
const blanks = new WeakMap<Fields, Working>()

/** Every cell at the lowest value of its domain. Fields cannot be added. */
export function blank(fields: Fields): Working {
  let made = blanks.get(fields)
  if (made === undefined) blanks.set(fields, (made = blankFields(fields, [])))
  return sealedCopy(made)
}

function sealedCopy<T>(part: T): T {
  if (typeof part !== 'object' || part === null) return part
  if (Array.isArray(part)) return Object.seal(part.slice()) as T
  const copy = { ...part } as Record<string, unknown>
  for (const name in copy) copy[name] = sealedCopy(copy[name])
  return Object.seal(copy) as T
}

const blankFields = (fields: Fields, dims: readonly number[]): Working =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, blankField(field, dims)]))

function blankField(field: Field, dims: readonly number[]): unknown {
  switch (field.kind) {
    case 'struct':
      return blankFields(field.fields, dims)
    case 'array':
      return blankField(field.element, [...dims, field.by.labels.length])
    case 'sequence': {
      const inner = Object.entries(elementsOf(field.element)).map(([name, f]) => [
        name,
        blankField(f, [...dims, field.maxLength]),
      ])
      return { length: blankField(lengthOf(field.maxLength), dims), ...Object.fromEntries(inner) }
    }
    default: {
      const { min } = rangeOf(field)
      if (dims.length === 0) return min
      return Array.from({ length: dims.reduce((n, d) => n * d, 1) }, () => min)
    }
  }
}

/** A part of a working state: where the cells of one copy of a field are. */
interface Part {
  readonly holder: Working
  readonly name: string
  /** Which copy, when cells are in arrays; undefined when they are not. */
  readonly copy: number | undefined
}

const inner = ({ holder, name, copy }: Part, field: string): Part => ({ holder: holder[name] as Working, name: field, copy })
const nth = (part: Part, of: number, i: number): Part => ({ ...part, copy: (part.copy ?? 0) * of + i })
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

/**
 * The value of a working state.
 * @throws RangeError when a cell is not an integer of its domain.
 */
export const valueOf = (fields: Fields, working: Working): Value =>
  Object.entries(fields).map(([name, field]) => readField(field, { holder: working, name, copy: undefined }))

function readField(field: Field, part: Part): Value {
  switch (field.kind) {
    case 'struct':
      return Object.entries(field.fields).map(([name, f]) => readField(f, inner(part, name)))
    case 'array':
      return range(field.by.labels.length).map((i) => readField(field.element, nth(part, field.by.labels.length, i)))
    case 'sequence': {
      const length = readField(lengthOf(field.maxLength), inner(part, 'length')) as number
      const elements = Object.entries(elementsOf(field.element))
      return range(length).map((i) => elements.map(([name, f]) => readField(f, nth(inner(part, name), field.maxLength, i))))
    }
    default: {
      const { holder, name, copy } = part
      const value = copy === undefined ? holder[name] : (holder[name] as unknown[])[copy]
      const { min, max } = rangeOf(field)
      if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
        throw new RangeError(`${name} = ${String(value)}, outside ${min}..${max}`)
      return value
    }
  }
}

/** A working state of a value; what lies past the end of a list is at the lowest value of its domain. */
export function workingOf(fields: Fields, value: Value): Working {
  const working = blank(fields)
  Object.entries(fields).forEach(([name, field], i) =>
    writeField(field, { holder: working, name, copy: undefined }, at(value, i)),
  )
  return working
}

const at = (value: Value | undefined, i: number): Value => {
  const part = typeof value === 'object' ? value[i] : undefined
  if (part === undefined) throw new RangeError(`a value has no part ${i}`)
  return part
}

function writeField(field: Field, part: Part, value: Value): void {
  switch (field.kind) {
    case 'struct':
      Object.entries(field.fields).forEach(([name, f], i) => writeField(f, inner(part, name), at(value, i)))
      return
    case 'array':
      range(field.by.labels.length).forEach((i) => writeField(field.element, nth(part, field.by.labels.length, i), at(value, i)))
      return
    case 'sequence': {
      const elements = typeof value === 'object' ? value : []
      writeField(lengthOf(field.maxLength), inner(part, 'length'), elements.length)
      elements.forEach((element, i) =>
        Object.entries(elementsOf(field.element)).forEach(([name, f], k) =>
          writeField(f, nth(inner(part, name), field.maxLength, i), at(element, k)),
        ),
      )
      return
    }
    default:
      if (part.copy === undefined) part.holder[part.name] = value
      else (part.holder[part.name] as Value[])[part.copy] = value
  }
}

/** The same state that nobody can write to. */
export function frozen<T>(part: T): T {
  if (typeof part === 'object' && part !== null) {
    Object.values(part).forEach(frozen)
    Object.freeze(part)
  }
  return part
}

/** A value with every member of a domain renamed: member `i` becomes `permutation[i]`. */
export const renamed = (fields: Fields, value: Value, domain: Members, permutation: readonly number[]): Value =>
  Object.values(fields).map((field, i) => renameField(field, at(value, i), domain, permutation))

function renameField(field: Field, value: Value, domain: Members, permutation: readonly number[]): Value {
  const to = (i: number): number => permutation[i] ?? i
  switch (field.kind) {
    case 'struct':
      return renamed(field.fields, value, domain, permutation)
    case 'array': {
      const inOrder = range(field.by.labels.length).map((i) => renameField(field.element, at(value, i), domain, permutation))
      const out = [...inOrder]
      if (field.by === domain) inOrder.forEach((element, i) => (out[to(i)] = element))
      return out
    }
    case 'sequence':
      return (typeof value === 'object' ? value : []).map((element) =>
        renamed(elementsOf(field.element), element, domain, permutation),
      )
    case 'member':
    case 'option':
      return field.of === domain && value !== NONE ? to(value as number) : value
    case 'set':
      return field.of === domain
        ? range(domain.labels.length).reduce((set, i) => (((value as number) >>> i) & 1 ? set | (1 << to(i)) : set), 0)
        : value
    default:
      return value
  }
}
