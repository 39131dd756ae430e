/**
 * Careful access to JSON somebody else wrote: every check that fails becomes a problem with the place where it failed.
 *
 * Values are only looked at through own properties, so names such as `constructor` mean nothing here.
 */
import { printable } from '../text/printable.ts'
import type { JsonValue } from './trace.ts'

/** What is wrong with a file, and where. */
export interface ItfProblem {
  /** Too long to read; not JSON; not ITF of this tool's schema; or ITF whose content does not fit together. */
  readonly kind: 'too-large' | 'syntax' | 'foreign' | 'content'
  /** Place in the document, such as `$.states[3].isr`; `$` is the whole. */
  readonly path: string
  /** From 1; known for syntax only. */
  readonly line: number | undefined
  readonly column: number | undefined
  readonly message: string
}

/** Reading stops after this many problems. */
const MAX_PROBLEMS = 20
/** The deepest nesting of plain data such as `spec`. */
const MAX_JSON_DEPTH = 64

export type JsonObject = Readonly<Record<string, unknown>>

export class JsonReader {
  readonly problems: ItfProblem[] = []

  /** Notes a problem; returns undefined so that a failed read is one expression. */
  fail(path: string, message: string, kind: ItfProblem['kind'] = 'content'): undefined {
    if (!this.full)
      this.problems.push({
        kind,
        path: printable(path, 200),
        line: undefined,
        column: undefined,
        message: printable(message, 500),
      })
    return undefined
  }

  /** Whether there are so many problems that reading can stop. */
  get full(): boolean {
    return this.problems.length >= MAX_PROBLEMS
  }

  object(value: unknown, path: string): JsonObject | undefined {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
    return this.fail(path, `expected an object, found ${nameOf(value)}`)
  }

  array(value: unknown, path: string): readonly unknown[] | undefined {
    return Array.isArray(value) ? value : this.fail(path, `expected an array, found ${nameOf(value)}`)
  }

  string(value: unknown, path: string): string | undefined {
    return typeof value === 'string' ? value : this.fail(path, `expected a string, found ${nameOf(value)}`)
  }

  /** One of the given strings. */
  oneOf<T extends string>(value: unknown, allowed: readonly T[], path: string): T | undefined {
    const found = allowed.find((a) => a === value)
    return found ?? this.fail(path, `expected ${allowed.join(', ')}, found ${nameOf(value)}`)
  }

  /** The only member of an object such as `{"#set": …}`. */
  wrapped(value: unknown, key: string, path: string): unknown {
    if (typeof value === 'object' && value !== null && Object.keys(value).length === 1 && Object.hasOwn(value, key))
      return (value as JsonObject)[key]
    return this.fail(path, `expected {${JSON.stringify(key)}: …}, found ${nameOf(value)}`)
  }

  /** The array that is the only member of an object such as `{"#set": […]}`. */
  wrappedArray(value: unknown, key: string, path: string): readonly unknown[] | undefined {
    const inner = this.wrapped(value, key, path)
    return inner === undefined ? undefined : this.array(inner, `${path}.${key}`)
  }

  /** Plain data, copied, without `__proto__` keys and not nested beyond {@link MAX_JSON_DEPTH}. */
  json(value: unknown, path: string, depth = 0): JsonValue | undefined {
    if (depth > MAX_JSON_DEPTH) return this.fail(path, `nested more than ${MAX_JSON_DEPTH} levels deep`)
    if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value
    if (Array.isArray(value)) return value.map((element, i) => this.json(element, `${path}[${i}]`, depth + 1) ?? null)
    const object = this.object(value, path)
    if (object === undefined) return undefined
    if (Object.hasOwn(object, '__proto__')) return this.fail(path, 'a key may not be called __proto__')
    const entries = Object.entries(object)
    return Object.fromEntries(entries.map(([key, inner]) => [key, this.json(inner, memberPath(path, key), depth + 1) ?? null]))
  }
}

/** An own property, or undefined. */
export const ownValue = (object: JsonObject, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined)

/** `$.states` plus `isr` is `$.states.isr`; other keys are quoted. */
export const memberPath = (path: string, key: string): string =>
  /^[A-Za-z_$#][\w$-]*$/.test(key)
    ? `${path}.${key}`
    : `${path}[${JSON.stringify(key.length > 40 ? `${key.slice(0, 40)}…` : key)}]`

/** A value as a message names it: short, whatever the value. */
export function nameOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
