/** Where the replicas of a partition stand, for the columns in which a zone fails with all its brokers. */
import type { LivePartition, Rack } from '../config/index.ts'
import { listOf } from '../text/counted.ts'
import type { Resolved } from './configuration.ts'
import { INCIDENTS } from './guarantees.ts'
import type { Configuration } from './questions.ts'

interface Placement {
  /** The zone of each place of the assignment. */
  readonly names: readonly string[]
  readonly said: string
}

/**
 * The configuration with the zones of its replicas, when a column that is asked for hangs on them, and with a note of what was used.
 * @param live partitions as they were found
 */
export function placed(
  resolved: Resolved,
  racks: readonly Rack[],
  live: readonly LivePartition[],
  envelopes: readonly string[] = [],
): Resolved {
  const columns = INCIDENTS.filter(({ id, zones = 1 }) => zones > 1 && envelopes.includes(id))
  if (columns.length === 0) return resolved
  const factor = Number(resolved.effective.values.find(({ key }) => key === 'replication.factor')?.value)
  const all = zonesOf(racks)
  const placement = placementOf(racks, live, factor)
  const used = columns.filter(({ zones }) => zones === all.length)
  const others = columns.filter((column) => placement === undefined || !used.includes(column))
  const there =
    all.length === 0
      ? 'no broker.rack was read'
      : `broker.rack names ${all.length === 1 ? 'one zone' : `${all.length} zones`} (${listOf(all)})`
  const unknown = placement === undefined && all.length > 0 ? ', and not of every replica where it stands' : ''
  const notes = [
    ...(placement !== undefined && used.length > 0 ? [`${idsOf(used)}: zones are those of broker.rack: ${placement.said}`] : []),
    ...(others.length > 0
      ? [`${idsOf(others)}: ${there}${unknown}; replicas are taken to lie in so many zones in turn, as KRaft places them`]
      : []),
  ]
  const zones: Configuration['zones'] =
    placement === undefined || used.length === 0
      ? undefined
      : { count: all.length, places: placement.names.map((name) => [...new Set(placement.names)].indexOf(name)) }
  return {
    ...resolved,
    configuration: { ...resolved.configuration, ...(zones !== undefined && { zones }) },
    side: { ...resolved.side, notes: [...resolved.side.notes, ...notes] },
  }
}

const idsOf = (columns: readonly { readonly id: string }[]): string => columns.map(({ id }) => id).join(' and ')

const zonesOf = (racks: readonly Rack[]): string[] => [...new Set(racks.map(({ name }) => name))].toSorted()

/** Of partitions that were found the one with most replicas in one zone; else as KRaft would place one. */
function placementOf(racks: readonly Rack[], live: readonly LivePartition[], factor: number): Placement | undefined {
  const byBroker = new Map(racks.flatMap(({ broker, name }) => (broker === undefined ? [] : [[broker, name] as const])))
  const found = live
    .filter(({ replicas }) => replicas.length === factor && replicas.every((id) => byBroker.has(id)))
    .map(({ partition, replicas }) => ({ partition, replicas, names: replicas.flatMap((id) => byBroker.get(id) ?? []) }))
    .toSorted((a, b) => largest(b.names) - largest(a.names))
  const [worst] = found
  if (worst !== undefined) {
    const { partition, replicas, names } = worst
    const more = found.length > 1 ? `, which of ${found.length} partitions has most in one zone,` : ''
    return { names, said: `partition ${partition}${more} has its replicas ${replicas.join(', ')} in ${names.join(', ')}` }
  }
  // One that was found with brokers whose zone nobody says stands somewhere else than new ones would.
  if (live.some(({ replicas }) => replicas.length === factor)) return undefined
  const names = striped(racks, factor)
  return names.length < factor
    ? undefined
    : {
        names,
        said: `replicas stand in ${names.join(', ')}, as KRaft places them (StripedReplicaPlacer) on ${racks.length} brokers`,
      }
}

/** Zone by zone in the order of their names, passing over those of which every broker has a replica. */
function striped(racks: readonly Rack[], factor: number): string[] {
  const zones = zonesOf(racks)
  const brokers = zones.map((zone) => racks.filter(({ name }) => name === zone).length)
  const names: string[] = []
  for (let round = 0; names.length < factor && brokers.some((n) => n > round); round++)
    names.push(...zones.filter((_, i) => (brokers[i] ?? 0) > round))
  return names.slice(0, factor)
}

const largest = (names: readonly string[]): number =>
  Math.max(...names.map((name) => names.filter((other) => other === name).length))
