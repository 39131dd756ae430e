/**
 * Answers of earlier runs, one file each. Only what was decided is kept. A file is believed only with the digest that this machine's secret
 * gives to its content, its question and the program; a counterexample, which the file carries, only when it replays. What has not been used
 * for longest goes when there is more than {@link MOST_BYTES}.
 */
import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { isDeepStrictEqual } from 'node:util'
import type { Verdict } from '../checker/verdict.ts'
import type { Answer, Finding } from '../guarantees/oracle.ts'
import type { AnyQuestion } from '../guarantees/questions.ts'
import { build, specData } from '../questions/spec.ts'
import { FAULT_WORDS } from '../questions/fault-words.ts'
import { type FaultCounts, faultsOfTrace } from '../questions/faults-of.ts'
import { verifyTrace } from '../questions/verify-trace.ts'
import { MAX_ITF_CHARS, type Trace } from '../traces/index.ts'
import { codeFingerprint } from './fingerprint.ts'
import { Seal } from './sealed.ts'

const SCHEMA = 3

/** Bytes of answers that are kept from run to run; an answer takes from 1 KB to some 20. */
const MOST_BYTES = 2 ** 28

/** A finding as it is kept: with the text of its trace instead of the path, which another run may choose otherwise. */
interface Kept extends Omit<Finding, 'trace'> {
  /** Compressed, in base64. */
  readonly itf?: string
}

/** What earlier runs found out. */
export interface Recalled {
  readonly answer: Answer
  /** The text of the counterexample of each property that is refuted. */
  readonly traces: ReadonlyMap<string, string>
}

export class AnswerCache {
  readonly folder: string
  private readonly seal: Seal
  private readonly mostBytes: number
  private isTrimmed = false

  constructor(folder: string, secret: Buffer, mostBytes = MOST_BYTES) {
    this.folder = folder
    this.seal = new Seal(secret, SCHEMA)
    this.mostBytes = mostBytes
  }

  /** The answer to a question, with every property decided; undefined when there is none that can be trusted. */
  recall(question: AnyQuestion): Recalled | undefined {
    try {
      const body = this.seal.read(this.fileOf(question), nameOf(question))
      if (body === undefined) return undefined
      const known = recalled(question, asObject(JSON.parse(body)))
      if (known !== undefined) markUsed(this.fileOf(question))
      return known
    } catch {
      return undefined
    }
  }

  /**
   * Keeps an answer in which everything is decided; `textOf` gives a trace's text. Before the first, room is made for what a run may keep.
   * @throws UserError TM-301 when it cannot be written.
   */
  remember(question: AnyQuestion, answer: Answer, textOf: (property: string) => string): void {
    const found = answer.findings.map(({ trace, ...finding }): Kept => ({
      ...finding,
      ...(trace !== undefined && { itf: gzipSync(textOf(finding.name)).toString('base64') }),
    }))
    const { states, depth, bounds } = answer
    const body = JSON.stringify({ states, depth, bounds, found })
    if (!this.isTrimmed) trim(this.folder, this.mostBytes)
    this.isTrimmed = true
    this.seal.write(this.fileOf(question), nameOf(question), body)
  }

  private fileOf(question: AnyQuestion): string {
    return join(this.folder, `${nameOf(question)}.json`)
  }
}

/** The name of a kept answer: another program never reads this one's. */
const nameOf = ({ key }: AnyQuestion): string =>
  createHash('sha256').update(`${codeFingerprint()} ${key}`).digest('hex').slice(0, 32)

/** Names of answers: whatever else is in the folder stays. */
const ANSWER = /^[0-9a-f]{32}\.json$/

/** Removes the answers that were used longest ago, until the others take no more than `most` bytes. What cannot be removed stays. */
function trim(folder: string, most: number): void {
  try {
    const answers = readdirSync(folder)
      .filter((name) => ANSWER.test(name))
      .flatMap((name) => {
        const path = join(folder, name)
        const found = lstatSync(path, { throwIfNoEntry: false })
        return found?.isFile() === true ? [{ path, size: found.size, used: found.mtimeMs }] : []
      })
    let bytes = 0
    for (const { path, size } of answers.toSorted((a, b) => b.used - a.used))
      if ((bytes += size) > most) rmSync(path, { force: true })
  } catch {
    // There is no folder yet, or none that may be read: then nothing is in the way.
  }
}

