/** The reference pages say all there is to say. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ERROR_CODES } from '../machine/errors.ts'
import { ExitCode } from '../machine/exit-codes.ts'
import { here } from './cli/run.ts'

const page = (name: string) => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8')

const helpOf = async (command: string) => (await here([command, '--help'], '/')).stdout

describe('docs/errors.md', () => {
  it.each(Object.entries(ERROR_CODES))('explains %s: %s', (code, meaning) => {
    const row = page('errors.md')
      .split('\n')
      .find((line) => line.startsWith(`| \`${code}\` |`))
    const cells = row?.split('|').map((cell) => cell.trim().replaceAll('`', ''))
    expect(cells?.[2]).toBe(meaning)
    expect(cells?.[3]?.length).toBeGreaterThan(20)
    expect(cells?.[4]).toMatch(/^\d+/)
  })

  it('explains no code that there is not', () => {
    const codes = new Set(page('errors.md').match(/TM-\d+/g))
    expect([...codes].toSorted()).toEqual(Object.keys(ERROR_CODES).toSorted())
  })
})

describe('docs/cli.md', () => {
  it.each(['check', 'simulate', 'validate', 'claims', 'trace', 'explore', 'confirm', 'explain', 'kafka'])(
    'has every flag of %s',
    async (command) => {
      const flags = new Set((await helpOf(command)).match(/^ {2}(?:-\w, )?--[a-z-]+/gm)?.map((flag) => flag.replace(/.* /, '')))
      expect(flags.size).toBeGreaterThan(2)
      const section =
        page('cli.md')
          .split(/^## /m)
          .find((s) => s.startsWith(`\`${command}\``)) ?? ''
      expect([...flags].filter((flag) => !new RegExp(`\`${flag}[ \`]`).test(section))).toEqual([])
    },
  )

  it.each(Object.entries(ExitCode))('has the exit code of %s, %i', (_, code) => {
    const codes = page('cli.md')
      .match(/^\| (\d[\d, ]*) *\|/gm)
      ?.flatMap((row) => row.match(/\d+/g) ?? [])
    expect(codes).toContain(String(code))
  })
})

describe('docs/your-own-model.md', () => {
  const bare = (text: string) => text.replace(/\s+/g, ' ').trim()
  const shown = [...page('your-own-model.md').matchAll(/<!-- code of: (\S+) -->\s+```ts\n([\s\S]*?)```/g)].map(
    ([, file = '', code = '']) => [file, code] as const,
  )

  it('shows code of the examples', () => expect(shown.length).toBe(7))

  it.each(shown)('shows code of %s that is there: %s', (file, code) => {
    const whole = bare(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8').replace(/\/\*\*[\s\S]*?\*\//g, ''))
    for (const part of code.split('…')) expect(whole).toContain(bare(part))
  })
})

describe('pictures of packed pages', () => {
  it('are packed with them, and those that are not packed are shown by no page that is', () => {
    const root = new URL('../', import.meta.url)
    const packed = ['README.md', 'CHANGELOG.md', ...readdirSync(new URL('docs', root)).map((name) => `docs/${name}`)].filter(
      (name) => name.endsWith('.md'),
    )
    const shown = packed.flatMap((name) =>
      [...readFileSync(new URL(name, root), 'utf8').matchAll(/!\[[^\]]*\]\(([^)]+)\)|\]\(([^)]*pictures\/[^)]*)\)/g)].map(
        ([, image, link]) => new URL(image ?? link ?? '', new URL(name, root)),
      ),
    )
    expect(shown.map((url) => url.pathname.slice(root.pathname.length)).toSorted()).toEqual([
      'docs/explorer.webp',
      'docs/report.webp',
      'docs/report.webp',
    ])
    for (const picture of shown) expect(statSync(picture).size).toBeLessThan(120_000)
    const { files } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { readonly files: readonly string[] }
    expect(files).toEqual(expect.arrayContaining(['docs', '!docs/pictures']))
  })
})
