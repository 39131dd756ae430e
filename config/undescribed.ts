/** Brokers that hold replicas and were not described, beside others that have a value of their own: what they have is not known. */
import { defaultsOf, type KafkaVersion } from '../model/kraft/versions.ts'
import { listOf } from '../text/counted.ts'
import type { Shared } from './cluster.ts'
import { shown } from './config-error.ts'
import type { LivePartition, Notice } from './document.ts'
import type { Given } from './layers.ts'

/** At most so many are named. */
const NAMED = 20

/** What is left open where a value of single brokers counts, and others may have what lies below it. */
export function ofUndescribed(
  { described }: Pick<Shared, 'described'>,
  partitions: readonly Pick<LivePartition, 'replicas'>[],
  given: Given,
  version: KafkaVersion,
): Notice[] {
  const others = [...new Set(partitions.flatMap(({ replicas }) => replicas))]
    .filter((id) => !described.has(id))
    .toSorted((a, b) => a - b)
  if (described.size === 0 || others.length === 0) return []
  const defaults = defaultsOf(version)
  return [...given].flatMap(([key, [first, below]]) => {
    if (first?.layer !== 'broker' || first.broker === undefined) return []
    const value = first.value.trim()
    const lower = below?.value.trim() ?? (key === 'replication.factor' ? value : defaults[key])
    if (lower === value) return []
    const named = listOf(others.slice(0, NAMED).map(String))
    const message = `${key}=${shown(value)} is of single brokers, and ${others.length === 1 ? `broker ${named} is` : `brokers ${named} are`} not described: below it stands ${shown(lower)}`
    return [{ message, place: first.place, about: key }]
  })
}
