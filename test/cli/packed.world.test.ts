/** The package as npm ships it: packed from the build, unpacked elsewhere, run by plain node. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inTemporaryFolder, program, ROOT } from './run.ts'

interface Report {
  readonly verdict: string
  readonly search: { readonly distinct: number; readonly workers: number }
  readonly properties: readonly { readonly name: string; readonly verdict: string; readonly steps?: number }[]
}

/** What `explore` of a program serves: the page, and the model beside its scripts, if there is one. */
async function explorerOf(
  main: string,
  cwd: string,
  ...args: readonly string[]
): Promise<{ readonly status: number; readonly served: string; readonly model: string }> {
  const child = spawn(process.execPath, [main, 'explore', ...args, '--no-open', '--port', '0'], { cwd })
  try {
    const [said] = (await once(child.stdout, 'data')) as [Buffer]
    const address = /http:\S+/.exec(String(said))?.[0] ?? 'http://127.0.0.1:1/'
    const response = await fetch(address)
    const model = await fetch(new URL('assets/model.js', address))
    return { status: response.status, served: await response.text(), model: await model.text() }
  } finally {
    child.kill('SIGINT')
    await once(child, 'close')
  }
}

/** A model as a user of the package writes it. */
const LAMP = `import { action, bool, defineLayout, type Model, type StateOf } from 'tidemark'

const layout = defineLayout({ lit: bool() })
type State = StateOf<typeof layout.fields>

export const model: Model<State> = {
  name: 'lamp',
  bounds: {},
  assumptions: [],
  layout,
  initial: [() => {}],
  actions: [action<State>()('Switch', 'The lamp is switched.', [], { guards: {}, apply: (d) => void (d.lit = 1 - d.lit) })],
  properties: [],
}
`

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
      const { status, served, model } = await explorerOf(join(root, 'dist/cli/main.js'), folder)
      expect([status, served]).toEqual([200, expect.stringContaining('<title>Tidemark explorer</title>')])
      expect(model).toBe('There is no such file.\n')

      const args = ['check', '--model', 'zookeeper', '--unclean-leader-election', '--workers', '2', '--json']
      args.push('--replicas', '2', '--log-size', '2', '--records', '2', '--max-epoch', '2')
      const elsewhere = join(folder, 'elsewhere')
      mkdirSync(join(elsewhere, 'node_modules/.bin'), { recursive: true })
      // As npm links a bin: a symbolic link with another name, run as it is.
      const bin = join(elsewhere, 'node_modules/.bin/tidemark')
      symlinkSync(join(root, 'dist/cli/main.js'), bin)
      symlinkSync(root, join(elsewhere, 'node_modules/tidemark'))
      writeFileSync(join(elsewhere, 'lamp.ts'), LAMP)
      const own = await explorerOf(bin, elsewhere, 'lamp.ts')
      expect(own.served).toContain('<title>Tidemark explorer</title>')
      expect(own.model).toContain('The lamp is switched.')
      expect(own.model).toMatch(/export \{[^}]*\bexported\b[^}]*\bsettings\b[^}]*\}/)

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
