/**
 * Functions generated from a layout: the working state, and its translation to and from packed words.
 *
 * They are generated as source text so that every cell is read at a constant index with constant shifts, and layouts that
 * differ have functions (and so inline caches) of their own. Nothing but numbers and identifiers of the layout enters that text.
 */
import type { Layout, Shape, Slot } from '../layout.ts'

/** A working state together with the array behind it. */
export interface Working<S> {
  readonly state: S
  readonly cells: Int32Array
}

export interface Codec<S = unknown> {
  readonly layout: Layout<S>
  /** A fresh working state, every cell at the lowest value of its domain. */
  create(): Working<S>
  /** The cells of such a state alone. */
  cells(): Int32Array
  /** A working state for a moment, of whoever needs one next: making one takes longer than most effects. What is in it is of the last who did. */
  readonly draft: Working<S>
  /**
   * Writes the packed words of `cells` to `out` from index `at`, and returns a 32-bit hash of them. Dead cells are written as 0.
   * @throws RangeError when a live cell is outside its domain: no such state is ever packed.
   */
  encode(cells: Int32Array, out: Int32Array, at: number): number
  /** {@link Codec.encode} of these cells to this array, each known to the engine as a constant. */
  encoder(cells: Int32Array, out: Int32Array): (at: number) => number
  /** Reads packed words back into a state of {@link create}; dead cells get the lowest value of their domain. Cells with one value are left as they are. */
  decode(packed: Int32Array, at: number, cells: Int32Array): void
  /** The first live cell outside its domain, such as `highWatermark[b2] = 5, outside 0..3`; undefined when all are inside. */
  outOfRange(cells: Int32Array): string | undefined
}

/** Generates the functions of a layout. */
export function compileCodec<S>(layout: Layout<S>): Codec<S> {
  const lowest = new Int32Array(layout.workingLength)
  for (const slot of layout.slots) lowest[slot.index] = slot.min
  const createState = compileShape<S>(layout.shape)
  const outOfRange = (cells: Int32Array): string | undefined => {
    for (const slot of layout.slots) {
      const value = cells[slot.index] ?? 0
      if (isLive(slot, cells) && (value < slot.min || value >= slot.min + slot.size))
        return `${slot.path} = ${value}, outside ${slot.min}..${slot.min + slot.size - 1}`
    }
    return undefined
  }
  const refuse = (cells: Int32Array): never => {
    throw new RangeError(outOfRange(cells))
  }
  const body = encodeBody(layout)
  const encode = compileFunction<(refuse: (cells: Int32Array) => never) => Codec['encode']>(
    ['refuse'],
    `return (w, out, at) => {\n${body}\n}`,
  )(refuse)
  const encoder: Codec['encoder'] = (cells, out) =>
    compileFunction<(values: readonly unknown[]) => (at: number) => number>(
      ['values'],
      `const [refuse, w, out] = values\nreturn (at) => {\n${body}\n}`,
    )([refuse, cells, out])
  const decode = compileFunction<(packed: Int32Array, at: number, cells: Int32Array) => void>(
    ['p', 'at', 'w'],
    decodeBody(layout),
  )
  const create = (): Working<S> => {
    const cells = lowest.slice()
    return { state: createState(cells), cells }
  }
  return {
    layout,
    create,
    cells: () => lowest.slice(),
    draft: create(),
    encode,
    encoder,
    decode,
    outOfRange,
  }
}

const isLive = (slot: Slot, cells: Int32Array): boolean =>
  slot.live === undefined || slot.live.position < (cells[slot.live.lengthIndex] ?? 0)

/** What has been compiled, by its text. A thread that searches one layout after another keeps what is warm. */
const compiled = new Map<string, unknown>()
const MOST_COMPILED = 500

function once<T>(text: string, make: () => T): T {
  const known = compiled.get(text)
  if (known !== undefined) return known as T
  if (compiled.size >= MOST_COMPILED) compiled.clear()
  const made = make()
  compiled.set(text, made)
  return made
}

