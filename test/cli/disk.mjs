/**
 * A disk on which something happens, loaded before the program. DISK=`kill N`: the process is killed at the N-th call that changes a file, a
 * write when half of it is done; `full N`: after N bytes the disk is full. How many calls and bytes there were is written to DISK_COUNTS.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { isMainThread } from 'node:worker_threads'

const [what, amount] = (process.env['DISK'] ?? 'count 0').split(' ')
const at = Number(amount)
const real = { ...fs }
let [calls, bytes] = [0, 0]
const moment = (before) => {
  if (++calls !== at || what !== 'kill') return
  before?.()
  process.kill(process.pid, 'SIGKILL')
  // It takes effect before anything else does.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

if (isMainThread) {
  fs.writeSync = (fd, data, offset = 0) => {
    const rest = data.length - offset
    moment(() => real.writeSync(fd, data, offset, rest >> 1))
    const room = what === 'full' ? Math.max(0, at - bytes) : rest
    if (room === 0 && rest > 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    const taken = real.writeSync(fd, data, offset, Math.min(room, rest))
    bytes += taken
    return taken
  }
  for (const name of ['fsyncSync', 'renameSync', 'linkSync', 'mkdirSync'])
    fs[name] = (...args) => {
      moment()
      return real[name](...args)
    }
  syncBuiltinESMExports()
  process.on('exit', () => {
    if (process.env['DISK_COUNTS']) real.writeFileSync(process.env['DISK_COUNTS'], `${calls} ${bytes}`)
  })
}
