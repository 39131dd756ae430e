/** `check` as its users meet it: exit codes, JSON, files. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogueVerdict } from '../../reports/check/scenarios.ts'
import { KRAFT_CATALOGUE } from '../../invariants/kraft-catalogue.ts'
import { SCENARIOS } from '../../model/kraft/scenarios.ts'
import { here, inTemporaryFolder, type Run } from './run.ts'

interface Report {
  readonly [key: string]: unknown
  readonly verdict: string
  readonly search: Readonly<Record<string, unknown>>
  readonly properties: readonly {
    readonly name: string
    readonly kind: string
    readonly verdict: string
    readonly statement: string
    readonly steps?: number
    readonly trace?: string
  }[]
  readonly actions: readonly { readonly name: string; readonly taken: number; readonly new: number; readonly guards?: unknown }[]
}

const TINY = ['--replicas', '2', '--log-size', '1', '--records', '1', '--max-epoch', '1']
const SMALL = ['--replicas', '2', '--log-size', '2', '--records', '2', '--max-epoch', '2']
const zookeeper = (...args: string[]) => ['check', '--model', 'zookeeper', ...args]
const reportOf = ({ stdout }: Run): Report => JSON.parse(stdout) as Report
const found = (report: Report, name: string) => {
  const p = report.properties.find((q) => q.name === name)
  return [p?.verdict, p?.steps]
}
const filesIn = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder)
      .toSorted()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  )
/** What may differ between two runs of the same question: times, workers and memory. */
const stable = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, v: unknown) =>
      ['seconds', 'statesPerSecond', 'workers', 'bytesPerState', 'memoryBytes'].includes(key) ? undefined : v,
    ),
  )

describe('what check finds', () => {
  it.each([
    ['kip-320 keeps committed records', ['--protocol', 'kip-320', ...SMALL], 'holds', undefined, 0],
    ['kip-320 loses them with unclean election', ['--unclean-leader-election', ...SMALL], 'violated', 8, 12],
    ['truncation to the high watermark loses them', ['--protocol', 'truncate-to-hw', ...SMALL], 'violated', 11, 12],
    [
      'kip-101 loses them',
      ['--protocol', 'kip-101', '--replicas', '2', '--log-size', '3', '--records', '3', '--max-epoch', '3'],
      'violated',
      13,
      12,
    ],
  ] as const)('%s', async (_, flags, verdict, steps, code) => {
    await inTemporaryFolder(async (folder) => {
      const run = await here(zookeeper(...flags, '--invariants', 'CommittedRecordsSurvive', '--json'), folder)
      const report = reportOf(run)
      expect([report.verdict, found(report, 'CommittedRecordsSurvive'), run.code]).toEqual([verdict, [verdict, steps], code])
    })
  })

  it('says the same with 1, 2 and 5 workers and when it is run again, byte for byte', async () => {
    await inTemporaryFolder(async (folder) => {
      const answers = []
      for (const workers of ['1', '2', '5', '2']) {
        const flags = zookeeper('--unclean-leader-election', '--workers', workers, '--out', 'traces', '--json', ...SMALL)
        const run = await here(flags, folder)
        expect([run.code, run.stderr]).toEqual([12, ''])
        answers.push({ report: stable(reportOf(run)), files: filesIn(join(folder, 'traces')) })
      }
      expect(Object.keys(answers[0]?.files ?? {})).toHaveLength(4)
      for (const answer of answers) expect(answer).toEqual(answers[0])
    })
  })
})

