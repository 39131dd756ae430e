/** What people say about Kafka, as the page offers it: each condition brings its configuration, its faults and the property it is about. */
import { CLAIMS } from '../../../claims/index.ts'
import type { Entry } from '../../../claims/claim.ts'
import { specOf } from '../../../questions/claim-spec.ts'
import { planSearch, type SearchPlan } from '../../../questions/check.ts'
import { asNames, KRAFT_PROPERTY_NAMES } from '../../../questions/spec.ts'
import { TRANSACTIONS_PROPERTY_NAMES } from '../../../invariants/transactions/catalogue.ts'
import type { Configuration } from '../catalogue.ts'
import { builtOf, choiceField, offered, type PageEntry } from './entry.ts'
import { KRAFT_PROPERTIES } from './kraft-entry.ts'
import { TRANSACTIONS_PROPERTIES } from './transactions-entry.ts'

const ENTRIES = new Map<string, Entry>(CLAIMS.flatMap(({ entries }) => entries.map((entry) => [entry.id, entry] as const)))

export const claimEntry: PageEntry = {
  name: 'kraft-claim',
  title: 'What people say about Kafka, put to the test',
  fields: [
    {
      ...choiceField('claim', 'Claim', 'A sentence and a condition; configuration, bounds and faults come with it.', [
        ...ENTRIES.keys(),
      ]),
      labels: Object.fromEntries(
        CLAIMS.flatMap(({ sentence, entries }) => entries.map(({ id, condition }) => [id, `${sentence} With ${condition}`])),
      ),
    },
  ],
  // None chosen: those that decide the claim.
  properties: offered([...KRAFT_PROPERTIES, ...TRANSACTIONS_PROPERTIES]),
  promised: () => [],
  build: (configuration) => builtOf(searchOf(configuration)),
  plan: (configuration) => ({
    searches: [searchOf(configuration)],
    stem: `claim-${String(configuration.options['claim']).replaceAll('/', '-')}`,
  }),
  // A trace of a claim is one of a configuration, and is shown as that.
  configurationOf: () => undefined,
}

function searchOf({ options, properties }: Configuration): SearchPlan {
  const id = String(options['claim'])
  const entry = ENTRIES.get(id)
  if (entry === undefined) throw new Error(`there is no claim ${JSON.stringify(id)}`)
  const spec = specOf(entry)
  if (properties.length === 0) return planSearch(spec)
  return planSearch(
    spec.model === 'transactions'
      ? { ...spec, properties: asNames([...properties], TRANSACTIONS_PROPERTY_NAMES) }
      : { ...spec, properties: asNames([...properties], KRAFT_PROPERTY_NAMES) },
  )
}
