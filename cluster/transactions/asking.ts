/** Requests that are made again, as clients do, until they are answered. */
import { Refused } from '../client.ts'
import { poll } from '../waiting.ts'
import type { Answer } from './requests.ts'

type Patience = Parameters<typeof poll>[2]

/** Errors after which a client asks again. */
export const LATER: ReadonlySet<string> = new Set([
  'CONCURRENT_TRANSACTIONS',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'NOT_ENOUGH_REPLICAS',
  'NETWORK_EXCEPTION',
])

/** Asks until the answer is none that says to ask again. @throws Refused, NotInTime. */
export async function granted<T>(what: string, ask: () => Promise<Answer<T>>, patience: Patience): Promise<Answer<T>> {
  const answer = await answered(what, ask, patience)
  if (answer.error !== 'NONE') throw new Refused(`${what} is refused with ${answer.error}`)
  return answer
}

/** The same of a request that is to be refused. @throws Refused when it is granted; NotInTime. */
export async function refused(what: string, ask: () => Promise<Answer>, patience: Patience): Promise<void> {
  if ((await answered(what, ask, patience)).error === 'NONE') throw new Refused(`${what} is granted`)
}

const answered = <T>(what: string, ask: () => Promise<Answer<T>>, patience: Patience): Promise<Answer<T>> =>
  poll(
    `another answer to ${what} than to ask again`,
    async () => {
      const answer = await ask()
      return LATER.has(answer.error) ? undefined : answer
    },
    { ...patience, every: 200 },
  )