describe('exit codes', () => {
  it.each([
    ['0 when everything holds', TINY, 0],
    ['10 when a witness was not reached', ['--invariants', 'LeaderChangesAfterCommit', ...TINY, '--max-epoch', '0'], 10],
    ['11 when a state has no successor', ['--invariants', 'none', '--deadlock', ...TINY], 11],
    ['152 when a limit was hit', ['--max-states', '100', ...TINY], 152],
    ['152 when the depth was limited', ['--max-depth', '3', ...TINY], 152],
    ['0 for that with --allow-incomplete', ['--max-depth', '3', '--allow-incomplete', ...TINY], 0],
    ['12 for a violation within a limit', ['--max-depth', '9', '--unclean-leader-election', ...SMALL], 12],
  ] as const)('%s', async (_, flags, code) => {
    await inTemporaryFolder(async (folder) => {
      const run = await here(zookeeper(...flags, '--workers', '1', '--quiet'), folder)
      expect([run.code, run.stderr]).toEqual([code, ''])
    })
  })

  it.each([
    ['states', ['--max-states', '2000']],
    ['depth', ['--max-depth', '5']],
    ['seconds', ['--max-seconds', '0.02']],
    ['memory', ['--max-memory', '300k']],
  ] as const)('never green when the limit of %s was hit', async (by, flags) => {
    await inTemporaryFolder(async (folder) => {
      const args = zookeeper(...flags, '--json', '--invariants', 'StrongIsr', '--workers', '1')
      const run = await here(args, folder)
      const report = reportOf(run)
      expect(run.code).toBe(152)
      expect(report).toMatchObject({ verdict: 'incomplete', search: { exhausted: false, stop: { by } } })
      expect(found(report, 'StrongIsr')).toEqual(['incomplete', undefined])
    })
  })

  it('ends with the first violation when asked to', async () => {
    await inTemporaryFolder(async (folder) => {
      const flags = ['--unclean-leader-election', '--invariants', 'StrongIsr,LogMatching', '--first', '--json', ...SMALL]
      const report = reportOf(await here(zookeeper(...flags), folder))
      expect(found(report, 'StrongIsr')).toEqual(['violated', 7])
      expect(found(report, 'LogMatching')).toEqual(['incomplete', undefined])
      expect(report).toMatchObject({ verdict: 'violated', search: { exhausted: false, stop: { by: 'first' } } })
    })
  })

  it('says nothing of a bound of the model that nobody asked about and that has cut nothing off', async () => {
    await inTemporaryFolder(async (folder) => {
      const words = ['check', '--scenario', 'A18b', '--json']
      const { properties } = reportOf(await here(words, folder))
      expect(properties.map((p) => [p.name, p.verdict])).toEqual([['Acks1Durable', 'violated']])
    })
  })
})

describe('what is promised when nobody says', () => {
  it.each([
    ['1', 'Acks1Durable', 3],
    ['0', 'Acks0Durable', 3],
  ])('is what acks=%s promises: %s', async (acks, name, steps) => {
    await inTemporaryFolder(async (folder) => {
      const args = ['--set', `acks=${acks}`, '--records', '1', '--faults', '1', '--fault-kinds', 'elections', '--defects', 'none']
      const run = await here(['check', ...args, '--json'], folder)
      const { properties } = reportOf(run)
      expect(run.code).toBe(12)
      expect(properties.filter((p) => p.name.endsWith('Durable'))).toMatchObject([{ name, verdict: 'violated', steps }])
      expect(run.stdout).not.toContain('takes three faults')
    })
  })
})

describe('the code of the release', () => {
  const asked = (...args: string[]) => ['check', '--records', '1', '--faults', '1', '--fault-kinds', 'elections', ...args]

  it('leaves nothing to hold with --strict when it was not asked', async () => {
    await inTemporaryFolder(async (folder) => {
      const run = await here(asked('--defects', 'none', '--strict', '--invariants', 'AckedDurable', '--quiet'), folder)
      expect(run.code).toBe(152)
      expect(run.stdout).toMatch(/^INCOMPLETE\s+with --strict the code counts too, and it was not searched/m)
      expect(run.stdout).not.toMatch(/^HOLDS/m)
    })
  })

  it('has files for what breaks by a defect, not for what is broken by design', async () => {
    await inTemporaryFolder(async (folder) => {
      const run = await here(asked('--set', 'acks=1', '--defects', 'F1', '--invariants', 'Acks1Durable', '--json'), folder)
      expect(JSON.parse(run.stdout)).toMatchObject({ code: { explored: true, verdict: 'violated' } })
      expect(readdirSync(join(folder, '.tidemark/traces')).filter((file) => file.includes('by-the-code'))).toEqual([])
    })
  })
})

