/**
 * The types of the values in a readable state, and their Apalache notation.
 *
 * A trace carries them so that its saved form can be read back without the model, and without guessing: `{tag, value}` is
 * an option where the type says so and a record where it does not.
 */
import type { Layout } from '../checker/layout.ts'
import type { Field, Fields } from '../checker/fields.ts'

export type ValueType =
  | { readonly kind: 'int' }
  | { readonly kind: 'bool' }
  | { readonly kind: 'string' }
  /** A string or null. */
  | { readonly kind: 'option' }
  /** A set of strings. */
  | { readonly kind: 'set' }
  | { readonly kind: 'list'; readonly of: ValueType }
  /** A map from strings. */
  | { readonly kind: 'map'; readonly of: ValueType }
  | { readonly kind: 'record'; readonly fields: readonly Variable[] }

/** A named value: a top-level field of a state, or a field of a record. */
export interface Variable {
  readonly name: string
  readonly type: ValueType
}

/** The deepest nesting {@link parseType} accepts. */
const MAX_TYPE_DEPTH = 32

/** The top-level fields of a layout, in declaration order. */
export const variablesOf = (layout: Layout): Variable[] => variablesIn(layout.fields)

const variablesIn = (fields: Fields): Variable[] => Object.entries(fields).map(([name, field]) => ({ name, type: typeOf(field) }))

function typeOf(field: Field): ValueType {
  switch (field.kind) {
    case 'int':
      return { kind: 'int' }
    case 'bool':
      return { kind: 'bool' }
    case 'member':
      return { kind: 'string' }
    case 'option':
      return { kind: 'option' }
    case 'set':
      return { kind: 'set' }
    case 'struct':
      return { kind: 'record', fields: variablesIn(field.fields) }
    case 'array':
      return { kind: 'map', of: typeOf(field.element) }
    case 'sequence':
      return { kind: 'list', of: typeOf(field.element) }
  }
}

/** Apalache's notation: `Int`, `Set(Str)`, `Str -> Seq({epoch: Int, id: Int})`, `Some(Str) | None(UNIT)`. Inverse of {@link parseType}. */
export function formatType(type: ValueType): string {
  switch (type.kind) {
    case 'int':
      return 'Int'
    case 'bool':
      return 'Bool'
    case 'string':
      return 'Str'
    case 'option':
      return OPTION
    case 'set':
      return 'Set(Str)'
    case 'list':
      return `Seq(${formatType(type.of)})`
    case 'map':
      return `Str -> ${type.of.kind === 'map' || type.of.kind === 'option' ? `(${formatType(type.of)})` : formatType(type.of)}`
    case 'record':
      return `{${type.fields.map((f) => `${f.name}: ${formatType(f.type)}`).join(', ')}}`
  }
}

const OPTION = 'Some(Str) | None(UNIT)'
const TOKEN = /\s*(->|[A-Za-z_$][\w$]*|[(){}:,|])/y

/** Reads the notation of {@link formatType}; undefined for anything else, and for nesting beyond {@link MAX_TYPE_DEPTH}. */
export function parseType(text: string): ValueType | undefined {
  const tokens = tokensOf(text)
  if (tokens === undefined) return undefined
  let at = 0
  const take = (...expected: readonly string[]): boolean => {
    if (!expected.every((token, i) => tokens[at + i] === token)) return false
    at += expected.length
    return true
  }

  const parse = (depth: number): ValueType | undefined => {
    if (depth > MAX_TYPE_DEPTH) return undefined
    if (take('(')) {
      const inner = parse(depth + 1)
      return take(')') ? inner : undefined
    }
    if (take('Int')) return { kind: 'int' }
    if (take('Bool')) return { kind: 'bool' }
    if (take('Set', '(', 'Str', ')')) return { kind: 'set' }
    if (take('Some', '(', 'Str', ')', '|', 'None', '(', 'UNIT', ')')) return { kind: 'option' }
    if (take('Str', '->')) {
      const of = parse(depth + 1)
      return of && { kind: 'map', of }
    }
    if (take('Str')) return { kind: 'string' }
    if (take('Seq', '(')) {
      const of = parse(depth + 1)
      return of && take(')') ? { kind: 'list', of } : undefined
    }
    return take('{') ? parseRecord(depth) : undefined
  }

  const parseRecord = (depth: number): ValueType | undefined => {
    const fields = new Map<string, Variable>()
    if (take('}')) return { kind: 'record', fields: [] }
    do {
      const name = tokens[at++]
      if (name === undefined || !/^[A-Za-z_$]/.test(name) || fields.has(name) || !take(':')) return undefined
      const type = parse(depth + 1)
      if (type === undefined) return undefined
      fields.set(name, { name, type })
    } while (take(','))
    return take('}') ? { kind: 'record', fields: [...fields.values()] } : undefined
  }

  const type = parse(0)
  return at === tokens.length ? type : undefined
}

function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  let end = 0
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    tokens.push(match[1] ?? '')
    end = TOKEN.lastIndex
  }
  return text.slice(end).trim() === '' ? tokens : undefined
}
