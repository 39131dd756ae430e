/** Inputs, names and values that mean harm: nothing hangs, and nothing they say drives a terminal or the log of a CI job. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileName } from '../../answers/save-traces.ts'
import { finished, here, inTemporaryFolder, MAIN, start } from './run.ts'
import { hostileText } from '../reports/validation/hostile.ts'
import { readXml } from '../reports/validation/xml.ts'
import { lines, write } from './validate/ask.ts'

/** What would be obeyed: a workflow command at the start of a line, one of the older form anywhere, a control character. */
// oxlint-disable-next-line no-control-regex
const OBEYED = /^\s*::|##\[|(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/mu

const EVIL = 'x\n::error title=pwned::from a name\u001b[31m##[error]y\u202e'

/** A dump as kafka-dump-log prints it. */
const dumped = (path: string, records: readonly (readonly [type: string, data: object])[]): string =>
  [
    `Dumping ${path}`,
    ...records.flatMap(([type, data], i) => [
      `baseOffset: ${i} lastOffset: ${i} count: 1 partitionLeaderEpoch: 0 isControl: false position: 0 CreateTime: 9999999999999999 size: 1`,
      `| offset: ${i} CreateTime: 9999999999999999 keySize: -1 valueSize: 1 payload: ${JSON.stringify({ type: `${type}_RECORD`, version: 0, data })}`,
    ]),
  ].join('\n')

