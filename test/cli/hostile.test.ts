/** Inputs, names and values that mean harm: nothing hangs, and nothing they say drives a terminal or the log of a CI job. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileName } from '../../answers/save-traces.ts'
import { finished, here, inTemporaryFolder, MAIN, start } from './run.ts'
import { lines, write } from './validate/ask.ts'

/** What would be obeyed: a workflow command at the start of a line, one of the older form anywhere, a control character. */
// oxlint-disable-next-line no-control-regex
const OBEYED = /^::|##\[|[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202e]/m

const EVIL = 'x\n::error title=pwned::from a name\u001b[31m##[error]y\u202e'

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
  ])('is answered: %s of a device that never ends', async (command, code, most) => {
    await inTemporaryFolder(async (folder) => {
      const run = await here([command, '/dev/zero'], folder)
      expect([run.code, run.stderr]).toEqual([
        151,
        `error ${code}: /dev/zero: cannot be read: it has more than ${most} bytes, the most that is read\n`,
      ])
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
      write(folder, { 'cfg/a.properties': lines('min.insync.replicas=7x'), 'cfg/x.yaml/b.txt': '' })
      symlinkSync('.', join(folder, 'cfg/loop.yaml'))
      const run = await here(['validate', 'cfg'], folder)
      expect([run.code, run.stderr]).toEqual([151, expect.stringContaining('cfg/a.properties:1:')])
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
