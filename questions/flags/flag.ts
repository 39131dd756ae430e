/** Flags as data, and how the words after them are read. Whoever reads a command line puts the flag's name before what is said of a value. */
import { FlagError } from '../../text/flag-error.ts'
import { suggestion } from '../../text/nearest.ts'

/** A flag, as help shows it and as its value is read. */
export interface Flag {
  /** Its name, and what stands for its value when it takes one: `--faults <n>`. */
  readonly flag: string
  readonly help: string
  /** Reads a value; `before` is what the same flag has given already. Without it a value is text. @throws FlagError. */
  readonly read?: (text: string, before?: never) => unknown
  /** What holds when it is not given. */
  readonly standard?: string | number | boolean
  /** The same in words, where help is to say it otherwise. */
  readonly standardText?: string
  /** Whether help is silent about it: it is refused with what is meant here instead. */
  readonly hidden?: true
}

/** A flag of another command that people look for here: whoever gives it is told what does that. */
export const instead = (flag: string, said: (text: string) => string): Flag => ({
  flag,
  help: '',
  hidden: true,
  read: (text) => {
    throw new FlagError(said(text))
  },
})

/** A whole number in `min..max`. */
export const wholeNumber =
  (min: number, max = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : NaN
    const range = max === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${min}` : `a whole number in ${min}..${max}`
    if (!Number.isSafeInteger(value) || value < min || value > max) throw new FlagError(`It must be ${range}.`)
    return value
  }

/** Seconds, fractions allowed. */
export function positiveSeconds(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN
  if (!(value > 0) || value > 2_000_000) throw new FlagError('It must be a number of seconds above 0, such as 30 or 0.5.')
  return value
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 }

/** Bytes, with an optional unit: `512m`, `2g`, `1.5GiB`. */
export function byteSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim())
  const bytes = match === null ? NaN : Math.floor(Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? NaN))
  if (!Number.isSafeInteger(bytes) || bytes < 1) throw new FlagError('It must be a size in bytes, such as 512m or 2g.')
  return bytes
}

/** Collects `key=value` of a flag that may be repeated; the last of a key counts, as in Kafka's own tools. */
export function keyValue(text: string, before: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> {
  const at = text.indexOf('=')
  if (at < 1) throw new FlagError('It must be key=value.')
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1).trim() }
}

/** One of a list of names; `listed` says which there are. */
export const oneOf =
  <T extends string>(choices: readonly T[], listed = `one of ${choices.join(', ')}`) =>
  (text: string): T => {
    const found = choices.find((choice) => choice === text)
    if (found === undefined) throw new FlagError(`It must be ${listed}${suggestion(text, choices)}.`)
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
        throw new FlagError(
          name === 'all' || name === 'none'
            ? `'${name}' stands alone.`
            : `There is no ${what} '${name}'${suggestion(name, known)}. There are: ${known.join(', ')}.`,
        )
      return found
    })
    return known.filter((k) => names.includes(k))
  }

/** The names after `--invariants`, of those that there are. @throws FlagError. */
export function propertiesNamed<T extends string>(known: readonly T[], text: string): readonly T[] {
  try {
    return namesOf(known)(text)
  } catch (error) {
    throw error instanceof FlagError ? new FlagError(`--invariants ${text}: ${error.message}`) : error
  }
}

/** `--defects`, of every question that is asked of the code of a release beside the protocol as designed; `ids` can be named. */
export const defectsFlag = (ids: readonly string[]): Flag => ({
  flag: '--defects <ids>',
  help: `known defects of the release that its code is searched with, beside the protocol as designed: all, none, or among ${ids.join(', ')} (default: all)`,
  read: (text): 'all' | readonly string[] => {
    if (text === 'all') return 'all'
    return text === 'none' ? [] : text.split(',').map((id) => oneOf(ids)(id.trim()))
  },
})

/** Collects the values of a flag that may be repeated. */
export const several = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]
