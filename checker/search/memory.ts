/**
 * The memory all workers share: packed states, the table that finds them, and a few counters.
 *
 * States never move once their level is finished, and the states of a level are contiguous, so the store is also the queue of
 * the search, and every earlier level can be walked again when a counterexample is traced back. While a level is being found
 * each worker fills a run of its own; what is left of the runs at the end is closed up (`levels.ts`).
 * The table holds one 32-bit entry per slot: index + 1 in the low bits, a tag of the hash above them. A
 * `SharedArrayBuffer` takes memory only as it is touched, so everything is reserved at its bound and never reallocated.
 * A search on one thread, in a page that may not share memory, has the same in plain buffers: atomics work on both.
 *
 * The limit counts states, their table, marks, what led to the youngest states, and the successors that workers
 * hold in buffers. Not counted are Node itself, generated code, and on each worker fewer than a thousand states that it may
 * add before it sees that the limit is reached.
 */

import { at } from '../state/at.ts'
import { headsOf, isDivided, PAIR_BYTES, partBytes } from './division.ts'
import { FIRST_TABLE, grownFrom, largerThan, LARGEST_TABLE, LEAST_TABLE, mostIn, slotsOf, tableFor } from './table-size.ts'

/** States in the first run a worker takes in a level; each run is twice as long as the one before. */
export const FIRST_RUN = 16
/** States in the longest run. */
export const LAST_RUN = 256
/** States of the store that are worked on in one go where work is divided among workers. */
export const BLOCK = 256
/** No array is reserved larger than this, whatever memory there is: typed arrays end a little beyond. */
const MAX_ARRAY_BYTES = 12 * 2 ** 30
/** Fewer states than this are no search. */
const LEAST_STATES = 1024
/** What buffers of successors may take in all, when that is at most a quarter of the limit. */
const BUFFER_BYTES = 4 * 2 ** 20
/** Workers for whose buffers there is room, when a state has very many successors, and that is at most a quarter of the limit. */
const BUFFERED_WORKERS = 16
/** Successors inserted between two looks at the flags, at most. */
const MOST_IN_BATCH = 512

/** Counters at fixed places of `control`. */
export const Control = {
  /** The index after the last state that is placed or that a worker may place in its run. */
  next: 0,
  /** How far the level being expanded has been handed out. */
  cursor: 1,
  /** States added, all levels; read while running, so it may lag. */
  states: 2,
  /** The size of the table (`table-size.ts`). */
  table: 3,
  /** 1: pause, the table must grow. */
  grow: 4,
  /** 1: add no more states; a bound is reached. */
  full: 5,
  /** 1: return as soon as possible. */
  stop: 6,
  /** 1: while full, some successor was not in the table. */
  sawNew: 7,
  /** 1: this pass over the graph marked something. */
  marked: 8,
  /** Parts of divided states that were entered (`parts.ts`). */
  parts: 9,
  /** The last number of a part that was given to a worker. */
  nextPart: 10,
  length: 16,
} as const

/** Places of `lanes` that belong to one worker. They are a cache line apart. */
export const LaneCell = {
  /** The index of the action that is being expanded. */
  action: 0,
  /** The part of the worker's run that it has not filled: first index, and the one after the last. */
  holeFrom: 1,
  holeTo: 2,
  /** A number of a part that the worker holds without a part. */
  spare: 3,
  length: 16,
} as const

/** Everything a worker needs to take part; survives structured cloning by reference. */
export interface SearchMemory {
  readonly words: number
  /** 16-bit halves of a state that are kept (`store.ts`). */
  readonly halves: number
  readonly workers: number
  /** Whether there are properties of the whole graph. */
  readonly hasMarks: boolean
  /** States within the limits; beyond that a search is full. */
  readonly capacity: number
  readonly maxStates: number
  /** States for which there is room in the store. */
  readonly room: number
  /** Bytes of the store. */
  readonly storeBytes: number
  /** Bytes of it within the limits, where states are in parts; else the number of states says it all. */
  readonly storeLimit: number
  /** The size of the largest table (`table-size.ts`). */
  readonly largestTable: number
  /** Successors that each worker buffers. */
  readonly buffered: number
  /** Successors inserted between two looks at the flags. */
  readonly batch: number
  readonly control: ArrayBufferLike
  readonly store: ArrayBufferLike
  readonly table: ArrayBufferLike
  /** Where chains of parts begin; empty where states are whole. */
  readonly heads: ArrayBufferLike
  /** What each worker is at; see {@link LaneCell}. */
  readonly lanes: ArrayBufferLike
  /** The least action that led to each state of the level being found, and of the one being expanded. */
  readonly creators: readonly [ArrayBufferLike, ArrayBufferLike]
  /** A byte per state for properties of the whole graph; empty when there are none. */
  readonly marks: ArrayBufferLike
  /** Enabled transitions so far, by worker; for progress. */
  readonly generated: ArrayBufferLike
}

