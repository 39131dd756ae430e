/** Which searches answer a question about Kafka as brokers run it. */
import { createHash } from 'node:crypto'
import { MAX_PROPERTIES } from '../checker/index.ts'
import { type KraftPropertyName, promises } from '../invariants/kraft-catalogue.ts'
import { type FaultKind, faultKinds, type KraftOptions, mayBeSlow, ZONE_KINDS } from '../model/kraft/index.ts'
import type { Scenario } from '../model/kraft/scenarios.ts'
import { DEFECT_IDS, type DefectId, DEFECTS, defectsAtWork, defectsOf } from '../model/kraft/defects.ts'
import { type Resolved, resolveSettings, type SettingsRequest } from '../model/kraft/settings.ts'
import { zonePromises } from '../model/kraft/zone-promises.ts'
import { type Controller, controllersOf, CURRENT_VERSION } from '../model/kraft/versions.ts'
import { flagName } from '../text/flag-name.ts'
import { type CheckPlan, type CodePlan, planSearch } from './check.ts'
import { FAULT_WORDS } from './fault-words.ts'
import { type KraftSpec, type ScenarioBounds, specData } from './spec.ts'

/**
 * The searches for settings and bounds; for what producers with these settings are promised when no properties are given. @throws OptionError naming the setting that cannot be used, LayoutError.
 */
export function planKraft(
  request: SettingsRequest,
  given: readonly KraftPropertyName[] | undefined,
  defects: 'all' | readonly DefectId[] = 'all',
): CheckPlan {
  const resolved = resolveSettings(request)
  const { replicas, minIsr, acks } = resolved.options
  const properties = given ?? promises(acks)
  const spec: KraftSpec = { model: 'kraft', from: { settings: request }, properties }
  const searches = planSearches(spec)
  const notes = [...resolved.notes, ...notTried(resolved.options)]
  if (resolved.options.racks !== undefined) notes.push(zonesNote(resolved.options, resolved.options.racks))
  if (minIsr > replicas && resolved.options.switches.clampMinIsr)
    notes.push(`min.insync.replicas=${minIsr} counts as ${replicas}, the replication factor (since Kafka 3.7)`)
  const { faults } = resolved.options
  const befallsMany = [...ZONE_KINDS, 'isrCollapses' as const].some((kind) => (faults[kind] ?? 0) > 0)
  if (faults.total < 3 && !befallsMany && replicas === 3 && minIsr === 2 && acks === 'all')
    notes.push(
      'a loss at replication factor 3 and min.insync.replicas 2 takes three faults by design: with fewer, only the code can show one',
    )
  return {
    ...searches,
    stem: `kraft-${resolved.version}-${digest(specData({ ...spec, properties: [] }))}`,
    code: planCode(spec, request, resolved, defects),
    settings: { version: resolved.version, entries: resolved.settings },
    notes,
  }
}

/** Of the same data always the same; eight digits. */
const digest = (data: unknown): string => createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 8)

/** Records of the search of the code where that of the design is large and nobody says how many. */
const CODE_RECORDS = 1

/** The same question to the code of the release. @throws OptionError naming a defect that the release has not. */
function planCode(
  spec: KraftSpec,
  request: SettingsRequest,
  { version, controller, options }: Resolved,
  asked: 'all' | readonly DefectId[],
): CodePlan {
  const of = `Kafka ${version}${controllersOf(version).length > 1 ? ` on ${CONTROLLERS[controller]}` : ''}`
  if (asked !== 'all' && asked.length === 0)
    return { kind: 'not asked', why: '--defects none leaves the code of the release out' }
  const known = defectsOf(version, controller).map(({ id }) => id)
  const ids = asked === 'all' ? known : DEFECT_IDS.filter((id) => asked.includes(id))
  // A rule that is set by name is as it is set, in the design and in the code.
  const set = Object.keys(request.switches ?? {})
  const there = DEFECTS.filter(({ id, broken }) => ids.includes(id) && !set.includes(broken.rule)).map(({ id }) => id)
  // It refuses what the release has not.
  resolveSettings({ ...request, defects: ids })
  const atWork = defectsAtWork(there, options)
  const byHand = defectsAtWork(ids, options).filter(({ broken }) => set.includes(broken.rule))
  if (atWork.length === 0 && byHand.length > 0)
    return {
      kind: 'not asked',
      why: `--switch sets by hand what ${byHand.map(({ id, broken }) => `${id} (${broken.rule})`).join(', ')} would break`,
    }
  if (atWork.length === 0)
    return {
      kind: 'as designed',
      why:
        known.length === 0
          ? `no defect is known of ${of}`
          : `none of ${asked === 'all' ? 'its known defects' : 'these defects'} (${ids.join(', ')}) bears on this question`,
    }
  const settings: SettingsRequest = { ...request, defects: atWork.map(({ id }) => id) }
  const searchesFor = (given: SettingsRequest) => planSearches({ ...spec, from: { settings: given } }).searches
  const canBeSmaller = request.bounds?.records === undefined && options.records > CODE_RECORDS
  return {
    kind: 'asked',
    release: of,
    defects: atWork,
    searches: searchesFor(settings),
    ...(canBeSmaller && {
      smaller: {
        searches: searchesFor({ ...settings, bounds: { ...request.bounds, records: CODE_RECORDS } }),
        bounds: `${CODE_RECORDS} record instead of ${options.records} (--records)`,
      },
    }),
  }
}

