/** A model of the user's own on the command line: explored, mutated, its traces saved and replayed; and what is said of files that are none. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cli, here, inTemporaryFolder, ROOT } from './run.ts'

const example = (name: string) => join(ROOT, 'examples', `${name}.ts`)

/** Two-phase commit in which a resource manager may abort at any time. */
const BROKEN = `
  import { twoPhaseCommit } from '${example('two-phase-commit')}'
  const whole = twoPhaseCommit(2)
  const actions = whole.actions.map((a) => (a.name === 'RMChooseToAbort' ? { ...a, guards: {} } : a))
  export default { ...whole, actions }
`

interface Report {
  readonly verdict: string
  readonly model: { readonly name: string; readonly bounds: object }
  readonly search: { readonly distinct: number; readonly depth: number; readonly workers: number; readonly stop?: object }
  readonly properties: readonly {
    readonly name: string
    readonly verdict: string
    readonly steps?: number
    readonly trace?: string
  }[]
  readonly mutations: readonly { readonly outcome: string }[]
}

/** Runs in a folder that holds the files. */
const withFiles = <T>(files: Readonly<Record<string, string>>, use: (folder: string) => Promise<T>): Promise<T> =>
  inTemporaryFolder((folder) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    return use(folder)
  })

const report = async (
  args: readonly string[],
  folder: string,
  run = cli,
): Promise<{ readonly code: number | null; readonly report: Report }> => {
  const { code, stdout, stderr } = await run([...args, '--json'], folder)
  expect(stderr).toBe('')
  return { code, report: JSON.parse(stdout) as Report }
}

