/** In a container with little memory, and where little can be reserved, a search ends with a report. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { homeIn, inTemporaryFolder, MAIN } from './run.ts'

/** What Docker and Kubernetes limit a container with, in its older form. Made here, which takes root. */
const GROUPS = '/sys/fs/cgroup/memory'
const GROUP = join(GROUPS, `tidemark-test-${process.pid}`)

const isLimitable = ((): boolean => {
  if (process.getuid?.() !== 0 || !existsSync(join(GROUPS, 'memory.limit_in_bytes'))) return false
  try {
    mkdirSync(GROUP)
    rmdirSync(GROUP)
    return true
  } catch {
    return false
  }
})()

const shell = (script: string, folder: string) =>
  spawnSync('bash', ['-c', script, process.execPath, MAIN, GROUP], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...homeIn(folder), NODE_OPTIONS: '' },
  })

// Skipped where no group can be made.
it.skipIf(!isLimitable)('a container of 250 MiB ends a search as incomplete, and is not killed', async () => {
  await inTemporaryFolder(async (folder) => {
    mkdirSync(GROUP)
    try {
      writeFileSync(join(GROUP, 'memory.limit_in_bytes'), String(250 * 2 ** 20))
      const run = shell('echo $$ > "$2/cgroup.procs"; exec "$0" "$1" check --workers 2 --json', folder)
      expect([run.status, run.signal, run.stderr.includes('rror')]).toEqual([152, null, false])
      expect(JSON.parse(run.stdout)).toMatchObject({ verdict: 'incomplete', search: { stop: { by: 'memory' } } })
    } finally {
      rmdirSync(GROUP)
    }
  })
})

it.skipIf(process.platform !== 'linux')('where little can be reserved, less is', async () => {
  await inTemporaryFolder(async (folder) => {
    const tiny = 'check --model zookeeper --replicas 2 --log-size 1 --records 1 --max-epoch 1 --workers 1 --json'
    const run = shell(`ulimit -v 12000000; exec "$0" "$1" ${tiny}`, folder)
    expect([run.status, run.stderr]).toEqual([0, ''])
    expect(JSON.parse(run.stdout)).toMatchObject({ verdict: 'holds' })
  })
})
