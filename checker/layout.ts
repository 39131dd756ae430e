/**
 * The layout of a state: every field declared once, with its finite domain.
 *
 * From one declaration come the working state that actions read and write (flat typed arrays), the bit-packed encoding the
 * search stores (`codec.ts`), the Immutable record people read (`view.ts`), range checks, and the symmetry metadata.
 * A cell whose domain has one value takes no bits, so a feature that is switched off costs nothing.
 */
import { Record as IRecord } from 'immutable'
import { type Cell, type Field, type Fields, int, LayoutError, NONE, type StateOf } from './fields.ts'

/** One packable number of a state: where it lives in the working array and where in the packed words. */
export interface Slot {
  /** Readable path, such as `log.epoch[b1][0]`. */
  readonly path: string
  readonly cell: Cell
  /** Index in the working `Int32Array`. */
  readonly index: number
  readonly min: number
  /** Number of values of the domain. */
  readonly size: number
  /** Bits taken; 0 when the domain has one value. */
  readonly bits: number
  /** Packed word and the lowest bit in it. */
  readonly word: number
  readonly shift: number
  /** For a cell of a sequence: it is live only when the working value at `lengthIndex` exceeds `position`. */
  readonly live: { readonly lengthIndex: number; readonly position: number } | undefined
}

/** The most bits a packed state may take. */
const MAX_STATE_BITS = 1024

const lowest = (cell: Cell): number => (cell.kind === 'int' ? cell.min : cell.kind === 'option' ? NONE : 0)

function cellSize(cell: Cell, path: string): number {
  switch (cell.kind) {
    case 'int':
      if (!Number.isSafeInteger(cell.min) || !Number.isSafeInteger(cell.max) || cell.max < cell.min)
        throw new LayoutError(`${path}: ${cell.min}..${cell.max} is not a range of integers`)
      if (cell.min < -(2 ** 31) || cell.max >= 2 ** 31 || cell.max - cell.min >= 2 ** 31)
        throw new LayoutError(`${path}: ${cell.min}..${cell.max} does not fit in 32 bits`)
      return cell.max - cell.min + 1
    case 'bool':
      return 2
    case 'member':
      if (cell.of.labels.length === 0) throw new LayoutError(`${path}: ${cell.of.name} has no members`)
      return cell.of.labels.length
    case 'option':
      return cell.of.labels.length + 1
    case 'set':
      if (cell.of.labels.length > 31)
        throw new LayoutError(`${path}: a set over ${cell.of.labels.length} ${cell.of.name}s cannot be packed; at most 31`)
      return 2 ** cell.of.labels.length
  }
}

const bitsFor = (size: number): number => (size <= 1 ? 0 : Math.ceil(Math.log2(size)))

/** What the working state looks like, as a tree the codec turns into classes. */
export type Shape =
  | { readonly kind: 'scalar'; readonly index: number }
  | { readonly kind: 'span'; readonly index: number; readonly length: number }
  | { readonly kind: 'group'; readonly entries: readonly (readonly [string, Shape])[] }

/** A layout worked out: slots, packed size, shape. Build it with {@link defineLayout}. */
export interface Layout<S = unknown, T extends Fields = Fields> {
  readonly fields: T
  /** Never present: carries the type of the working state. */
  readonly state?: S
  readonly slots: readonly Slot[]
  readonly shape: Shape
  /** Length of the working `Int32Array`. */
  readonly workingLength: number
  /** 32-bit words of a packed state; at least 1. */
  readonly words: number
  /** 16-bit halves of words that have bits: of the last word there may be one. */
  readonly halves: number
  /** Bits in use. */
  readonly bits: number
}

/**
 * Works out a layout. Slots are packed into 32-bit words first-fit, in declaration order, and never straddle two words.
 * @throws LayoutError when a domain is empty or too large, or the state needs more than {@link MAX_STATE_BITS}.
 */
