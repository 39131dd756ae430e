/** The program in a few files: what is found by its address is there, and each module once. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { codeDigest, FILES, FOLDERS } from '../../answers/code-digest.ts'
import { inTemporaryFolder, program, ROOT } from '../cli/run.ts'

interface Bundle {
  readonly ENTRIES: readonly string[]
  readonly bundle: (root: string, out: string) => Promise<readonly string[]>
}

const load = async (): Promise<Bundle> => (await import(new URL('../../machine/bundle.mjs', import.meta.url).href)) as Bundle

const DIST = join(ROOT, 'dist')
/** Its code, without the pages. */
const codeIn = (dist: string): string[] =>
  readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.js') && !/^(?:own-)?explorer/.test(file),
  )
const sourcesIn = (file: string): string[] => [
  ...new Set([...readFileSync(join(DIST, file), 'utf8').matchAll(/^\/\/ (\S+\.ts)$/gm)].map(([, source = '']) => source)),
]

it('every entry is there, and all that package.json names', async () => {
  const { ENTRIES } = await load()
  const { bin, exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly bin: Readonly<Record<string, string>>
    readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  }
  const compiled = ENTRIES.map((entry) => `dist/${entry.replace(/\.ts$/, '.js')}`)
  const named = [bin, ...Object.values(exports)].flatMap((of) => (typeof of === 'string' ? [of] : Object.values(of)))
  expect(named.length).toBeGreaterThan(7)
  expect([...compiled, ...named].filter((file) => !existsSync(join(ROOT, file)))).toEqual([])
})

it('no module is in two files, so that a model of your own shares each with the command line', () => {
  const sources = codeIn(DIST).flatMap(sourcesIn)
  expect(sources).toContain('checker/search/explore.ts')
  expect(sources.filter((source, i) => sources.indexOf(source) !== i)).toEqual([])
})

it('carries the digest of its sources, which changes with them and with nothing else', () =>
  inTemporaryFolder(async (root) => {
    const { bundle } = await load()
    const write = (name: string, text: string): void => {
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), text)
    }
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
    for (const name of ['answers/code-digest.ts', 'answers/fingerprint.ts', 'machine/version.ts', 'package.json'])
      cpSync(join(ROOT, name), join(root, name))
    for (const folder of FOLDERS) for (const name of ['one', 'two']) write(`${folder}/${name}.ts`, 'export {}\n')
    for (const file of FILES) write(`${file}.ts`, 'export {}\n')
    write('text/words.ts', 'export {}\n')
    write('cli/main.ts', `import { codeFingerprint } from '../answers/fingerprint.ts'\nprocess.stdout.write(codeFingerprint())\n`)
    const built = async (): Promise<string> => {
      await bundle(root, join(root, 'dist'))
      return (await program(process.execPath, [join(root, 'dist/cli/main.js')], root)).stdout
    }
    const read = async (): Promise<string> =>
      (await program(process.execPath, ['--import', import.meta.resolve('tsx'), join(root, 'cli/main.ts')], root)).stdout

    const first = await built()
    expect(first).toMatch(/^[0-9a-f]{64}$/)
    expect(await read()).toBe(first)
    write('text/words.ts', 'export const word = 1\n')
    expect(await built()).toBe(first)
    for (const name of ['checker/one.ts', `${FILES[0]}.ts`]) {
      const before = await built()
      write(name, 'export const changed = 1\n')
      expect(await built()).not.toBe(before)
      expect(await read()).toBe(await built())
    }
  }))

it('the package carries the digest of these sources', () => {
  expect(codeIn(DIST).filter((file) => readFileSync(join(DIST, file), 'utf8').includes(codeDigest(ROOT))).length).toBe(1)
})
