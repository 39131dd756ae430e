/** The program of a clone, compiled when its sources are others. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { inTemporaryFolder, ROOT } from '../cli/run.ts'

type BuiltProgram = (root: string, cache?: string) => string

it('is never older than its sources, is made once of the same, and says what cannot be compiled', () =>
  inTemporaryFolder(async (root) => {
    const module = new URL('../../machine/built-program.mjs', import.meta.url).href
    const { builtProgram } = (await import(module)) as { readonly builtProgram: BuiltProgram }
    const cache = join(root, 'cache')
    const built = (): string =>
      execFileSync(process.execPath, [join(builtProgram(root, cache), 'cli/main.js')], { encoding: 'utf8' })
    const write = (name: string, text: string): void => writeFileSync(join(root, name), text)
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
    cpSync(join(ROOT, 'tsconfig.base.json'), join(root, 'tsconfig.base.json'))
    write(
      'tsconfig.build.json',
      '{"extends": "./tsconfig.base.json", "compilerOptions": {"composite": false, "emitDeclarationOnly": false}, "include": ["cli"], "exclude": []}',
    )
    write('package.json', '{"type": "module"}')
    mkdirSync(join(root, 'cli'))
    write('cli/main.ts', "import { word } from './word.ts'\nprocess.stdout.write(word)\n")
    write('cli/word.ts', "export const word: string = 'one'\n")

    expect(built()).toBe('one')
    const first = readdirSync(cache)
    expect(first.length).toBe(1)
    expect(built()).toBe('one')
    expect(readdirSync(cache)).toEqual(first)

    write('cli/word.ts', "export const word: string = 'two'\n")
    expect(built()).toBe('two')
    write('cli/data.txt', 'three\n')
    expect(readdirSync(builtProgram(root, cache) + '/cli').toSorted()).toEqual(['data.txt', 'main.js', 'word.js'])
    // As it was: what was built of it is there.
    rmSync(join(root, 'cli/data.txt'))
    write('cli/word.ts', "export const word: string = 'one'\n")
    expect([built(), readdirSync(cache).length]).toEqual(['one', 3])

    write('cli/word.ts', 'export const word: = 1\n')
    expect(() => builtProgram(root, cache)).toThrow(/^the program cannot be compiled:\n.*cli\/word\.ts/s)
    expect(readdirSync(cache).length).toBe(3)
  }))
