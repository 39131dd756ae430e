/** Searches on Spark Connect: by Sail, in a process beside this one, or by a cluster. Layers are Parquet, and they are the checkpoint. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
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
} from '../../answers/checkpoint-manifest.ts'
import type { Seal } from '../../answers/sealed.ts'
import { UserError } from '../../machine/errors.ts'
import { ExitCode } from '../../machine/exit-codes.ts'
import { makeFolder } from '../../machine/files.ts'
import type { Environment } from '../../machine/user-folders.ts'
import type { SearchPlan } from '../../questions/check.ts'
import type { RunSearch } from '../../questions/on-threads.ts'
import { questionOf } from '../question.ts'
import { type Known, searchRelations } from '../search.ts'
import { EngineFailed } from '../relations.ts'
import { LayerShape, SparkRelations } from './driver.ts'
import { pythonOf } from './setup.ts'

export interface SparkOptions {
  /** Where layers are kept, each search in a folder of its own, and what proves whose they are; in one that is gone afterwards when there is none. */
  readonly kept: { readonly folder: string; readonly isResumed: boolean; readonly secret: Buffer } | undefined
  /** `sc://HOST:PORT` of a cluster, whose machines all see the folder and have this program on their PATH. */
  readonly master: string | undefined
  readonly env: Environment
}

const Manifest = v.object({ layers: v.array(LayerShape), progress: ProgressedShape })

/** A search on Spark. @throws UserError TM-301, TM-701, TM-801. */
export function onSpark({ kept, master, env }: SparkOptions): RunSearch {
  const folder = kept?.folder
  const seal = kept && manifestSeal(kept.secret)
  const python = pythonOf(env)
  const places = new Map<SearchPlan, string>()
  return async (plan, options) => {
    const temporary = folder === undefined ? mkdtempSync(join(tmpdir(), 'tidemark-spark-')) : undefined
    const place = temporary ?? places.get(plan) ?? join(folder ?? '', `search-${places.size + 1}`)
    places.set(plan, place)
    const checks = {
      guardCoverage: options.guardCoverage ?? false,
      rangeChecks: options.rangeChecks ?? plan.spec.model === 'own',
    }
    const identity = identityOf(plan, options, 'spark')
    const isThere = kept !== undefined && isGoneOnWith(kept.folder, place, kept.isResumed, places.size === 1)
    const spill = join(place, 'spill')
    makeFolder(spill)
    const relations = new SparkRelations({
      python,
      layers: place,
      env: { ...env, ...sailEnv(options, spill) },
      start: {
        master: master ?? null,
        command: master === undefined ? OWN_FILTER : ['tidemark', 'expand'],
        question: JSON.stringify(questionOf(plan, checks)),
        partitions: options.workers,
      },
    })
    try {
      const known = isThere && seal ? await readKnown(place, seal, identity, relations, options) : undefined
      const keep = seal && ((now: Known) => seal.write(join(place, MANIFEST), '', JSON.stringify({ ...now, identity })))
      return await searchRelations(plan.model, relations, { ...options, rangeChecks: checks.rangeChecks, known, keep })
    } catch (error) {
      throw error instanceof EngineFailed ? new UserError('TM-801', `--engine spark: ${error.message}`, ExitCode.internal) : error
    } finally {
      relations.interrupt()
      rmSync(temporary ?? spill, { recursive: true, force: true })
    }
  }
}

const EXTENSION = extname(import.meta.url)

/** The filter of this very program. */
const OWN_FILTER = [
  process.execPath,
  ...(EXTENSION === '.ts' ? ['--import', import.meta.resolve('tsx')] : []),
  fileURLToPath(new URL(`../../cli/main${EXTENSION}`, import.meta.url)),
  'expand',
]

/** What Sail is told. It never makes a table of all states for a join: that is of the candidates of one level. */
const sailEnv = ({ workers, maxMemory }: Parameters<RunSearch>[1], spill: string): NodeJS.ProcessEnv => ({
  RUST_LOG: 'error',
  PYTHONWARNINGS: 'ignore',
  SAIL_EXECUTION__DEFAULT_PARALLELISM: String(workers),
  SAIL_OPTIMIZER__ENABLE_JOIN_SWAP: 'false',
  SAIL_RUNTIME__MEMORY_POOL__TYPE: 'fair',
  SAIL_RUNTIME__MEMORY_POOL__FAIR__MAX_SIZE: String(maxMemory),
  SAIL_RUNTIME__TEMPORARY_FILES__PATHS: JSON.stringify([spill]),
})

/** What was kept. @throws UserError TM-701 unless its layers are what was written. */
async function readKnown(
  place: string,
  seal: Seal,
  identity: Identity,
  relations: SparkRelations,
  { maxStates = Infinity, maxDepth }: Parameters<RunSearch>[1],
): Promise<Known> {
  const known = readManifest(place, seal, identity, Manifest)
  refuseBeyond(place, known.progress.levels, maxDepth)
  const total = known.progress.levels.reduce((n, size) => n + size, 0)
  if (total > maxStates)
    throw refusal(place, `${total} states are kept, and the limits have room for ${maxStates} (--max-states)`)
  for (const [depth, layer] of known.layers.entries()) {
    const there = await relations.layer(layer.name).catch((error: unknown) => {
      if (!(error instanceof EngineFailed)) throw error
      throw refusal(place, `the layer of level ${depth}, ${layer.name}, cannot be read: ${error.message}`)
    })
    if (there.digest !== layer.digest)
      throw refusal(place, `the layer of level ${depth}, ${layer.name}, is damaged: it is not what was written`)
  }
  for (const name of readdirSync(place))
    if (/^(?:layer|probe)-/.test(name) && !known.layers.some((layer) => layer.name === name))
      rmSync(join(place, name), { recursive: true, force: true })
  return known
}
