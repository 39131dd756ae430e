/** Which searches answer a question about Kafka as brokers run it. */
import { createHash } from 'node:crypto'
import { MAX_PROPERTIES } from '../checker/index.ts'
import type { KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import { type FaultKind, faultKinds, type KraftOptions } from '../model/kraft/index.ts'
import type { Scenario } from '../model/kraft/scenarios.ts'
import { resolveSettings, type SettingsRequest } from '../model/kraft/settings.ts'
import { CURRENT_VERSION } from '../model/kraft/versions.ts'
import { flagName } from '../text/flag-name.ts'
import { type CheckPlan, planSearch } from './check.ts'
import { type KraftSpec, specData } from './spec.ts'

/**
 * The searches for settings and bounds. @throws OptionError naming the setting that cannot be used, LayoutError.
 */
export function planKraft(request: SettingsRequest, properties: readonly KraftPropertyName[]): CheckPlan {
  const resolved = resolveSettings(request)
  const spec: KraftSpec = { model: 'kraft', from: { settings: request }, properties }
  const searches = planSearches(spec)
  const { replicas, minIsr } = resolved.options
  const notes = [...resolved.notes, ...notTried(resolved.options)]
  if (minIsr > replicas && resolved.options.switches.clampMinIsr)
    notes.push(`min.insync.replicas=${minIsr} counts as ${replicas}, the replication factor (since Kafka 3.7)`)
  if (resolved.options.faults.total < 3 && replicas === 3 && minIsr === 2)
    notes.push(
      'a loss at replication factor 3 and min.insync.replicas 2 takes three faults: with fewer, this check cannot show one',
    )
  return {
    ...searches,
    stem: `kraft-${resolved.version}-${createHash('sha256')
      .update(JSON.stringify(specData({ ...spec, properties: [] })))
      .digest('hex')
      .slice(0, 8)}`,
    settings: { version: resolved.version, entries: resolved.settings },
    notes,
  }
}

const KINDS_IN_WORDS: Readonly<Record<FaultKind, string>> = {
  cleanStops: 'clean stops',
  kills: 'kill -9',
  powerLosses: 'losses of power',
  diskLosses: 'losses of a disk',
  fencings: 'fencings of live brokers',
  isrShrinks: 'ISR shrinks',
  elections: 'elections nobody needed',
  unregistrations: 'brokers unregistered for good',
}

/** What the verdict says nothing about. */
function notTried(options: KraftOptions): string[] {
  const kinds = faultKinds
    .filter((kind) => (options.faults[kind] ?? 0) === 0)
    .map((kind) => `${KINDS_IN_WORDS[kind]} (${flagName(kind)})`)
  const others = [
    ...(options.configChange === undefined ? ['a change of configuration while the cluster runs (--change)'] : []),
    ...(options.retries === 0 ? ['retries of producers (--set retries=1)'] : []),
    ...(options.consumer === undefined ? ['consumers (--set auto.offset.reset=…)'] : []),
  ]
  const all = [...kinds, ...others]
  return all.length === 0 ? [] : [`not tried: ${all.join(', ')}`]
}

/** One search; witnesses get one of their own when all together are more than a search can judge. Mutants need no witnesses. */
function planSearches(spec: KraftSpec): Pick<CheckPlan, 'searches' | 'whole'> {
  const all = planSearch(spec)
  const judged = all.model.properties.filter((p) => p.kind === 'state' || p.kind === 'witness')
  if (judged.length <= MAX_PROPERTIES) return { searches: [all], whole: all }
  const witnesses = new Set(judged.flatMap((p) => (p.kind === 'witness' ? [p.name] : [])))
  const promises = planSearch({ ...spec, properties: spec.properties.filter((name) => !witnesses.has(name)) })
  const rest = planSearch(
    { ...spec, properties: spec.properties.filter((name) => witnesses.has(name)) },
    `one search judges at most ${MAX_PROPERTIES} state properties and witnesses, so witnesses have their own`,
  )
  return { searches: [promises, rest], whole: promises }
}

/** The searches for an anomaly of the catalogue, held against its own property when no other is asked for. */
export function planScenario(scenario: Scenario, given: readonly KraftPropertyName[] | undefined): CheckPlan {
  return {
    ...planSearches({
      model: 'kraft',
      from: { scenario: scenario.id },
      properties: given ?? [scenario.property as KraftPropertyName],
    }),
    stem: `kraft-${scenario.id}`,
    notes: [
      `${scenario.id}: ${scenario.title}. ${scenario.story}`,
      setupOf(scenario),
      ...(scenario.hypothesis === true
        ? ['hypothesis: derived from reading the code, not found in a tracker and not run on a cluster']
        : []),
    ],
  }
}

/** Which release, which rules off, which settings: what sets the scenario apart. */
function setupOf(scenario: Scenario): string {
  const words = (of: object | undefined) =>
    Object.entries(of ?? {}).map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
  const parts = [...words(scenario.switches).map((w) => `switch ${w}`), ...words(scenario.config), ...words(scenario.faults)]
  return `Kafka ${scenario.version ?? CURRENT_VERSION}${parts.length === 0 ? '' : `, ${parts.join(', ')}`}`
}
