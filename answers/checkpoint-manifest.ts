/** What checkpoints have in common, whoever keeps them: what they are of, and a manifest that is believed only whole. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { endianness } from 'node:os'
import { join, relative } from 'node:path'
import * as v from 'valibot'
import type { Model } from '../checker/model.ts'
import { independencesOf } from '../checker/search/passed-over.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode } from '../machine/exit-codes.ts'
import type { SearchPlan } from '../questions/check.ts'
import type { RunSearch } from '../questions/on-threads.ts'
import { moduleOfPlan } from '../questions/own-model.ts'
import { messageOf } from '../text/message-of.ts'
import { whatDiffers } from '../text/what-differs.ts'
import { codeFingerprint } from './fingerprint.ts'
import { modulesDigest } from './module-digest.ts'
import { Seal } from './sealed.ts'

/** What a search is of: names to values, which must all be the same for it to go on. */
export type Identity = Readonly<Record<string, string>>

export const MANIFEST = 'manifest.json'

const numbers = v.pipe(v.array(v.number()), v.readonly())
/** Of what was counted and found. */
export const ProgressedShape = v.object({
  levels: numbers,
  generated: v.number(),
  deadlocks: v.number(),
  looked: v.number(),
  taken: numbers,
  created: numbers,
  blocked: numbers,
  found: v.pipe(
    v.array(v.object({ name: v.string(), depth: v.number(), packed: numbers, next: v.exactOptional(numbers) })),
    v.readonly(),
  ),
})

const Identified = v.object({ identity: v.record(v.string(), v.string()) })

/** What proves that a manifest is of this machine's user, or of who shares a key with it. */
export const manifestSeal = (secret: Buffer): Seal => new Seal(secret, 1, 'checkpoint ')

/**
 * Reads the manifest of a folder.
 * @throws UserError TM-701 when there is none, it is damaged or not sealed with the secret, or is of another search: what differs is named.
 */
export function readManifest<T>(folder: string, seal: Seal, identity: Identity, shape: v.GenericSchema<unknown, T>): T {
  const manifest = unsealed(folder, seal)
  const identified = v.safeParse(Identified, manifest)
  const known = identified.success ? identified.output.identity : identity
  for (const name of new Set([...Object.keys(identity), ...Object.keys(known)])) {
    const [theirs, ours] = [known[name] ?? 'nothing', identity[name] ?? 'nothing']
    if (theirs === ours) continue
    const [kept, asked] = whatDiffers(theirs, ours)
    throw refusal(folder, `it is of another search: its ${name} ${verbOf(name)} ${kept}, and not ${asked}`)
  }
  const read = v.safeParse(shape, manifest)
  if (!identified.success || !read.success) throw damaged(folder)
  return read.output
}

const verbOf = (name: string): string => (/^(?:bounds|first states)$/.test(name) ? 'are' : 'is')

function unsealed(folder: string, seal: Seal): unknown {
  try {
    const body = seal.read(join(folder, MANIFEST), '')
    if (body !== undefined) return JSON.parse(body)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw refusal(folder, `its ${MANIFEST} cannot be read: ${messageOf(error)}`)
  }
  throw damaged(folder)
}

const damaged = (folder: string): UserError =>
  refusal(
    folder,
    `its ${MANIFEST} is damaged, or was not written with the key of this user (TIDEMARK_CACHE_KEY gives one to several machines)`,
  )

/**
 * Whether the search of a check that is kept in `place`, below `folder`, has been kept before, to be gone on with.
 * @throws UserError TM-701 when it has been and a new one is begun, when none has been, or when what lies there is of no checkpoint.
 */
export function isGoneOnWith(folder: string, place: string, isResumed: boolean, isFirst: boolean): boolean {
  const isThere = existsSync(join(place, MANIFEST))
  if (isThere && !isResumed)
    throw new UserError('TM-701', `--checkpoint: ${folder} holds a checkpoint already: --resume goes on with it`)
  if (!isThere && isResumed && isFirst) throw refusal(folder, 'it holds no checkpoint')
  if (!isThere) {
    if (isFirst) refuseForeign(folder, folder, OF_A_FOLDER)
    refuseForeign(folder, place, OF_A_SEARCH)
  }
  return isThere
}

/** Names of what lies in the folder of a checkpoint, and in that of a search that may have been left before it had a manifest. */
const OF_A_FOLDER = /^search-\d+$/
const OF_A_SEARCH = /^(?:level-\d+\.(?:states|creators|marks)|manifest\.json\..*\.tmp|(?:layer-\d+|probe)-[0-9a-f]+|spill)$/

/** What systems leave in a folder by themselves: at the root of a volume that is mounted, and where somebody has looked at it. */
const OF_THE_SYSTEM: ReadonlySet<string> = new Set(['lost+found', '.DS_Store'])

/** @throws UserError TM-701 that names what is of no checkpoint. */
function refuseForeign(folder: string, place: string, own: RegExp): void {
  const foreign = existsSync(place) ? readdirSync(place).find((name) => !own.test(name) && !OF_THE_SYSTEM.has(name)) : undefined
  if (foreign !== undefined)
    throw new UserError(
      'TM-701',
      `--checkpoint: ${folder} holds ${relative(folder, join(place, foreign))}, which is of no checkpoint: name a folder that holds nothing else`,
    )
}

export const refusal = (folder: string, why: string): UserError =>
  new UserError('TM-701', `--resume: ${folder} cannot be used: ${why}`, ExitCode.unreadableInput)

/**
 * A depth that a search has gone beyond is none that it can end at.
 * @throws UserError TM-701.
 */
export function refuseBeyond(folder: string, levels: readonly number[], maxDepth = Infinity): void {
  const depth = levels.length - 1
  if (depth > maxDepth) throw refusal(folder, `${depth} steps are kept, and the limit is ${maxDepth} (--max-depth)`)
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** What must be the same for a search to go on: limits and workers need not be. */
export function identityOf(plan: SearchPlan, options: Parameters<RunSearch>[1], engine: 'memory' | 'spark'): Identity {
  const { model, spec } = plan
  const module = moduleOfPlan(plan)
  const from = options.from?.map((cells) => cells.join(' ')).join('; ')
  return {
    engine,
    'first states': from === undefined ? 'the initial ones' : digestOf(from),
    model: model.name,
    bounds: JSON.stringify(model.bounds),
    question: JSON.stringify(spec),
    'code of the model': module === undefined ? codeOf(model) : digestOf(`${codeOf(model)} ${modulesDigest(module)}`),
    '--first': String(options.first ?? false),
    '--deadlock': String(options.forbidDeadlock ?? false),
    '--coverage': String(options.guardCoverage ?? false),
    '--range-checks': String(options.rangeChecks ?? false),
    program: codeFingerprint(),
    'order of bytes': endianness(),
  }
}

/** A digest of the layout of a model and the text of its functions; what these call is in that of its modules. */
function codeOf(model: Model): string {
  const { layout, actions, properties, initial, observe, symmetry } = model
  const decides = [layout.slots, actions, properties, initial, observe, symmetry, independencesOf(model)]
  const text = JSON.stringify(decides, (_, value: unknown) => (typeof value === 'function' ? String(value) : value))
  return digestOf(text)
}
