/** The package in a project of somebody else's: its types under `strict`, its functions, TypeScript models on worker threads, and its pages. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { program, ROOT, type Run } from '../cli/run.ts'

let folder = ''

/** A project in which the package is installed, and of what is installed here the packages named, or all. */
function project(name: string, type: 'module' | 'commonjs', without: readonly string[] = []): string {
  const root = join(folder, name)
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true })
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name, type, private: true }))
  for (const installed of readdirSync(join(ROOT, 'node_modules')))
    if (!installed.startsWith('.') && !without.includes(installed))
      symlinkSync(join(ROOT, 'node_modules', installed), join(root, 'node_modules', installed))
  cpSync(join(folder, 'package'), join(root, 'node_modules/tidemark'), { recursive: true })
  symlinkSync('../tidemark/dist/cli/main.js', join(root, 'node_modules/.bin/tidemark'))
  for (const example of ['two-phase-commit', 'peterson', 'raft-election']) {
    const text = readFileSync(join(root, `node_modules/tidemark/examples/${example}.ts`), 'utf8')
    writeFileSync(join(root, `${example}.ts`), text.replaceAll(`'../checker/model.ts'`, `'tidemark'`))
  }
  return root
}

const tidemark = (root: string, ...args: readonly string[]): Promise<Run> =>
  program(process.execPath, [join(root, 'node_modules/.bin/tidemark'), ...args], root)

/** Runs a command of a package that is installed. */
const run = (root: string, file: string, ...args: readonly string[]): Promise<Run> =>
  program(process.execPath, [join(root, 'node_modules', file), ...args], root)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-installed-'))
  const pack = await program('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], ROOT)
  expect(pack.code).toBe(0)
  const tarball = pack.stdout.trim().split('\n').at(-1) ?? ''
  expect((await program('tar', ['-xzf', tarball], folder)).code).toBe(0)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a model of your own, with the installed package', () => {
  it.each(['module', 'commonjs'] as const)('in TypeScript, on two worker threads, where files are %s', async (type) => {
    const root = project(`typescript-${type}`, type)
    const found = await tidemark(root, 'check', './raft-election.ts', '--workers', '2', '--json')
    expect([found.stderr, found.code]).toEqual(['', 0])
    expect(JSON.parse(found.stdout)).toMatchObject({
      verdict: 'holds',
      model: { name: 'raft-election' },
      search: { distinct: 795, workers: 2 },
    })
    const mutated = await tidemark(root, 'check', './peterson.ts', '--mutate', '--quiet')
    expect(mutated.stdout).toContain('4 of 6 rules are seen to protect something within these bounds')
  })

  it('says what is missing where nothing reads TypeScript', async () => {
    const root = project('without-tsx', 'module', ['tsx'])
    const found = await tidemark(root, 'check', './peterson.ts', '--workers', '1')
    const reads = Boolean(Reflect.get(process.features, 'typescript'))
    expect(found.code).toBe(reads ? 0 : 151)
    if (!reads) expect(found.stderr).toContain('install tsx beside it (npm install --save-dev tsx), or name the compiled .js')
  })

  it.each(['module', 'commonjs'] as const)('in JavaScript that imports TypeScript, where files are %s', async (type) => {
    const root = project(`importing-${type}`, type)
    for (const [name, text] of [
      ['model.mjs', `export { build } from './peterson.ts'`],
      ['model.cjs', `module.exports = require('./peterson.ts')`],
    ] as const) {
      writeFileSync(join(root, name), text)
      const found = await tidemark(root, 'check', name, '--workers', '2', '--quiet')
      expect([name, found.stderr, found.code]).toEqual([name, '', 0])
    }
  })

  it('in JavaScript that imports TypeScript where nothing reads it, refused by the name of the file', async () => {
    const root = project('importing-without-tsx', 'module', ['tsx'])
    writeFileSync(join(root, 'model.js'), `export { build } from './peterson.ts'`)
    const found = await tidemark(root, 'check', 'model.js', '--workers', '1')
    const reads = Boolean(Reflect.get(process.features, 'typescript'))
    expect(found.code).toBe(reads ? 0 : 151)
    if (!reads) expect(found.stderr).toContain(`model.js: it imports ${join(root, 'peterson.ts')}, and Node`)
  })

  it('compiled, as it is packed', async () => {
    // Nor is there what the package brings along in its own code.
    const root = project('javascript', 'module', ['tsx', 'string-width', 'strip-ansi', 'ansi-regex', 'get-east-asian-width'])
    const found = await tidemark(root, 'check', 'node_modules/tidemark/dist/examples/peterson.js', '--workers', '1', '--quiet')
    expect([found.code, found.stderr]).toEqual([0, ''])
  })
})