/** Compiles source text to a function, the same for the same text. The text is generated from numbers and identifiers only. */
export function compileFunction<F>(params: readonly string[], body: string): F {
  return once(`${params.join()}\n${body}`, () => new Function(...params, `'use strict'\n${body}`) as F)
}

/**
 * Groups become objects whose spans are subarrays and whose scalars are accessors on a prototype of their own. They are frozen,
 * so that a field that is not there cannot be written, nor an array replaced; a scalar takes 32-bit integers only.
 */
function compileShape<S>(shape: Shape): (cells: Int32Array) => S {
  const classes: string[] = []
  const emit = (s: Shape): string => {
    if (s.kind === 'span') return `w.subarray(${s.index}, ${s.index + s.length})`
    if (s.kind === 'scalar') return `w[${s.index}]`
    const name = `Group${classes.length}`
    classes.push('')
    const fields: string[] = []
    const accessors: string[] = []
    for (const [key, entry] of s.entries) {
      if (entry.kind === 'scalar')
        accessors.push(
          `get ${key}() { return this._w[${entry.index}] }\n  set ${key}(v) { this._w[${entry.index}] = (v | 0) === v ? v : refuse('${key}', v) }`,
        )
      else fields.push(`this.${key} = ${emit(entry)}`)
    }
    classes[Number(name.slice(5))] = `class ${name} {
  constructor(w) { this._w = w; ${fields.join('; ')}; Object.freeze(this) }
  ${accessors.join('\n  ')}
}`
    return `new ${name}(w)`
  }
  const root = emit(shape)
  const body = `const refuse = (key, v) => { throw new RangeError(key + ' = ' + String(v) + ', which is no 32-bit integer') }
${classes.toReversed().join('\n')}\nreturn (w) => ${root}`
  // States of one shape have one class, whatever they are states of: code that has seen it once is warm.
  return once(`shape\n${body}`, compileFunction<() => (cells: Int32Array) => S>([], body))
}

/**
 * The source of an encoder of `w` to `out` from index `at`, which calls `refuse(w)` when a live cell is outside its domain.
 *
 * That costs an OR per cell: what a cell exceeds its domain by spills into bits above those it has, and cells of one width
 * share a word in which that is seen. A domain that does not fill its bits is shifted up to their end too.
 */
function encodeBody(layout: Layout): string {
  const widths = new Set<number>()
  let hasSingle = false
  const write = (slot: Slot): string => {
    const cell = `w[${slot.index}]`
    if (slot.bits === 0) {
      hasSingle = true
      return slot.min === 0 ? `single |= ${cell}` : `single |= ${cell} ^ ${slot.min}`
    }
    widths.add(slot.bits)
    const spare = 2 ** slot.bits - slot.size
    const spill = spare === 0 ? 'v' : `v | (v + ${spare})`
    const value = slot.min === 0 ? cell : `${cell} - (${slot.min})`
    return `v = ${value}; x${slot.word} |= ${slot.shift === 0 ? 'v' : `v << ${slot.shift}`}; of${slot.bits} |= ${spill}`
  }
  const lines = [...whenLive(layout.slots, write), ...outputLines(layout.words)]
  const spills = [...widths].map((bits) => `(of${bits} >>> ${bits})`)
  const refused = [...(hasSingle ? ['single'] : []), ...spills].join(' | ')
  const accumulators = [...(hasSingle ? ['single = 0'] : []), ...[...widths].map((bits) => `of${bits} = 0`)]
  return [
    `let ${['v = 0', ...wordNames(layout.words).map((x) => `${x} = 0`), ...accumulators].join(', ')}`,
    ...lines,
    ...(refused === '' ? [] : [`if ((${refused}) !== 0) refuse(w)`]),
    'return h',
  ].join('\n')
}

