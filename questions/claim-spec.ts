/** A claim becomes a spec: of what `questions/claims.ts` decides, the part that needs no threads. */
import { type Entry, isOfTransactions, propertiesOf, requestOf, transactionsRequestOf } from '../claims/claim.ts'
import { TRANSACTIONS_PROPERTY_NAMES } from '../invariants/transactions/catalogue.ts'
import { KRAFT_PROPERTY_NAMES, type KraftSpec, type TransactionsSpec } from './spec.ts'

/** The search that decides an entry: the same that its command asks `check` for. */
export function specOf(entry: Entry): KraftSpec | TransactionsSpec {
  const judged = new Set<string>(propertiesOf(entry))
  if (isOfTransactions(entry))
    return {
      model: 'transactions',
      from: { settings: transactionsRequestOf(entry) },
      properties: TRANSACTIONS_PROPERTY_NAMES.filter((name) => judged.has(name)),
    }
  return {
    model: 'kraft',
    from: { settings: requestOf(entry) },
    properties: KRAFT_PROPERTY_NAMES.filter((name) => judged.has(name)),
  }
}