// What searches has a process of its own here: one that has searched has so much memory reserved that it may not be able to start another.
describe('check of a model of your own', () => {
  it('explores what build(args) gives, on worker threads', () =>
    inTemporaryFolder(async (folder) => {
      const { code, report: found } = await report(
        ['check', example('two-phase-commit'), '--args', '4', '--workers', '2'],
        folder,
      )
      expect(code).toBe(0)
      expect(found.model).toMatchObject({ name: 'two-phase-commit', bounds: { resourceManagers: 4 } })
      expect(found.search).toMatchObject({ distinct: 1568, depth: 13, workers: 2 })
      expect(found.properties.map((p) => [p.name, p.verdict, p.steps])).toEqual([
        ['Consistency', 'holds', undefined],
        ['EveryoneCommits', 'holds', 13],
        ['EveryoneAborts', 'holds', 4],
      ])
    }))

  it('stops at bounds, and never calls that a pass', () =>
    inTemporaryFolder(async (folder) => {
      const words = ['check', example('two-phase-commit'), '--workers', '1', '--max-depth', '3']
      const { code, report: found } = await report(words, folder)
      expect([code, found.verdict, found.search.stop]).toEqual([152, 'incomplete', { by: 'depth', limit: 3 }])
    }))

  it('judges the properties asked for', () =>
    inTemporaryFolder(async (folder) => {
      const words = ['check', example('peterson'), '--workers', '1', '--invariants', 'mutualexclusion,PEnters']
      const { code, report: found } = await report(words, folder)
      expect([code, found.properties.map((p) => p.name)]).toEqual([0, ['MutualExclusion', 'PEnters']])
      const misspelt = await here(['check', example('peterson'), '--invariants', 'MutalExclusion'], folder)
      expect(misspelt.code).toBe(64)
      expect(misspelt.stderr).toContain(
        `--invariants MutalExclusion: There is no property 'MutalExclusion' (did you mean MutualExclusion?)`,
      )
    }))

  it('finds a deadlock where it is forbidden, and counts what guards block', () =>
    inTemporaryFolder(async (folder) => {
      const words = ['check', example('two-phase-commit'), '--args', '1', '--workers', '1']
      expect((await cli([...words, '--deadlock'], folder)).code).toBe(11)
      expect((await cli([...words, '--coverage'], folder)).stdout).toContain('times blocked by: everyone is prepared')
    }))

  it('turns guards and switches off in turn', () =>
    inTemporaryFolder(async (folder) => {
      const { stdout, code } = await cli(['check', example('peterson'), '--mutate', '--quiet', '--workers', '1'], folder)
      expect(code).toBe(0)
      expect(stdout).toMatch(/wants first +breaks MutualExclusion in 6 steps/)
      expect(stdout).toContain('4 of 6 rules are seen to protect something within these bounds')
      const refused = await here(['check', example('peterson'), '--mutate', '--args', '3'], folder)
      expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining('--args: the model has switches') })
    }))

  it('takes a model as default export or as model, whatever it imports', () =>
    withFiles(
      {
        'broken.mts': BROKEN,
        'named.mts': `export { default as model } from './broken.mts'`,
        'later.mts': `export default async () => (await import('./broken.mts')).default`,
      },
      async (folder) => {
        for (const file of ['broken.mts', 'named.mts', 'later.mts']) {
          const { code, report: found } = await report(['check', `./${file}`, '--workers', '2', '--first'], folder, cli)
          expect([file, code, found.properties[0]]).toMatchObject([file, 12, { name: 'Consistency', steps: 7 }])
        }
      },
    ))

  it('saves traces, which replay on the model that the user names and on no other', () =>
    withFiles({ 'broken.mts': BROKEN }, async (folder) => {
      const told = await cli(['check', 'broken.mts', '--workers', '1', '--out', 'traces'], folder)
      expect(told.code).toBe(12)
      expect(told.stdout).toContain('rm1 committed and rm0 aborted the same transaction')
      const { properties } = JSON.parse((await cli(['check', 'broken.mts', '--workers', '1', '--json'], folder)).stdout) as {
        properties: readonly { name: string; replay?: string }[]
      }
      expect(properties.find((p) => p.name === 'Consistency')?.replay).toMatch(/\.itf\.json --model broken\.mts$/)
      const file = join('traces', readdirSync(join(folder, 'traces')).find((name) => name.includes('Consistency')) ?? '')
      expect(told.stdout).toContain(`${file} --model broken.mts`)
      expect(JSON.parse(readFileSync(join(folder, file), 'utf8'))).toMatchObject({
        '#meta': { spec: { model: 'own', module: 'broken.mts' } },
      })

      const unnamed = await cli(['trace', file], folder)
      expect([unnamed.code, unnamed.stdout]).toEqual([151, ''])
      expect(unnamed.stderr).toContain("name the model's file, as in --model broken.mts")

      const text = await cli(['trace', file, '--model', 'broken.mts'], folder)
      expect([text.code, text.stderr]).toEqual([0, ''])
      expect(text.stdout).toMatch(
        /6 {2}TMCommit\(\) +With everyone prepared, the transaction manager decides to commit\n +tm 0 -> 1 · commitSent false -> true/,
      )
      const itf = await cli(['trace', file, '--model', './broken.mts', '--format', 'itf'], folder)
      expect(itf.stdout).toBe(readFileSync(join(folder, file), 'utf8'))
      const html = await cli(['trace', file, '--model', 'broken.mts', '--format', 'html', '--out', 'a.html'], folder)
      expect([html.code, html.stderr]).toEqual([0, ''])
      expect(readFileSync(join(folder, 'a.html'), 'utf8')).toContain('rm1 committed and rm0 aborted the same transaction')
      const json = await cli(['trace', file, '--model', 'broken.mts', '--json'], folder)
      expect(JSON.parse(json.stdout)).toMatchObject({ verdict: 'violated', model: { name: 'two-phase-commit' } })

      const sound = await cli(['trace', file, '--model', example('two-phase-commit')], folder)
      expect(sound.code).toBe(151)
      expect(sound.stderr).toContain('TM-203')
    }))

  const varying = (limit: string, more = '') => `
    import { action, defineLayout, int } from '${ROOT}checker/model.ts'
    ${more}
    const LIMIT = ${limit}
    const up = action()('Up', 'It goes up.', [], { guards: { 'it is below': (s) => s.n < LIMIT }, apply: (d) => { d.n++ } })
    const small = { kind: 'state', name: 'Small', statement: 'It stays small.', holds: (s) => s.n < 9 }
    export default () => ({ name: 'm', bounds: {}, assumptions: [], layout: defineLayout({ n: int(0, 9) }), initial: [() => undefined], actions: [up], properties: [small] })`

  it.each([
    ['random numbers', varying('Math.random() < 0.5 ? 2 : 3')],
    ['the clock', varying('new Date().getHours() < 12 ? 2 : 3')],
    ['the clock, in milliseconds', varying('2 + (Date.now() % 2)')],
    ['random numbers of a module that it imports', varying('DRAWN', `import { DRAWN } from './drawn.mjs'`)],
  ])('refuses one that is another each time it is loaded, for %s, with one worker too', (_, text) =>
    withFiles({ 'model.mts': text, 'drawn.mjs': 'export const DRAWN = 2 + Math.floor(Math.random() * 4)' }, async (folder) => {
      const run = await cli(['check', 'model.mts', '--workers', '1'], folder)
      expect([run.code, run.stdout]).toEqual([151, ''])
      expect(run.stderr).toContain('TM-501: model.mts: m is another model each time that it is loaded')
    }),
  )

  it('takes one that draws random numbers, or has a date, for what is not of the model', () =>
    withFiles(
      { 'model.mts': varying('3', 'export const [id, at, said] = [Math.random(), new Date(2020, 1, 1), Date()]') },
      async (folder) => {
        const { code, report: found } = await report(['check', 'model.mts', '--workers', '1'], folder)
        expect([code, found.search.distinct]).toEqual([0, 4])
      },
    ))

  const wrong = (guard: string, effect: string, holds = 'true') => `
    import { action, defineLayout, int } from '${ROOT}checker/model.ts'
    export default { name: 'm', bounds: {}, assumptions: [], layout: defineLayout({ n: int(0, 3) }), initial: [() => undefined],
      actions: [action()('Up', 'It goes up.', [], {
        guards: { 'it may': (s) => ${guard} },
        apply: (d) => { ${effect} } })],
      properties: [{ kind: 'state', name: 'P', statement: 'P.', holds: (s) => ${holds} }] }`

  it.each([
    [
      'a guard that throws',
      wrong('{ if (s.n === 2) throw new Error("oops"); return true }', 'd.n++'),
      'Up() failed: oops (wrong.mts:5)',
    ],
    ['a misspelt field', wrong('s.nn !== 4', 'd.n++'), 'Up() failed: nn is read, which the layout does not have (wrong.mts:5)'],
    ['an effect that returns a state', wrong('s.n < 3', 'return { n: d.n + 1 }'), 'Up() failed: its effect returns an object'],
    ['a domain that is too small', wrong('true', 'd.n++'), 'Up() failed: n = 4, outside 0..3'],
    [
      'a property that throws',
      wrong('s.n < 3', 'd.n++', 's.x.y < 3'),
      'P failed: x is read, which the layout does not have (wrong.mts:7)',
    ],
  ])('says of %s where it is, and its run replays', (_, text, message) =>
    withFiles({ 'wrong.mts': text }, async (folder) => {
      const run = await cli(['check', 'wrong.mts', '--workers', '1', '--json'], folder)
      const { error } = (JSON.parse(run.stdout) as { search: { error: { message: string; trace: string; replay: string } } })
        .search
      expect([run.code, error.message]).toEqual([message.startsWith('P ') ? 76 : 75, expect.stringContaining(message)])
      expect(error.replay).toMatch(/\.ModelError\.itf\.json --model wrong\.mts$/)
      const trace = await cli(['trace', error.trace, '--model', 'wrong.mts'], folder)
      expect([trace.code, trace.stderr]).toEqual([0, ''])
      expect(trace.stdout.replaceAll(/\s+/g, ' ')).toContain(`Why ${message}`)
    }),
  )

  it('never loads the module that a trace names', () =>
    withFiles(
      { 'broken.mts': BROKEN, 'evil.mjs': `import { writeFileSync } from 'node:fs'; writeFileSync('was-run', '')` },
      async (folder) => {
        await cli(['check', 'broken.mts', '--workers', '1', '--out', 'traces'], folder)
        const file = join(folder, 'traces', readdirSync(join(folder, 'traces'))[0] ?? '')
        writeFileSync(file, readFileSync(file, 'utf8').replace('broken.mts', 'evil.mjs'))
        const run = await cli(['trace', file], folder)
        expect(run.code).toBe(151)
        expect(run.stderr).toContain('a trace file cannot have code run')
        expect(readdirSync(folder)).not.toContain('was-run')
        expect((await cli(['trace', file, '--model', 'broken.mts', '--quiet'], folder)).code).toBe(0)
      },
    ))
})

