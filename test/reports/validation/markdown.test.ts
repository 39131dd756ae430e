import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_MARKDOWN } from '../../../reports/validation/markdown.ts'
import { validationMarkdown } from './reports.ts'
import { golden } from './golden.ts'
import { hostileValidation } from './hostile.ts'
import { CAUSE, comparison, loss, side, single, STORY, validation, value } from './sample.ts'

/** Tags that the report is made of. */
const TAGS = /<\/?(?:code|details|summary|sub)>/g

/** Lines of each table, without those of fences. */
function tables(markdown: string): string[][] {
  const found: string[][] = []
  let isIn = false
  for (const line of markdown.split('\n')) {
    const isRow = line.startsWith('|')
    if (isRow && !isIn) found.push([])
    if (isRow) found.at(-1)?.push(line)
    isIn = isRow
  }
  return found
}

const many = (n: number, more: Partial<ReturnType<typeof loss>>) =>
  validation([comparison({ losses: Array.from({ length: n }, () => loss('acked', more)) })])

const diagrams = (markdown: string): number => markdown.split('\n```mermaid\n').length - 1
const stories = (markdown: string): number => markdown.split('\n**Because** ').length - 1

describe('validationMarkdown', () => {
  it.each([
    ['comparison.md', validation()],
    ['single.md', validation([single()])],
  ] as const)('is %s', async (name, of) => {
    await expect(validationMarkdown(of)).toMatchFileSnapshot(golden(name))
  })

  it('leaves nothing of a file as markup', () => {
    fc.assert(
      fc.property(hostileValidation, (of) => {
        const markdown = validationMarkdown(of)
        const subject = of.subjects[0]
        for (const [i, table] of tables(markdown).entries()) {
          const columns = i === 0 ? of.envelopes.length + 1 : subject?.base === undefined ? 2 : 3
          for (const row of table) expect(row.split('|')).toHaveLength(columns + 2)
        }
        expect(tables(markdown)).toHaveLength(2)
        const text = markdown.replace(TAGS, '').replace('\n```mermaid\n', '\n').replace('\n```\n', '\n')
        expect(text).not.toMatch(/[<>`@\\]|\]\(|www\.|:\/\//)
        expect(text.replace(/&#\d+;/g, '')).not.toContain('&')
        // oxlint-disable-next-line no-control-regex -- that is what it looks for
        expect(markdown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202e]/)
        for (const tag of ['code', 'details', 'summary', 'sub'])
          expect(markdown.split(`<${tag}>`).length).toBe(markdown.split(`</${tag}>`).length)
      }),
    )
  })

  it('shows every sign of a value as itself', () => {
    const text = `a|b\`c\`<d>&e@f#g*_~[h](i)\\`
    const shown = /from <code>(.*?)<\/code>/.exec(
      validationMarkdown(
        validation([comparison({ losses: [loss('acked', { causes: [{ ...CAUSE, key: 'from', from: value('from', text) }] })] })]),
      ).replace('<code>from</code> ', 'from '),
    )?.[1]
    expect(shown?.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))).toBe(text)
  })

  it('mentions nobody in prose either', () => {
    const markdown = validationMarkdown(validation([comparison({ rolloutNotes: ['ask @someone about #12'] })]))
    expect(markdown).toContain('- **Roll-out:** ask &#64;&#8203;someone about &#35;&#8203;12\n')
  })

  it('closes no fence early', () => {
    const mermaid = 'sequenceDiagram\n```\n# out\n````\n'
    const markdown = validationMarkdown(validation([single({ losses: [loss('acked', { story: { ...STORY, mermaid } })] })]))
    expect(markdown).toContain('\n`````mermaid\nsequenceDiagram\n```\n# out\n````\n`````\n')
  })

  it('leaves out diagrams first, from the end', () => {
    const story = { ...STORY, mermaid: `sequenceDiagram\n${'  Note over L0: x\n'.repeat(500)}` }
    const markdown = validationMarkdown(many(10, { story }))
    expect(markdown.length).toBeLessThanOrEqual(MOST_MARKDOWN)
    expect(diagrams(markdown)).toBe(5)
    expect(stories(markdown)).toBe(10)
    expect(markdown).toContain('\n_Left out, to stay short: 5 diagrams._\n')
    expect(markdown.indexOf('```mermaid')).toBeLessThan(markdown.indexOf('### LOST', markdown.indexOf('### LOST') + 1))
  })

  it('then stories, from the end', () => {
    const story = { ...STORY, because: 'word '.repeat(580) }
    const markdown = validationMarkdown(many(30, { story }))
    expect(markdown.length).toBeLessThanOrEqual(MOST_MARKDOWN)
    expect(diagrams(markdown)).toBe(0)
    const told = stories(markdown)
    expect(told).toBeGreaterThan(10)
    expect(told).toBeLessThan(30)
    expect(markdown).toContain(`\n_Left out, to stay short: 30 diagrams and ${30 - told} stories._\n`)
    expect(markdown.split('\n### LOST: ')).toHaveLength(31)
    expect(markdown).toContain('Effective configuration')
  })

  it('then the configuration, and whole groups of topics', () => {
    const notes = Array.from({ length: 300 }, () => '|'.repeat(300))
    const noted = validationMarkdown(validation([comparison({ head: side('head', { notes }) })]))
    expect(noted).toContain(
      '_Left out, to stay short: 2 diagrams, 2 stories and the effective configuration, bounds and assumptions._',
    )
    const groups = validationMarkdown(validation(Array.from({ length: 200 }, () => comparison())))
    expect(groups.length).toBeLessThanOrEqual(MOST_MARKDOWN)
    expect(groups.length).toBeGreaterThan(MOST_MARKDOWN - 3000)
    expect(groups).toMatch(/_Left out, to stay short: \d+ groups of topics \(LOST\)\._/)
  })

  it('says the answer even when nothing else fits', () => {
    const vast = comparison({ rolloutNotes: Array.from({ length: 300 }, () => '|'.repeat(300)) })
    const markdown = validationMarkdown(validation([vast]))
    expect(markdown.length).toBeLessThanOrEqual(MOST_MARKDOWN)
    expect(markdown).toContain('_Left out, to stay short: 1 group of topics (LOST)._')
  })
})
