/** Everything the project can be asked by name, in one list; what a search counted of it stands in `manifest.json`. */
import { type Claim, type Entry as ClaimEntry, endsEarly, isOfTransactions } from '../claims/claim.ts'
import { CLAIMS } from '../claims/index.ts'
import type { MatrixRow } from '../model/kraft/matrix-row.ts'
import { MATRIX } from '../model/kraft/matrix.ts'
import { type Scenario, SCENARIOS } from '../model/kraft/scenarios.ts'
import { CURRENT_VERSION } from '../model/kraft/versions.ts'
import { TRANSACTION_SCENARIOS, type TransactionScenario } from '../model/transactions/scenarios.ts'
import { INPUTS, MODELS } from './examples.ts'
import type { Answer, CatalogueEntry, Json } from './schema.ts'

export type { Answer, CatalogueEntry, Json } from './schema.ts'

/** An entry without what only a search can count. */
export type Listed = Omit<CatalogueEntry, 'counts' | 'cost'>

/** The parts that are there, as plain data. */
const data = (parts: Readonly<Record<string, unknown>>): Record<string, Json> =>
  JSON.parse(JSON.stringify(parts)) as Record<string, Json>

const scenario = ({ id, title, version, defects, switches, config, faults, property, steps }: Scenario): Listed => ({
  id: `scenario/${id}`,
  kind: 'scenario',
  title,
  command: ['check', '--scenario', id],
  release: version ?? CURRENT_VERSION,
  configuration: data({ defects, switches, ...config, faults }),
  expected: { [property]: { verdict: 'violated', steps } },
  first: true,
})

const claimed = (claim: Claim, entry: ClaimEntry): Listed => ({
  id: `claim/${entry.id}`,
  kind: 'claim',
  title: `${claim.sentence} With ${entry.condition}`,
  command: ['claims', entry.id],
  release: entry.version ?? CURRENT_VERSION,
  configuration: data(
    isOfTransactions(entry)
      ? { model: entry.model, set: entry.set, ...entry.bounds }
      : {
          set: entry.set,
          switches: entry.switches,
          records: entry.records,
          logSize: entry.logSize,
          staysDown: entry.staysDown,
          change: entry.change,
          keepsReplicationFactor: entry.keepsReplicationFactor,
          administratorWaits: entry.administratorWaits,
          faults: entry.faults,
        },
  ),
  expected: { [entry.property]: entry.expected },
  first: endsEarly(entry),
})

const transactionScenario = ({ id, title, version, options, property, shows, steps }: TransactionScenario): Listed => ({
  id: `scenario/${id}`,
  kind: 'scenario',
  title,
  command: ['check', '--scenario', id],
  release: version,
  configuration: data({ model: 'transactions', ...options }),
  expected: { [property]: { verdict: shows, steps } },
  // What is possible is known of an exhausted search alone.
  first: property !== 'DecisionCompletes',
})

const row = ({ row: name, title, version, switches, config, faults, verdicts }: MatrixRow): Listed => ({
  id: `matrix/${name}`,
  kind: 'matrix',
  title,
  release: version ?? CURRENT_VERSION,
  configuration: data({ switches, ...config, faults }),
  expected: Object.fromEntries(
    Object.entries(verdicts).map(([property, found]): [string, Answer] => [
      property,
      found === 'holds' ? { verdict: 'holds' } : { verdict: 'violated', steps: found },
    ]),
  ),
  first: false,
})

/** In the order of the kinds, and within a kind in its own. */
export const CATALOGUE: readonly Listed[] = [
  ...SCENARIOS.map(scenario),
  ...TRANSACTION_SCENARIOS.map(transactionScenario),
  ...CLAIMS.flatMap((claim) => claim.entries.map((entry) => claimed(claim, entry))),
  ...MATRIX.map(row),
  ...MODELS,
  ...INPUTS,
]
