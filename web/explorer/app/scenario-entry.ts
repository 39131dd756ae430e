/** The catalogue of anomalies as the page offers it: each brings its configuration and the property that breaks. */
import { TRANSACTIONS_PROPERTY_NAMES } from '../../../invariants/transactions/catalogue.ts'
import { SCENARIOS } from '../../../model/kraft/scenarios.ts'
import { TRANSACTION_SCENARIOS } from '../../../model/transactions/scenarios.ts'
import type { Configuration } from '../catalogue.ts'
import { planSearch, type SearchPlan } from '../../../questions/check.ts'
import { asNames, asObject, KRAFT_PROPERTY_NAMES } from '../../../questions/spec.ts'
import { builtOf, choiceField, offered, type PageEntry } from './entry.ts'
import { KRAFT_PROPERTIES } from './kraft-entry.ts'
import { TRANSACTIONS_PROPERTIES } from './transactions-entry.ts'

const NAME = 'kraft-scenario'

/** Of replication, then of transactions. */
const ALL = [
  ...SCENARIOS.map(({ id, title, property }) => ({ id, title, property, model: 'kraft' }) as const),
  ...TRANSACTION_SCENARIOS.map(({ id, title, property }) => ({ id, title, property, model: 'transactions' }) as const),
]

export const scenarioEntry: PageEntry = {
  name: NAME,
  title: 'A known anomaly of Kafka, from the catalogue',
  fields: [
    {
      ...choiceField(
        'scenario',
        'Anomaly',
        'What goes wrong; its rules, configuration and faults come with it.',
        ALL.map((s) => s.id),
      ),
      labels: Object.fromEntries(ALL.map((s) => [s.id, `${s.id}: ${s.title}`])),
    },
  ],
  // None chosen: the property that the scenario breaks.
  properties: offered([...KRAFT_PROPERTIES, ...TRANSACTIONS_PROPERTIES]),
  promised: () => [],
  build: (configuration) => builtOf(searchOf(configuration)),
  plan: (configuration) => {
    const search = searchOf(configuration)
    return { searches: [search], stem: `${search.spec.model}-${String(configuration.options['scenario'])}` }
  },
  configurationOf: (data) => {
    const spec = asObject('spec', data)
    const from = 'off' in spec || !('from' in spec) ? {} : asObject('from', spec['from'])
    const scenario = ALL.find((s) => s.id === from['scenario'] && s.model === spec['model'])
    // The page has no field for bounds that are not the scenario's own.
    if (scenario === undefined || 'bounds' in from) return undefined
    const known: readonly string[] = scenario.model === 'kraft' ? KRAFT_PROPERTY_NAMES : TRANSACTIONS_PROPERTY_NAMES
    const properties = asNames(spec['properties'], known)
    const isOwn = properties.length === 1 && properties[0] === scenario.property
    return { model: NAME, options: { scenario: scenario.id }, properties: isOwn ? [] : properties }
  },
}

function searchOf({ options, properties }: Configuration): SearchPlan {
  const scenario = ALL.find((s) => s.id === options['scenario'])
  if (scenario === undefined) throw new Error(`there is no scenario ${JSON.stringify(options['scenario'])}`)
  const wanted = properties.length === 0 ? [scenario.property] : [...properties]
  const from = { scenario: scenario.id }
  return planSearch(
    scenario.model === 'kraft'
      ? { model: 'kraft', from, properties: asNames(wanted, KRAFT_PROPERTY_NAMES) }
      : { model: 'transactions', from, properties: asNames(wanted, TRANSACTIONS_PROPERTY_NAMES) },
  )
}
