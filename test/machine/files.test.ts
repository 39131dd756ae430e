/** Files are written whole or not at all, whatever the disk does. */
import { spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Disk, writeWhole } from '../../machine/files.ts'
import { MAIN, here, inTemporaryFolder } from '../cli/run.ts'
import { lines, write } from '../cli/validate/ask.ts'

const TEXT = `${'0123456789'.repeat(30_000)}\n`

/** A disk that takes so many bytes, at most `most` at a time, and says only then that it is full, as write(2) does. */
function full(room: number, most = Infinity): Disk {
  let left = room
  return {
    write: (fd, bytes, offset) => {
      if (left === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
      const taken = writeSync(fd, bytes, offset, Math.min(left, most, bytes.length - offset))
      left -= taken
      return taken
    },
    sync: () => undefined,
  }
}

describe('a file', () => {
  it('is whole when the system takes it in pieces', async () => {
    await inTemporaryFolder(async (folder) => {
      const path = join(folder, 'a')
      writeWhole(path, (out) => out(TEXT), full(Infinity, 1000))
      expect(readFileSync(path, 'utf8')).toBe(TEXT)
    })
  })

  it.each([0, 1, 65_536, TEXT.length - 1])('stays as it was when the disk is full after %i bytes', async (room) => {
    await inTemporaryFolder(async (folder) => {
      const path = join(folder, 'a')
      writeFileSync(path, 'older')
      expect(() =>
        writeWhole(path, (out) => [...TEXT.matchAll(/.{1,999}\n?/g)].forEach(([part]) => out(part)), full(room)),
      ).toThrow(`cannot write ${path}: ENOSPC`)
      expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['older', ['a']])
    })
  })

  it('stays as it was when it does not reach the disk', async () => {
    await inTemporaryFolder(async (folder) => {
      const path = join(folder, 'a')
      writeFileSync(path, 'older')
      const sync = () => {
        throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' })
      }
      expect(() => writeWhole(path, (out) => out(TEXT), { write: writeSync, sync })).toThrow('EIO')
      expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['older', ['a']])
    })
  })

  it('that is a device is written to, not replaced', () => {
    writeWhole('/dev/null', (out) => out(TEXT))
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
  })

  it.skipIf(process.platform === 'win32')('that is a pipe nobody reads is an error, and no end of waiting', async () => {
    await inTemporaryFolder(async (folder) => {
      const pipe = join(folder, 'p')
      expect(spawnSync('mkfifo', [pipe]).status).toBe(0)
      const code = `import { writeWhole } from ${JSON.stringify(new URL('../../machine/files.ts', import.meta.url).href)}
        try { writeWhole('p', (write) => write('x')) } catch (error) { console.log(error.message) }`
      // It would wait where no signal reaches it.
      const run = (command: string) =>
        spawnSync('bash', ['-c', command, process.execPath, code, import.meta.resolve('tsx')], {
          cwd: folder,
          encoding: 'utf8',
          timeout: 60_000,
          killSignal: 'SIGKILL',
        })
      const alone = run('exec "$0" --import "$2" --input-type=module -e "$1"')
      expect([alone.status, alone.stdout]).toEqual([0, `cannot write p: ENXIO: no such device or address, open 'p'\n`])
      const read = run('exec 3<> p; "$0" --import "$2" --input-type=module -e "$1"; head -c 1 <&3')
      expect([read.status, read.stdout]).toEqual([0, 'x'])
    })
  })

  it('that a killed run has left half is removed; one of a run that goes on is not', async () => {
    await inTemporaryFolder(async (folder) => {
      const [dead, young, alive] = [
        `x.tidemark-${2 ** 22 + 1}-0123abcd.tmp`,
        `x.tidemark-${2 ** 22 + 1}-0123abce.tmp`,
        `x.tidemark-${process.pid}-0123abcd.tmp`,
      ]
      for (const name of [dead, young, alive, 'x.123.tmp']) writeFileSync(join(folder, name), 'half')
      for (const name of [dead, alive, 'x.123.tmp']) utimesSync(join(folder, name), 1, 1)
      writeWhole(join(folder, 'a'), (out) => out(TEXT))
      expect(readdirSync(folder).toSorted()).toEqual(['a', alive, young, 'x.123.tmp'].toSorted())
    })
  })
})