/**
 * The source of an encoder of renamed states: `read` gives the expression for the working value at an index, so that the
 * renamed state need not be built. It checks nothing: the state is encoded under its own names first.
 */
export function encodeRenamedBody(layout: Layout, read: (index: number) => string): string {
  const write = (slot: Slot): string => {
    if (slot.bits === 0) return ''
    const value = slot.min === 0 ? read(slot.index) : `(${read(slot.index)} - (${slot.min}))`
    return `x${slot.word} |= ${slot.shift === 0 ? value : `${value} << ${slot.shift}`}`
  }
  return [
    `let ${wordNames(layout.words)
      .map((x) => `${x} = 0`)
      .join(', ')}`,
    ...whenLive(layout.slots, write, read),
    ...outputLines(layout.words),
    'return h',
  ].join('\n')
}

const wordNames = (words: number): string[] => Array.from({ length: words }, (_, i) => `x${i}`)
const outputLines = (words: number): string[] => [
  ...wordNames(words).map((x, i) => `out[at + ${i}] = ${x}`),
  hashLines(words, (i) => `x${i}`),
]

/** What `write` says of each slot; of cells of a sequence only while they are live, one condition inside the other. */
function whenLive(
  slots: readonly Slot[],
  write: (slot: Slot) => string,
  read: (index: number) => string = (index) => `w[${index}]`,
): string[] {
  const lines: string[] = []
  const sequences = new Map<number, string[][]>()
  for (const slot of slots) {
    const line = write(slot)
    if (line === '') continue
    if (slot.live === undefined) {
      lines.push(line)
      continue
    }
    const { lengthIndex, position } = slot.live
    const positions = sequences.get(lengthIndex) ?? []
    sequences.set(lengthIndex, positions)
    for (let i = positions.length; i <= position; i++) positions.push([])
    positions[position]?.push(line)
  }
  for (const [lengthIndex, positions] of sequences) {
    const open = positions.map((inner, position) => [`if (${read(lengthIndex)} > ${position}) {`, ...inner].join('\n'))
    lines.push(`${open.join('\n')}\n${'}'.repeat(positions.length)}`)
  }
  return lines
}

/** A murmur-style mix of the words into `h`; the table uses its high bits for the place and its low bits as a tag. */
function hashLines(words: number, word: (i: number) => string): string {
  const lines = ['let h = 0x2545f491']
  for (let i = 0; i < words; i++) lines.push(`h = Math.imul(h ^ ${word(i)}, 0x9e3779b1); h ^= h >>> 15`)
  lines.push('h = Math.imul(h, 0x85ebca6b); h ^= h >>> 13; h = Math.imul(h, 0xc2b2ae35); h ^= h >>> 16')
  return lines.join('\n')
}

/** The hash {@link Codec.encode} returns, from packed words. */
export function compileHash(words: number): (packed: Int32Array, at: number) => number {
  return compileFunction(['p', 'at'], `${hashLines(words, (i) => `p[at + ${i}]`)}\nreturn h`)
}

function decodeBody(layout: Layout): string {
  const loads = Array.from({ length: layout.words }, (_, i) => `const x${i} = p[at + ${i}]`)
  const lines = layout.slots.flatMap((slot) => {
    if (slot.bits === 0) return []
    const mask = 2 ** slot.bits - 1
    const raw = slot.shift === 0 ? `x${slot.word} & ${mask}` : `(x${slot.word} >>> ${slot.shift}) & ${mask}`
    return `w[${slot.index}] = ${slot.min === 0 ? raw : `(${raw}) + (${slot.min})`}`
  })
  return [...loads, ...lines].join('\n')
}

/** Compares packed states as sequences of unsigned words: the encoding order. Negative when `a` comes first. */
export function comparePacked(a: Int32Array, atA: number, b: Int32Array, atB: number, words: number): number {
  for (let i = 0; i < words; i++) {
    const x = (a[atA + i] ?? 0) >>> 0
    const y = (b[atB + i] ?? 0) >>> 0
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}
