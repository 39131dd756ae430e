/** A run that is killed, or whose disk fills up, at any moment of its writing: nothing that it leaves is later read as an answer. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { verifyTrace } from '../../questions/verify-trace.ts'
import { cli, here, inTemporaryFolder } from './run.ts'
import { cellsOf, lines, only, reportOf, write } from './validate/ask.ts'

const ONE = lines('kafka.version=4.1.0', 'replication.factor=1', 'eligible.leader.replicas.version=1')
const ARGS = 'validate one.properties --guarantee acked --envelope power --workers 1 --json --junit j.xml --sarif s.json'.split(
  ' ',
)
const OLD = 'what an earlier run left'
const MOMENTS = 20

const onDisk = (disk: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${new URL('disk.mjs', import.meta.url).href}`,
  DISK: disk,
  ...more,
})

/** So many moments of so many, the first and the last among them; all of them when there are no more. */
const spread = (of: number, moments: number): number[] => [
  ...new Set(Array.from({ length: moments }, (_, i) => 1 + Math.round((i * (of - 1)) / (moments - 1)))),
]

/** Everything there is under its own name is whole: an older file, or a new one. */
function expectWhole(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || /\.tmp$|cache-key|counts|one\.properties/.test(entry.name)) continue
    const text = readFileSync(path, 'utf8')
    if (text === OLD) continue
    if (entry.name.endsWith('.itf.json')) expect([path, verifyTrace(text).ok]).toEqual([path, true])
    else if (entry.name.endsWith('.json')) expect([path, typeof JSON.parse(text)]).toEqual([path, 'object'])
    else expect([path, text.trimEnd().endsWith('</testsuites>')]).toEqual([path, true])
  }
}

/** The numbers of calls and bytes of a run to which nothing happens. */
const counted = (): Promise<number[]> =>
  inTemporaryFolder(async (folder) => {
    write(folder, { 'one.properties': ONE })
    expect((await cli(ARGS, folder, onDisk('count 0', { DISK_COUNTS: join(folder, 'counts') }))).code).toBe(0)
    return readFileSync(join(folder, 'counts'), 'utf8').split(' ').map(Number)
  })

/** A run to which something happens, and one after it in the same folder, which must find what it would have found alone. */
const struck = (disk: string): Promise<number | null> =>
  inTemporaryFolder(async (folder) => {
    write(folder, { 'one.properties': ONE, 'j.xml': OLD, 's.json': OLD })
    const { code } = await cli(ARGS, folder, onDisk(disk))
    expectWhole(folder)
    const after = await here(ARGS, folder)
    expect([disk, after.code, after.stderr, cellsOf(only(reportOf(after)))]).toEqual([disk, 0, '', ['acked/power refuted 6']])
    expectWhole(folder)
    expect(existsSync(join(folder, 's.json')) && readFileSync(join(folder, 's.json'), 'utf8') !== OLD).toBe(true)
    return code
  })

it('killed at any moment of its writing', { timeout: 1_800_000 }, async () => {
  const [calls = 0] = await counted()
  expect(calls).toBeGreaterThan(10)
  for (const moment of spread(calls, MOMENTS)) expect([moment, await struck(`kill ${moment}`)]).toEqual([moment, null])
})

it('on a disk that is full at any moment', { timeout: 1_800_000 }, async () => {
  const [, bytes = 0] = await counted()
  expect(bytes).toBeGreaterThan(1000)
  // What only fails to be kept for the next run is a note; a trace or a report that cannot be written is an error.
  for (const moment of spread(bytes, MOMENTS)) expect([0, 255]).toContain(await struck(`full ${moment - 1}`))
})
