import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/search/explore.ts'
import { mutantsOf } from '../../../checker/oracle/mutate.ts'
import { kraftProperties, promises } from '../../../invariants/kraft-catalogue.ts'
import { defaultOptions, kraft, type KraftOptions, type SwitchName } from '../../../model/kraft/index.ts'

/** Configurations in which every promise holds; a rule is judged by the first in which its absence breaks one. */
const CONFIGURATIONS: Readonly<Record<string, Partial<KraftOptions>>> = {
  'RF2 minISR1 s1 k1': { replicas: 2, minIsr: 1, faults: { total: 2, isrShrinks: 1, kills: 1 } },
  'RF2 minISR1 f1 k1': { replicas: 2, minIsr: 1, faults: { total: 2, fencings: 1, kills: 1 } },
  'RF3 f2': { faults: { total: 2, fencings: 2 } },
  'RF3 p1 f1': { records: 1, faults: { total: 2, powerLosses: 1, fencings: 1 } },
  'RF3 e2 c1': { faults: { total: 3, elections: 2, cleanStops: 1 } },
  'RF3 p1 f2': { records: 1, faults: { total: 3, powerLosses: 1, fencings: 2 } },
  'RF2 d1 c1': { replicas: 2, minIsr: 2, records: 1, faults: { total: 2, diskLosses: 1, cleanStops: 1 } },
  'RF2 p1 c2': { replicas: 2, minIsr: 2, records: 1, faults: { total: 3, powerLosses: 1, cleanStops: 2 } },
  'RF3 p1 c2': { records: 1, faults: { total: 3, powerLosses: 1, cleanStops: 2 } },
}

interface Row {
  readonly rule: string
  readonly configuration: string
  readonly breaks: string
}

/** `rule<TAB>configuration<TAB>properties@steps`, or `redundant` in the second column: in none of the configurations. */
const rows: readonly Row[] = readFileSync(new URL('../../golden/kraft-mutations.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [rule = '', configuration = '', breaks = ''] = line.split('\t')
    return { rule, configuration, breaks }
  })

/** Every fault, so that the model has every action. */
const everything: KraftOptions = {
  ...defaultOptions,
  faults: { total: 3, cleanStops: 1, powerLosses: 1, fencings: 1, isrShrinks: 1, elections: 1 },
}

describe('the rules of the KRaft model', () => {
  it('are all in the table', () => {
    const rules = mutantsOf(kraft(everything)).map((m) => (m.kind === 'switch' ? `switch: ${m.name}` : `${m.action}: ${m.guard}`))
    expect(rows.map((row) => row.rule)).toEqual(rules)
  })

  it.each(rows.filter((row) => row.configuration !== 'redundant'))(
    '$rule: without it $breaks',
    async ({ rule, configuration, breaks }) => {
      const [subject = '', name = ''] = rule.split(': ')
      const options = { ...defaultOptions, ...CONFIGURATIONS[configuration] }
      const model = kraft(subject === 'switch' ? { ...options, off: name as SwitchName } : options, (view) =>
        kraftProperties(view, [...promises(), 'MonotoneEpochs', 'LeaderHighWatermarkMonotonic']),
      )
      const found = await exploreHere(model, {
        workers: 1,
        maxMemory: 2 ** 31,
        first: true,
        rangeChecks: false,
        off: subject === 'switch' ? undefined : { action: subject, guard: name },
      })
      const broken = found.properties.flatMap((p) =>
        p.verdict === 'violated' && p.kind !== 'witness' ? [`${p.name}@${p.path?.steps.length ?? ''}`] : [],
      )
      expect(broken.join(' ')).toBe(breaks)
    },
  )
})