const isMountable =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0

/** Runs with a small volume at `folder`, with so many bytes free on it. */
async function onSmallVolume<T>(kib: number, free: number, use: (volume: string) => Promise<T>): Promise<T> {
  return inTemporaryFolder(async (folder) => {
    const volume = join(folder, 'volume')
    mkdirSync(volume)
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', volume]).status).toBe(0)
    try {
      writeFileSync(join(volume, 'filler'), Buffer.alloc(kib * 1024 - free))
      return await use(volume)
    } finally {
      spawnSync('umount', [volume])
    }
  })
}

// Skipped where no volume can be mounted: it takes root, as CI is.
describe.skipIf(!isMountable)('on a volume that is nearly full', () => {
  const KIP_101 =
    'check --model zookeeper --protocol kip-101 --replicas 2 --records 2 --max-epoch 2 --workers 1 --max-memory 64m'.split(' ')

  it('a trace that does not fit is no trace: TM-301 names it', async () => {
    await onSmallVolume(64, 4096, async (volume) => {
      const run = await here([...KIP_101, '--out', volume], volume)
      expect([run.code, readdirSync(volume)]).toEqual([255, ['filler']])
      expect(run.stderr).toMatch(/^error TM-301: cannot write .*\.itf\.json: ENOSPC/)
      // What was found out is told all the same.
      expect(run.stdout).toMatch(/^VIOLATED /m)
      expect(run.stdout).toContain('Saved     not saved: it could not be written')
      const json = await here([...KIP_101, '--out', volume, '--json'], volume)
      expect([json.code, json.stderr]).toEqual([255, run.stderr])
      expect(JSON.parse(json.stdout)).toMatchObject({ verdict: 'violated' })
      expect(json.stdout).not.toContain('itf.json')
    })
  })

  it.each(['sarif', 'junit'])('a %s report that does not fit is none, and the result is printed', async (kind) => {
    await onSmallVolume(64, 4096, async (volume) => {
      await inTemporaryFolder(async (folder) => {
        write(folder, {
          'one.properties': lines('kafka.version=4.1.0', 'replication.factor=1', 'eligible.leader.replicas.version=1'),
        })
        const report = join(volume, 'report')
        const args = [
          'validate',
          'one.properties',
          '--guarantee',
          'acked,replicas,reads',
          '--envelope',
          'kill,power,power2',
          '--no-cache',
        ]
        const run = await here([...args, `--${kind}`, report], folder)
        expect([run.code, existsSync(report)]).toEqual([255, false])
        expect(run.stderr).toBe(`error TM-301: cannot write ${report}: ENOSPC: no space left on device, write\n`)
        expect(run.stdout).toContain('REFUTED')
      })
    })
  })

  it('a counterexample of validate that does not fit is told, and then TM-301', async () => {
    await onSmallVolume(64, 0, async (volume) => {
      await inTemporaryFolder(async (folder) => {
        write(folder, {
          'one.properties': lines('kafka.version=4.1.0', 'replication.factor=1', 'eligible.leader.replicas.version=1'),
        })
        const args = ['validate', 'one.properties', '--guarantee', 'acked', '--envelope', 'power', '--out', volume]
        for (const isKept of [false, true]) {
          const run = await here(args, folder)
          expect([run.code, readdirSync(volume), run.stdout.includes('1 from the cache')]).toEqual([255, ['filler'], isKept])
          expect(run.stdout).toMatch(/REFUTED[^]*LosePower/)
          expect(run.stderr).toMatch(/^error TM-301: cannot write .*\.AckedDurable\.itf\.json: ENOSPC/m)
        }
      })
    })
  })

  it('standard output that does not fit is an error', async () => {
    await onSmallVolume(64, 4096, async (volume) => {
      const out = openSync(join(volume, 'out'), 'w')
      const run = spawnSync(process.execPath, [MAIN, 'check', '--help'], {
        stdio: ['ignore', out, 'pipe'],
        encoding: 'utf8',
      })
      closeSync(out)
      expect([run.status, run.stderr]).toEqual([
        255,
        'error TM-301: cannot write standard output: ENOSPC: no space left on device, write\n',
      ])
    })
  })
})
