/** Running claims: one search for each entry, many at a time, each held against what the catalogue says of it. */
import type { Verdict } from '../checker/verdict.ts'
import { type Claim, type Entry, endsEarly, type Expected, isOfTransactions } from '../claims/claim.ts'
import { specOf } from './claim-spec.ts'
import { type CheckedProperty, type CheckResult, planSearch, runSearches } from './check.ts'
import { type RunSearch, withPool } from './on-threads.ts'
import { FlagError } from '../text/flag-error.ts'
import { suggestion } from '../text/nearest.ts'
import { inParallel } from './parallel.ts'

/** An entry and the claim it belongs to. */
export interface ClaimedEntry {
  readonly claim: Claim
  readonly entry: Entry
}

export interface ClaimRow extends ClaimedEntry {
  /** What the model shows, in the terms of {@link Expected}; or why it cannot say. */
  readonly verdict: Expected['verdict'] | Extract<Verdict, 'incomplete' | 'error'>
  readonly steps: number | undefined
  /** Properties beside the main one that do not hold, though they should. */
  readonly astray: readonly string[]
  readonly isAsExpected: boolean
  readonly property: CheckedProperty
  readonly check: CheckResult
}

export interface ClaimLimits {
  readonly workers: number
  readonly maxMemory: number
  /** Per claim. */
  readonly maxSeconds: number | undefined
  readonly signal: AbortSignal
  /** A search that need not be made again, such as one whose results are kept. */
  readonly remember?: ((search: RunSearch) => RunSearch) | undefined
}

/** Memory of one search, at most: several run at a time. */
const MOST_MEMORY = 2 ** 31

/**
 * Decides every entry, as many at a time as there are workers. The rows are in the order of the entries; one that had not been
 * started when the signal aborted has none.
 */
export async function runClaims(
  entries: readonly ClaimedEntry[],
  limits: ClaimLimits,
  onDone: (row: ClaimRow) => void = () => undefined,
): Promise<ClaimRow[]> {
  const lanes = Math.max(1, Math.min(limits.workers, entries.length))
  const memory = Math.min(MOST_MEMORY, Math.floor(limits.maxMemory / lanes))
  // Those that take long come first, so that no core is left with one of them at the end.
  const order = entries.map((_, i) => i).toSorted((a, b) => size(entries[b]) - size(entries[a]) || a - b)
  const { remember = (search: RunSearch) => search } = limits
  const done = await withPool((search) =>
    inParallel(order, limits.workers, limits.signal, async (i, lanesNow) => {
      const claimed = entries[i]
      if (claimed === undefined) throw new RangeError(`there is no entry ${i}`)
      const row = await decide(claimed, { ...limits, maxMemory: memory, lanesNow }, remember(search))
      onDone(row)
      return [i, row] as const
    }),
  )
  return done
    .flatMap((found) => (found === undefined ? [] : [found]))
    .toSorted(([a], [b]) => a - b)
    .map(([, row]) => row)
}

/** How much work an entry is likely to be. It decides only who is served first. */
function size(claimed: ClaimedEntry | undefined): number {
  if (claimed === undefined) return 0
  const { entry } = claimed
  if (isOfTransactions(entry)) return 0
  const replicas = Number(entry.set?.['replication.factor'] ?? 3)
  const clients = entry.set !== undefined && ('auto.offset.reset' in entry.set || 'enable.idempotence' in entry.set) ? 1 : 0
  return entry.faults.total * 4 + replicas * 4 + (entry.records ?? 2) + clients * 4 - (endsEarly(entry) ? 4 : 0)
}

async function decide(
  claimed: ClaimedEntry,
  limits: ClaimLimits & { readonly lanesNow: () => number },
  search: RunSearch,
): Promise<ClaimRow> {
  const { entry } = claimed
  const check = await runSearches(
    [planSearch(specOf(entry))],
    search,
    {
      workers: limits.workers,
      lanesNow: limits.lanesNow,
      maxMemory: limits.maxMemory,
      maxSeconds: limits.maxSeconds,
      signal: limits.signal,
      first: endsEarly(entry),
    },
    () => undefined,
  )
  const property = check.properties.find((p) => p.name === entry.property)
  if (property === undefined) throw new Error(`${entry.id}: ${entry.property} was not judged`)
  const verdict = verdictOf(property)
  const steps = property.path?.steps.length
  const astray = check.properties
    .filter((p) => (entry.alongside ?? []).some((name) => name === p.name) && p.verdict !== 'holds')
    .map((p) => p.name)
  const { expected } = entry
  const isAsExpected =
    verdict === expected.verdict && ('steps' in expected ? steps === expected.steps : steps === undefined) && astray.length === 0
  return { ...claimed, verdict, steps, astray, isAsExpected, property, check }
}

function verdictOf({ kind, verdict }: CheckedProperty): ClaimRow['verdict'] {
  if (kind !== 'witness' || verdict === 'incomplete' || verdict === 'error') return verdict
  return verdict === 'holds' ? 'reached' : 'impossible'
}

/** The entries that ids name, in the order of the catalogue. @throws FlagError for an id that there is not. */
export function chosenEntries(ids: readonly string[], catalogue: readonly Claim[]): ClaimedEntry[] {
  const all = catalogue.flatMap((claim) => claim.entries.map((entry): ClaimedEntry => ({ claim, entry })))
  const known = [...new Set(all.flatMap(({ claim, entry }) => [claim.id, entry.id]))]
  for (const id of ids)
    if (!known.includes(id)) throw new FlagError(`there is no claim '${id}'${suggestion(id, known)}; --list names all of them`)
  return ids.length === 0 ? all : all.filter(({ claim, entry }) => ids.includes(claim.id) || ids.includes(entry.id))
}

/** Of all rows: an error, a verdict that is not the expected one, a limit or a signal; else what the catalogue says. */
export function claimsVerdict(rows: readonly Pick<ClaimRow, 'verdict' | 'isAsExpected'>[], of: number): Verdict {
  if (rows.some((row) => row.verdict === 'error')) return 'error'
  if (rows.some((row) => row.verdict !== 'incomplete' && !row.isAsExpected)) return 'violated'
  return rows.length === of && rows.every((row) => row.isAsExpected) ? 'holds' : 'incomplete'
}
