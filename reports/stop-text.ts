/** Why a search ended early, in words. */
import type { Stop } from '../checker/verdict.ts'
import { count } from '../text/counted.ts'
import { sizeText } from '../text/size.ts'

/** What came first: `the limit of 1,000 states (--max-states)`. */
export function stopText(stop: Stop | undefined): string {
  switch (stop?.by) {
    case 'states':
      return `the limit of ${count(stop.limit)} states (--max-states)`
    case 'depth':
      return `the limit of ${stop.limit} steps (--max-depth)`
    case 'seconds':
      return `the limit of ${stop.limit} seconds (--max-seconds)`
    case 'memory':
      return `the limit of ${sizeText(stop.limit)} (--max-memory)`
    case 'bound':
      return `a bound of the model cut behaviours off (${stop.property} is false); raise it`
    case 'first':
      return 'the search ended, with the first violation'
    case 'interrupt':
      return 'it was interrupted'
    case undefined:
      return 'it ended'
  }
}
