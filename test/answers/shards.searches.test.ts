/** Questions shared among several runs, and a last run that finds every answer in their cache. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { remembering } from '../../answers/search-cache.ts'
import { exploreHere } from '../../checker/index.ts'
import { planSearch } from '../../questions/check.ts'
import type { RunSearch } from '../../questions/on-threads.ts'
import { isOfShare, shareOf } from '../../questions/share.ts'
import { cli, here, inTemporaryFolder, ROOT } from '../cli/run.ts'

const KEY = { TIDEMARK_CACHE_KEY: 'a secret that the machines of one job have in common' }
const SMALL = '--set replication.factor=2 --set min.insync.replicas=2 --guarantee acked --envelope kill'.split(' ')

describe('a share', () => {
  it('has each item once among all', () => {
    const items = Array.from({ length: 50 }, (_, i) => `${(i * 7919).toString(16).padStart(8, '0')}0`)
    const shares = [1, 2, 3].map((index) => ({ index, of: 3 }))
    expect(shares.flatMap((share) => shareOf(items, share)).toSorted()).toEqual(items.toSorted())
    expect(shares.flatMap((share) => items.filter((hash) => isOfShare(hash, share))).toSorted()).toEqual(items.toSorted())
    expect(shareOf(items, undefined)).toBe(items)
  })
})

describe('searches that are remembered', () => {
  const spec = { model: 'kraft', from: { scenario: 'A10' }, properties: ['FencedNotInIsr'] } as const
  const options = { workers: 1, maxMemory: 2 ** 26, first: true }
  const fail = (why: string): void => {
    throw new Error(why)
  }
  const counting = () => {
    let made = 0
    const search: RunSearch = (plan, asked) => {
      made++
      return exploreHere(plan.model, asked)
    }
    return { search, made: () => made }
  }

  it('are made once, and give the same again', () =>
    inTemporaryFolder(async (folder) => {
      const { search, made } = counting()
      const remembered = remembering(search, folder, Buffer.from('secret'), fail)
      const first = await remembered(planSearch(spec), options)
      const again = await remembered(planSearch(spec), options)
      expect(made()).toBe(1)
      expect(again).toEqual(first)
      expect(again.properties[0]?.path?.states[0]).toBeInstanceOf(Int32Array)
      await remembered(planSearch(spec), { ...options, forbidDeadlock: true })
      expect(made()).toBe(2)
      // From another state it is another search, though what is asked has the same words.
      const from = first.properties[0]?.path?.states.slice(1, 2)
      await remembered(planSearch(spec), { ...options, from })
      expect([from?.length, made()]).toEqual([1, 3])
    }))

  it('are made again when a limit cut them short, under another secret, and when the file was changed', () =>
    inTemporaryFolder(async (folder) => {
      const { search, made } = counting()
      const remembered = remembering(search, folder, Buffer.from('secret'), fail)
      await remembered(planSearch(spec), { ...options, maxDepth: 1 })
      expect(readdirSync(folder)).toEqual([])
      await remembered(planSearch(spec), options)
      await remembering(search, folder, Buffer.from('another'), fail)(planSearch(spec), options)
      expect(made()).toBe(3)
      const file = join(folder, readdirSync(folder)[0] ?? '')
      await remembered(planSearch(spec), options)
      writeFileSync(file, readFileSync(file, 'utf8').replace('"body":"H', '"body":"I'))
      await remembered(planSearch(spec), options)
      expect(made()).toBe(5)
    }))

  it('are told all the same where they cannot be kept, and why not, once', async () => {
    const said: string[] = []
    const { search, made } = counting()
    const remembered = remembering(search, '/dev/null/answers', Buffer.from('secret'), (why) => void said.push(why))
    const results = [await remembered(planSearch(spec), options), await remembered(planSearch(spec), options)]
    expect([made(), results.map(({ verdict }) => verdict)]).toEqual([2, ['violated', 'violated']])
    expect(said).toEqual([expect.stringMatching(/^cannot write \/dev\/null\/answers\/search-\w+\.json: ENOTDIR/)])
  })
})

describe('--shard', () => {
  it.each([
    [
      'validate',
      ['validate', ...SMALL],
      /^share 1\/1: \d+ explorations? decided and kept, 0 left undecided, 0 of other shares: nothing is left for another round$/m,
    ],
    ['claims', ['claims', 'rf1'], /./],
  ])('of %s is an error where its answers cannot be kept: other runs would miss them', (_, words, said) =>
    inTemporaryFolder(async (folder) => {
      const run = () => cli([...words, '--shard', '1/1', '--cache', 'cache'], folder, KEY)
      const kept = await run()
      expect([kept.code, kept.stdout]).toEqual([0, expect.stringMatching(said)])
      for (const name of readdirSync(join(folder, 'cache'))) {
        rmSync(join(folder, 'cache', name))
        mkdirSync(join(folder, 'cache', name))
      }
      const { code, stderr } = await run()
      expect([code, stderr]).toEqual([
        255,
        expect.stringMatching(/^error TM-301: --shard: its answers cannot be kept: cannot write .*cache\/.*: EISDIR/m),
      ])
    }),
  )

  it('of validate decides a share of the explorations, and the run without it gives the same table as one alone', () =>
    inTemporaryFolder(async (folder) => {
      const question = ['validate', ...SMALL]
      const run = (...words: readonly string[]) => cli([...question, ...words, '--cache', 'cache', '--json'], folder, KEY)
      const shares = [await run('--shard', '1/2'), await run('--shard', '2/2')].map(({ code, stdout }) => ({
        code,
        ...(JSON.parse(stdout) as { share: string; decided: number; undecided: number; others: number }),
      }))
      expect(shares.map(({ code, share, undecided }) => [code, share, undecided])).toEqual([
        [0, '1/2', 0],
        [0, '2/2', 0],
      ])
      const joined = await run()
      const alone = await cli([...question, '--no-cache', '--json'], folder)
      const cells = (stdout: string) => {
        const { subjects } = JSON.parse(stdout) as { subjects: { head: { cells: { verdict: string }[] } }[] }
        return subjects.map(({ head }) => head.cells.map(({ verdict }) => verdict))
      }
      expect([joined.code, cells(joined.stdout)]).toEqual([alone.code, cells(alone.stdout)])
    }))

  it('of claims needs a cache, and the run that joins the shares decides nothing again', () =>
    inTemporaryFolder(async (folder) => {
      const refused = await here(['claims', '--shard', '1/2'], folder, KEY)
      expect([refused.code, refused.stderr]).toEqual([
        64,
        'error TM-101: --shard needs a place for its answers: --cache, which other runs can read\n',
      ])
      const run = (...words: readonly string[]) => cli(['claims', 'rf1', ...words, '--cache', 'cache', '--json'], folder, KEY)
      const rows = (stdout: string) => (JSON.parse(stdout) as { claims: object[] }).claims
      const shares = [await run('--shard', '1/2'), await run('--shard', '2/2')]
      expect(shares.map(({ code }) => code)).toEqual([0, 0])
      const told = ({ stdout }: { readonly stdout: string }) => {
        const { verdict, asExpected, of, share, missing } = JSON.parse(stdout) as Record<string, unknown>
        return { verdict, asExpected, of, share, missing }
      }
      expect(shares.map(told)).toEqual([
        { verdict: 'incomplete', asExpected: 2, of: 3, share: '1/2', missing: ['rf1/offline'] },
        { verdict: 'incomplete', asExpected: 1, of: 3, share: '2/2', missing: ['rf1/disk', 'rf1/crash'] },
      ])
      const { stdout } = await cli(['claims', 'rf1', '--shard', '2/2', '--cache', 'cache', '--quiet'], folder, KEY)
      expect(stdout).toContain('INCOMPLETE  1 of 3 conditions are decided\n')
      expect(stdout).toContain(
        '\n1 of 3 claims as the catalogue says; 2 were not tried in this share, 2/2\nMissing   rf1/disk, rf1/crash\n',
      )
      const kept = readdirSync(join(folder, 'cache'))
      const joined = await run()
      expect([joined.code, joined.stderr]).toEqual([0, ''])
      expect(told(joined)).toEqual({ verdict: 'holds', asExpected: 3, of: 3, share: undefined, missing: undefined })
      expect(rows(joined.stdout).length).toBeGreaterThan(0)
      expect(readdirSync(join(folder, 'cache'))).toEqual(kept)
    }))

  it.each([
    [['check', '--shard', '1/2'], 'is for --scenario all'],
    [['check', '--scenario', 'all', '--shard', '1/2'], 'needs a place for its answers'],
    [['check', '--scenario', 'all', '--shard', '3/2', '--cache', 'c'], 'such as 2/3'],
    [['validate', '--set', 'acks=1', '--shard', '1/2', '--no-cache'], 'needs a place for its answers'],
    [['validate', '--set', 'acks=1', '--shard', '1/2', '--markdown'], 'the run that joins the shares writes the reports'],
    [
      ['validate', '--set', 'acks=1', '--shard', '1/2', '--write-baseline', 'b'],
      'the run that joins the shares writes the reports',
    ],
    [['claims', '--write-docs', '--shard', '1/2', '--cache', 'c'], 'nor with a share'],
  ])('refuses %j', (words, message) =>
    inTemporaryFolder(async (folder) => {
      const run = await here(words, folder, KEY)
      expect([run.code, run.stdout]).toEqual([64, ''])
      expect(run.stderr).toContain(message)
    }),
  )
})

describe('the workflow that shares a table among machines', () => {
  it('asks every share and the run that joins them the same question, through one cache', () => {
    const text = readFileSync(join(ROOT, 'examples/kafka/github/kafka-guarantees-shards.yml'), 'utf8')
    const { jobs } = parse(text) as {
      jobs: Record<'share' | 'join', { strategy: { matrix: { shard: string[] } }; steps: { run?: string }[] }>
    }
    const shares = jobs.share.strategy.matrix.shard
    expect(shares).toEqual(shares.map((_, i) => `${i + 1}/${shares.length}`))
    const words = ({ steps }: (typeof jobs)['share']) => {
      const command = steps.find(({ run }) => run?.includes(' validate '))?.run ?? ''
      return command.slice(command.indexOf(' validate ')).trim()
    }
    expect(words(jobs.share)).toBe('validate kafka --thorough --shard ${{ matrix.shard }} --cache answers')
    expect(words(jobs.join)).toBe('validate kafka --thorough --cache answers --strict')
  })
})