describe('what is said of', () => {
  const messages = async (args: readonly string[], prepare: (folder: string) => void = () => undefined) =>
    inTemporaryFolder(async (folder) => {
      prepare(folder)
      const run = await here(args, folder, { GITHUB_ACTIONS: 'true' })
      expect(run.code).not.toBe(0)
      expect(run.stderr).not.toBe('')
      expect(run.stderr).not.toMatch(OBEYED)
      return run.stderr
    })

  it.each([
    ['a file that is not there', ['validate', `${EVIL}.yaml`]],
    ['a trace that is not there', ['trace', `${EVIL}.itf.json`]],
    ['a key', ['validate', '--set', `${EVIL}=1`]],
    ['a value', ['validate', '--set', `min.insync.replicas=${EVIL}`]],
    ['a value of check', ['check', '--set', `min.insync.replicas=${EVIL}`]],
    ['a word that is no command', [EVIL]],
    ['a flag', ['check', `--${EVIL}`]],
    ['a number', ['check', '--records', EVIL]],
    ['a property', ['check', '--invariants', EVIL]],
    ['a claim', ['claims', EVIL]],
    ['a folder for traces', ['check', '--out', `/dev/null/${EVIL}`]],
    ['a folder of answers', ['validate', '--set', 'acks=1', '--cache', '/dev/null', '--out', `/dev/null/${EVIL}`]],
  ])('%s drives nothing', async (_, args) => {
    await messages(args)
  })

  it('a broken link in a folder drives nothing', async () => {
    const said = await messages(['validate', 'cfg'], (folder) => {
      mkdirSync(join(folder, 'cfg'))
      symlinkSync('nowhere', join(folder, 'cfg', `${EVIL}.yaml`))
    })
    expect(said).toContain(String.raw`x\u{a}:\u{3a}error title=pwned:\u{3a}from a name`)
  })

  /** A name that a file can have. */
  const nameOf = (text: string): string => Buffer.from(text.slice(0, 60).replace(/[/\0]/g, '-')).toString()

  it('random topics, keys, values and files drive nothing, in any form and on both outputs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(hostileText, hostileText, hostileText, hostileText),
        fc.constantFrom([], ['--verbose'], ['--quiet'], ['--markdown'], ['--json']),
        async ([topic, key, value, file], form) =>
          inTemporaryFolder(async (folder) => {
            const config = { [key]: value, 'min.insync.replicas': '2', [`ssl.${key}`]: value }
            const name = `./a${nameOf(file)}.json`
            const metadata = { name: `t${topic}` }
            const spec = { replicas: 2, config }
            write(folder, { [name]: JSON.stringify({ apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaTopic', metadata, spec }) })
            const scope = ['--guarantee', 'acked', '--envelope', 'kill', '--max-states', '1', '--workers', '1', '--no-cache']
            const reports = ['--junit', 'j.xml', '--sarif', 's.json']
            const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'summary') }
            const run = await here(['validate', name, ...scope, ...form, ...reports], folder, env)
            expect([run.code, run.stdout === '']).toEqual([152, false])
            expect(run.stdout).not.toMatch(OBEYED)
            for (const line of run.stderr.trimEnd().split('\n'))
              expect(line.replace(/^::(?:error|warning) /, '')).not.toMatch(OBEYED)
            expect(readFileSync(join(folder, 'summary'), 'utf8')).not.toMatch(OBEYED)
            readXml(readFileSync(join(folder, 'j.xml'), 'utf8'))
            for (const json of [readFileSync(join(folder, 's.json'), 'utf8'), ...(form[0] === '--json' ? [run.stdout] : [])])
              expect([JSON.parse(json) !== null, OBEYED.test(json)]).toEqual([true, false])
          }),
      ),
      // A run takes seconds: what fails is told as it is, without a search for less.
      { seed: 20261126, numRuns: 10, endOnFailure: true },
    )
  })

  it('random words of a command drive nothing in what is said of them', async () => {
    const words: readonly ((text: string) => readonly string[])[] = [
      (text) => ['validate', `./${nameOf(text)}x`],
      (text) => ['trace', `./${nameOf(text)}x`],
      (text) => ['explore', `./${nameOf(text)}x`],
      (text) => ['validate', '--set', `${text}x=1`],
      (text) => ['validate', '--propose', `acks=x${text}`, '--set', 'acks=1'],
      (text) => ['check', '--switch', `x${text}`],
      (text) => ['check', `./${nameOf(text)}x.ts`],
      (text) => ['check', '--scenario', `${text}x`],
      (text) => ['claims', `${text}x`],
      (text) => ['explain', `./${nameOf(text)}x`],
      (text) => ['explain', '--replica', `${text}x`],
      (text) => ['explain', '--from', `${text}x`, 'x'],
      (text) => ['simulate', `./${nameOf(text)}x.ts`],
      (text) => ['simulate', '--scenario', `${text}x`],
      (text) => ['confirm', `./${nameOf(text)}x`],
      (text) => ['confirm', '--scenario', `${text}x`],
      (text) => ['confirm', '--claim', `${text}x`],
      (text) => ['kafka', `${text}x`],
      (text) => ['validate', '--bootstrap-server', `${text}x`],
      (text) => ['validate', '--set', 'acks=1', '--baseline', `./${nameOf(text)}x`],
      (text) => ['validate', '--set', 'acks=1', '--restart', `${text}x`],
      (text) => ['validate', '--set', 'acks=1', '--reassignment', `./${nameOf(text)}x`],
      (text) => ['check', '--resume', `./${nameOf(text)}x`],
      (text) => ['check', '--engine', `${text}x`],
      (text) => ['check', '--from', `${text}x`],
      (text) => [`${text}x`],
      (text) => [`--${text}x`],
    ]
    await fc.assert(
      fc.asyncProperty(hostileText, fc.constantFrom(...words), async (text, of) => {
        await messages(of(text))
      }),
      { seed: 20261126, numRuns: 250 },
    )
  })

  it('what brokers and clients have written drives nothing, in text, JSON or a page, and names no file elsewhere', async () => {
    const evil = `${EVIL}<script>alert(1)</script>`
    await inTemporaryFolder(async (folder) => {
      const meta = (name: string) =>
        dumped('/b0/__cluster_metadata-0/0.log', [
          ['TOPIC', { name: 'ok', topicId: 'x' }],
          ['TOPIC', { name, topicId: 'y' }],
          ['PARTITION', { partitionId: 0, topicId: 'x', replicas: [0, 1], isr: [0, 1], leader: 0, leaderEpoch: 0 }],
          ['PARTITION', { partitionId: 0, topicId: 'y', replicas: [0, 1], isr: [0, 1], leader: 0, leaderEpoch: 0 }],
        ])
      const name = EVIL.replaceAll('/', '-')
      write(folder, {
        [`m${name}`]: meta(evil),
        traversal: meta('../../../escaped/x'),
        [`r${name}`]: dumped(`/b1\u001b[31m##[error]/ok-0/0.log`, [['EVIL', { evil }]])
          .replace('"type"', '"typo"')
          .replaceAll('0.log', `0.log ::error::`),
        [`c${name}`]: `{"name":"producer_send_success","topic":"ok","partition":0,"offset":0,"value":${JSON.stringify(evil)}}\n${evil}`,
        [`b${name}`]: `[2026-11-26 08:11:37,107] INFO Truncating partition ${evil.replaceAll('\n', '')} with TruncationState(offset=1`,
      })
      for (const more of [[], ['--json'], ['--html', 'page.html']]) {
        // What was acknowledged and is nowhere leaves nothing to draw.
        const files = (more[0] === '--html' ? ['m', 'r', 'b'] : ['m', 'r', 'c', 'b']).map((first) => first + name)
        const run = await here(['explain', ...files, '--replica', `1=r${name}`, '--workers', '1', ...more], folder)
        expect([run.code === 255, run.stdout === '']).toEqual([false, false])
        expect(run.stdout).not.toMatch(OBEYED)
        expect(run.stderr).not.toMatch(OBEYED)
      }
      expect(readFileSync(join(folder, 'page.html'), 'utf8')).not.toContain('<script>alert')
      const { stdout } = await here(['explain', 'traversal', '--workers', '1', '--out', 'a/b/c'], folder)
      expect(stdout).toContain('Saved     a/b/c/explained-ok-0.LogExplained.itf.json')
      expect(existsSync(join(folder, 'a/escaped')) || existsSync(join(folder, 'escaped'))).toBe(false)
    })
  })

  it('a value in a file drives nothing', async () => {
    await messages(['validate', 'a.properties'], (folder) =>
      write(folder, { 'a.properties': lines('min.insync.replicas=##[error]x') }),
    )
  })
})

