/** A claim becomes a spec: of what `questions/claims.ts` decides, the part that needs no threads. */
import { type Entry, propertiesOf, requestOf } from '../claims/claim.ts'
import { KRAFT_PROPERTY_NAMES, type KraftSpec } from './spec.ts'

/** The search that decides an entry: the same that its command asks `check` for. */
export function specOf(entry: Entry): KraftSpec {
  const judged = new Set(propertiesOf(entry))
  return {
    model: 'kraft',
    from: { settings: requestOf(entry) },
    properties: KRAFT_PROPERTY_NAMES.filter((name) => judged.has(name)),
  }
}
