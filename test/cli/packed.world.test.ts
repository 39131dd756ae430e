/** The package as npm ships it: packed from the build, unpacked elsewhere, run by plain node. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inTemporaryFolder, program, ROOT } from './run.ts'

interface Report {
  readonly verdict: string
  readonly search: { readonly distinct: number; readonly workers: number }
  readonly properties: readonly { readonly name: string; readonly verdict: string; readonly steps?: number }[]
}

/** What `explore` of a program serves. */
async function explorerOf(main: string, cwd: string): Promise<{ readonly status: number; readonly served: string }> {
  const child = spawn(process.execPath, [main, 'explore', '--no-open', '--port', '0'], { cwd })
  try {
    const [said] = (await once(child.stdout, 'data')) as [Buffer]
    const response = await fetch(/http:\S+/.exec(String(said))?.[0] ?? 'http://127.0.0.1:1/')
    return { status: response.status, served: await response.text() }
  } finally {
    child.kill('SIGINT')
    await once(child, 'close')
  }
}

describe('the package', () => {
  it('runs from its tarball like the sources, without tests and without TypeScript', async () => {
    await inTemporaryFolder(async (folder) => {
      const pack = await program('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], ROOT)
      expect(pack.code).toBe(0)
      const tarball = pack.stdout.trim().split('\n').at(-1) ?? ''
      expect((await program('tar', ['-xzf', tarball], folder)).code).toBe(0)
      const root = join(folder, 'package')
      symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
      const files = readdirSync(join(root, 'dist'), { recursive: true }).map(String)
      expect(files.filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts'))).toEqual([])
      expect(files.filter((f) => /test|bench/.test(f))).toEqual([])
      expect(existsSync(join(root, 'test'))).toBe(false)
      expect(files).toContain(join('checker/hosts', 'worker.js'))

      expect(existsSync(join(root, 'dist/explorer/index.html'))).toBe(true)
      const { status, served } = await explorerOf(join(root, 'dist/cli/main.js'), folder)
      expect([status, served]).toEqual([200, expect.stringContaining('<title>Tidemark explorer</title>')])

      const args = ['check', '--model', 'zookeeper', '--unclean-leader-election', '--workers', '2', '--json']
      args.push('--replicas', '2', '--log-size', '2', '--records', '2', '--max-epoch', '2')
      const elsewhere = join(folder, 'elsewhere')
      mkdirSync(join(elsewhere, 'node_modules/.bin'), { recursive: true })
      // As npm links a bin: a symbolic link with another name, run as it is.
      const bin = join(elsewhere, 'node_modules/.bin/tidemark')
      symlinkSync(join(root, 'dist/cli/main.js'), bin)
      const packed = await program(process.execPath, [bin, ...args], elsewhere)
      const source = await program(
        process.execPath,
        ['--import', import.meta.resolve('tsx'), join(ROOT, 'cli/main.ts'), ...args],
        folder,
      )
      expect([packed.code, packed.stderr, source.code]).toEqual([12, '', 12])
      const [ours, theirs] = [packed, source].map((run) => JSON.parse(run.stdout) as Report)
      const told = (r: Report | undefined) => r?.properties.map((p) => [p.name, p.verdict, p.steps])
      expect(told(ours)).toEqual(told(theirs))
      expect(ours?.search).toMatchObject({ distinct: 7567, workers: 2 })
      expect(ours?.verdict).toBe('violated')

      const lint = await program(process.execPath, [join(ROOT, 'node_modules/publint/src/cli.js'), 'run', root, '--strict'], root)
      expect([lint.code, lint.stdout]).toEqual([0, expect.stringContaining('All good!')])
    })
  })
})
