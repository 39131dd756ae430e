/** Counterexamples that only a model without one of its rules has: what brokers, which have the rule, must not do. */
import type { ExploreOptions } from '../checker/index.ts'
import { type Mutant, mutantsOf } from '../checker/oracle/mutate.ts'
import { withoutGuard } from '../checker/search/contract.ts'
import type { KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import type { SettingsRequest } from '../model/kraft/settings.ts'
import type { KafkaVersion } from '../model/kraft/versions.ts'
import { FlagError } from '../text/flag-error.ts'
import { suggestion } from '../text/nearest.ts'
import { type Trace, traceOf } from '../traces/index.ts'
import type { RunSearch } from './on-threads.ts'
import { planSearch } from './check.ts'
import { build, type KraftSpec, specData } from './spec.ts'
import { foreignRules, rulesOf, type TraceRules } from './trace-rules.ts'

/** A rule, by the name of its switch or as `CommitIsr: the partition epoch is current`. */
export const ruleName = (mutant: Mutant): string => (mutant.kind === 'switch' ? mutant.name : `${mutant.action}: ${mutant.guard}`)

/** What brokers can show, and what holds in {@link PLACES} with every rule on. */
const PROPERTIES: readonly KraftPropertyName[] = ['AckedDurable', 'FencedNotInIsr', 'IsrElrWellFormed']

type Place = Pick<SettingsRequest, 'set' | 'bounds'>

/** Settings and faults in which the protocol keeps its promises, smallest first: a rule is held against the first in which one breaks without it. */
const PLACES: readonly Place[] = [
  {
    set: { 'replication.factor': '2', 'min.insync.replicas': '1' },
    bounds: { records: 2, faults: { total: 2, isrShrinks: 1, kills: 1 } },
  },
  { bounds: { records: 1, faults: { total: 2, fencings: 2 } } },
  { bounds: { records: 1, faults: { total: 3, elections: 2, cleanStops: 1 } } },
  { bounds: { records: 1, faults: { total: 3, powerLosses: 1, fencings: 2 } } },
]

/** States that the search for a counterexample sees at most in each place. */
export const MOST_STATES = 400_000

const specIn = (version: KafkaVersion, place: Place, off?: string): KraftSpec => ({
  model: 'kraft',
  from: { settings: { version, ...place } },
  properties: PROPERTIES,
  ...(off !== undefined && { off }),
})

/**
 * The rules of a release that can be left out, in the order of the model. Not one that its code is known to break: there the release does
 * what the model without the rule does. Eligible leader replicas are a setting, and on where the run is driven.
 */
export function rulesLeftOut(version: KafkaVersion): readonly Mutant[] {
  const found = new Map<string, Mutant>()
  for (const place of PLACES) {
    for (const mutant of mutantsOf(build(specIn(version, place)))) {
      const isSwitch = mutant.kind === 'switch' && mutant.name !== 'elr'
      const isOthers = isSwitch && foreignOf(specIn(version, place, mutant.name), version).length === 0
      if (!isOthers) found.set(ruleName(mutant), mutant)
    }
  }
  return [...found.values()]
}

const foreignOf = (spec: KraftSpec, version: KafkaVersion) => foreignRules(rulesOf({ spec: specData(spec) }).options, version)

/** The rules that a cluster has of which the run of a mutant is driven. @throws OptionError. */
export function keptRules({ spec }: Trace): TraceRules {
  const { off: _, ...whole } = spec as unknown as KraftSpec
  return rulesOf({ spec: specData(whole) })
}

/** The shortest counterexample without a rule; undefined when there is none within the bounds, or a signal came. */
export async function mutantRun(
  mutant: Mutant,
  version: KafkaVersion,
  search: RunSearch,
  options: Pick<ExploreOptions, 'maxMemory' | 'signal'>,
): Promise<Trace | undefined> {
  for (const place of PLACES) {
    const spec = specIn(version, place, mutant.kind === 'switch' ? mutant.name : undefined)
    const plan = planSearch(spec)
    const guard = mutant.kind === 'guard' ? mutant : undefined
    if (guard !== undefined && !plan.model.actions.some(({ name, guards }) => name === guard.action && guard.guard in guards))
      continue
    const result = await search(plan, { ...options, workers: 1, maxStates: MOST_STATES, first: true, off: guard })
    if (options.signal?.aborted === true) return undefined
    const broken = result.properties.find(({ name, verdict }) => verdict === 'violated' && PROPERTIES.some((p) => p === name))
    if (broken?.path !== undefined) return traceOf(withoutGuard(plan.model, guard), specData(spec), broken)
  }
  return undefined
}

/** The rules that are named, or all. @throws FlagError. */
export function rulesNamed<T extends Parameters<typeof ruleName>[0]>(
  asked: string | true | undefined,
  rules: readonly T[],
): readonly T[] {
  if (asked === undefined || asked === true) return rules
  return asked.split(',').map((name) => {
    const found = rules.find((rule) => ruleName(rule) === name.trim())
    if (found !== undefined) return found
    throw new FlagError(`--mutate: the release has no rule ${name} to leave out${suggestion(name, rules.map(ruleName))}`)
  })
}
