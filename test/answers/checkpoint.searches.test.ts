/** Searches that are kept and gone on with: the same as one that was never left; and what is refused. */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Seal } from '../../answers/sealed.ts'
import { cli, here, inTemporaryFolder } from '../cli/run.ts'

const QUESTION = ['--model', 'zookeeper', '--protocol', 'kip-101', '--replicas', '2', '--max-epoch', '3']
const KIP_101 = ['--model', 'zookeeper', '--protocol', 'kip-101', '--replicas', '2']
const LEFT = ['--max-states', '900']
/** Where runs that are kept are killed, as parts of all calls that change a file. */
const KILLED_AT = [0.005, 0.2, 0.4, 0.6]

/** What a report says of the search, but for time, workers, and memory that depends on them. */
function essence(stdout: string): object {
  const report = JSON.parse(stdout) as { search: object; otherSearches: object[] }
  const timeless = (search: object) => ({
    ...search,
    workers: 0,
    seconds: 0,
    statesPerSecond: 0,
    bytesPerState: 0,
    memoryBytes: 0,
  })
  return { ...report, seconds: 0, search: timeless(report.search), otherSearches: report.otherSearches.map(timeless) }
}

/** The program on a disk on which something happens, or which counts the calls that change a file. */
const onDisk = (disk: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${new URL('../cli/disk.mjs', import.meta.url).href}`,
  DISK: disk,
  ...more,
})

const filesIn = (folder: string) => readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')])

describe('a search that is kept', () => {
  it('is gone on with by another number of workers to the same counts, verdicts and traces, byte for byte', () =>
    inTemporaryFolder(async (folder) => {
      const whole = await cli(['check', ...QUESTION, '--workers', '2', '--out', 'whole', '--json'], folder)
      const left = await cli(['check', ...QUESTION, ...LEFT, '--workers', '1', '--checkpoint', 'kept', '--json'], folder)
      expect([whole.code, left.code]).toEqual([12, 152])
      expect(essence(left.stdout)).not.toEqual(essence(whole.stdout))
      for (const workers of ['2', '1']) {
        rmSync(join(folder, 'resumed'), { recursive: true, force: true })
        cpSync(join(folder, 'kept'), join(folder, `kept-${workers}`), { recursive: true })
        const args = ['check', ...QUESTION, '--workers', workers, '--resume', `kept-${workers}`, '--out', 'resumed', '--json']
        const resumed = await cli(args, folder)
        expect([resumed.code, resumed.stderr]).toEqual([12, ''])
        expect(essence(resumed.stdout.replaceAll('resumed/', 'whole/'))).toEqual(essence(whole.stdout))
        expect(filesIn(join(folder, 'resumed'))).toEqual(filesIn(join(folder, 'whole')))
      }
      // What was finished can be asked again.
      const again = await cli(['check', ...QUESTION, '--resume', 'kept-2', '--out', 'whole', '--json'], folder)
      expect(essence(again.stdout)).toEqual(essence(whole.stdout))
    }))

  it('is killed at any moment of its keeping, and gone on with by another number of workers to the same bytes', () =>
    inTemporaryFolder(async (folder) => {
      const args = (out: string, ...more: string[]) => ['check', ...QUESTION, '--out', out, '--json', ...more]
      const whole = await cli(
        args('whole', '--workers', '2', '--checkpoint', 'all'),
        folder,
        onDisk('count 0', { DISK_COUNTS: join(folder, 'counts') }),
      )
      expect(whole.code).toBe(12)
      const [calls = 0] = readFileSync(join(folder, 'counts'), 'utf8').split(' ').map(Number)
      const manifestOf = (name: string) => join(folder, name, 'search-1/manifest.json')
      const kept = (name: string): number => {
        const { body } = JSON.parse(readFileSync(manifestOf(name), 'utf8')) as { body: string }
        return (JSON.parse(body) as { progress: { levels: number[] } }).progress.levels.length
      }
      const levels = new Set<number>()
      for (const [i, part] of KILLED_AT.entries()) {
        const name = `killed-${i}`
        const workers = 1 + (i % 2)
        const moment = 1 + Math.floor(part * calls)
        const killed = await cli(
          args('never', '--workers', String(workers), '--checkpoint', name),
          folder,
          onDisk(`kill ${moment}`),
        )
        expect([moment, killed.code, killed.stdout]).toEqual([moment, null, ''])
        if (!existsSync(manifestOf(name))) {
          const refused = await here(args('never', '--resume', name), folder)
          expect([moment, refused.code, refused.stderr]).toEqual([moment, 151, expect.stringContaining('it holds no checkpoint')])
          levels.add(0)
          continue
        }
        levels.add(kept(name))
        rmSync(join(folder, 'resumed'), { recursive: true, force: true })
        const resumed = await here(args('resumed', '--workers', String(3 - workers), '--resume', name), folder)
        expect([moment, resumed.code, resumed.stderr]).toEqual([moment, 12, ''])
        expect(essence(resumed.stdout.replaceAll('resumed/', 'whole/'))).toEqual(essence(whole.stdout))
        expect(filesIn(join(folder, 'resumed'))).toEqual(filesIn(join(folder, 'whole')))
      }
      // They were killed before anything was kept, and in the middle of different levels.
      expect(levels.has(0) && levels.size >= KILLED_AT.length - 1).toBe(true)
    }))

  it('is written into its folder, and not through links that are there', () =>
    inTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, 'kept/search-1'), { recursive: true })
      writeFileSync(join(folder, 'precious'), 'precious')
      for (const name of ['level-0.states', 'level-0.marks']) symlinkSync('../../precious', join(folder, 'kept/search-1', name))
      const { code } = await cli(['check', ...QUESTION, ...LEFT, '--checkpoint', 'kept', '--quiet'], folder)
      expect([code, readFileSync(join(folder, 'precious'), 'utf8')]).toEqual([152, 'precious'])
    }))

  it('is refused by name when it is damaged, of another search, not there, or there already', () =>
    inTemporaryFolder(async (folder) => {
      await cli(['check', ...QUESTION, ...LEFT, '--checkpoint', 'kept', '--quiet'], folder)
      const refused = async (words: readonly string[], code: number, message: string, how = here) => {
        const run = await how(['check', ...words, '--json'], folder)
        expect([run.code, (JSON.parse(run.stdout) as { exitCode: number }).exitCode]).toEqual([code, code])
        expect(run.stderr).toContain('error TM-701: ')
        expect(run.stderr).toContain(message)
      }
      const damaged = async (damage: (at: (name: string) => string) => void, message: string, how = here) => {
        cpSync(join(folder, 'kept'), join(folder, 'other'), { recursive: true })
        damage((name) => join(folder, 'other/search-1', name))
        await refused([...QUESTION, '--resume', 'other'], 151, message, how)
        rmSync(join(folder, 'other'), { recursive: true })
      }
      const flipped = (file: string) => {
        const bytes = readFileSync(file)
        bytes[3] = (bytes[3] ?? 0) ^ 1
        writeFileSync(file, bytes)
      }
      await damaged((at) => flipped(at('level-3.states')), 'level-3.states is damaged: it is not what was written', cli)
      await damaged((at) => truncateSync(at('level-3.states'), 8), 'level-3.states is damaged: it is not what was written', cli)
      await damaged((at) => rmSync(at('level-2.states')), 'level-2.states cannot be read: ENOENT', cli)
      await damaged((at) => {
        const file = at('manifest.json')
        writeFileSync(file, readFileSync(file, 'utf8').replace('"generated', '"degenerate'))
      }, 'its manifest.json is damaged')
      await damaged((at) => truncateSync(at('manifest.json'), 100), 'its manifest.json is damaged')
      // A search that somebody else would have this one believe to be over, with nothing found.
      await damaged((at) => {
        const { body } = JSON.parse(readFileSync(at('manifest.json'), 'utf8')) as { body: string }
        const planted = JSON.parse(body) as { progress: { found: unknown[] } }
        planted.progress.found = []
        new Seal(Buffer.alloc(32), 1, 'checkpoint ').write(at('manifest.json'), '', JSON.stringify(planted))
      }, 'its manifest.json is damaged, or was not written with the key of this user')
      // What would be waited for, or never end.
      for (const name of ['manifest.json', 'level-2.states'])
        await damaged(
          (at) => {
            rmSync(at(name))
            expect(spawnSync('mkfifo', [at(name)]).status).toBe(0)
          },
          `${name} cannot be read: it is no file`,
          cli,
        )
      await damaged(
        (at) => {
          rmSync(at('level-2.states'))
          symlinkSync('/dev/zero', at('level-2.states'))
        },
        'level-2.states cannot be read: it is no file',
        cli,
      )
      await refused(
        [...QUESTION.slice(0, -1), '2', '--resume', 'kept'],
        151,
        'its bounds are {"maxEpoch":3}, and not {"maxEpoch":2}',
      )
      await refused([...QUESTION, '--deadlock', '--resume', 'kept'], 151, 'its --deadlock is false, and not true')
      await refused([...QUESTION, '--first', '--resume', 'kept'], 151, 'its --first is false, and not true')
      await refused(
        [...QUESTION, '--max-depth', '2', '--resume', 'kept'],
        151,
        'steps are kept, and the limit is 2 (--max-depth)',
      )
      await refused([...QUESTION, '--resume', 'nowhere'], 151, 'it holds no checkpoint')
      await refused(
        [...QUESTION, '--resume', 'kept', '--max-states', '100'],
        151,
        'states are kept, and the limits have room for',
        cli,
      )
      await refused([...QUESTION, '--checkpoint', 'kept'], 64, 'holds a checkpoint already: --resume goes on with it')
      await refused(
        [...QUESTION, '--engine', 'memory', '--checkpoint', '.'],
        64,
        `holds .tidemark, which is of no checkpoint: name a folder that holds nothing else`,
      )
      mkdirSync(join(folder, 'mine/search-1'), { recursive: true })
      writeFileSync(join(folder, 'mine/search-1/level-x'), '')
      await refused([...QUESTION, '--checkpoint', 'mine'], 64, 'mine holds search-1/level-x, which is of no checkpoint: ')
      expect(readdirSync(join(folder, 'mine/search-1'))).toEqual(['level-x'])
    }))

  it('of a search from a state of a trace is refused to one from another state, or from the initial ones', () =>
    inTemporaryFolder(async (folder) => {
      await cli(['check', ...KIP_101, '--invariants', 'StrongIsr', '--out', 'traces', '--quiet'], folder)
      const trace = `traces/${readdirSync(join(folder, 'traces'))[0] ?? ''}`
      const check = (from: string, ...words: readonly string[]) =>
        cli(
          ['check', '--invariants', 'EpochsMonotoneInLog', ...(from === '' ? KIP_101 : ['--from', `${trace}${from}`]), ...words],
          folder,
        )
      const ended = async (from: string, kept: string) => {
        const { code, stdout } = await check(from, '--checkpoint', kept)
        return [code, /[\d,]+ states/.exec(stdout)?.[0]]
      }
      expect(await ended('@5', 'five')).toEqual([0, '1,618 states'])
      expect(await ended('@0', 'none')).toEqual([12, '9,045 states'])
      expect(await ended('', 'whole')).toEqual([12, '9,045 states'])
      for (const [from, kept] of [
        ['@0', 'five'],
        ['@7', 'five'],
        ['', 'five'],
        ['@5', 'none'],
        ['', 'none'],
        ['@5', 'whole'],
        ['@0', 'whole'],
      ] as const) {
        const { code, stdout, stderr } = await check(from, '--resume', kept)
        expect([from, kept, code, stdout, /first states are .* not /.test(stderr)]).toEqual([from, kept, 151, '', true])
        if (from === '') expect(stderr).toContain(', and not the initial ones\n')
      }
      expect((await check('@5', '--resume', 'five')).code).toBe(0)
    }))
})