describe('--invariants all', () => {
  it('decides every property of the kraft model, in two searches since one cannot judge so many', async () => {
    await inTemporaryFolder(async (folder) => {
      const bounds = ['--faults', '0', '--records', '1', '--set', 'auto.offset.reset=earliest']
      const run = await here(['check', '--invariants', 'all', ...bounds, '--json'], folder)
      const report = reportOf(run)
      expect(report.properties.map((p) => p.name)).toEqual(Object.keys(KRAFT_CATALOGUE))
      expect(report.properties.filter((p) => !['holds', 'violated'].includes(p.verdict))).toEqual([])
      expect(report['otherSearches']).toMatchObject([{ exhausted: true }])
    })
  })
})

describe('the catalogue', () => {
  const shown = SCENARIOS.map((scenario) => ({ scenario, verdict: 'violated' as const, steps: scenario.steps }))
  const [first, ...rest] = shown

  it('is incomplete, not violated, when a limit or a signal came first', () => {
    expect(catalogueVerdict(shown)).toBe('holds')
    expect(catalogueVerdict(rest)).toBe('incomplete')
    const other = (change: Partial<Parameters<typeof catalogueVerdict>[0][number]>) =>
      catalogueVerdict([...rest, ...(first === undefined ? [] : [{ ...first, ...change }])])
    expect(other({ verdict: 'incomplete', steps: undefined })).toBe('incomplete')
    expect(other({ verdict: 'holds', steps: undefined })).toBe('violated')
    expect(other({ steps: 1 })).toBe('violated')
    expect(other({ verdict: 'error', steps: undefined })).toBe('error')
  })
})

describe('--json', () => {
  it('has the fields of schema 1, and is all there is on standard output', async () => {
    await inTemporaryFolder(async (folder) => {
      const run = await here(zookeeper('--unclean-leader-election', '--json', '--coverage', ...SMALL), folder)
      expect(run.stderr).toBe('')
      const report = reportOf(run)
      const number = expect.any(Number) as number
      expect(report).toMatchObject({
        schema: 1,
        command: 'check',
        verdict: 'violated',
        model: { name: 'zookeeper', protocol: 'kip-320', bounds: { replicas: 2, logSize: 2, records: 2, maxEpoch: 2 } },
        search: { exhausted: true, exact: true, distinct: 7567, generated: 14677, depth: 17 },
      })
      expect(report.search).toMatchObject({ workers: number, seconds: number, statesPerSecond: number, bytesPerState: number })
      for (const p of report.properties) {
        expect([typeof p.name, typeof p.kind, typeof p.verdict, typeof p.statement]).toEqual([
          'string',
          'string',
          'string',
          'string',
        ])
        expect(p.trace === undefined).toBe(p.steps === undefined)
        if (p.trace !== undefined) expect(existsSync(join(folder, p.trace))).toBe(true)
      }
      expect(found(report, 'StrongIsr')).toEqual(['violated', 7])
      expect(report.actions.find((a) => a.name === 'LeaderWrite')).toMatchObject({ taken: 2020, new: 1268 })
      expect(report.actions.every((a) => Array.isArray(a.guards))).toBe(true)
      expect(readdirSync(join(folder, '.tidemark/traces')).filter((name) => !name.endsWith('.itf.json'))).toEqual([])
    })
  })

  it('of the mutation suite is the golden table', async () => {
    await inTemporaryFolder(async (folder) => {
      const run = await here(zookeeper('--mutate', '--json', ...TINY), folder)
      expect([run.code, run.stderr]).toEqual([0, ''])
      await expect(`${JSON.stringify(reportOf(run)['mutations'], undefined, 1)}\n`).toMatchFileSnapshot(
        '../golden/mutations-zookeeper-kip-320-r2-l1-n1-e1.json',
      )
    })
  })
})

