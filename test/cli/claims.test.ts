/** `claims` as its users meet it. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { type Claim, CLAIMS, type Expected } from '../../claims/index.ts'
import { claims, type ClaimsFlags } from '../../cli/claims.ts'
import { claimsVerdict } from '../../questions/claims.ts'
import { here, inTemporaryFolder, type Run } from './run.ts'

const ID = 'acks1-needs-a-crash'
const claim = (id: string): Claim => {
  const found = CLAIMS.find((c) => c.id === id)
  if (found === undefined) throw new Error(`there is no claim ${id}`)
  return found
}
const expecting = (id: string, expected: Expected, alongside?: Claim['entries'][0]['alongside']): Claim => {
  const { entries, ...rest } = claim(id)
  const entry = { ...entries[0], expected, ...(alongside !== undefined && { alongside }) } as Claim['entries'][0]
  return { ...rest, entries: [entry] }
}

/** Runs the command in this process on a catalogue of its own. */
async function on(
  catalogue: readonly Claim[],
  cwd: string,
  flags: Partial<ClaimsFlags> = {},
  signal = new AbortController().signal,
): Promise<Run> {
  let [stdout, stderr] = ['', '']
  const code = await claims(
    [],
    {
      list: false,
      writeDocs: false,
      workers: 1,
      maxMemory: 2 ** 28,
      out: 'traces',
      json: false,
      quiet: false,
      color: false,
      ...flags,
    },
    {
      input: Readable.from([]),
      out: (text) => (stdout += text),
      err: (text) => (stderr += text),
      tell: () => undefined,
      errIsTerminal: false,
      outIsTerminal: false,
      width: 100,
      env: {},
      signal,
      cwd,
    },
    catalogue,
  )
  return { code, stdout, stderr }
}

describe('a single claim', () => {
  it('is told with its sentence, reason, command and story, and its trace replays', async () => {
    await inTemporaryFolder(async (folder) => {
      const run = await here(['claims', ID], folder)
      expect(run.code).toBe(0)
      for (const text of [claim(ID).sentence, 'REFUTED', 'violated in 3 steps', 'Because', '1 of 1 claims as the catalogue says'])
        expect(run.stdout).toContain(text)
      expect(run.stdout).toContain(
        'npx tidemark check --set acks=1 --faults 1 --fault-kinds elections --invariants Acks1Durable --first',
      )
      const file = join('.tidemark/traces', `claim-${ID}.Acks1Durable.itf.json`)
      expect(run.stdout).toContain(file)
      expect((await here(['trace', file, '--quiet'], folder)).code).toBe(0)
    })
  })

  it('is one condition when that is named', async () => {
    await inTemporaryFolder(async (folder) => {
      const run = await here(['claims', 'rf1/offline', '--quiet'], folder)
      expect([run.code, run.stderr]).toEqual([0, ''])
      expect(run.stdout).toContain('1 of 1 claims as the catalogue says')
    })
  })

  it('that there is not is refused, with the nearest name', async () => {
    const run = await here(['claims', 'acks1-needs-crash'], '/')
    expect(run.code).toBe(64)
    expect(run.stderr).toContain(`TM-101: there is no claim 'acks1-needs-crash' (did you mean ${ID}?)`)
  })
})

describe('--json', () => {
  it('is one object, and all there is', async () => {
    await inTemporaryFolder(async (folder) => {
      const run = await here(['claims', ID, '--json'], folder)
      expect([run.code, run.stderr]).toEqual([0, ''])
      expect(JSON.parse(run.stdout)).toMatchObject({
        schema: 1,
        command: 'claims',
        verdict: 'holds',
        asExpected: 1,
        of: 1,
        claims: [
          { id: ID, judgement: 'refuted', entries: [{ verdict: 'violated', steps: 3, expectedSteps: 3, isAsExpected: true }] },
        ],
      })
    })
  })

  it('lists every claim without checking it', async () => {
    const run = await here(['claims', '--list', '--json'], '/')
    const listed = JSON.parse(run.stdout) as { claims: { id: string }[]; verdict?: string }
    expect([run.code, listed.claims.map((c) => c.id), listed.verdict]).toEqual([0, CLAIMS.map((c) => c.id), undefined])
    expect((await here(['claims', '--list'], '/')).stdout).toContain(`${ID} `)
  })
})

