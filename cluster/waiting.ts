/** Waiting for what is to come: an event or a state, never a time. A deadline ends only what does not come. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Something that was awaited has not come in time. */
export class NotInTime extends Error {
  override name = 'NotInTime'
}

/** Asks again and again, some milliseconds apart, until there is an answer. @throws NotInTime; the reason of the signal. */
export async function poll<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  { deadline, signal, every = 50 }: { readonly deadline: number; readonly signal: AbortSignal; readonly every?: number },
): Promise<T> {
  const end = performance.now() + deadline
  for (;;) {
    signal.throwIfAborted()
    const answer = await ask()
    if (answer !== undefined) return answer
    if (performance.now() > end) throw new NotInTime(`${what} did not come within ${Math.round(deadline / 1000)} s`)
    await sleep(every, undefined, { signal })
  }
}
