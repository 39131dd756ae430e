/** Other programs on the same state space, for ratios measured side by side: a command that prints what it found. */
import { spawnSync } from 'node:child_process'

/** What a run of another program says. */
export interface PeerRun {
  readonly distinct: number
  /** From its start to its end, as this program sees it. */
  readonly seconds: number
  /** By its own clock, without its start, where it says so. */
  readonly perSecond: number | undefined
}

/** How a program says what it found. */
export type PeerForm = 'cpp' | 'spin'

const number = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text.replaceAll(',', ''))

/**
 * Reads what a program has printed: `distinct=4093531 distinct/s=640000` of one written by hand, the report of a verifier of SPIN's (`pan`) as it is.
 * @throws Error naming what is missing.
 */
export function readPeer(form: PeerForm, output: string): Omit<PeerRun, 'seconds'> {
  const [states, rate] =
    form === 'cpp'
      ? [/\bdistinct=([\d,]+)/, /\bdistinct\/s=([\d,.]+)/]
      : [/^\s*([\d,.]+(?:e\+\d+)?) states, stored/m, /\brate\s+([\d,.]+(?:e\+\d+)?) states\/second/]
  const distinct = number(states.exec(output)?.[1])
  if (distinct === undefined || !Number.isFinite(distinct))
    throw new Error(
      `${form === 'cpp' ? 'there is no distinct=…' : 'there is no "… states, stored"'} in its output:\n${output.slice(0, 2000)}`,
    )
  return { distinct, perSecond: number(rate.exec(output)?.[1]) }
}

/** Runs a command of a shell to its end. @throws Error with its own words when it fails. */
export function runPeer(form: PeerForm, command: string): PeerRun {
  const started = performance.now()
  const { stdout, stderr, status } = spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8', maxBuffer: 2 ** 28 })
  const seconds = (performance.now() - started) / 1000
  if (status !== 0) throw new Error(`${command} failed:\n${stdout}\n${stderr}`)
  return { ...readPeer(form, stdout), seconds }
}

/** One row of the table of ratios. */
export interface Ratio {
  readonly against: string
  readonly distinct: number
  /** How often as fast this search is, by pair of runs. */
  readonly pairs: readonly number[]
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

/** The table of ratios as Markdown, with the machine they were measured on. */
export function ratioTable(machine: string, ratios: readonly Ratio[]): string {
  const rows = ratios.map(({ against, distinct, pairs }) => {
    const [low, high] = [Math.min(...pairs), Math.max(...pairs)]
    return `| ${against} | ${distinct.toLocaleString('en-US')} | ${median(pairs).toFixed(2)} | ${low.toFixed(2)} to ${high.toFixed(2)} |`
  })
  return [
    `Measured on ${machine}.`,
    '',
    '| against | distinct states | times as fast, median of pairs | all pairs |',
    '| --- | ---: | ---: | --- |',
    ...rows,
    '',
  ].join('\n')
}
