import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { FORMATS } from '../../config/index.ts'
import { inputMatrix } from '../../config/matrix.ts'

const docs = readFileSync(new URL('../../docs/config.md', import.meta.url), 'utf8')

/** Rows of a table, each cell without the spaces that align it. */
const rows = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s:|-]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )

it('the matrix of inputs in docs/config.md is that of the readers', () => {
  const [head, ...expected] = rows(inputMatrix())
  const all = rows(docs)
  const from = all.findIndex((row) => row.join() === head?.join())
  expect(from).toBeGreaterThanOrEqual(0)
  expect(expected).toHaveLength(FORMATS.length)
  expect(all.slice(from + 1, from + 1 + expected.length)).toEqual(expected)
})
