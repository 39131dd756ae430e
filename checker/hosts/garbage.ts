/** Memory that threads share is let go of when garbage is collected, and weighs nothing in deciding when that is: so it is said here. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Reserved memory that may wait to be let go of. */
const MOST_WAITING = 8 * 2 ** 30
/** More waits so many milliseconds, unless another search comes first: collecting takes as long as a small search, and most processes end before. */
const SOON = 1000
let waiting = 0
let timer: NodeJS.Timeout | undefined

/** To be called in each thread that has held the memory of a search, when it holds it no more. Where that is much, garbage is collected soon. */
export function letGoOf(bytes: number): void {
  waiting += bytes
  if (waiting >= MOST_WAITING) timer ??= setTimeout(makeRoom, SOON).unref()
}

/** To be called in each thread before more is reserved, or a process started. Collects garbage when there is much of it. */
export function makeRoom(): void {
  clearTimeout(timer)
  timer = undefined
  if (waiting < MOST_WAITING) return
  waiting = 0
  collect()
}

function collect(): void {
  setFlagsFromString('--expose-gc')
  const gc: unknown = runInNewContext('typeof gc === "function" ? gc : undefined')
  if (typeof gc === 'function') gc()
}
