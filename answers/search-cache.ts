/**
 * Results of searches that other runs have made, one file each, for runs that share a catalogue among them. A file is believed only with the
 * digest that the secret gives to its content, its question and the program, and its counterexamples only when they replay.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { ExploreOptions } from '../checker/search/explore.ts'
import type { Path, SearchResult } from '../checker/verdict.ts'
import type { SearchPlan } from '../questions/check.ts'
import type { RunSearch } from '../questions/on-threads.ts'
import { specData } from '../questions/spec.ts'
import { messageOf } from '../text/message-of.ts'
import { replayOn } from '../questions/verify-trace.ts'
import { traceOf } from '../traces/index.ts'
import { codeFingerprint } from './fingerprint.ts'
import { Seal } from './sealed.ts'

const SCHEMA = 1
const MAX_BODY = 2 ** 28

/**
 * A search that is not made again when its result is kept; what is decided is kept. That it cannot be written is told to `onUnkept` with the
 * reason, once: it takes nothing from what was found out.
 */
export function remembering(search: RunSearch, folder: string, secret: Buffer, onUnkept: (why: string) => void): RunSearch {
  const seal = new Seal(secret, SCHEMA, 'search ')
  let isUnkept = false
  return async (plan, options) => {
    const question = questionOf(plan, options)
    const file = join(folder, `search-${question.slice(0, 32)}.json`)
    const known = recall(() => seal.read(file, question), plan)
    if (known !== undefined) return known
    const result = await search(plan, options)
    if (isUnkept || !isDecided(result)) return result
    try {
      seal.write(file, question, gzipSync(JSON.stringify(result, plain)).toString('base64'))
    } catch (error) {
      isUnkept = true
      onUnkept(messageOf(error))
    }
    return result
  }
}

/** What decides a result. A limit does not: what it cuts short is not kept. */
function questionOf({ spec }: SearchPlan, options: ExploreOptions): string {
  const { first = false, untilDecided = false, forbidDeadlock = false, guardCoverage = false, rangeChecks = false } = options
  const from = options.from?.map((cells) => [...cells])
  const asked = { spec: specData(spec), from, first, untilDecided, forbidDeadlock, guardCoverage, rangeChecks }
  return createHash('sha256')
    .update(`${codeFingerprint()} ${JSON.stringify(asked)}`)
    .digest('hex')
}

const isDecided = ({ error, stop }: SearchResult): boolean => error === undefined && (stop === undefined || stop.by === 'first')

/** Numbers of working arrays as a list. */
const plain = (_: string, value: unknown): unknown => (value instanceof Int32Array ? [...value] : value)

/** The result that was kept; undefined when there is none that can be trusted. */
function recall(read: () => string | undefined, plan: SearchPlan): SearchResult | undefined {
  try {
    const body = read()
    if (body === undefined) return undefined
    const text = gunzipSync(Buffer.from(body, 'base64'), { maxOutputLength: MAX_BODY }).toString('utf8')
    const kept = JSON.parse(text) as SearchResult
    const properties = kept.properties.map((p) => ({ ...p, path: p.path && pathOf(p.path) }))
    const areShown = properties.every((p) => {
      const trace = traceOf(plan.model, specData(plan.spec), p)
      return trace === undefined || replayOn(plan.model, trace).ok
    })
    // What JSON leaves out was undefined.
    return areShown ? { ...kept, stop: kept.stop, error: undefined, properties } : undefined
  } catch {
    return undefined
  }
}

const pathOf = ({ states, steps }: Path): Path => ({ states: states.map((cells) => Int32Array.from(cells)), steps })