describe('a verdict that is not the expected one', () => {
  it.each([
    ['another length', expecting(ID, { verdict: 'violated', steps: 4 }), 'expected violated in 4 steps'],
    ['another verdict', expecting(ID, { verdict: 'holds' }), 'expected holds'],
    [
      'a promise kept of nothing',
      expecting('rf1', { verdict: 'violated', steps: 6 }, ['ZombieLeader']),
      'expected violated in 6',
    ],
    ['a witness that is not reached', expecting('two-leaders-at-once', { verdict: 'impossible' }), 'expected not reached'],
  ])('%s: exit code 10', async (_, wrong, said) => {
    await inTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, 'docs'))
      const run = await on([wrong, claim('acks1-loss')], folder, { writeDocs: true })
      if (said === 'expected violated in 6') expect(run.stdout).toContain('although ZombieLeader should hold')
      else expect(run.stdout).toContain(said)
      expect(run.stdout).toContain('1 of 2 claims as the catalogue says')
      expect(run.code).toBe(10)
      expect(run.stderr).toContain('docs/claims.md was not written')
      expect(existsSync(join(folder, 'docs/claims.md'))).toBe(false)
    })
  })
})

describe('what ends early', () => {
  it('is incomplete: exit code 152', async () => {
    await inTemporaryFolder(async (folder) => {
      const run = await on([claim('one-leader-per-epoch')], folder, { maxSeconds: 0.01 })
      expect(run.code).toBe(152)
      expect(run.stdout).toContain('0 of 1 claims as the catalogue says')
    })
  })

  it('is interrupted when it was: exit code 130, and says what was not tried', async () => {
    await inTemporaryFolder(async (folder) => {
      const interrupt = new AbortController()
      interrupt.abort('SIGINT')
      const run = await on([claim(ID)], folder, {}, interrupt.signal)
      expect([run.code, run.stdout]).toEqual([130, expect.stringContaining('1 were not tried')])
    })
  })

  it('outweighs nothing that is wrong', () => {
    const good = { verdict: 'holds', isAsExpected: true } as const
    expect(claimsVerdict([good], 1)).toBe('holds')
    expect(claimsVerdict([good], 2)).toBe('incomplete')
    expect(claimsVerdict([good, { verdict: 'incomplete', isAsExpected: false }], 2)).toBe('incomplete')
    expect(
      claimsVerdict(
        [
          { verdict: 'holds', isAsExpected: false },
          { verdict: 'incomplete', isAsExpected: false },
        ],
        2,
      ),
    ).toBe('violated')
    expect(
      claimsVerdict(
        [
          { verdict: 'error', isAsExpected: false },
          { verdict: 'holds', isAsExpected: false },
        ],
        2,
      ),
    ).toBe('error')
  })
})

describe('--write-docs', () => {
  it('writes the whole catalogue or nothing', async () => {
    await inTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, 'docs'))
      const run = await on([claim(ID), claim('two-leaders-at-once')], folder, { writeDocs: true })
      expect([run.code, existsSync(join(folder, 'docs/claims.md'))]).toEqual([0, true])
      expect((await here(['claims', ID, '--write-docs'], folder)).code).toBe(64)
      expect((await here(['claims', '--list', '--write-docs'], folder)).code).toBe(64)
      expect((await here(['claims', '--write-docs'], join(folder, 'docs'))).stderr).toContain('TM-301')
    })
  })
})

describe('--fault-kinds of check', () => {
  it.each([
    ['kills,kills', 'It names kills twice'],
    ['kill', 'did you mean kills'],
    ['preferred', 'did you mean elections'],
    ['preferred', 'or preferred-elections'],
    ['power', 'did you mean power-losses'],
    ['electrons', 'did you mean elections'],
    ['nonsense', 'It must be one of'],
    ['kills=0', 'whole number in 1..8'],
  ])('refuses %s', async (kinds, said) => {
    const run = await here(['check', '--fault-kinds', kinds], '/')
    expect([run.code, run.stderr]).toEqual([64, expect.stringContaining(said)])
  })

  it('refuses a cap of one kind beside it', async () => {
    const run = await here(['check', '--fault-kinds', 'kills', '--fencings', '1'], '/')
    expect([run.code, run.stderr]).toEqual([64, expect.stringContaining('--fencings contradicts it')])
  })
})
