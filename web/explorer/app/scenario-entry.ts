/** The catalogue of anomalies as the page offers it: each brings its configuration and the property that breaks. */
import { SCENARIOS } from '../../../model/kraft/scenarios.ts'
import type { Configuration } from '../catalogue.ts'
import { planSearch, type SearchPlan } from '../../../questions/check.ts'
import { asNames, asObject, KRAFT_PROPERTY_NAMES } from '../../../questions/spec.ts'
import { builtOf, choiceField, offered, type PageEntry } from './entry.ts'
import { KRAFT_PROPERTIES } from './kraft-entry.ts'

const NAME = 'kraft-scenario'

export const scenarioEntry: PageEntry = {
  name: NAME,
  title: 'A known anomaly of Kafka, from the catalogue',
  fields: [
    {
      ...choiceField(
        'scenario',
        'Anomaly',
        'What goes wrong; its rules, configuration and faults come with it.',
        SCENARIOS.map((s) => s.id),
      ),
      labels: Object.fromEntries(SCENARIOS.map((s) => [s.id, `${s.id}: ${s.title}`])),
    },
  ],
  // None chosen: the property that the scenario breaks.
  properties: offered(KRAFT_PROPERTIES, []),
  build: (configuration) => builtOf(searchOf(configuration)),
  plan: (configuration) => ({
    searches: [searchOf(configuration)],
    stem: `kraft-${String(configuration.options['scenario'])}`,
  }),
  configurationOf: (data) => {
    const spec = asObject('spec', data)
    const from = spec['model'] === 'kraft' && !('off' in spec) ? asObject('from', spec['from']) : {}
    const scenario = SCENARIOS.find((s) => s.id === from['scenario'])
    // The page has no field for bounds that are not the scenario's own.
    if (scenario === undefined || 'bounds' in from) return undefined
    const properties = asNames(spec['properties'], KRAFT_PROPERTY_NAMES)
    const isOwn = properties.length === 1 && properties[0] === scenario.property
    return { model: NAME, options: { scenario: scenario.id }, properties: isOwn ? [] : properties }
  },
}

function searchOf({ options, properties }: Configuration): SearchPlan {
  const scenario = SCENARIOS.find((s) => s.id === options['scenario'])
  if (scenario === undefined) throw new Error(`there is no scenario ${JSON.stringify(options['scenario'])}`)
  const names = asNames(properties.length === 0 ? [scenario.property] : [...properties], KRAFT_PROPERTY_NAMES)
  return planSearch({ model: 'kraft', from: { scenario: scenario.id }, properties: names })
}
