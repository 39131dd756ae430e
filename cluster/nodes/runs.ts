/**
 * A run has a folder of its own, and marks its processes. What a run has left behind whose program was killed is found by both, and
 * removed when the next one starts.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { runMark } from './java.ts'

/** Which program a run belongs to: its process id, and when that process began, because ids are used again. */
const OWNER = 'owner'
/** Written for `--keep`: the folder is the user's from then on. */
const KEPT = 'kept'

/** Makes the folder of a new run under `base` and returns its name. */
export async function createRun(base: string): Promise<string> {
  const id = `run-${randomBytes(6).toString('hex')}`
  mkdirSync(join(base, id), { recursive: true })
  writeFileSync(join(base, id, OWNER), `${process.pid} ${await beginning(process.pid)}`)
  return id
}

/** Removes the folder of a run, or leaves it to the user. */
export function endRun(base: string, id: string, keeps: boolean): void {
  if (keeps) writeFileSync(join(base, id, KEPT), '')
  else rmSync(join(base, id), { recursive: true, force: true, maxRetries: 5 })
}

/** Ends the processes and removes the folders of runs whose program is gone. Returns how many runs there were. */
export async function removeLeftovers(base: string): Promise<number> {
  if (!existsSync(base)) return 0
  let removed = 0
  for (const id of readdirSync(base)) {
    const folder = join(base, id)
    if (!id.startsWith('run-') || existsSync(join(folder, KEPT)) || (await isOwned(folder))) continue
    for (const pid of await processesOf(id)) kill(pid)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    removed++
  }
  return removed
}

/** Ids of the processes that carry the mark of a run. */
export async function processesOf(id: string): Promise<readonly number[]> {
  const { stdout } = await execa('ps', ['-eo', 'pid=,args='], { reject: false })
  return stdout
    .split('\n')
    .filter((line) => line.split(/\s+/).includes(runMark(id)))
    .map((line) => Number.parseInt(line, 10))
}

async function isOwned(folder: string): Promise<boolean> {
  const owner = existsSync(join(folder, OWNER)) ? readFileSync(join(folder, OWNER), 'utf8') : ''
  const pid = Number.parseInt(owner, 10)
  return Number.isSafeInteger(pid) && owner === `${pid} ${await beginning(pid)}`
}

/** When a process began, as the system says it; empty when there is none. */
async function beginning(pid: number): Promise<string> {
  const { stdout } = await execa('ps', ['-o', 'lstart=', '-p', String(pid)], { reject: false, env: { LC_ALL: 'C' } })
  return stdout.trim()
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone.
  }
}
