/** Pools of faults: which runs each allows, and a pool that allows those of several. */
import { faultKinds, type FaultPool, PARTED_KINDS } from '../model/kraft/index.ts'
import type { FaultCounts } from '../questions/faults-of.ts'

/**
 * Whether every choice of faults of one pool is one of another. A killed broker is one that lost power and no record, so a power loss stands
 * for it.
 */
export function isWithin(smaller: FaultPool, larger: FaultPool): boolean {
  const most = (pool: FaultPool, kind: (typeof faultKinds)[number]): number => Math.min(pool.total, pool[kind] ?? 0)
  const spare = Math.max(0, most(smaller, 'kills') - most(larger, 'kills'))
  const used = (kind: (typeof faultKinds)[number]): boolean => most(smaller, kind) > 0 || (kind === 'powerLosses' && spare > 0)
  return (
    smaller.total <= larger.total &&
    (larger.apart ?? []).every(([a, b]) => !used(a) || !used(b)) &&
    faultKinds.every(
      (kind) => kind === 'kills' || most(smaller, kind) + (kind === 'powerLosses' ? spare : 0) <= most(larger, kind),
    )
  )
}

/** Faults after which a broker is down; they differ in what they leave on its disk. */
const DOWN = ['cleanStops', 'kills', 'powerLosses', 'diskLosses'] as const satisfies readonly (typeof faultKinds)[number][]

/**
 * Whether two pools differ in no more than how brokers go down. Where these stay down, and a stop is no handover of leadership, nobody can tell
 * one way from another.
 */
export function goDownAlike(a: FaultPool, b: FaultPool): boolean {
  const counted = (pool: FaultPool): number[] => {
    const most = (kinds: readonly (typeof faultKinds)[number][]) =>
      Math.min(
        pool.total,
        kinds.reduce((sum, kind) => sum + (pool[kind] ?? 0), 0),
      )
    return [
      pool.total,
      most(DOWN),
      ...faultKinds.filter((kind) => !DOWN.some((down) => down === kind)).map((kind) => most([kind])),
    ]
  }
  return a.apart === undefined && b.apart === undefined && counted(a).join() === counted(b).join()
}

/** Whether a run with these faults, as they are, is one of the pool. */
export const allows = (pool: FaultPool, faults: FaultCounts): boolean =>
  Object.values(faults).reduce((sum, n) => sum + n, 0) <= pool.total &&
  (pool.apart ?? []).every(([a, b]) => (faults[a] ?? 0) === 0 || (faults[b] ?? 0) === 0) &&
  faultKinds.every((kind) => (faults[kind] ?? 0) <= (pool[kind] ?? 0))

/**
 * A pool that allows every run of each of these, and as few others as pairs of kinds can tell: two that none of them has both of stay apart.
 * Undefined when a kind is among them that cannot be kept apart.
 */
export function poolOfAll(pools: readonly FaultPool[]): FaultPool | undefined {
  const kinds = faultKinds.filter((kind) => pools.some((pool) => (pool[kind] ?? 0) > 0))
  const parted = PARTED_KINDS.filter((kind) => kinds.includes(kind))
  if (parted.length < kinds.length) return undefined
  const apart = parted.flatMap((a, i) =>
    parted
      .slice(i + 1)
      .filter((b) => !pools.some((pool) => (pool[a] ?? 0) > 0 && (pool[b] ?? 0) > 0))
      .map((b) => [a, b] as const),
  )
  const most = parted.map((kind) => [kind, Math.max(...pools.map((pool) => pool[kind] ?? 0))] as const)
  return { total: Math.max(...pools.map(({ total }) => total)), ...Object.fromEntries(most), apart }
}