describe('a file that is no model', () => {
  const parts = (rest: string) =>
    `export default { name: 'm', bounds: {}, assumptions: [], layout: { fields: {} }, initial: [], ${rest} }`
  it.each([
    [['missing.ts'], 151, 'TM-501: missing.ts: there is no such file'],
    [['server.properties'], 64, '`tidemark validate server.properties` holds it to its guarantees'],
    [['a.itf.json'], 64, '`tidemark trace a.itf.json` replays and shows it'],
    [
      ['none.mjs'],
      151,
      'TM-501: none.mjs: it exports no model: neither build(args), nor a model as default export or as model; it exports a, b',
    ],
    [['half.mjs'], 151, 'TM-501: half.mjs: the default export is no model: its actions must be a list of actions'],
    [
      ['guards.mjs'],
      151,
      'TM-501: guards.mjs: the default export is no model: its action Up: its guards must be an object of functions',
    ],
    [['params.mjs'], 151, 'TM-501: params.mjs: the default export is no model: its action number 1: its name must be a name'],
    [
      ['action.mjs'],
      151,
      'TM-501: action.mjs: the default export is no model: its action number 2 must be an object, and is null',
    ],
    [['said.mjs'], 151, 'TM-501: said.mjs: the default export is no model: its property P: its statement must be a sentence'],
    [['same.mjs'], 151, 'TM-501: same.mjs: the default export is no model: its symmetry must be members'],
    [['number.mjs'], 151, 'TM-501: number.mjs: what build(args) gives is no model, but number'],
    [['throws.mjs'], 151, 'TM-501: throws.mjs: cannot be loaded: TypeError: no such luck'],
    [['thows.mjs'], 151, 'TM-501: thows.mjs: there is no such file (did you mean throws.mjs?)'],
    [['built.mjs', '--args', '3'], 151, 'TM-501: built.mjs: it exports a model that is built already'],
    [['built.mjs', '--args', '{nodes:3}'], 64, 'It must be JSON'],
    [['built.mjs', '--set', 'acks=1'], 64, '--set belongs to the models that are built in; built.mjs is a model of its own'],
    [['built.mjs', 'none.mjs'], 64, 'check explores one model at a time'],
    [['number.mjs', '--replicas', '2'], 64, '--replicas belongs to the models that are built in'],
    [['--args', '3'], 64, '--args is for a model of your own'],
    [['wide.mjs'], 151, 'TM-501: wide.mjs: its layout: '],
  ])('%j ends with %i: %s', (words, code, message) =>
    withFiles(
      {
        'none.mjs': 'export const a = 1, b = 2',
        'half.mjs': `export default { name: 'half', bounds: {}, assumptions: [], layout: { fields: {} }, initial: [] }`,
        'guards.mjs': parts(`actions: [{ name: 'Up', params: [] }], properties: []`),
        'params.mjs': parts(`actions: [{ name: '', params: [{ name: 'x' }], guards: {} }], properties: []`),
        'action.mjs': parts(`actions: [{ name: 'Up', params: [], guards: {} }, null], properties: []`),
        'said.mjs': parts(`actions: [], properties: [{ name: 'P' }]`),
        'same.mjs': parts(`actions: [], properties: [], symmetry: {}`),
        'number.mjs': 'export const build = () => 3',
        'throws.mjs': `throw new TypeError('no such luck')`,
        'built.mjs': `export default {}`,
        'wide.mjs': `import { defineLayout, int } from '${ROOT}checker/model.ts'\nexport const build = () => defineLayout({ n: int(5, 0) })`,
      },
      async (folder) => {
        const run = await here(['check', ...words], folder)
        expect([run.code, run.stdout]).toEqual([code, ''])
        expect(run.stderr).toContain(message)
        expect(run.stderr).not.toMatch(/node:internal|load-model/)
      },
    ),
  )
})

