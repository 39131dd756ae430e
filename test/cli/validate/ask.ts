/** Asks `validate` questions in a folder with files, and reads what it says. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inject } from 'vitest'
import type { Cell, CellDelta, ChangedKey, CodeLoss, Loss, Side, Subject } from '../../../guarantees/result.ts'
import { here, inTemporaryFolder, type Run } from '../run.ts'

interface SideReport extends Omit<Side, 'version'> {
  readonly kafka: string
}

export interface SubjectReport {
  readonly topics: readonly string[]
  readonly assuming?: Subject['assuming']
  readonly answer: string
  readonly summary: string
  readonly base?: SideReport
  readonly head: SideReport
  readonly changes: readonly ChangedKey[]
  readonly deltas: readonly (Pick<CellDelta, 'guarantee' | 'envelope' | 'delta' | 'rollout' | 'faults' | 'code'> & {
    readonly base: string
    readonly head: string
  })[]
  readonly losses: readonly Loss[]
  readonly codeLosses: readonly CodeLoss[]
  readonly rolloutNotes: readonly string[]
}

export interface Report {
  readonly schema: number
  readonly command: string
  readonly verdict: string
  readonly subjects: readonly SubjectReport[]
  readonly seconds: number
}

export type Files = Readonly<Record<string, string>>

export function write(folder: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

/** A folder that is gone after `use`, in which `validate` knows what other tests of this run have asked, and they what is asked here. */
export const withSharedAnswers = <T>(use: (folder: string) => Promise<T>): Promise<T> =>
  inTemporaryFolder((folder) => {
    symlinkSync(inject('answers'), join(folder, '.tidemark'))
    return use(folder)
  })

/** Lines of a file of properties. */
export const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`

/** All there is on standard output, which must be one object. */
export const reportOf = ({ stdout }: Pick<Run, 'stdout'>): Report => JSON.parse(stdout) as Report

/** `validate … --json`, in this process. */
export async function ask(
  folder: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly report: Report }> {
  const run = await here(['validate', ...args, '--workers', '2', '--json'], folder)
  if (run.stderr !== '') throw new Error(run.stderr)
  return { code: run.code, report: reportOf(run) }
}

export const only = ({ subjects }: Report): SubjectReport => {
  const [subject] = subjects
  if (subject === undefined || subjects.length > 1) throw new Error(`${subjects.length} subjects`)
  return subject
}

const short = ({ verdict, steps }: Cell): string => (steps === undefined ? verdict : `${verdict} ${steps}`)

/** `acked/power lost: proved -> refuted 8`, of every answer of a comparison. */
export const deltasOf = ({ base, head, deltas }: SubjectReport): string[] =>
  deltas.map(({ guarantee, envelope, delta, rollout, faults }) => {
    const [before, after] = [base, head].map((side) => {
      const cell = side?.cells.find((c) => c.guarantee === guarantee && c.envelope === envelope)
      return cell === undefined ? 'not asked' : short(cell)
    })
    const between = delta === 'lost while changing' ? ` (${short(rollout)})` : ''
    const needed = faults === undefined ? '' : `, by ${faults.to} instead of ${faults.from}`
    return `${guarantee}/${envelope} ${delta}: ${before ?? ''} -> ${after ?? ''}${between}${needed}`
  })

/** `acked/power refuted 8`, of every answer of the one configuration, or of head. */
export const cellsOf = ({ head }: SubjectReport): string[] =>
  head.cells.map((cell) => `${cell.guarantee}/${cell.envelope} ${short(cell)}`)

/** `min.insync.replicas 2 -> 1 at head.properties:3:21`. */
export const causesOf = ({ causes }: Loss): string[] =>
  causes.map(({ key, of, from, to }) => {
    const at = to.place === undefined ? to.source : `${to.place.file}:${to.place.line}:${to.place.column}`
    return `${of === 'offsets' ? 'offsets ' : ''}${key} ${from.value} -> ${to.value} at ${at}`
  })

/** `min.insync.replicas=2 as before`, and what it costs. */
export const restoresOf = ({ restores }: Loss): string[] =>
  restores.map(({ settings, ...rest }) => {
    // In JSON costs are words: schema 1.
    const { costs = [] } = rest as unknown as { readonly costs?: readonly string[] }
    const all = settings.map(({ key, value, asBefore }) => `${key}=${value}${asBefore ? ' as before' : ''}`)
    return `${all.join(' and ')}${costs.length === 0 ? '' : `, costs ${costs.join(' and ')}`}`
  })
