/** What is kept of an answer: only what can be shown again is believed, even of a file that carries this machine's own digest. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { AnswerCache } from '../../answers/cache.ts'
import { FILES, FOLDERS } from '../../answers/code-digest.ts'
import { Explorer } from '../../answers/oracle.ts'
import { ENVELOPES, LEVELS } from '../../guarantees/guarantees.ts'
import type { Answer } from '../../guarantees/oracle.ts'
import { type Configuration, questionOf } from '../../guarantees/questions.ts'
import { ROOT } from '../cli/run.ts'

const folder = mkdtempSync(join(tmpdir(), 'tidemark-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const configuration = (topic: Readonly<Record<string, string>>): Configuration => ({
  version: '4.1',
  topic: { 'unclean.leader.election.enable': 'false', 'eligible.leader.replicas.version': '1', acks: 'all', ...topic },
  offsets: { 'replication.factor': '3', 'min.insync.replicas': '2' },
})
const power = ENVELOPES.find((e) => e.id === 'power') ?? ENVELOPES[0]
if (power === undefined) throw new Error('there are no envelopes')
const one = questionOf('partition', power, LEVELS.quick, configuration({ 'replication.factor': '1', 'min.insync.replicas': '1' }))
const other = questionOf(
  'partition',
  power,
  LEVELS.quick,
  configuration({ 'replication.factor': '2', 'min.insync.replicas': '1' }),
)

const explorer = new Explorer({
  workers: 1,
  maxMemory: 2 ** 28,
  out: folder,
  cache: undefined,
  signal: new AbortController().signal,
  cwd: folder,
  onSearching: () => undefined,
  onUnkept: () => undefined,
  onProgress: () => undefined,
})
const answers = await explorer.ask([one])
await explorer.end()
const answer = answers.get(one.key)
if (answer === undefined) throw new Error('no answer')
const textOf = (property: string): string => {
  const name = readdirSync(folder).find((n) => n.endsWith(`.${property}.itf.json`))
  return readFileSync(join(folder, name ?? 'none'), 'utf8')
}

const kept = (cache: string, changed: Answer, texts = textOf) => {
  const answerCache = new AnswerCache(join(folder, cache), Buffer.from('secret'))
  answerCache.remember(one, changed, texts)
  return answerCache.recall(one)
}

describe('a kept answer', () => {
  it('is what was kept, with its counterexamples', () => {
    const recalled = kept('same', answer)
    const shown = answer.findings.filter((f) => f.trace !== undefined).map((f) => f.name)
    expect(shown).toContain('AckedDurable')
    expect([...(recalled?.traces.keys() ?? [])]).toEqual(shown)
    expect(recalled?.answer).toEqual({
      ...answer,
      findings: answer.findings.map((finding) => {
        const { trace, ...kept } = finding
        return trace === undefined ? finding : kept
      }),
      cached: true,
      seconds: 0,
    })
    expect(recalled?.traces.get('AckedDurable')).toBe(textOf('AckedDurable'))
  })

  const first = answer.findings.findIndex((f) => f.name === 'AckedDurable')
  const with_ = (change: object): Answer => ({
    ...answer,
    findings: answer.findings.with(first, { name: 'AckedDurable', verdict: 'violated', ...change }),
  })
  const steps = answer.findings[first]?.steps ?? 0
  const wrong: readonly (readonly [string, Answer, ((property: string) => string)?])[] = [
    ['a number of states that is none', { ...answer, states: 1e300 }],
    ['a negative number of states', { ...answer, states: -1 }],
    ['no states', { ...answer, states: 0 }],
    ['half a state', { ...answer, states: 1.5 }],
    ['a depth that is none', { ...answer, depth: NaN }],
    ['a bound that is none', { ...answer, bounds: { replicas: 1e300 } }],
    ['a property less', { ...answer, findings: answer.findings.toSpliced(first, 1) }],
    ['a property twice', { ...answer, findings: [...answer.findings, { name: 'AckedDurable', verdict: 'holds' }] }],
    ['what is not decided', with_({ verdict: 'incomplete' })],
    ['a violation that nothing shows', with_({})],
    ['steps that nothing shows', with_({ verdict: 'holds', steps: 1 })],
    ['a proof with a counterexample', with_({ verdict: 'holds', steps, trace: 'x' })],
    ['another number of steps', with_({ steps: steps + 1, trace: 'x' })],
    ['a counterexample of another property', answer, () => textOf('AckedDurable').replaceAll('AckedDurable', 'RepeatableRead')],
    ['a counterexample that does not replay', answer, (name) => textOf(name).replace(/\{"#bigint":"1"\}/, '{"#bigint":"0"}')],
    ['a counterexample that is none', answer, () => '{}'],
  ]
  it.each(wrong.map(([name, changed, texts]) => ({ name, changed, texts })))(
    'is not believed with $name',
    ({ name, changed, texts }) => {
      expect(kept(name.replaceAll(' ', '-'), changed, texts)).toBeUndefined()
    },
  )

  it('is not believed under another question, or with another secret', () => {
    const cache = new AnswerCache(join(folder, 'moved'), Buffer.from('secret'))
    cache.remember(one, answer, textOf)
    expect(cache.recall(other)).toBeUndefined()
    expect(new AnswerCache(join(folder, 'moved'), Buffer.from('another')).recall(one)).toBeUndefined()
    expect(cache.recall(one)).toBeDefined()
  })
})

describe('a cache that is full', () => {
  const name = (digit: string): string => `${digit.repeat(32)}.json`

  it('lets go of what was not used for longest, of its own alone', () => {
    const full = join(folder, 'full')
    mkdirSync(join(full, name('f')), { recursive: true })
    for (const [file, used] of [
      [name('a'), 30],
      [name('b'), 10],
      [name('c'), 20],
      ['notes.json', 1],
      [`${name('d')}.bak`, 1],
    ] as const) {
      writeFileSync(join(full, file), 'x'.repeat(400))
      utimesSync(join(full, file), used, used)
    }
    const cache = new AnswerCache(full, Buffer.from('secret'), 900)
    const before = readdirSync(full)
    cache.remember(one, answer, textOf)
    const answers = readdirSync(full).filter((file) => !before.includes(file))
    expect(answers).toHaveLength(1)
    expect(readdirSync(full).toSorted()).toEqual(
      [name('a'), name('c'), `${name('d')}.bak`, name('f'), 'notes.json', ...answers].toSorted(),
    )
    // What is kept in one run stays until the next.
    cache.remember(other, answer, textOf)
    expect(readdirSync(full)).toHaveLength(7)
    expect(cache.recall(one)).toBeDefined()
  })

  it('keeps what was used since it was kept', () => {
    const used = join(folder, 'used')
    new AnswerCache(used, Buffer.from('secret')).remember(one, answer, textOf)
    const [file = ''] = readdirSync(used)
    const path = join(used, file)
    utimesSync(path, 1, 1)
    writeFileSync(join(used, name('a')), 'x'.repeat(400))
    utimesSync(join(used, name('a')), 1000, 1000)
    const cache = new AnswerCache(used, Buffer.from('secret'), statSync(path).size + 100)
    expect(cache.recall(one)).toBeDefined()
    cache.remember(other, answer, textOf)
    expect([readdirSync(used).includes(file), readdirSync(used).includes(name('a'))]).toEqual([true, false])
  })
})

/** What a file of the project imports of it, when it runs. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8')
  return [...text.matchAll(/^(?:import|export) (?!type )[^;]*? from '(\.[^']+)'/gm)].map(([, path = '']) =>
    relative(ROOT, join(ROOT, file, '..', path)),
  )
}

it('the fingerprint covers all the code that asks and decides', () => {
  const seen = new Set<string>()
  const visit = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    importsOf(file).forEach(visit)
  }
  visit('answers/oracle.ts')
  visit('questions/spec.ts')
  const isCovered = (file: string): boolean =>
    FOLDERS.some((f) => file.startsWith(`${f}/`)) || FILES.some((f) => file === `${f}.ts`)
  // What is left are words for people, files, flags and the page: none of them decides.
  expect([...seen].filter((file) => !isCovered(file) && !/^(?:machine|text|web)\//.test(file))).toEqual([])
  expect(seen.has('checker/search/explore.ts') && seen.has('model/kraft/index.ts')).toBe(true)
})
