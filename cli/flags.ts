/** Values of flags: how they are read, and what is said when they cannot be. Commander puts the flag's name before it. */
import { availableParallelism, totalmem } from 'node:os'
import { InvalidArgumentError, Option } from 'commander'
import type { Share } from '../questions/share.ts'
import { suggestion } from '../text/nearest.ts'

/** A whole number in `min..max`. */
export const wholeNumber =
  (min: number, max = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : NaN
    const range = max === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${min}` : `a whole number in ${min}..${max}`
    if (!Number.isSafeInteger(value) || value < min || value > max) throw new InvalidArgumentError(`It must be ${range}.`)
    return value
  }

/** Seconds, fractions allowed. */
function positiveSeconds(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN
  if (!(value > 0) || value > 2_000_000)
    throw new InvalidArgumentError('It must be a number of seconds above 0, such as 30 or 0.5.')
  return value
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 }

/** Bytes, with an optional unit: `512m`, `2g`, `1.5GiB`. */
function byteSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim())
  const bytes = match === null ? NaN : Math.floor(Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? NaN))
  if (!Number.isSafeInteger(bytes) || bytes < 1) throw new InvalidArgumentError('It must be a size in bytes, such as 512m or 2g.')
  return bytes
}

/** `--workers`: as many as there are cores, unless told otherwise. */
export const workersOption = (help = 'worker threads'): Option =>
  new Option('--workers <n>', help).argParser(wholeNumber(1, 256)).default(availableParallelism(), 'all cores')

/** What Node takes for itself, and each worker thread, before there is any state: measured, in bytes, with room. */
const OF_NODE = 112 * 2 ** 20
const OF_WORKER = 48 * 2 ** 20
const LEAST_MEMORY = 16 * 2 ** 20
const MOST_MEMORY = 2 ** 34

/**
 * Bytes for states unless told otherwise: half of what Node leaves of the machine's memory, or of what the container may take when that is
 * less. `constrained` is what `process.constrainedMemory()` says: undefined, 0 or beyond the machine where nothing is constrained.
 */
export function memoryForStates(total: number, constrained: number | undefined, workers: number): number {
  const limit = constrained === undefined || !(constrained > 0) ? total : Math.min(total, constrained)
  return Math.min(MOST_MEMORY, Math.max(LEAST_MEMORY, Math.floor((limit - OF_NODE - workers * OF_WORKER) / 2)))
}

export const DEFAULT_MEMORY = memoryForStates(totalmem(), process.constrainedMemory(), availableParallelism())

/** `--max-memory`: {@link memoryForStates}, unless told otherwise. */
export const maxMemoryOption = (help = 'memory for states, such as 512m or 2g'): Option =>
  new Option('--max-memory <size>', help)
    .argParser(byteSize)
    .default(DEFAULT_MEMORY, 'half of what Node leaves of the memory of this machine or container, at most 16g')

/** `--max-seconds`. */
export const maxSecondsOption = (help: string): Option => new Option('--max-seconds <n>', help).argParser(positiveSeconds)

/** Collects `key=value` of a flag that may be repeated; the last of a key counts, as in Kafka's own tools. */
export function keyValue(text: string, before: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('It must be key=value.')
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1).trim() }
}

/** Collects the values of a flag that may be repeated. */
export const several = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

/** One of a list of names. */
export const oneOf =
  <T extends string>(choices: readonly T[]) =>
  (text: string): T => {
    const found = choices.find((choice) => choice === text)
    if (found === undefined)
      throw new InvalidArgumentError(`It must be one of ${choices.join(', ')}${suggestion(text, choices)}.`)
    return found
  }

/** `none`, `all`, or names separated by commas, each of the list. */
export const namesOf =
  <T extends string>(known: readonly T[], what = 'property') =>
  (text: string): readonly T[] => {
    if (text === 'all') return known
    if (text === 'none') return []
    const given = text.split(',').map((name) => name.trim())
    const names = given.map((name) => {
      const found = known.find((k) => k === name) ?? known.find((k) => k.toLowerCase() === name.toLowerCase())
      if (found === undefined)
        throw new InvalidArgumentError(
          name === 'all' || name === 'none'
            ? `'${name}' stands alone.`
            : `There is no ${what} '${name}'${suggestion(name, known)}. There are: ${known.join(', ')}.`,
        )
      return found
    })
    return known.filter((k) => names.includes(k))
  }

/** A state of a trace: after so many steps, or at its end. */
export interface From {
  readonly file: string
  readonly step: number | undefined
}

/** `--from`. */
export const fromOption = (): Option =>
  new Option(
    '--from <trace[@step]>',
    'start in a state of a saved trace, after so many of its steps (default: all), with its model: what can still happen, and still be put right',
  ).argParser((text: string): From => {
    const [, file = text, step] = /^(.*?)(?:@(\d+))?$/.exec(text) ?? []
    if (file === '') throw new InvalidArgumentError('It must be a trace, as in counterexample.itf.json@5.')
    return { file, step: step === undefined ? undefined : Number(step) }
  })

/** `--shard`. */
export const shardOption = (what: string): Option =>
  new Option(
    '--shard <i/n>',
    `decide only the i-th of n shares of ${what}, into --cache; a last run without it joins them`,
  ).argParser((text: string): Share => {
    const [, index = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number)
    if (!(index >= 1 && index <= of && of <= 1000)) throw new InvalidArgumentError('It must be one of so many, such as 2/3.')
    return { index, of }
  })

/** `--cache`, where answers are kept only when it is given. */
export const sharedCacheOption = (): Option =>
  new Option('--cache <dir>', 'keep what is decided there, and do not decide again what is')
