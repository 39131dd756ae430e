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
  /** Writes the packed words of `cells` to `out` from index `at`, and returns a 32-bit hash of them. Dead cells are written as 0. */
  encode(cells: Int32Array, out: Int32Array, at: number): number
  /** Reads packed words back; dead cells get the lowest value of their domain. */
  decode(packed: Int32Array, at: number, cells: Int32Array): void
  /** Whether every live cell is inside its domain. */
  inRange(cells: Int32Array): boolean
  /** The first live cell outside its domain, such as `highWatermark[b2] = 5, outside 0..3`; undefined when all are inside. */
  outOfRange(cells: Int32Array): string | undefined
}

/** Generates the functions of a layout. */
export function compileCodec<S>(layout: Layout<S>): Codec<S> {
  const lowest = new Int32Array(layout.workingLength)
  for (const slot of layout.slots) lowest[slot.index] = slot.min
  const createState = compileShape<S>(layout.shape)
  const encode = compileFunction<(cells: Int32Array, out: Int32Array, at: number) => number>(
    ['w', 'out', 'at'],
    encodeBody(layout),
  )
  const decode = compileFunction<(packed: Int32Array, at: number, cells: Int32Array) => void>(
    ['p', 'at', 'w'],
    decodeBody(layout),
  )
  return {
    layout,
    create() {
      const cells = lowest.slice()
      return { state: createState(cells), cells }
    },
    encode,
    decode,
    inRange: compileFunction(['w'], `return ${rangeTests(layout).join(' && ') || 'true'}`),
    outOfRange: (cells) => {
      for (const slot of layout.slots) {
        const value = cells[slot.index] ?? 0
        if (isLive(slot, cells) && (value < slot.min || value >= slot.min + slot.size))
          return `${slot.path} = ${value}, outside ${slot.min}..${slot.min + slot.size - 1}`
      }
      return undefined
    },
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

function rangeTests(layout: Layout): string[] {
  return layout.slots.map(({ index, min, size, live }) => {
    const inside = `w[${index}] >= ${min} && w[${index}] < ${min + size}`
    return live === undefined ? inside : `(w[${live.lengthIndex}] <= ${live.position} || ${inside})`
  })
}

/** Groups become objects whose spans are subarrays and whose scalars are accessors on a prototype of their own. */
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
        accessors.push(`get ${key}() { return this._w[${entry.index}] }\n  set ${key}(v) { this._w[${entry.index}] = v }`)
      else fields.push(`this.${key} = ${emit(entry)}`)
    }
    classes[Number(name.slice(5))] = `class ${name} {
  constructor(w) { this._w = w; ${fields.join('; ')} }
  ${accessors.join('\n  ')}
}`
    return `new ${name}(w)`
  }
  const root = emit(shape)
  const body = `${classes.toReversed().join('\n')}\nreturn (w) => ${root}`
  // States of one shape have one class, whatever they are states of: code that has seen it once is warm.
  return once(`shape\n${body}`, compileFunction<() => (cells: Int32Array) => S>([], body))
}

/**
 * The source of an encoder. `read` gives the expression for the working value at an index, so that a renamed state can be
 * encoded without being built.
 */
export function encodeBody(layout: Layout, read: (index: number) => string = (index) => `w[${index}]`): string {
  const terms = Array.from({ length: layout.words }, (): string[] => [])
  for (const slot of layout.slots) {
    if (slot.bits === 0) continue
    const value = slot.min === 0 ? read(slot.index) : `(${read(slot.index)} - (${slot.min}))`
    const shifted = slot.shift === 0 ? value : `(${value} << ${slot.shift})`
    terms[slot.word]?.push(
      slot.live === undefined ? shifted : `(${read(slot.live.lengthIndex)} > ${slot.live.position} ? ${shifted} : 0)`,
    )
  }
  const lines = terms.map((t, i) => `const x${i} = ${t.length === 0 ? '0' : t.join(' | ')}; out[at + ${i}] = x${i}`)
  return `${lines.join('\n')}\n${hashLines(layout.words, (i) => `x${i}`)}\nreturn h`
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
  const lines = layout.slots.map((slot) => {
    if (slot.bits === 0) return `w[${slot.index}] = ${slot.min}`
    const mask = slot.bits === 32 ? -1 : 2 ** slot.bits - 1
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
