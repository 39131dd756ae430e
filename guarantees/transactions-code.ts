/** The releases whose code is asked about transactions, with their known defects. */
import { transactionDefectsOf } from '../model/transactions/defects.ts'
import type { AskedDefects } from './code.ts'
import type { CodeOfRelease } from './result.ts'
import type { Asked } from './transactions-questions.ts'

export function codeOfTransactions(all: readonly Asked[], asked: AskedDefects): CodeOfRelease[] {
  const versions = [...new Set(all.map(({ configuration }) => configuration.version))]
  return versions.flatMap((version) => {
    const defects = transactionDefectsOf(version)
      .filter(({ id }) => asked === 'all' || asked.length === 0 || asked.includes(id))
      .map(({ id, title, ticket, evidence, avoid }) => ({ id, title, ticket, evidence, avoid }))
    return defects.length === 0 ? [] : [{ release: version, defects }]
  })
}
