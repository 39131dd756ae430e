/**
 * A search kept in a folder, level by level, to go on with it later. What was written is read again before it counts, and what is read is
 * what was written, or it is refused: a file for the states of each level, and a manifest that names them all by their digests, is sealed with the
 * secret of this user, and is replaced as a whole.
 */
import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { UserError } from '../machine/errors.ts'
import { makeFolder } from '../machine/files.ts'
import { openFile } from '../machine/read-file.ts'
import { type Kept, NoRoom, type Snapshot, STATES_IN_PIECE } from '../checker/search/snapshot.ts'
import type { SearchPlan } from '../questions/check.ts'
import type { RunSearch } from '../questions/on-threads.ts'
import { messageOf } from '../text/message-of.ts'
import {
  type Identity,
  identityOf,
  isGoneOnWith,
  MANIFEST,
  manifestSeal,
  ProgressedShape,
  readManifest,
  refusal,
  refuseBeyond,
} from './checkpoint-manifest.ts'
import type { Seal } from './sealed.ts'

const Manifest = v.object({
  halves: v.number(),
  files: v.array(v.object({ name: v.string(), bytes: v.number(), sha256: v.string() })),
  progress: ProgressedShape,
})
type Manifest = v.InferOutput<typeof Manifest>
type Entry = Manifest['files'][number]

/** Names of the files of a level. */
const statesFile = (level: number): string => `level-${level}.states`
const creatorsFile = (level: number): string => `level-${level}.creators`
const marksFile = (level: number): string => `level-${level}.marks`

/** Keeps the levels of one search in a folder, from the first that is not there yet. */
class CheckpointWriter {
  private readonly folder: string
  private readonly identity: Identity
  private readonly seal: Seal
  private readonly files = new Map<string, Entry>()

  /** @param kept what the folder holds already of the same search. */
  constructor(folder: string, identity: Identity, seal: Seal, kept: readonly Entry[] = []) {
    this.folder = folder
    this.identity = identity
    this.seal = seal
    for (const entry of kept) this.files.set(entry.name, entry)
  }

  /** Keeps a search at the end of a level. @throws UserError TM-301 when it cannot be written, or is not read as it was written. */
  save(snapshot: Snapshot): void {
    try {
      makeFolder(this.folder)
      const last = snapshot.progress.levels.length - 1
      for (let level = 0; level <= last; level++) {
        this.keep(statesFile(level), () => snapshot.statesOf(level))
        if (level < last) this.keep(marksFile(level), () => unlessEmpty(snapshot.marksOf(level)))
      }
      this.keep(creatorsFile(last), () => unlessEmpty(snapshot.creators))
      const files = [...this.files.values()].filter(({ name }) => !name.endsWith('.creators') || name === creatorsFile(last))
      const { progress, halves } = snapshot
      const body = JSON.stringify({ identity: this.identity, halves, files, progress } satisfies Manifest & {
        readonly identity: Identity
      })
      this.seal.write(join(this.folder, MANIFEST), '', body)
      for (const old of this.files.keys())
        if (!files.some((entry) => entry.name === old)) {
          rmSync(join(this.folder, old), { force: true })
          this.files.delete(old)
        }
    } catch (error) {
      throw new UserError('TM-301', `--checkpoint: cannot write to ${this.folder}: ${messageOf(error)}`)
    }
  }

  /** @param piecesOf is asked only where it is not kept already; where it has none there is no file. */
  private keep(name: string, piecesOf: () => Iterable<Uint8Array> | undefined): void {
    if (this.files.has(name)) return
    const pieces = piecesOf()
    if (pieces === undefined) return
    const path = join(this.folder, name)
    const sha256 = this.write(path, chunksOf(pieces))
    const there = digestOfFile(path, () => undefined)
    if (there.sha256 !== sha256) throw new Error(`${name} is not read as it was written`)
    this.files.set(name, { name, ...there })
  }