export function defineLayout<const T extends Fields>(fields: T): Layout<StateOf<T>, T> {
  const slots: Slot[] = []
  const used: number[] = []
  let workingLength = 0
  let bits = 0

  const place = (n: number): { word: number; shift: number } => {
    if (n === 0) return { word: 0, shift: 0 }
    let word = used.findIndex((u) => u + n <= 32)
    if (word < 0) word = used.push(0) - 1
    const shift = used[word] ?? 0
    used[word] = shift + n
    bits += n
    return { word, shift }
  }

  // Spans are laid out so that one declared cell is one contiguous run of the working array, whatever it is nested in.
  const layCell = (cell: Cell, path: string, dims: readonly Dim[]): Shape => {
    const size = cellSize(cell, path)
    const count = dims.reduce((n, d) => n * d.length, 1)
    const start = workingLength
    workingLength += count
    for (let i = 0; i < count; i++) {
      const subscripts = unravel(i, dims)
      const sequenceAt = dims.findIndex((d) => d.lengthStart !== undefined)
      slots.push({
        path: path + subscripts.map((s, d) => `[${dims[d]?.label(s) ?? s}]`).join(''),
        cell,
        index: start + i,
        min: lowest(cell),
        size,
        bits: bitsFor(size),
        ...place(bitsFor(size)),
        live: sequenceAt < 0 ? undefined : liveness(dims, subscripts, sequenceAt),
      })
    }
    return dims.length === 0 ? { kind: 'scalar', index: start } : { kind: 'span', index: start, length: count }
  }

  const lay = (field: Field, path: string, dims: readonly Dim[]): Shape => {
    switch (field.kind) {
      case 'struct':
        return layStruct(field.fields, path, dims)
      case 'array': {
        const { by, element } = field
        return lay(element, path, [
          ...dims,
          { length: by.labels.length, label: (i) => by.labels[i] ?? String(i), lengthStart: undefined },
        ])
      }
      case 'sequence': {
        const { element, maxLength } = field
        if (!Number.isSafeInteger(maxLength) || maxLength < 0) throw new LayoutError(`${path}: ${maxLength} is not a length`)
        if (dims.some((d) => d.lengthStart !== undefined)) throw new LayoutError(`${path}: a sequence cannot hold sequences`)
        const length = layCell(int(0, maxLength), `${path}.length`, dims)
        const lengthStart = length.kind === 'group' ? 0 : length.index
        const inner = [...dims, { length: maxLength, label: String, lengthStart }]
        const rest = element.kind === 'struct' ? layStruct(element.fields, path, inner) : lay(element, path, inner)
        const entries = rest.kind === 'group' ? rest.entries : [['items', rest] as const]
        if (entries.some(([name]) => name === 'length'))
          throw new LayoutError(`${path}: an element's field cannot be named "length"`)
        return { kind: 'group', entries: [['length', length], ...entries] }
      }
      default:
        return layCell(field, path, dims)
    }
  }

  const layStruct = (inner: Fields, path: string, dims: readonly Dim[]): Shape => ({
    kind: 'group',
    entries: fieldsOf(inner).map(([name, field]) => [name, lay(field, path === '' ? name : `${path}.${name}`, dims)] as const),
  })

  const shape = layStruct(fields, '', [])
  if (bits > MAX_STATE_BITS)
    throw new LayoutError(
      `a state needs ${bits} bits, more than the ${MAX_STATE_BITS} that can be packed; the widest field is ${widest(slots)}`,
    )
  return {
    fields,
    slots,
    shape,
    workingLength,
    words: Math.max(1, used.length),
    halves: Math.max(1, 2 * used.length - ((used.at(-1) ?? 0) > 16 ? 0 : 1)),
    bits,
  }
}

const IDENTIFIER = /^[A-Za-z][\w$]*$/
/** Field names become properties of Immutable records, where these mean something else. */
const RESERVED = IRecord({})()

function fieldsOf(fields: Fields): [string, Field][] {
  for (const name of Object.keys(fields))
    if (!IDENTIFIER.test(name))
      throw new LayoutError(`${JSON.stringify(name)} cannot name a field: it must be a letter, and then letters, digits, _ or $`)
    else if (name in RESERVED)
      throw new LayoutError(
        `${JSON.stringify(name)} cannot name a field: states are shown as Immutable records, where it means something else`,
      )
  return Object.entries(fields)
}

interface Dim {
  readonly length: number
  readonly label: (i: number) => string
  /** For a sequence: where its lengths start in the working array. */
  readonly lengthStart: number | undefined
}

/** A sequence's cell is live while its position is below the length that belongs to the same outer subscripts. */
function liveness(dims: readonly Dim[], subscripts: readonly number[], at: number): { lengthIndex: number; position: number } {
  let outer = 0
  for (let d = 0; d < at; d++) outer = outer * (dims[d]?.length ?? 1) + (subscripts[d] ?? 0)
  return { lengthIndex: (dims[at]?.lengthStart ?? 0) + outer, position: subscripts[at] ?? 0 }
}

function unravel(i: number, dims: readonly Dim[]): number[] {
  const out: number[] = []
  let rest = i
  for (const dim of dims.toReversed()) {
    out.unshift(rest % dim.length)
    rest = Math.floor(rest / dim.length)
  }
  return out
}

function widest(slots: readonly Slot[]): string {
  const byField = new Map<string, number>()
  for (const slot of slots) {
    const name = slot.path.split(/[.[]/)[0] ?? slot.path
    byField.set(name, (byField.get(name) ?? 0) + slot.bits)
  }
  const [name, bits] = [...byField].toSorted((a, b) => b[1] - a[1])[0] ?? ['', 0]
  return `${name} with ${bits} bits`
}
