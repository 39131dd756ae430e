/** Entries of the catalogue, asked: the search of each, and what came out beside what is expected. */
import type { Answer, CatalogueEntry, Listed } from '../catalogue/index.ts'
import type { ExploreOptions } from '../checker/index.ts'
import type { ModelSource } from '../checker/model.ts'
import type { SearchResult } from '../checker/verdict.ts'
import { CLAIMS } from '../claims/index.ts'
import type { KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import { specOf as specOfClaim } from './claim-spec.ts'
import { TRANSACTION_SCENARIOS } from '../model/transactions/scenarios.ts'
import type { TransactionsPropertyName } from '../invariants/transactions/catalogue.ts'
import { type KraftSpec, sourceOf, type TransactionsSpec } from './spec.ts'

/** What a search found of an entry. */
export interface FoundEntry {
  readonly entry: Listed
  /** By property, those that are expected to be told of; a property that a limit left open is not among them. */
  readonly found: Readonly<Record<string, Answer>>
  readonly counts: NonNullable<CatalogueEntry['counts']>
  /** What differs from what is expected, in words; nothing when all is as the catalogue says. */
  readonly differences: readonly string[]
  readonly seconds: number
}

/** The spec of an entry about Kafka; undefined for models of other protocols and for inputs. */
function specOfEntry({ id, kind, expected }: Listed): KraftSpec | TransactionsSpec | undefined {
  const name = id.slice(kind.length + 1)
  if (kind === 'scenario' && TRANSACTION_SCENARIOS.some((s) => s.id === name))
    return { model: 'transactions', from: { scenario: name }, properties: Object.keys(expected) as TransactionsPropertyName[] }
  const properties = Object.keys(expected) as KraftPropertyName[]
  switch (kind) {
    case 'scenario':
      return { model: 'kraft', from: { scenario: name }, properties }
    case 'matrix':
      // What holds of acknowledged records is said beside one that was acknowledged.
      return { model: 'kraft', from: { row: name }, properties: [...properties, 'RecordAcknowledged'] }
    case 'claim': {
      const entry = CLAIMS.flatMap((claim) => claim.entries).find((e) => e.id === name)
      return entry === undefined ? undefined : specOfClaim(entry)
    }
    case 'model':
    case 'input':
      return undefined
  }
}

/**
 * The search that decides an entry; undefined for an input, which asks many.
 * @param root where the modules of examples are found from, as a URL.
 */
export function sourceOfEntry(entry: Listed, root: string): ModelSource | undefined {
  const spec = specOfEntry(entry)
  if (spec !== undefined) return sourceOf(spec)
  return entry.source === undefined ? undefined : { module: new URL(entry.source.module, root).href, args: entry.source.args }
}

/** Runs the search of an entry, to its first violation when the entry says so. */
export async function decideEntry(
  entry: Listed,
  source: ModelSource,
  explore: (source: ModelSource, options: ExploreOptions) => Promise<SearchResult>,
  options: ExploreOptions,
): Promise<FoundEntry> {
  const result = await explore(source, { ...options, first: entry.first })
  const found: Record<string, Answer> = {}
  for (const property of result.properties) {
    const answer = answerOf(property)
    if (answer !== undefined && Object.hasOwn(entry.expected, property.name)) found[property.name] = answer
  }
  const told = (answer: Answer | undefined): string =>
    answer === undefined ? 'nothing' : 'steps' in answer ? `${answer.verdict} in ${answer.steps}` : answer.verdict
  const differences = Object.entries(entry.expected).flatMap(([name, expected]) =>
    told(expected) === told(found[name]) ? [] : [`${name}: ${told(found[name])} instead of ${told(expected)}`],
  )
  for (const { name, verdict } of result.properties)
    if (
      (name === 'RecordAcknowledged' || name === 'MetadataFits' || name === 'TransactionsFit') &&
      !entry.first &&
      verdict !== 'holds'
    )
      differences.push(`${name}: ${verdict}`)
  if (result.error !== undefined) differences.push(result.error.message)
  if (!entry.first && !result.exhausted) differences.push('not every state was seen')
  const { distinct, depth, seconds } = result
  return { entry, found, counts: { distinct, depth }, differences, seconds }
}

/** In the words of the catalogue: of a witness, whether it was reached. */
function answerOf({ kind, verdict, path }: SearchResult['properties'][number]): Answer | undefined {
  if (verdict !== 'holds' && verdict !== 'violated') return undefined
  if (kind === 'witness')
    return verdict === 'holds' ? { verdict: 'reached', steps: path?.steps.length ?? 0 } : { verdict: 'impossible' }
  return verdict === 'holds' ? { verdict } : { verdict, steps: path?.steps.length ?? 0 }
}
