/** `trace` on files that `check` saved, and on files that somebody changed. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { here } from './run.ts'

interface Itf {
  readonly '#meta': { spec: { options: Record<string, unknown>; properties: unknown }; property: { name: string } } & Record<
    string,
    unknown
  >
  readonly states: (Record<string, unknown> & { '#meta': { action: string; params: { value: string }[] } })[]
}

let folder = ''
let saved = ''
const FILE = 'zookeeper-kip-320-r2-l2-n2-e2-unclean.StrongIsr.itf.json'

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-test-'))
  const bounds = ['--replicas', '2', '--log-size', '2', '--records', '2', '--max-epoch', '2']
  const run = await here(['check', '--model', 'zookeeper', '--unclean-leader-election', '--out', '.', ...bounds], folder)
  expect(run.code).toBe(12)
  saved = readFileSync(join(folder, FILE), 'utf8')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a saved trace', () => {
  it('replays, whichever it is', async () => {
    const names = readdirSync(folder)
      .filter((name) => name.endsWith('.itf.json'))
      .map((name) => name.split('.')[1] ?? '')
    expect(names.toSorted()).toEqual(['CommittedRecordsSurvive', 'LogMatching', 'RecordCommitted', 'StrongIsr'])
    for (const name of readdirSync(folder).filter((n) => n.endsWith('.itf.json')))
      expect(await here(['trace', name, '--quiet'], folder)).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  it('is told as text', async () => {
    const run = await here(['trace', FILE], folder)
    expect([run.code, run.stderr]).toEqual([0, ''])
    await expect(run.stdout).toMatchFileSnapshot('../golden/trace-strong-isr.txt')
  })

  it('is the same ITF file again, on standard output and in a file', async () => {
    expect((await here(['trace', FILE, '--format', 'itf'], folder)).stdout).toBe(saved)
    expect(await here(['trace', FILE, '--format', 'itf', '--out', 'again.json'], folder)).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    })
    expect(readFileSync(join(folder, 'again.json'), 'utf8')).toBe(saved)
    rmSync(join(folder, 'again.json'))
  })

  it('is one object as JSON', async () => {
    const { stdout } = await here(['trace', FILE, '--json'], folder)
    const trace = JSON.parse(stdout) as { steps: { action: string; params: unknown }[]; states: unknown[] }
    expect(trace).toMatchObject({
      schema: 1,
      command: 'trace',
      verdict: 'violated',
      property: { name: 'StrongIsr', kind: 'state' },
    })
    expect([trace.steps.length, trace.states.length]).toEqual([7, 8])
    expect(trace.steps[2]).toEqual({ action: 'LeaderShrinkIsr', params: { leader: 'b0', follower: 'b1' } })
  })

  it('refuses flags that contradict each other', async () => {
    const run = await here(['trace', FILE, '--json', '--format', 'text'], folder)
    expect([run.code, run.stderr]).toEqual([64, 'error TM-101: --json and --format text contradict each other\n'])
  })

  it.each([
    [['--all', '--json'], 'error TM-101: --all is for --format text; json has no room for it'],
    [['--evidence', 'e', '--format', 'itf'], 'error TM-101: --evidence is for --format text or html; itf has no room for it'],
    [['--quiet', '--evidence', 'e'], 'error TM-101: --quiet shows nothing of the trace; --evidence contradicts it'],
    [['--quiet', '--extend', '3'], 'error TM-101: --quiet shows nothing of the trace; --extend contradicts it'],
    [['--quiet', '--json'], 'error TM-101: --quiet shows nothing of the trace; --json contradicts it'],
  ])('refuses what would be passed over: %j', async (flags, message) => {
    expect(await here(['trace', FILE, ...flags], folder)).toMatchObject({ code: 64, stderr: `${message}\n` })
  })

  it('says before anything else that it cannot be written, and by which flag', async () => {
    const { code, stderr } = await here(['trace', 'nowhere.itf.json', '--out', '.'], folder)
    expect([code, stderr]).toEqual([64, `error TM-301: --out: cannot write to ${folder}: it is a folder\n`])
  })

  it('is read with a byte order mark and the line ends of Windows', async () => {
    writeFileSync(join(folder, 'windows.json'), `\ufeff${saved.replaceAll('\n', '\r\n')}`)
    expect(await here(['trace', 'windows.json', '--quiet'], folder)).toEqual({ code: 0, stdout: '', stderr: '' })
    rmSync(join(folder, 'windows.json'))
  })
})

describe('a trace file that was changed', () => {
  const edited = (change: (itf: Itf) => void): string => {
    const itf = JSON.parse(saved) as Itf
    change(itf)
    return JSON.stringify(itf)
  }
  const state = (itf: Itf, i: number) => itf.states[i] ?? ({} as Itf['states'][number])

  const CHANGES: readonly (readonly [what: string, change: (i: Itf) => void, parts: readonly string[]])[] = [
    [
      'a parameter',
      (i: Itf) => void (state(i, 1)['#meta'].params[0] = { ...state(i, 1)['#meta'].params[0], value: 'b1' }),
      ['step 1', 'ControllerElectLeader'],
    ],
    [
      'a parameter that is none',
      (i: Itf) => void (state(i, 1)['#meta'].params[0] = { ...state(i, 1)['#meta'].params[0], value: 'b7' }),
      ['step 1', 'b7'],
    ],
    [
      'an action with a slip',
      (i: Itf) => void (state(i, 4)['#meta'].action = 'LeaderWrit'),
      ['step 4', 'LeaderWrit', 'did you mean LeaderWrite?'],
    ],
    [
      'a value of a state',
      (i: Itf) =>
        void (state(i, 7)['highWatermark'] = {
          '#map': [
            ['b0', { '#bigint': '2' }],
            ['b1', { '#bigint': '0' }],
          ],
        }),
      ['step 7', 'highWatermark'],
    ],
    [
      'a huge number',
      (i: Itf) =>
        void (state(i, 7)['highWatermark'] = {
          '#map': [
            ['b0', { '#bigint': '9'.repeat(400) }],
            ['b1', { '#bigint': '0' }],
          ],
        }),
      ['$.states[7]'],
    ],
    ['a missing state', (i: Itf) => void i.states.splice(3, 1), ['$.states[3]']],
    ['the end cut off', (i: Itf) => void i.states.pop(), ['StrongIsr', '6 steps']],
    [
      'another property',
      (i: Itf) => void (i['#meta'].property = { ...i['#meta'].property, name: 'StrongIsrr' }),
      ['StrongIsrr', 'did you mean StrongIsr?'],
    ],
    ['a bound in the spec', (i: Itf) => void (i['#meta'].spec.options['maxEpoch'] = 3), ['maxEpoch']],
    ['a spec out of range', (i: Itf) => void (i['#meta'].spec.options['replicas'] = 1e9), ['spec', 'replicas']],
    ['a spec with a fraction', (i: Itf) => void (i['#meta'].spec.options['logSize'] = 1.5), ['spec', 'logSize']],
    [
      'a spec of another type',
      (i: Itf) => void (i['#meta'].spec.options['uncleanLeaderElection'] = 'yes'),
      ['spec', 'uncleanLeaderElection'],
    ],
    [
      'a prototype key for a protocol',
      (i: Itf) => void (i['#meta'].spec.options['protocol'] = '__proto__'),
      ['spec', 'protocol'],
    ],
    ['a prototype key for a property', (i: Itf) => void (i['#meta'].spec.properties = ['constructor']), ['spec', 'properties']],
    ['no spec', (i: Itf) => void Reflect.deleteProperty(i['#meta'], 'spec'), ['$.#meta.spec']],
  ]
  it.each(CHANGES)('is refused for %s, naming the file and the place', async (_, change, parts) => {
    writeFileSync(join(folder, 'changed.json'), edited(change))
    const run = await here(['trace', 'changed.json'], folder)
    expect([run.code, run.stdout]).toEqual([151, ''])
    expect(run.stderr).toMatch(/^error TM-20[23]: changed\.json: /)
    for (const part of parts) expect(run.stderr).toContain(part)
    rmSync(join(folder, 'changed.json'))
  })

  const CONTENTS: readonly (readonly [what: string, content: () => string | Buffer, code: string, message: RegExp])[] = [
    ['cut short', () => saved.slice(0, 2000), 'TM-202', /changed\.json: is not a trace of this tool:\n {2}\d+:\d+: /],
    ['empty', () => '', 'TM-202', /is not a trace of this tool/],
    [
      'binary',
      () => Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256)),
      'TM-202',
      /is not a trace of this tool/,
    ],
    ['a list', () => '[1, 2]', 'TM-202', /\$: /],
    [
      'of another tool',
      () => '{"#meta":{"format":"ITF","tool":"quint"},"vars":[],"states":[]}',
      'TM-202',
      /\$\.#meta\.tool: expected "tidemark"/,
    ],
  ]
  it.each(CONTENTS)('is refused when it is %s', async (_, content, code, message) => {
    writeFileSync(join(folder, 'changed.json'), content())
    const run = await here(['trace', 'changed.json'], folder)
    expect([run.code, run.stdout]).toEqual([151, ''])
    expect(run.stderr).toContain(`error ${code}: changed.json: `)
    expect(run.stderr).toMatch(message)
    rmSync(join(folder, 'changed.json'))
  })

  it('is refused when there is none, or a folder', async () => {
    for (const [name, why] of [
      ['nowhere.json', 'there is no such file'],
      ['.', 'cannot be read: '],
    ] as const) {
      const run = await here(['trace', name], folder)
      expect([run.code, run.stdout]).toEqual([151, ''])
      expect(run.stderr).toContain(`error TM-201: ${name}: ${why}`)
    }
  })
})