const CONTROLLERS: Readonly<Record<Controller, string>> = { kraft: 'KRaft', zookeeper: 'ZooKeeper' }

/** What follows from the zones without a search. */
function zonesNote(options: KraftOptions, racks: readonly number[]): string {
  const { largest, takesWrites, hasLeader, hasCopyOutside } = zonePromises(options, racks)
  const down = !hasLeader ? 'nobody can lead' : takesWrites ? 'writes with acks=all go on' : 'writes with acks=all stop'
  const copy = hasCopyOutside
    ? 'an acknowledged record always has a copy outside any one zone'
    : 'an acknowledged record may have no copy outside one zone'
  return `${largest} of ${options.replicas} replicas are in one zone: while it is down ${down}; with min.insync.replicas ${options.minIsr} ${copy}`
}

const isOfZones = (kind: FaultKind): boolean => ZONE_KINDS.some((zones) => zones === kind)

/** What the verdict says nothing about. */
function notTried(options: KraftOptions): string[] {
  const kinds = faultKinds
    .filter((kind) => (options.faults[kind] ?? 0) === 0 && (options.racks !== undefined || !isOfZones(kind)))
    .filter((kind) => kind !== 'slowRequests' || mayBeSlow(options))
    .map((kind) => `${FAULT_WORDS[kind].many} (${flagName(kind)})`)
  const others = [
    ...(options.racks === undefined ? ['zones that fail at once (--racks)'] : []),
    ...(options.configChange === undefined ? ['a change of configuration while the cluster runs (--change)'] : []),
    ...(options.retries === 0 ? ['retries of producers (--set retries=1)'] : []),
    ...(options.consumer === undefined ? ['consumers (--set auto.offset.reset=…)'] : []),
  ]
  const all = [...kinds, ...others]
  return all.length === 0 ? [] : [`not tried: ${all.join(', ')}`]
}

/** One search, or more when all together are more than a search can judge: witnesses come last, for mutants need none. */
function planSearches(spec: KraftSpec): Pick<CheckPlan, 'searches' | 'whole'> {
  const all = planSearch(spec)
  const kinds = new Map(all.model.properties.map(({ name, kind }) => [name, kind]))
  const judged = [...kinds.values()].filter((kind) => kind === 'state' || kind === 'witness')
  if (judged.length <= MAX_PROPERTIES) return { searches: [all], whole: all }
  const of = (...wanted: readonly string[]) => spec.properties.filter((name) => wanted.includes(kinds.get(name) ?? ''))
  const inTurn = [...of('state'), ...of('witness')]
  // Every search judges one property beside those that are asked for: whether its bounds cut it.
  const most = MAX_PROPERTIES - 1
  const plan = (names: readonly KraftPropertyName[], note?: string) => planSearch({ ...spec, properties: names }, note)
  const first = plan([...inTurn.slice(0, most), ...of('step', 'possible')])
  const others = Array.from({ length: Math.ceil(inTurn.length / most) - 1 }, (_, i) =>
    plan(
      inTurn.slice((i + 1) * most, (i + 2) * most),
      `one search judges at most ${MAX_PROPERTIES} state properties and witnesses, so what is left has its own`,
    ),
  )
  return { searches: [first, ...others], whole: first }
}

/** The searches for an anomaly of the catalogue, held against its own property when no other is asked for. */
export function planScenario(
  scenario: Scenario,
  given: readonly KraftPropertyName[] | undefined,
  bounds: ScenarioBounds = {},
): CheckPlan {
  const isOwn = Object.keys(bounds).length === 0
  const from = { scenario: scenario.id, ...(!isOwn && { bounds }) }
  return {
    ...planSearches({ model: 'kraft', from, properties: given ?? [scenario.property as KraftPropertyName] }),
    stem: `kraft-${scenario.id}${isOwn ? '' : `-${digest(from)}`}`,
    code: { kind: 'not asked', why: `${scenario.id} brings its own rules` },
    notes: [
      `${scenario.id}: ${scenario.title}. ${scenario.story}`,
      setupOf(bounds.faults === undefined ? scenario : { ...scenario, faults: {} }),
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
  const defects = (scenario.defects ?? []).map((id) => `defect ${id}`)
  const parts = [
    ...defects,
    ...words(scenario.switches).map((w) => `switch ${w}`),
    ...words(scenario.config),
    ...words(scenario.faults),
  ]
  return `Kafka ${scenario.version ?? CURRENT_VERSION}${parts.length === 0 ? '' : `, ${parts.join(', ')}`}`
}