describe('what people see', () => {
  const ESCAPE = '\u001b['
  it('has colour only where it is wanted', async () => {
    await inTemporaryFolder(async (folder) => {
      const args = zookeeper('--invariants', 'StrongIsr', '--workers', '1', ...TINY)
      const colored = async (flags: string[], env: Record<string, string>) =>
        (await here([...args, ...flags], folder, env)).stdout.includes(ESCAPE)
      expect(await colored([], {})).toBe(false)
      expect(await colored([], { FORCE_COLOR: '1' })).toBe(true)
      expect(await colored([], { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false)
      expect(await colored(['--no-color'], { FORCE_COLOR: '1' })).toBe(false)
    })
  })

  it('is no wider than the terminal, notes among it', async () => {
    await inTemporaryFolder(async (folder) => {
      const args = ['check', '--protocol', 'kip-320', '--invariants', 'StrongIsr', '--workers', '1', ...TINY]
      const { stdout } = await here(args, folder)
      const lines = stdout.split('\n')
      const note = lines.findIndex((line) => line.startsWith('Note      --protocol chooses --model zookeeper'))
      expect(lines[note + 1]).toMatch(/^ {10}\S/)
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
    })
  })

  it('is the verdicts alone with --quiet, and each guard with --coverage', async () => {
    await inTemporaryFolder(async (folder) => {
      const args = zookeeper('--invariants', 'StrongIsr', '--workers', '1', ...TINY)
      const quiet = await here([...args, '--quiet'], folder)
      expect(quiet.stdout).toMatch(
        /^tidemark [^]*?\n\nHOLDS {5}within these bounds: all [\d,]+ states, \d+ steps deep, were seen\n\n {2}holds/,
      )
      expect(quiet.stdout).not.toContain('Search')
      expect((await here([...args, '--coverage'], folder)).stdout).toMatch(/\d+ times blocked by: /)
      const both = await here([...args, '--coverage', '--quiet'], folder)
      expect([both.code, both.stdout, both.stderr]).toEqual([
        64,
        '',
        expect.stringContaining('--coverage counts more than those'),
      ])
    })
  })
})

describe('what cannot be asked', () => {
  const refused = async (args: readonly string[]): Promise<string> =>
    inTemporaryFolder(async (folder) => {
      const run = await here(args, folder)
      expect([run.code, run.stdout, readdirSync(folder)]).toEqual([64, '', []])
      expect(run.stderr.split('\n').length).toBeLessThanOrEqual(4)
      return run.stderr
    })

  it.each([
    [['chek'], ["unknown command 'chek'", 'Did you mean check?', 'tidemark --help lists the commands']],
    [
      ['chek', '--help'],
      ["unknown command 'chek'", 'Did you mean check?'],
    ],
    [
      ['help', 'chek'],
      ["unknown command 'chek'", 'Did you mean check?'],
    ],
    [
      ['check', '--protocl', 'kip-320'],
      ["unknown option '--protocl'", 'Did you mean --protocol?', 'npx tidemark check --help lists the flags'],
    ],
    [['check', '--kafka-version', '5'], ['newest first: 4.4, 4.3']],
    [['check', '--', '--quick'], ['--quick stands after "--", where only files do']],
    [zookeeper('--protocol', 'kip-32O'), ['--protocol', 'did you mean kip-320?']],
    [zookeeper('--invariants', 'WeekIsr'), ["no property 'WeekIsr'", 'did you mean WeakIsr?']],
    [zookeeper('--invariants', 'WeakIsr,'), ["no property ''"]],
    [zookeeper('--invariants', 'all,WeakIsr'), ["'all' stands alone"]],
    [
      ['check', '--scenario', 'A188'],
      ['--scenario list', 'did you mean A18a?'],
    ],
    [zookeeper('--replicas', '0'), ['--replicas', "'0'", '1..31']],
    [zookeeper('--replicas', '2.5'), ['--replicas', "'2.5'", 'whole number']],
    [zookeeper('--log-size', '1e1'), ['--log-size', "'1e1'", 'whole number']],
    [zookeeper('--max-epoch', '-1'), ['--max-epoch', "'-1'", '0..127']],
    [zookeeper('--workers', '0'), ['--workers', '1..256']],
    [zookeeper('--max-seconds', 'soon'), ['--max-seconds', 'soon']],
    [zookeeper('--max-memory', '12q'), ['--max-memory', '512m']],
    [zookeeper('--max-memory', '1k', ...TINY), ['TM-103', '--max-memory', '1024 bytes']],
    [zookeeper('--replicas', '31', '--log-size', '127'), ['TM-102', 'cannot be packed', '--log-size']],
    [zookeeper('--invariants', 'none', '--first'), ['TM-101', '--first', '--invariants none']],
    [zookeeper('--mutate', '--deadlock', ...TINY), ['TM-101', '--mutate and --deadlock']],
    [zookeeper('--mutate', '--invariants', 'none', ...TINY), ['TM-101', '--mutate']],
    [
      ['check', '--scenario', 'A12', '--switch', 'elr=true'],
      ['--scenario A12', '--switch contradicts'],
    ],
    [
      ['check', '--scenario', 'A12', '--stay-down'],
      ['--scenario A12', '--stay-down contradicts'],
    ],
    [
      ['check', '--scenario', 'A12', '--invariants', 'NoUncommittedRead,WeakIsr'],
      ['--invariants', 'A12', 'not NoUncommittedRead\n'],
    ],
    [
      ['check', '--scenario', 'all', '--kafka-version', '2.0'],
      ['--scenario all', '--kafka-version contradicts'],
    ],
    [
      ['check', '--scenario', 'all', '--invariants', 'AckedDurable'],
      ['--scenario all', '--invariants contradicts'],
    ],
    [
      ['check', '--scenario', 'all', '--max-memory', '1k'],
      ['TM-103', '--max-memory'],
    ],
    [
      ['check', '--invariants', 'NoUncommittedRead,WeakIsr'],
      ['--set auto.offset.reset', 'a consumer for NoUncommittedRead, not unset'],
    ],
    [
      [
        'check',
        '--mutate',
        '--set',
        'acks=1',
        '--faults',
        '1',
        '--elections',
        '1',
        '--records',
        '1',
        '--invariants',
        'Acks1Durable',
      ],
      ['--mutate', 'Acks1Durable is violated with every rule on (in 3 steps)'],
    ],
    [
      ['check', '--change', 'eligible.leader.replicas.version=2'],
      ['--change eligible.leader.replicas.version must be 0 or 1, not 2'],
    ],
    [
      ['check', '--switch', 'elr=maybe'],
      ['--switch elr', 'true, false'],
    ],
    [
      ['check', '--set', 'replication.factor=9'],
      ['--set replication.factor', '1..5'],
    ],
    [
      ['check', '--set', 'retries=x'],
      ['--set retries', 'not x'],
    ],
  ] as const)('%j is refused in one message that names it', async (args, parts) => {
    const message = await refused(args)
    for (const part of parts) expect(message).toContain(part)
  })

  it.each([
    [['check', '--quik'], 64, 'check', "unknown option '--quik'"],
    [['check', '--scenario', 'A188'], 64, 'check', 'did you mean A18a?'],
    [['trace', 'missing.itf.json'], 151, 'trace', 'TM-201'],
    [['validate', 'missing.properties'], 151, 'validate', 'TM-401'],
    [['chek'], 64, null, "unknown command 'chek'"],
  ] as const)('%j with --json says so in one object', async (words, exitCode, command, message) => {
    const run = await here([...words, '--json'], '/')
    expect(run.code).toBe(exitCode)
    const error: unknown = expect.stringContaining(message)
    expect(JSON.parse(run.stdout)).toMatchObject({ schema: 1, command, exitCode, error })
    expect(run.stderr).toContain(message)
  })

  it('suggests no release that is meant by no slip', async () => {
    for (const version of ['5', '4.5', 'x']) {
      const run = await here(['check', '--kafka-version', version], '/')
      expect(run.stderr).not.toMatch(/did you mean/i)
    }
  })

  it('helps where it is asked to, in the ways that people ask', async () => {
    const help = (await here(['--help'], '/')).stdout
    for (const words of [['-h'], ['help'], ['help', 'help'], ['help', '--help']])
      expect(await here(words, '/')).toEqual({ code: 0, stdout: help, stderr: '' })
    const ofCheck = (await here(['check', '--help'], '/')).stdout
    for (const words of [
      ['check', '-h'],
      ['help', 'check'],
    ])
      expect(await here(words, '/')).toEqual({ code: 0, stdout: ofCheck, stderr: '' })
    expect((await here(['-v'], '/')).stdout).toBe((await here(['--version'], '/')).stdout)
  })

  it('refuses a folder that cannot be written to before it searches, and leaves nothing behind', async () => {
    await inTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, 'file'), 'mine')
      const run = await here(zookeeper('--out', 'file/traces', ...TINY), folder)
      expect([run.code, run.stdout]).toEqual([64, ''])
      expect(run.stderr).toMatch(/^error TM-301: --out: cannot write to .*file\/traces: .*file is not a folder\n$/)
      expect(filesIn(folder)).toEqual({ file: 'mine' })
    })
  })

  it('says so when a folder cannot be made after all', async () => {
    const run = await here(zookeeper('--out', '/proc/tidemark/traces', '--workers', '1', ...TINY), '/')
    expect(run.code === 255 || run.code === 64).toBe(true)
    expect(run.stderr).toMatch(/^error TM-301: .*\/proc\/tidemark\/traces/)
  })
})