/** What a search needs memory for. */
export interface MemoryNeeds {
  /** 16-bit halves of a packed state. */
  readonly halves: number
  /** The most that are wanted; fewer where there is no room for the buffers of all. */
  readonly workers: number
  readonly maxBytes: number
  readonly maxStates: number
  /** The most successors a state may have. */
  readonly fanout: number
  /** Whether there are properties of the whole graph. */
  readonly marks: boolean
  /** Whether other threads may take part; true unless said otherwise. */
  readonly shared?: boolean | undefined
}

/** A buffered successor: its words, hash and action. */
const bufferedBytes = (words: number): number => 4 * words + 5

const wordsOf = (halves: number): number => (halves + 1) >> 1

/** Parts for each state of a search, by which the table is chosen that fits beside them. Where there are fewer there is room for more states. */
const PARTS_FORESEEN = 0.5

/** Bytes that are kept of each state; where it is in parts these come to it. */
const bytesKept = (halves: number): number => (isDivided(halves) ? PAIR_BYTES : 2 * halves)

/** Bytes of the heads of chains beside a table of such a size. */
export const headBytes = (halves: number, table: number): number => (isDivided(halves) ? 4 * headsOf(table) : 0)

/** Bytes set aside for buffers of successors: the same for any number of workers, so that as many states fit. */
const forBuffers = (bytes: number, words: number, fanout: number): number =>
  Math.floor(Math.min(bytes / 4, Math.max(BUFFER_BYTES, BUFFERED_WORKERS * fanout * bufferedBytes(words))))

/** The largest search that fits into `bytes`, and what it needs at most. It does not depend on the number of workers. */
export function capacityFor(
  bytes: number,
  halves: number,
  { fanout = 1, marks = false }: { readonly fanout?: number; readonly marks?: boolean } = {},
): { readonly states: number; readonly table: number; readonly storeBytes: number } {
  let best = { states: 0, table: LEAST_TABLE, storeBytes: 0 }
  let most = 0
  const kept = bytesKept(halves)
  const parts = isDivided(halves) ? PARTS_FORESEEN * partBytes(wordsOf(halves)) : 0
  const inArray = Math.floor(MAX_ARRAY_BYTES / (1.1 * kept))
  const left = bytes - forBuffers(bytes, wordsOf(halves), fanout)
  for (let table = LEAST_TABLE; table <= LARGEST_TABLE; table = largerThan(table)) {
    const forStates = left - 4 * slotsOf(table) - headBytes(halves, table)
    // A state takes what is kept of it, and while its level is young two bytes for what led to it.
    const beside = 2 + (marks ? 1 : 0)
    const inTable = Math.min(inArray, Math.floor(0.9 * mostIn(table)))
    const states = Math.min(inTable, Math.floor(forStates / (kept + beside)))
    // What is not there for parts is there for states, and the other way about.
    const storeBytes = Math.min(MAX_ARRAY_BYTES / 1.1, forStates - beside * states)
    const foreseen = Math.min(inTable, Math.floor(forStates / (kept + beside + parts)))
    if (foreseen > most) {
      most = foreseen
      best = { states, table, storeBytes }
    }
  }
  return best
}

/**
 * Reserves memory for a search.
 * @throws RangeError when not even the smallest search fits, or the address space cannot be reserved.
 */
export const reserveMemory = (needs: MemoryNeeds): SearchMemory => reservedFor(sizesOf(needs), needs)

/** How much memory a search has at most. */
type Sizes = Omit<SearchMemory, 'control' | 'store' | 'table' | 'heads' | 'lanes' | 'creators' | 'marks' | 'generated'>

