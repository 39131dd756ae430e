/** JSON with the offset of everything, limits, and objects in which a name stands once. */
import { visit } from 'jsonc-parser'
import type { Source } from './source.ts'

const DEEPEST = 64
const MOST_VALUES = 2_000_000

export type Json = JsonObject | JsonArray | JsonLiteral

export interface JsonObject {
  readonly kind: 'object'
  readonly offset: number
  /** After its brace. */
  readonly end: number
  readonly members: ReadonlyMap<string, Json>
}
export interface JsonArray {
  readonly kind: 'array'
  readonly offset: number
  readonly items: readonly Json[]
}
export interface JsonLiteral {
  readonly kind: 'string' | 'number' | 'boolean' | 'null'
  /** Of the text: inside the quotes of a string. */
  readonly offset: number
  /** A string without quotes and escapes; anything else as written. */
  readonly text: string
}

/** @throws ConfigError when it is not JSON, or beyond the limits. */
export function parseJson(source: Source): Json {
  const { text } = source
  type Open = { node: Json; add: (name: string, value: Json) => boolean; name: string }
  const stack: Open[] = []
  const ends: { end: number }[] = []
  let root: Json | undefined
  let values = 0
  const put = (node: Json) => {
    if (++values > MOST_VALUES) source.fail(node.offset, `has more than ${MOST_VALUES} values`)
    const parent = stack.at(-1)
    if (parent === undefined) root = node
    else parent.add(parent.name, node)
  }
  const push = (node: Json, add: Open['add']) => {
    put(node)
    if (stack.length >= DEEPEST) source.fail(node.offset, `is nested more than ${DEEPEST} deep`)
    stack.push({ node, add, name: '' })
  }
  visit(
    text,
    {
      onObjectBegin: (offset) => {
        const members = new Map<string, Json>()
        const node = { kind: 'object' as const, offset, end: offset, members }
        push(node, (name, value) => members.set(name, value).has(name))
        ends.push(node)
      },
      onObjectProperty: (name, offset) => {
        const open = stack.at(-1)
        if (open === undefined || open.node.kind !== 'object') return
        if (open.node.members.has(name)) source.fail(offset + 1, 'has a name of this object a second time')
        open.name = name
      },
      onArrayBegin: (offset) => {
        const items: Json[] = []
        push({ kind: 'array', offset, items }, (_, value) => items.push(value) > 0)
      },
      onObjectEnd: (offset) => {
        stack.pop()
        const node = ends.pop()
        if (node !== undefined) node.end = offset + 1
      },
      onArrayEnd: () => void stack.pop(),
      onLiteralValue: (value: unknown, offset, length) => {
        if (typeof value === 'string') put({ kind: 'string', offset: offset + 1, text: value })
        else {
          const kind = value === null ? 'null' : typeof value === 'boolean' ? 'boolean' : 'number'
          put({ kind, offset, text: text.slice(offset, offset + length) })
        }
      },
      onError: (_, offset) =>
        source.fail(Math.min(offset, text.length), 'is not JSON: what stands here is out of place, or the end is missing'),
    },
    { disallowComments: true, allowTrailingComma: false },
  )
  return root ?? source.fail(0, 'is not JSON: it holds no value')
}

export const member = (node: Json | undefined, name: string): Json | undefined =>
  node?.kind === 'object' ? node.members.get(name) : undefined

/** The first of several names that stands in an object with a value. */
export function firstMember(node: Json | undefined, names: readonly string[]): JsonLiteral | undefined {
  for (const name of names) {
    const value = member(node, name)
    if (value !== undefined && value.kind !== 'null' && value.kind !== 'object' && value.kind !== 'array') return value
  }
  return undefined
}

export const items = (node: Json | undefined): readonly Json[] => (node?.kind === 'array' ? node.items : [])

export const isTrue = (node: Json | undefined): boolean => node?.kind === 'boolean' && node.text === 'true'