describe('help', () => {
  it.each([
    [['--help'], ['check', 'trace', '--version']],
    [
      ['check', '--help'],
      ['--protocol', '--allow-incomplete', 'Exit codes:', '152 incomplete'],
    ],
    [
      ['trace', '--help'],
      ['--format', 'Exit codes:', '151'],
    ],
    [['help', 'check'], ['--protocol']],
  ] as const)('%j is on standard output', async (args, parts) => {
    const run = await here(args, '/')
    expect([run.code, run.stderr]).toEqual([0, ''])
    for (const part of parts) expect(run.stdout).toContain(part)
  })

  it('tells the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
    expect(await here(['--version'], '/')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })
})

describe('the verdict by design', () => {
  const SOON = ['check', '--replicas', '2', '--records', '1', '--faults', '1', '--quiet']

  it('is told before the code is searched', () =>
    inTemporaryFolder(async (folder) => {
      const interrupt = new AbortController()
      const written: string[] = []
      // Whoever has read the verdict does not wait for more.
      const out = (text: string): void => {
        written.push(text)
        interrupt.abort('SIGINT')
      }
      const { code } = await here(SOON, folder, {}, { out, signal: interrupt.signal })
      const whole = await here(SOON, folder)
      expect(code).toBe(130)
      expect(written[0]).toMatch(
        /^tidemark [^]*?\n\nHOLDS {5}within these bounds: all [\d,]+ states, \d+ steps deep, were seen\n$/s,
      )
      expect(written.slice(1).join('')).toContain('the check was interrupted before')
      expect(whole.stdout.startsWith(written[0] ?? ' ')).toBe(true)
      expect(whole.stdout.slice(written[0]?.length)).toMatch(/^BY THE CODE /)
    }))

  it('is not told before it is one: with --strict the code bears on it', () =>
    inTemporaryFolder(async (folder) => {
      const written: string[] = []
      await here([...SOON, '--strict'], folder, {}, { out: (text) => written.push(text) })
      expect(written.length).toBe(1)
    }))
})