const USE = `
import { type Exploration, type Model, action, defineLayout, explore, exploreHere, formatTrace, int, mutationSuite, type StateOf } from 'tidemark'
import { check, claims, validate } from 'tidemark/kafka'
import { readItf, replay, traceOf, writeItf } from 'tidemark/traces'

const layout = defineLayout({ n: int(0, 3) })
type State = StateOf<typeof layout.fields>
const counter: Model<State> = {
  name: 'counter', bounds: {}, assumptions: [], layout, initial: [() => {}],
  actions: [action<State>()('Count', 'It counts.', [], { guards: { 'there is room': (s) => s.n < 3 }, apply: (draft) => { draft.n++ } })],
  properties: [{ kind: 'state', name: 'Small', statement: 'n is below 2.', holds: (s) => s.n < 2, why: (s) => 'n is ' + s.n }],
}
// @ts-expect-error a state has no such field
counter.initial[0]?.({ m: 1 })

const limits = { workers: 2, maxMemory: 2 ** 26 }
const counted: Exploration<State> = await exploreHere(counter, { ...limits, workers: 1, rangeChecks: true })
const found = await explore({ module: new URL('./two-phase-commit.ts', import.meta.url).href, args: 3 }, limits)
const rows = await mutationSuite({ module: new URL('./counter.ts', import.meta.url).href, args: undefined }, counter, limits)
const [small] = counted.properties
const trace = small && traceOf(counter, null, small)
let itf = ''
if (trace !== undefined) writeItf(trace, (chunk) => (itf += chunk))
const read = readItf(itf)

const kafka = await check({ set: { acks: '1' }, bounds: { faults: { total: 1, elections: 1 } }, properties: ['Acks1Durable'] }, limits)
const table = await validate({ files: [{ file: 'topic.properties', text: 'min.insync.replicas=2' }], set: { 'replication.factor': '3', 'eligible.leader.replicas.version': '0' }, envelopes: ['kill'], guarantees: ['writable', 'electable'], version: '4.1' }, limits)
const folklore = await claims(['one-leader-per-epoch'], limits)

console.log(JSON.stringify({
  text: formatTrace(counted), none: formatTrace(found) ?? null,
  distinct: found.distinct, replays: read.ok && replay(counter, read.trace).ok,
  rows: rows.map((r) => r.result.outcome),
  kafka: [kafka.verdict, kafka.properties[0]?.trace?.steps.map((s) => s.action)],
  table: [table.verdict, table.subjects[0]?.head.cells.map((c) => [c.guarantee, c.verdict, c.steps, c.trace !== undefined && table.traces.get(c.trace)?.steps.length])],
  claims: [folklore.verdict, folklore.claims[0]?.isAsExpected],
}))
`

describe('the library, installed', () => {
  it('has types that a strict project takes, and functions that do what they say', async () => {
    const root = project('library', 'module')
    writeFileSync(join(root, 'use.ts'), USE)
    writeFileSync(
      join(root, 'counter.ts'),
      USE.replace(/\/\/ @ts-expect-error[\s\S]*/, '')
        .replace('const counter', 'export const model')
        .replace(/import \{ check[^\n]*\nimport[^\n]*/, ''),
    )
    const options = {
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      noEmit: true,
      module: 'nodenext',
      target: 'es2023',
      lib: ['es2023'],
      types: ['node'],
    }
    writeFileSync(
      join(root, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: ['use.ts', 'raft-election.ts', 'peterson.ts', 'two-phase-commit.ts'] }),
    )
    const types = await run(root, 'typescript/bin/tsc')
    expect([types.stdout, types.code]).toEqual(['', 0])

    const used = await program(process.execPath, ['--import', 'tsx', 'use.ts'], root)
    expect([used.stderr, used.code]).toEqual(['', 0])
    expect(JSON.parse(used.stdout)).toMatchObject({
      text: expect.stringContaining('2  Count()  n 1 -> 2\n\nWhy       n is 2\n'),
      none: null,
      distinct: 288,
      replays: true,
      rows: ['breaks'],
      kafka: ['violated', ['ElectLeader', 'ApplyMetadata', 'Append']],
      table: [
        'violated',
        [
          ['writable', 'refuted', 3, 3],
          ['electable', 'refuted', 3, 3],
        ],
      ],
      claims: ['holds', true],
    })
  })

  it('explores a TypeScript model on worker threads in a test of vitest', async () => {
    const root = project('vitest-user', 'module')
    writeFileSync(
      join(root, 'two-phase-commit.test.ts'),
      `import { explore } from 'tidemark'
       import { expect, it } from 'vitest'
       it('is consistent', async () => {
         const module = new URL('./two-phase-commit.ts', import.meta.url).href
         const { verdict, distinct } = await explore({ module, args: 3 }, { workers: 2, maxMemory: 2 ** 26 })
         expect([verdict, distinct]).toEqual(['holds', 288])
       })`,
    )
    const tested = await run(root, 'vitest/vitest.mjs', 'run', '--reporter=json')
    expect(tested.stderr).toBe('')
    expect(JSON.parse(tested.stdout)).toMatchObject({ success: true, numPassedTests: 1 })
  })
})

describe('the pages that are packed', () => {
  it('link to nothing that is not packed too, but pictures', () => {
    const root = join(folder, 'package')
    // ARCHITECTURE.md and CONTRIBUTING.md are about sources, which are not packed.
    const pages = [
      'README.md',
      'CHANGELOG.md',
      ...readdirSync(join(root, 'docs'))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name}`),
    ]
    expect(pages.length).toBeGreaterThan(8)
    const missing = pages.flatMap((page) => {
      const targets = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(
        ([, target = '']) => target,
      )
      return targets
        .filter((target) => !target.includes('pictures/') && !existsSync(join(root, dirname(page), target)))
        .map((target) => `${page}: ${target}`)
    })
    expect(missing).toEqual([])
  })
})
