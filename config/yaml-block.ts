import type { Node } from 'yaml'
import { ConfigError } from './config-error.ts'
import type { Source } from './source.ts'
import { finished } from './steps.ts'
import { isScalar, parseYaml, scalarText, type YamlFile } from './yaml-tree.ts'

const DEEPEST = 64
const LONGEST = 1000

/**
 * Lines that the same text has in block style, whether it is written so, in flow style or as JSON: without quotes and comments, and with
 * what aliases and merged maps stand for. At most so many; undefined when it is no YAML, or nothing is nested in it.
 */
export function blockLines(source: Source, most: number): readonly string[] | undefined {
  try {
    const file = finished(parseYaml(source))
    const lines: string[] = []
    for (const root of file.roots)
      for (const line of linesOf(file, root, 0)) {
        lines.push(line)
        if (lines.length === most) return lines
      }
    return file.roots.some((root) => isNested(file, root)) ? lines : undefined
  } catch (error) {
    if (error instanceof ConfigError) return undefined
    throw error
  }
}

const isNested = (file: YamlFile, root: Node): boolean =>
  file.items(root) !== undefined ||
  [...(file.members(root)?.values() ?? [])].some(
    ({ value }) => file.members(value) !== undefined || file.items(value) !== undefined,
  )

function* linesOf(file: YamlFile, node: Node | undefined, depth: number): Generator<string> {
  if (depth > DEEPEST) return
  const indent = '  '.repeat(depth)
  for (const [key, { value }] of file.members(node) ?? []) yield* entryLines(file, `${indent}${key}:`, value, depth + 1)
  for (const item of file.items(node) ?? []) {
    let isFirst = true
    for (const line of file.members(item) === undefined
      ? entryLines(file, `${indent}-`, item, depth + 1)
      : linesOf(file, item, depth + 1)) {
      yield isFirst && file.members(item) !== undefined ? `${indent}- ${line.trimStart()}` : line
      isFirst = false
    }
  }
}

/** What stands before a value, and the value beside or below it. */
function* entryLines(file: YamlFile, before: string, value: Node | undefined, depth: number): Generator<string> {
  const target = file.target(value)
  const text = isScalar(target) && target.value !== null ? scalarText(target) : ''
  if (text.includes('\n')) {
    yield `${before} |`
    for (const line of text.split('\n')) yield '  '.repeat(depth) + line.slice(0, LONGEST)
  } else yield text === '' ? before : `${before} ${text.slice(0, LONGEST)}`
  if (!isScalar(target)) yield* linesOf(file, target, depth)
}