describe('--resume with a model of your own', () => {
  const counter = (step: number): string => `
    import { action, defineLayout, int } from '${join(ROOT, 'checker/model.ts')}'
    import { LIMIT } from './limit.ts'
    const STEP = ${step}
    export const model = {
      name: 'counter', bounds: {}, assumptions: [], layout: defineLayout({ n: int(0, 200) }),
      initial: [(draft) => { draft.n = 0 }],
      actions: [action()('Up', 'It goes up.', [], {
        guards: { 'below the limit': (s) => s.n < LIMIT }, apply: (draft) => { draft.n += STEP } })],
      properties: [{ kind: 'state', name: 'Small', statement: 'It is small.', holds: (s) => s.n < 100 }],
    }
  `
  const limit = (most: number): string => `export const LIMIT = ${most}`

  it.each([
    ['its module', 'model.ts', counter(2)],
    ['a file that it imports', 'limit.ts', limit(60)],
  ])('goes on with no search of another model: %s has changed, and no function', async (_, file, text) => {
    await withFiles({ 'model.ts': counter(1), 'limit.ts': limit(50) }, async (folder) => {
      const run = (...args: readonly string[]) => cli(['check', 'model.ts', '--json', ...args], folder)
      expect((await run('--checkpoint', 'kept', '--max-depth', '10')).code).toBe(152)
      expect((await run('--resume', 'kept', '--max-depth', '12')).code).toBe(152)
      writeFileSync(join(folder, file), text)
      const { code, stderr } = await run('--resume', 'kept')
      expect([code, stderr]).toEqual([151, expect.stringContaining('it is of another search: its code of the model is')])
    })
  })
})