  /** Writes a file to the disk; returns its digest. */
  private write(path: string, chunks: Iterable<Buffer>): string {
    const hash = createHash('sha256')
    // Never through a link that somebody has put there.
    rmSync(path, { force: true })
    const fd = openSync(path, 'wx')
    try {
      for (const chunk of chunks) {
        hash.update(chunk)
        for (let at = 0; at < chunk.length;) at += writeSync(fd, chunk, at)
      }
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    return hash.digest('hex')
  }
}

/** What a folder holds of a search. */
export interface Checkpoint {
  readonly kept: Kept
  readonly files: readonly Entry[]
}

/**
 * Reads the manifest of a folder. Its levels are read, and held against it, when the search is.
 * @throws UserError TM-701 when there is none, it is damaged, or is of another search: what differs is named.
 */
function readCheckpoint(folder: string, identity: Identity, seal: Seal): Checkpoint {
  const { progress, files, halves } = readManifest(folder, seal, identity, Manifest)
  const read: Kept['read'] = async (into) => {
    const last = progress.levels.length - 1
    if (into.halves !== halves) throw refusal(folder, 'its states have another size')
    const fill = (name: string, data: Uint8Array): void => {
      if (data.length > 0) readKept(folder, files, name, data.length, (chunk, at) => data.set(chunk, at))
    }
    for (let level = 0; level <= last; level++) {
      const bytes = (progress.levels[level] ?? 0) * 2 * halves
      const pieces = inPieces(Math.min(bytes, 2 * halves * STATES_IN_PIECE), into.fill)
      readKept(folder, files, statesFile(level), bytes, pieces.add)
      pieces.end()
      if (level < last) fill(marksFile(level), into.marksOf(level))
    }
    fill(creatorsFile(last), into.creators)
  }
  return { kept: { progress, read }, files }
}

/** Passes bytes on in pieces of one size, the last of which may be smaller. */
function inPieces(size: number, pass: (piece: Uint8Array) => void): { add: (chunk: Uint8Array) => void; end: () => void } {
  const piece = new Uint8Array(size)
  let used = 0
  return {
    add: (chunk) => {
      for (let at = 0; at < chunk.length;) {
        const part = chunk.subarray(at, at + size - used)
        piece.set(part, used)
        at += part.length
        used += part.length
        if (used < size) continue
        pass(piece)
        used = 0
      }
    },
    end: () => {
      if (used > 0) pass(piece.subarray(0, used))
    },
  }
}

/** Reads a file of so many bytes, a part at a time. @throws UserError TM-701 unless it is what was written; what `see` throws of room. */
function readKept(
  folder: string,
  files: readonly Entry[],
  name: string,
  bytes: number,
  see: (chunk: Uint8Array, at: number) => void,
): void {
  const entry = files.find((file) => file.name === name)
  if (entry === undefined) throw refusal(folder, `its ${MANIFEST} names no ${name}`)
  if (entry.bytes !== bytes) throw refusal(folder, `${name} has ${entry.bytes} bytes, and not ${bytes}`)
  let there: { readonly bytes: number; readonly sha256: string }
  try {
    there = digestOfFile(join(folder, name), (chunk, at) => {
      if (at + chunk.length <= bytes) see(chunk, at)
    })
  } catch (error) {
    if (error instanceof NoRoom) throw error
    throw refusal(folder, `${name} cannot be read: ${messageOf(error)}`)
  }
  if (there.bytes !== entry.bytes || there.sha256 !== entry.sha256)
    throw refusal(folder, `${name} is damaged: it is not what was written`)
}

const unlessEmpty = (data: Uint8Array): readonly Uint8Array[] | undefined => (data.length === 0 ? undefined : [data])

const CHUNK = 2 ** 22

/** The bytes of arrays, some at a time: what threads share cannot be given to the system as it is. */
function* chunksOf(pieces: Iterable<Uint8Array>): Generator<Buffer> {
  for (const data of pieces) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    for (let at = 0; at < bytes.length; at += CHUNK) yield Buffer.from(bytes.slice(at, at + CHUNK))
  }
}

/** Reads a file through; `see` is given each part of it. */
function digestOfFile(
  path: string,
  see: (chunk: Uint8Array, at: number) => void,
): { readonly bytes: number; readonly sha256: string } {
  const hash = createHash('sha256')
  const chunk = Buffer.alloc(CHUNK)
  const fd = openFile(path)
  try {
    let bytes = 0
    for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk)) {
      const part = chunk.subarray(0, read)
      hash.update(part)
      see(part, bytes)
      bytes += read
    }
    return { bytes, sha256: hash.digest('hex') }
  } finally {
    closeSync(fd)
  }
}

/**
 * Keeps each search of a check in a folder of its own below `folder`; those that are there already are gone on with when `isResumed`.
 * @throws UserError TM-301, TM-701.
 */
export function keeping(search: RunSearch, folder: string, isResumed: boolean, secret: Buffer): RunSearch {
  const seal = manifestSeal(secret)
  const places = new Map<SearchPlan, string>()
  return async (plan, options) => {
    const place = places.get(plan) ?? join(folder, `search-${places.size + 1}`)
    places.set(plan, place)
    const identity = identityOf(plan, options, 'memory')
    const isThere = isGoneOnWith(folder, place, isResumed, places.size === 1)
    const checkpoint = isThere ? readCheckpoint(place, identity, seal) : undefined
    if (checkpoint !== undefined) refuseBeyond(folder, checkpoint.kept.progress.levels, options.maxDepth)
    const writer = new CheckpointWriter(place, identity, seal, checkpoint?.files)
    try {
      return await search(plan, {
        ...options,
        resume: checkpoint?.kept,
        checkpoint: async (snapshot) => writer.save(snapshot),
      })
    } catch (error) {
      throw error instanceof NoRoom ? refusal(folder, error.message) : error
    }
  }
}
