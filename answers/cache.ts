/**
 * Answers of earlier runs, one file each. Only what was decided is kept. A file is believed only with the digest that this machine's secret
 * gives to its content, its question and the program; a counterexample, which the file carries, only when it replays.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { isDeepStrictEqual } from 'node:util'
import type { Verdict } from '../checker/verdict.ts'
import type { Answer, Finding } from '../guarantees/oracle.ts'
import type { Question } from '../guarantees/questions.ts'
import { build, specData } from '../questions/spec.ts'
import { faultsOfTrace } from '../questions/faults-of.ts'
import { verifyTrace } from '../questions/verify-trace.ts'
import { MAX_ITF_CHARS } from '../traces/index.ts'
import { writeWhole } from '../machine/files.ts'
import { codeFingerprint } from './fingerprint.ts'

const SCHEMA = 2

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
  private readonly secret: Buffer

  constructor(folder: string, secret: Buffer) {
    this.folder = folder
    this.secret = secret
  }

  /** The answer to a question, with every property decided; undefined when there is none that can be trusted. */
  recall(question: Question): Recalled | undefined {
    try {
      const { schema, mac, body } = asObject(JSON.parse(readFileSync(this.fileOf(question), 'utf8')))
      if (schema !== SCHEMA || typeof mac !== 'string' || typeof body !== 'string') return undefined
      if (!isSame(Buffer.from(mac, 'hex'), this.macOf(question, body))) return undefined
      return recalled(question, asObject(JSON.parse(body)))
    } catch {
      return undefined
    }
  }

  /** Keeps an answer in which everything is decided; `textOf` gives a trace's text. @throws UserError TM-301 when it cannot be written. */
  remember(question: Question, answer: Answer, textOf: (property: string) => string): void {
    const found = answer.findings.map(({ trace, ...finding }): Kept => ({
      ...finding,
      ...(trace !== undefined && { itf: gzipSync(textOf(finding.name)).toString('base64') }),
    }))
    const { states, depth, bounds } = answer
    const body = JSON.stringify({ states, depth, bounds, found })
    const mac = this.macOf(question, body).toString('hex')
    writeWhole(this.fileOf(question), (write) => write(`${JSON.stringify({ schema: SCHEMA, mac, body })}\n`))
  }

  private fileOf(question: Question): string {
    return join(this.folder, `${nameOf(question)}.json`)
  }

  private macOf(question: Question, body: string): Buffer {
    return createHmac('sha256', this.secret)
      .update(`${SCHEMA}\0${nameOf(question)}\0${body}`)
      .digest()
  }
}

/** The name of a kept answer: another program never reads this one's. */
const nameOf = ({ key }: Question): string =>
  createHash('sha256').update(`${codeFingerprint()} ${key}`).digest('hex').slice(0, 32)

const isSame = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

/** What a body says, when it says it as it must. @throws when it does not. */
function recalled(question: Question, body: Readonly<Record<string, unknown>>): Recalled | undefined {
  const { properties } = question.spec
  const { states, depth } = body
  const bounds = asObject(body['bounds'])
  if (!isCount(states) || states < 1 || !isCount(depth) || !Array.isArray(body['found'])) return undefined
  if (!Object.values(bounds).every((b) => isCount(b) || typeof b === 'string' || typeof b === 'boolean')) return undefined
  const traces = new Map<string, string>()
  const findings = body['found'].map((kept: unknown): Finding => {
    const { name, verdict, steps, itf } = asObject(kept)
    if (typeof name !== 'string' || (verdict !== 'holds' && verdict !== 'violated')) throw new Error('not a finding')
    if (itf === undefined) {
      // Only of a witness that was not reached there is nothing to show.
      if (steps !== undefined || (verdict === 'violated' && !isWitness(question, name))) throw new Error('nothing shows it')
      return { name, verdict }
    }
    if (verdict !== 'violated' || !isCount(steps) || typeof itf !== 'string') throw new Error('not a finding')
    const text = gunzipSync(Buffer.from(itf, 'base64'), { maxOutputLength: 4 * MAX_ITF_CHARS }).toString('utf8')
    const verified = verifyTrace(text)
    if (!verified.ok) throw new Error(verified.message)
    const { trace } = verified
    if (
      trace.status !== 'violated' ||
      trace.property.name !== name ||
      trace.steps.length !== steps ||
      !isDeepStrictEqual(trace.spec, specData(question.spec))
    )
      throw new Error('another trace')
    traces.set(name, text)
    // Counted again: what is kept is not believed.
    return { name, verdict, steps, faults: faultsOfTrace(trace) }
  })
  const named = findings.map((f) => f.name)
  if (new Set(named).size < named.length || !properties.every((name) => named.includes(name))) return undefined
  return {
    answer: { findings, states, depth, bounds: bounds as Answer['bounds'], failed: false, cached: true, seconds: 0 },
    traces,
  }
}

const isWitness = ({ spec }: Question, name: string): boolean =>
  build(spec).properties.some((p) => p.name === name && p.kind === 'witness')

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not an object')
  return value as Readonly<Record<string, unknown>>
}

export const isDecided = (answer: Answer): boolean => !answer.failed && answer.findings.every((f) => isDecisive(f.verdict))

const isDecisive = (verdict: Verdict): boolean => verdict === 'holds' || verdict === 'violated'
