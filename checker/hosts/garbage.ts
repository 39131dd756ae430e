/** Memory that threads share is let go of when garbage is collected, and weighs nothing in deciding when that is: so it is said here. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Reserved memory that may wait to be let go of. */
const MOST_WAITING = 8 * 2 ** 30
let waiting = 0

/** To be called in each thread that has held the memory of a search, when it holds it no more. Collects garbage when there is much of it. */
export function letGoOf(bytes: number): void {
  waiting += bytes
  if (waiting < MOST_WAITING) return
  waiting = 0
  collect()
}

function collect(): void {
  setFlagsFromString('--expose-gc')
  const gc: unknown = runInNewContext('typeof gc === "function" ? gc : undefined')
  if (typeof gc === 'function') gc()
}
