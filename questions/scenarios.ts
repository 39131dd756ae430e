/** Scenarios and claims searched for what they show: counterexamples of the catalogue. */
import type { ExploreOptions, Progress } from '../checker/search/explore.ts'
import { CLAIMS } from '../claims/index.ts'
import type { KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import { type Scenario, SCENARIOS } from '../model/kraft/scenarios.ts'
import { type TransactionScenario, TRANSACTION_SCENARIOS } from '../model/transactions/scenarios.ts'
import type { TransactionsPropertyName } from '../invariants/transactions/catalogue.ts'
import { FlagError } from '../text/flag-error.ts'
import { suggestion } from '../text/nearest.ts'
import { type Trace, traceOf } from '../traces/index.ts'
import { type CheckResult, planSearch, runSearches } from './check.ts'
import { specOf } from './claim-spec.ts'
import type { RunSearch } from './on-threads.ts'
import { type KraftSpec, specData, type TransactionsSpec } from './spec.ts'

/** Memory for the states of one scenario, in bytes. */
export const SCENARIO_MEMORY = 2 ** 31

/** The scenarios that are named, or all, of replication and then of transactions. @throws FlagError. */
export function scenariosNamed(names: string): readonly (Scenario | TransactionScenario)[] {
  const all = [...SCENARIOS, ...TRANSACTION_SCENARIOS]
  if (names === 'all') return all
  return names.split(',').map((name) => {
    const found = all.find(({ id }) => id === name.trim())
    if (found !== undefined) return found
    const known = all.map(({ id }) => id)
    throw new FlagError(`--scenario: there is no scenario ${name}${suggestion(name, known)}`)
  })
}

const specOfScenario = ({ id, property }: Scenario): KraftSpec => ({
  model: 'kraft',
  from: { scenario: id },
  properties: [property as KraftPropertyName],
})

const specOfTransactions = ({ id, property }: TransactionScenario): TransactionsSpec => ({
  model: 'transactions',
  from: { scenario: id },
  properties: [property as TransactionsPropertyName],
})

/** The search with which the counterexample of an entry of the catalogue of claims is found. @throws FlagError when there is none. */
export function specOfClaim(id: string): KraftSpec {
  const entries = CLAIMS.flatMap((claim) => claim.entries)
  const entry = entries.find((e) => e.id === id)
  if (entry === undefined) {
    const known = entries.map((e) => e.id)
    throw new FlagError(`--claim: there is no entry ${id}${suggestion(id, known)}`)
  }
  if (entry.expected.verdict !== 'violated')
    throw new FlagError(`--claim: ${id} ${entry.expected.verdict}: there is no counterexample to replay`)
  const spec = specOf(entry)
  if (spec.model !== 'kraft')
    throw new FlagError(`--claim: ${id} is about transactions: save its trace with check, and give the file`)
  return { ...spec, properties: spec.properties.filter((name) => name === entry.property) }
}

/** Explores until the first violation. */
const runSpec = (
  spec: KraftSpec | TransactionsSpec,
  search: RunSearch,
  options: ExploreOptions,
  onProgress: (progress: Progress) => void,
): Promise<CheckResult> =>
  runSearches([planSearch(spec)], search, { ...options, first: true }, (_, progress) => onProgress(progress))

/** Explores a scenario until its property breaks. */
export const runScenario = (
  scenario: Scenario,
  ...how: [search: RunSearch, options: ExploreOptions, onProgress: (progress: Progress) => void]
): Promise<CheckResult> => runSpec(specOfScenario(scenario), ...how)

/** Explores a scenario of transactions until its property breaks, or its witness is reached. */
export const runTransactionScenario = (
  scenario: TransactionScenario,
  ...how: [search: RunSearch, options: ExploreOptions, onProgress: (progress: Progress) => void]
): Promise<CheckResult> => runSpec(specOfTransactions(scenario), ...how)

/** The shortest counterexample of a scenario, or run to its witness, or that of the spec of a claim; undefined when a signal came first. */
export async function counterexampleOf(
  of: Scenario | TransactionScenario | KraftSpec,
  search: RunSearch,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Trace | undefined> {
  const spec = 'model' in of ? of : 'options' in of ? specOfTransactions(of) : specOfScenario(of)
  const check = await runSpec(spec, search, { workers: 1, maxMemory: SCENARIO_MEMORY, signal }, onProgress)
  const violated = check.properties.find(({ name }) => spec.properties.some((asked) => asked === name))
  return violated === undefined ? undefined : traceOf(violated.run.model, specData(spec), violated)
}