function markUsed(file: string): void {
  try {
    const now = new Date()
    utimesSync(file, now, now)
  } catch {
    // Of a cache that is only read it does not matter.
  }
}

/** What a body says, when it says it as it must. @throws when it does not. */
function recalled(question: AnyQuestion, body: Readonly<Record<string, unknown>>): Recalled | undefined {
  const { properties } = question.spec
  const { states, depth } = body
  const bounds = asObject(body['bounds'])
  if (!isCount(states) || states < 1 || !isCount(depth) || !Array.isArray(body['found'])) return undefined
  if (!Object.values(bounds).every((b) => isCount(b) || typeof b === 'string' || typeof b === 'boolean')) return undefined
  const traces = new Map<string, string>()
  const findings = body['found'].map((kept: unknown): Finding => {
    const { name, verdict, steps, itf, faults } = asObject(kept)
    if (typeof name !== 'string' || (verdict !== 'holds' && verdict !== 'violated')) throw new Error('not a finding')
    if (itf === undefined) {
      // Only of a witness that was not reached there is nothing to show.
      if (steps !== undefined || (verdict === 'violated' && !isWitness(question, name))) throw new Error('nothing shows it')
      return { name, verdict, ...(isWitness(question, name) && faults !== undefined && { faults: asCounts(faults) }) }
    }
    if (verdict !== 'violated' || !isCount(steps) || typeof itf !== 'string') throw new Error('not a finding')
    const text = gunzipSync(Buffer.from(itf, 'base64'), { maxOutputLength: 4 * MAX_ITF_CHARS }).toString('utf8')
    const verified = verifyTrace(text)
    if (!verified.ok) throw new Error(verified.message)
    const { trace } = verified
    if (trace.status !== 'violated' || trace.property.name !== name || trace.steps.length !== steps)
      throw new Error('another trace')
    const defects = defectsOf(question.spec, trace.spec)
    traces.set(name, text)
    // Counted again: what is kept is not believed.
    return { name, verdict, steps, faults: faultsOfTrace(trace), ...(defects !== undefined && { defects }) }
  })
  const named = findings.map((f) => f.name)
  if (new Set(named).size < named.length || !properties.every((name) => named.includes(name))) return undefined
  return {
    answer: { findings, states, depth, bounds: bounds as Answer['bounds'], failed: false, cached: true, seconds: 0 },
    traces,
  }
}

/**
 * The defects that a trace stands on, by its spec; undefined where the question is about the protocol as designed.
 * @throws when it is a trace of another question.
 */
function defectsOf(asking: AnyQuestion['spec'], traced: Trace['spec']): Finding['defects'] {
  const asked = 'settings' in asking.from ? asking.from.settings.defects : undefined
  const from = asObject(asObject(traced)['from'])
  const told = 'settings' in from ? asObject(from['settings'])['defects'] : undefined
  const defects = asked?.filter((id) => Array.isArray(told) && told.includes(id))
  if (!isDeepStrictEqual(traced, specData(defects === undefined ? asking : withDefects(asking, defects))))
    throw new Error('another trace')
  return defects as Finding['defects']
}

/** The spec with these defects of those it has. */
function withDefects(spec: AnyQuestion['spec'], defects: readonly string[]): AnyQuestion['spec'] {
  if (!('settings' in spec.from)) return spec
  return { ...spec, from: { settings: { ...spec.from.settings, defects } } } as AnyQuestion['spec']
}

const isWitness = ({ spec }: AnyQuestion, name: string): boolean =>
  build(spec).properties.some((p) => p.name === name && p.kind === 'witness')

/** Of the way to a witness, which is not kept. @throws when it is no count of faults. */
function asCounts(value: unknown): FaultCounts {
  const counts = Object.entries(asObject(value)).map(([name, n]) => {
    if (!Object.hasOwn(FAULT_WORDS, name) || !isCount(n)) throw new Error('not a count of faults')
    return [name, n] as const
  })
  return Object.fromEntries(counts)
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not an object')
  return value as Readonly<Record<string, unknown>>
}

export const isDecided = (answer: Answer): boolean => !answer.failed && answer.findings.every((f) => isDecisive(f.verdict))

const isDecisive = (verdict: Verdict): boolean => verdict === 'holds' || verdict === 'violated'
