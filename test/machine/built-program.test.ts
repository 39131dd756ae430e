/** The program of a clone, compiled when its sources are others. */
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { finished, inTemporaryFolder, ROOT } from '../cli/run.ts'

type BuiltProgram = (root: string, cache?: string) => Promise<string>

it('is never older than its sources, is made once of the same, and says what cannot be compiled', () =>
  inTemporaryFolder(async (root) => {
    const module = new URL('../../machine/built-program.mjs', import.meta.url).href
    const { builtProgram } = (await import(module)) as { readonly builtProgram: BuiltProgram }
    const cache = join(root, 'cache')
    const built = async (): Promise<string> =>
      execFileSync(process.execPath, [join(await builtProgram(root, cache), 'cli/main.js')], { encoding: 'utf8' })
    const write = (name: string, text: string): void => writeFileSync(join(root, name), text)
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
    cpSync(join(ROOT, 'tsconfig.base.json'), join(root, 'tsconfig.base.json'))
    write(
      'tsconfig.build.json',
      '{"extends": "./tsconfig.base.json", "compilerOptions": {"composite": false, "emitDeclarationOnly": false}, "include": ["cli", "distributed"]}',
    )
    write('package.json', '{"type": "module"}')
    for (const folder of ['cli', 'distributed/spark', 'beside']) mkdirSync(join(root, folder), { recursive: true })
    write('cli/main.ts', "import { word } from './word.ts'\nprocess.stdout.write(word)\n")
    write('cli/word.ts', "export const word: string = 'one'\n")

    expect(await built()).toBe('one')
    const first = readdirSync(cache)
    expect(first.length).toBe(1)
    expect(await built()).toBe('one')
    expect(readdirSync(cache)).toEqual(first)

    write('cli/word.ts', "export const word: string = 'two'\n")
    expect(await built()).toBe('two')
    write('distributed/spark/requirements.txt', 'three\n')
    expect(readdirSync(await builtProgram(root, cache), { recursive: true })).toContain('distributed/spark/requirements.txt')
    // As it was: what was built of it is there.
    rmSync(join(root, 'distributed/spark/requirements.txt'))
    write('cli/word.ts', "export const word: string = 'one'\n")
    expect([await built(), readdirSync(cache).length]).toEqual(['one', 3])

    write('cli/word.ts', 'export const word: = 1\n')
    await expect(builtProgram(root, cache)).rejects.toThrow(/^the program cannot be compiled:\n.*cli\/word\.ts/s)
    expect(readdirSync(cache).length).toBe(3)

    // A source that no hash covers would leave a build as it was when it changes.
    write('beside/word.ts', "export const word: string = 'four'\n")
    write('cli/word.ts', "export { word } from '../beside/word.ts'\n")
    await expect(builtProgram(root, cache)).rejects.toThrow('tsconfig.build.json does not include beside/word.ts')
    expect(readdirSync(cache).length).toBe(3)
  }))

it('answers a signal that comes while it compiles, and leaves nothing half made', () =>
  inTemporaryFolder(async (root) => {
    for (const name of ['run-built.mjs', 'built-program.mjs', 'bundle.mjs'])
      cpSync(join(ROOT, 'machine', name), join(root, 'machine', name))
    writeFileSync(join(root, 'tsconfig.build.json'), '{"include": []}')
    // A bundler whose process is told to end, and that goes on until it has been.
    const bundler = join(root, 'node_modules/esbuild')
    mkdirSync(bundler, { recursive: true })
    writeFileSync(join(bundler, 'package.json'), '{"type": "module", "exports": "./main.js"}')
    writeFileSync(
      join(bundler, 'main.js'),
      `export async function build() {
        const told = new Promise((resolve) => process.once('SIGTERM', resolve))
        const isAlive = setInterval(() => undefined, 1000)
        process.kill(process.pid, 'SIGTERM')
        await told
        clearInterval(isAlive)
        return { outputFiles: [], metafile: { inputs: {} } }
      }`,
    )
    const { code, stdout, stderr } = await finished(spawn(process.execPath, [join(root, 'machine/run-built.mjs'), 'check']))
    expect([code, stdout, stderr]).toEqual([143, '', 'tidemark: SIGTERM came before anything was searched\n'])
    expect(readdirSync(join(root, 'node_modules/.cache/tidemark'))).toEqual([])
  }))
