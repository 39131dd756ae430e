/** Answers of earlier runs, one file each. Only what was decided is kept; a counterexample must still be where it was saved, unchanged. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Verdict } from '../../checker/verdict.ts'
import type { Answer, Finding } from '../../guarantees/oracle.ts'
import { writeWhole } from '../files.ts'

const SCHEMA = 1

/** A finding as it is kept: with the hash of its trace instead of the path, which another run may choose otherwise. */
interface Kept extends Omit<Finding, 'trace'> {
  readonly traceHash?: string
}

const fileOf = (folder: string, key: string): string => join(folder, `${key}.json`)

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * The answer to a question, with every property decided; undefined when there is none that can be trusted. `traceOf` says where a
 * property's trace would be, `shown` how people are told of it.
 */
export function recall(
  folder: string,
  key: string,
  properties: readonly string[],
  traceOf: (property: string) => string,
  shown: (path: string) => string,
): Answer | undefined {
  try {
    const kept = JSON.parse(readFileSync(fileOf(folder, key), 'utf8')) as Partial<Answer> & {
      schema?: unknown
      key?: unknown
      found?: Kept[]
    }
    if (kept.schema !== SCHEMA || kept.key !== key || !Array.isArray(kept.found)) return undefined
    const { states, depth, bounds } = kept
    if (typeof states !== 'number' || typeof depth !== 'number' || typeof bounds !== 'object' || bounds === null) return undefined
    if (!properties.every((name) => kept.found?.some((f) => f.name === name && isDecisive(f.verdict)))) return undefined
    const findings = kept.found.map(({ traceHash, ...finding }): Finding => {
      if (traceHash === undefined) return finding
      const trace = traceOf(finding.name)
      if (hashOf(readFileSync(trace, 'utf8')) !== traceHash) throw new Error('another trace')
      return { ...finding, trace: shown(trace) }
    })
    return { findings, states, depth, bounds, failed: false, cached: true, seconds: 0 }
  } catch {
    return undefined
  }
}

/** Keeps an answer in which everything is decided. @throws UserError TM-301 when it cannot be written. */
export function remember(folder: string, key: string, answer: Answer, traceOf: (property: string) => string): void {
  const found = answer.findings.map(({ trace, ...finding }): Kept => ({
    ...finding,
    ...(trace !== undefined && { traceHash: hashOf(readFileSync(traceOf(finding.name), 'utf8')) }),
  }))
  const { states, depth, bounds } = answer
  writeWhole(fileOf(folder, key), (write) => write(`${JSON.stringify({ schema: SCHEMA, key, states, depth, bounds, found })}\n`))
}

export const isDecided = (answer: Answer): boolean => !answer.failed && answer.findings.every((f) => isDecisive(f.verdict))

const isDecisive = (verdict: Verdict): boolean => verdict === 'holds' || verdict === 'violated'
