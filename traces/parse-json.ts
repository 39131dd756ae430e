import type { ItfProblem } from './json-reader.ts'
import { printable } from '../text/printable.ts'

/** Parses JSON text; a problem carries line and column, which `JSON.parse` of Node 20 gives for some mistakes only. */
export function parseJson(text: string): { readonly value: unknown } | { readonly problem: ItfProblem } {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    const { at, expected } = firstMistake(text)
    const lineStart = text.lastIndexOf('\n', at - 1) + 1
    let line = 1
    for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) line++
    const found = at >= text.length ? 'the end' : JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0))
    const message = printable(`not JSON: expected ${expected}, found ${found}`)
    return { problem: { kind: 'syntax', path: '$', line, column: at - lineStart + 1, message } }
  }
}

const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const SPACE = /[ \t\n\r]*/y

/** Walks over text that is not JSON to the first character that cannot continue it. Nesting costs no stack. */
function firstMistake(text: string): { readonly at: number; readonly expected: string } {
  const open: ('{' | '[')[] = []
  let expected = 'a value'
  let at = skip(SPACE, text, 0)
  for (;;) {
    const c = text[at] ?? ''
    if (expected === 'a value' || expected === 'a value or ]') {
      if (c === ']' && expected === 'a value or ]') {
        open.pop()
        expected = after(open)
        at++
      } else if (c === '{' || c === '[') {
        open.push(c)
        expected = c === '{' ? 'a name in double quotes or }' : 'a value or ]'
        at++
      } else {
        const end = c === '"' ? endOfString(text, at) : { at: skip(LITERAL, text, at), fault: undefined }
        if (end.fault !== undefined) return { at: end.at, expected: end.fault }
        if (end.at === at) return { at, expected }
        expected = after(open)
        at = end.at
      }
    } else if (expected.startsWith('a name')) {
      if (c === '}' && expected.endsWith('}')) {
        open.pop()
        expected = after(open)
        at++
      } else {
        if (c !== '"') return { at, expected }
        const end = endOfString(text, at)
        if (end.fault !== undefined) return { at: end.at, expected: end.fault }
        expected = ':'
        at = end.at
      }
    } else if (expected === ':') {
      if (c !== ':') return { at, expected }
      expected = 'a value'
      at++
    } else {
      const within = open.at(-1)
      if (c === ',' && within !== undefined) expected = within === '{' ? 'a name in double quotes' : 'a value'
      else if (within !== undefined && c === (within === '{' ? '}' : ']')) {
        open.pop()
        expected = after(open)
      } else return { at, expected }
      at++
    }
    at = skip(SPACE, text, at)
  }
}

const after = (open: readonly ('{' | '[')[]): string => {
  const within = open.at(-1)
  return within === undefined ? 'the end' : within === '{' ? ', or }' : ', or ]'
}

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : from
}

/** The index after a string that starts at `from`, or the place and nature of a fault in it. */
function endOfString(text: string, from: number): { readonly at: number; readonly fault: string | undefined } {
  for (let at = from + 1; at < text.length; at++) {
    const c = text[at] ?? ''
    if (c === '"') return { at: at + 1, fault: undefined }
    if (c < ' ') return { at, fault: 'no control character in a string' }
    if (c !== '\\') continue
    const escape = /(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
    const end = skip(escape, text, at + 1)
    if (end === at + 1) return { at: at + 1, fault: 'an escape' }
    at = end - 1
  }
  return { at: text.length, fault: 'a closing quote' }
}
