/**
 * The memory all workers share: packed states, the table that finds them, and a few counters.
 *
 * States are appended in chunks, each filled by one worker, and never move; the chunks of a level are contiguous, so the
 * store is also the queue of the search, and every earlier level can be walked again when a counterexample is traced back.
 * The table holds one 32-bit entry per slot: index + 1 in the low bits, a tag of the hash above them. A
 * `SharedArrayBuffer` takes memory only as it is touched, so everything is reserved at its bound and never reallocated.
 * A search on one thread, in a page that may not share memory, has the same in plain buffers: atomics work on both.
 */

/** States per chunk. */
export const CHUNK = 256
/** The table starts at 2^16 slots. */
export const FIRST_TABLE_BITS = 16
/** The table doubles when this share of its slots could be taken. */
export const MAX_LOAD = 0.6
/** An entry of the table is 32 bits wide, and a tag needs some of them. */
export const LAST_TABLE_BITS = 30
/** No array is reserved larger than this, whatever memory there is: typed arrays end a little beyond. */
const MAX_ARRAY_BYTES = 12 * 2 ** 30

/** Counters at fixed places of `control`. */
export const Control = {
  /** Chunks handed out so far. */
  nextChunk: 0,
  /** Next chunk of the level being expanded. */
  cursor: 1,
  /** States added, all levels; read while running, so it may lag. */
  states: 2,
  /** log2 of the table's slots. */
  tableBits: 3,
  /** 1: pause, the table must double. */
  grow: 4,
  /** 1: add no more states; a bound is reached. */
  full: 5,
  /** 1: return as soon as possible. */
  stop: 6,
  /** 1: while full, some successor was not in the table. */
  sawNew: 7,
  /** 1: this pass over the graph marked something. */
  marked: 8,
  length: 16,
} as const

/** Everything a worker needs to take part; survives structured cloning by reference. */
export interface SearchMemory {
  readonly words: number
  /** States that fit. */
  readonly capacity: number
  readonly maxStates: number
  readonly control: ArrayBufferLike
  readonly store: ArrayBufferLike
  readonly table: ArrayBufferLike
  /** States in each chunk. */
  readonly fill: ArrayBufferLike
  /** The least action that led to each state of the level being found, and of the one being expanded. */
  readonly creators: readonly [ArrayBufferLike, ArrayBufferLike]
  /** A byte per state for properties of the whole graph; empty when there are none. */
  readonly marks: ArrayBufferLike
  /** Enabled transitions so far, by worker; for progress. */
  readonly generated: ArrayBufferLike
}

/** The largest search that fits into `bytes`, and what it needs at most. */
export function capacityFor(bytes: number, words: number): { readonly states: number; readonly tableBits: number } {
  let best = { states: 0, tableBits: FIRST_TABLE_BITS }
  const inArray = Math.floor(MAX_ARRAY_BYTES / (1.1 * 4 * words))
  for (let tableBits = FIRST_TABLE_BITS; tableBits <= LAST_TABLE_BITS; tableBits++) {
    const forStates = bytes - 4 * 2 ** tableBits
    // A state takes its words, and while its level is young two bytes for the actions that led to it.
    const states = Math.min(inArray, Math.floor(0.9 * MAX_LOAD * 2 ** tableBits), Math.floor(forStates / (4 * words + 2)))
    if (states > best.states) best = { states, tableBits }
  }
  return best
}

/**
 * Reserves memory for a search.
 * @throws RangeError when not even the smallest search fits, or the address space cannot be reserved.
 */
export function reserveMemory(options: {
  readonly words: number
  readonly workers: number
  readonly maxBytes: number
  readonly maxStates: number
  /** Whether other threads may take part; true unless said otherwise. */
  readonly shared?: boolean | undefined
  /** log2 of the slots the table starts with, when more than {@link FIRST_TABLE_BITS}. */
  readonly firstTableBits?: number
  readonly marks: boolean
}): SearchMemory {
  const { words, workers } = options
  const buffer = (bytes: number): ArrayBufferLike =>
    options.shared === false ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes)
  const fits = capacityFor(options.maxBytes, words)
  const states = Math.min(fits.states, options.maxStates)
  if (fits.states < CHUNK * 4)
    throw new RangeError(`${options.maxBytes} bytes hold only ${fits.states} states of ${words * 4} bytes beside their table`)
  // Every worker leaves at most one chunk per level partly filled. Levels are bounded only by states, so the slack is generous
  // in address space, also where maxStates is small; memory is taken only where chunks are touched.
  const chunks = Math.min(
    Math.ceil((fits.states * 1.1) / CHUNK) + workers * 4096,
    Math.floor(MAX_ARRAY_BYTES / (CHUNK * words * 4)),
  )
  const tableBits = Math.max(options.firstTableBits ?? FIRST_TABLE_BITS, Math.ceil(Math.log2((chunks * CHUNK) / MAX_LOAD)))
  return {
    words,
    capacity: states,
    maxStates: options.maxStates,
    control: buffer(4 * Control.length),
    store: buffer(chunks * CHUNK * words * 4),
    table: buffer(4 * 2 ** Math.min(LAST_TABLE_BITS, tableBits)),
    fill: buffer(chunks * 4),
    creators: [buffer(chunks * CHUNK), buffer(chunks * CHUNK)],
    marks: buffer(options.marks ? chunks * CHUNK : 0),
    generated: buffer(8 * workers),
  }
}

/** What a search has reserved. */
export const reservedBytes = ({ store, table, fill, creators, marks }: SearchMemory): number =>
  [store, table, fill, ...creators, marks].reduce((sum, { byteLength }) => sum + byteLength, 0)