/** @throws RangeError when not even the smallest search fits. */
export function sizesOf(needs: MemoryNeeds): Sizes {
  const { halves, fanout } = needs
  const words = wordsOf(halves)
  const fits = capacityFor(needs.maxBytes, halves, needs)
  if (fits.states < LEAST_STATES)
    throw new RangeError(`${needs.maxBytes} bytes hold only ${fits.states} states of ${2 * halves} bytes beside their table`)
  const buffers = Math.floor(forBuffers(needs.maxBytes, words, fanout) / bufferedBytes(words))
  if (buffers < fanout)
    throw new RangeError(`${needs.maxBytes} bytes leave no room for the successors of a state, of which there may be ${fanout}`)
  // What is found does not depend on how many workers there are, nor may whether it is found.
  const workers = Math.min(needs.workers, Math.floor(buffers / Math.max(1, fanout)))
  const each = Math.floor(buffers / workers)
  const capacity = Math.min(fits.states, needs.maxStates)
  const batch = Math.max(FIRST_RUN, Math.min(MOST_IN_BATCH, Math.floor((0.3 * slotsOf(fits.table)) / workers)))
  const largestTable = Math.min(fits.table, tableFor(capacity + workers * batch))
  // Each worker may add one batch after the limit is reached, and leaves a part of its run unfilled.
  const room = capacity + workers * (batch + LAST_RUN)
  const most = room * (bytesKept(halves) + (isDivided(halves) ? 2 * partBytes(words) : 0))
  const beyond = workers * ((batch + LAST_RUN) * PAIR_BYTES + (2 * batch + 1) * partBytes(words))
  return {
    words,
    halves,
    workers,
    hasMarks: needs.marks,
    capacity,
    maxStates: needs.maxStates,
    room,
    storeBytes: isDivided(halves) ? Math.min(most, Math.floor(fits.storeBytes) + beyond) : most,
    storeLimit: isDivided(halves) ? fits.storeBytes : Infinity,
    largestTable,
    buffered: Math.min(each, Math.max(2048, 2 * fanout)),
    batch,
  }
}

/** Reserves memory of the given sizes. @throws RangeError when the address space cannot be reserved. */
export function reservedFor(sizes: Sizes, { shared }: Pick<MemoryNeeds, 'shared'>): SearchMemory {
  const { halves, workers, room, storeBytes, largestTable, hasMarks } = sizes
  const buffer = (bytes: number): ArrayBufferLike => (shared === false ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes))
  return {
    ...sizes,
    control: buffer(4 * Control.length),
    store: buffer(storeBytes),
    table: buffer(4 * slotsOf(largestTable)),
    heads: buffer(headBytes(halves, largestTable)),
    lanes: buffer(4 * LaneCell.length * workers),
    creators: [buffer(room), buffer(room)],
    marks: buffer(hasMarks ? room : 0),
    generated: buffer(8 * workers),
  }
}

/** The table a search starts with. */
export const firstTable = ({ largestTable, workers, batch }: Sizes): number =>
  Math.min(largestTable, Math.max(FIRST_TABLE, 2 * Math.ceil(Math.log2(4 * workers * batch))))

/** The table after this one. */
export const nextTable = ({ largestTable }: Sizes, table: number): number => Math.min(largestTable, grownFrom(table))

/** Whether so many states want a larger table than this: each worker may add a batch before it is there. */
export const isOutgrown = ({ largestTable, workers, batch }: Sizes, table: number, states: number): boolean =>
  table < largestTable && states > mostIn(table) - workers * batch

/** Whether so many states and their parts take more of the store than the limit allows. */
export const isOutOfStore = (memory: SearchMemory, states: number, control: Int32Array): boolean =>
  memory.storeLimit !== Infinity && storedBytes(memory, states, control) > memory.storeLimit

/** Bytes that so many states take in the store, with all parts that there are. */
export const storedBytes = ({ halves, words }: SearchMemory, states: number, control: Int32Array): number =>
  states * bytesKept(halves) + (isDivided(halves) ? at(control, Control.parts) * partBytes(words) : 0)

/** Bytes of buffers on all workers. */
export const bufferBytes = ({ workers, buffered, words }: SearchMemory): number => workers * buffered * bufferedBytes(words)

/** What a search has reserved. */
export const reservedBytes = ({ store, table, heads, lanes, creators, marks }: SearchMemory): number =>
  [store, table, heads, lanes, ...creators, marks].reduce((sum, { byteLength }) => sum + byteLength, 0)
