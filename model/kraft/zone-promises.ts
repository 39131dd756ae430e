import type { KraftOptions } from './options.ts'

/** What zones allow without any search: of the replicas that may fail at once, and how many must hold a record. */
export interface ZonePromises {
  /** The most replicas in one zone. */
  readonly largest: number
  /** Whether acks=all is taken while any one zone is down, once the rest is in sync. */
  readonly takesWrites: boolean
  /** Whether somebody may lead while any one zone is down. */
  readonly hasLeader: boolean
  /** Whether an acknowledged record has a copy outside any one zone, whatever the ISR has shrunk to. */
  readonly hasCopyOutside: boolean
}

export function zonePromises(
  { replicas, minIsr }: Pick<KraftOptions, 'replicas' | 'minIsr'>,
  racks: readonly number[],
): ZonePromises {
  const largest = Math.max(...racks.map((zone) => racks.filter((other) => other === zone).length))
  const least = Math.min(minIsr, replicas)
  return {
    largest,
    takesWrites: replicas - largest >= least,
    hasLeader: replicas > largest,
    hasCopyOutside: least > largest,
  }
}