describe('an input that is no file', () => {
  const piped = (use: (folder: string) => Promise<void>) =>
    inTemporaryFolder(async (folder) => {
      expect(spawnSync('mkfifo', [join(folder, 'p')]).status).toBe(0)
      await use(folder)
    })

  it.each([
    ['validate', 'TM-401: SIGTERM came while configurations were read: nothing was searched'],
    ['trace', 'TM-201: p: SIGTERM came before its end; nothing was searched'],
    ['explain', 'TM-603: SIGTERM came before everything was read'],
  ])('is given up when a signal comes: %s of a pipe that nobody writes to', async (command, code) => {
    await piped(async (folder) => {
      const child = start([command, 'p'], folder)
      const run = finished(child)
      // Opens once there is a reader.
      const writer = await open(join(folder, 'p'), 'w')
      child.kill('SIGTERM')
      const { code: found, stdout, stderr } = await run
      await writer.close()
      expect([found, stdout]).toEqual([143, ''])
      expect(stderr).toBe(`error ${code}\n`)
    })
  })

  it.each([
    ['validate', 'TM-401', 67_108_864],
    ['trace', 'TM-201', 268_435_456],
    ['explain', 'TM-603', 268_435_456],
  ])('is answered: %s of a device that never ends', async (command, code, most) => {
    await inTemporaryFolder(async (folder) => {
      const run = await here([command, '/dev/zero'], folder)
      expect([run.code, run.stderr]).toEqual([
        151,
        `error ${code}: /dev/zero: cannot be read: it has more than ${most} bytes, the most that is read\n`,
      ])
    })
  })

  it('is given up when a signal comes while it is read, once all of it is there', async () => {
    const controller = new AbortController()
    const topic = (i: number) => `Topic: t${i}\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: min.insync.replicas=2\n`
    async function* listing() {
      yield Buffer.from(Array.from({ length: 3000 }, (_, i) => topic(i)).join(''))
      // Everything has been read; what is done without a pause from here on would be over before this is heard of.
      setImmediate(() => controller.abort('SIGINT'))
    }
    await inTemporaryFolder(async (folder) => {
      const input = Readable.from(listing())
      const run = await here(['validate', '-', '--workers', '1'], folder, {}, { input, signal: controller.signal })
      expect(run).toEqual({
        code: 130,
        stdout: '',
        stderr: 'error TM-401: SIGINT came while configurations were read: nothing was searched\n',
      })
    })
  })

  it('is read when somebody writes to it', async () => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { 'a.properties': lines('min.insync.replicas=7x') })
      const run = spawnSync('bash', ['-c', `"$0" "$1" validate <(cat a.properties)`, process.execPath, MAIN], {
        cwd: folder,
        encoding: 'utf8',
      })
      expect([run.status, run.stderr]).toEqual([151, expect.stringContaining('min.insync.replicas')])
    })
  })

  it('is passed over in a folder when it is a folder with the name of a file', async () => {
    await inTemporaryFolder(async (folder) => {
      // Read after them: what is said first is what was met first.
      write(folder, { 'cfg/z.properties': lines('min.insync.replicas=7x'), 'cfg/x.yaml/b.txt': '' })
      symlinkSync('.', join(folder, 'cfg/loop.yaml'))
      const run = await here(['validate', 'cfg'], folder)
      expect([run.code, run.stderr]).toEqual([151, expect.stringContaining('cfg/z.properties:1:')])
    })
  })
})

it('a folder that is gone is said to be, by commands that need one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-test-'))
  const gone = (args: string) =>
    spawnSync('sh', ['-c', `mkdir gone && cd gone && rmdir ../gone && exec "$0" "$1" ${args}`, process.execPath, MAIN], {
      cwd: folder,
      encoding: 'utf8',
    })
  expect([gone('--version').status, gone('--help').status]).toEqual([0, 0])
  const run = gone('check --records 1')
  expect([run.status, run.stdout, run.stderr]).toEqual([64, '', 'error TM-105: the current folder is not there any more\n'])
  rmSync(folder, { recursive: true })
})

it('a name of a property makes a name of a file, in its folder', () => {
  expect(fileName('kraft-A12.AckedDurable')).toBe('kraft-A12.AckedDurable')
  for (const name of ['../../etc/passwd', 'a/b', 'a\nb', 'a\u001b[31m', '::error::', 'C:\\x', 'é'.repeat(500)]) {
    const safe = fileName(name)
    expect([safe, basename(safe), /^[\w.+=@-]{1,209}$/.test(safe)]).toEqual([safe, safe, true])
    expect(safe).not.toBe(fileName(`${name} `))
  }
})
