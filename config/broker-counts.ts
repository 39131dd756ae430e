/** How many brokers a cluster has, by all that say it: rather too many than too few, and none where that is not known. */
import type { BrokerCount } from './document.ts'

/** What is certain counts above what is not; of several the most, unless none is certain and they differ. */
export function brokersOf(given: readonly BrokerCount[]): BrokerCount | undefined {
  const certain = given.filter(({ isCertain }) => isCertain === true)
  const counting = certain.length > 0 ? certain : given
  const all = [...summed(counting.filter(({ part }) => part !== undefined)), ...counting.filter(({ part }) => part === undefined)]
  const [most] = all.toSorted((a, b) => b.count - a.count)
  const isKnown = most !== undefined && Number.isFinite(most.count)
  const isAgreed = certain.length > 0 || all.every(({ count }) => count === most?.count)
  return isKnown && isAgreed ? most : undefined
}

/** Parts of a cluster, each once: of one that several files have the most counts, since any of them may be what is applied. */
function summed(parts: readonly BrokerCount[]): BrokerCount[] {
  const byName = new Map<string, BrokerCount>()
  for (const one of parts) {
    const name = JSON.stringify([one.cluster, one.part])
    if ((byName.get(name)?.count ?? -1) < one.count) byName.set(name, one)
  }
  const [first, ...others] = byName.values()
  return first === undefined ? [] : [{ ...first, count: others.reduce((sum, { count }) => sum + count, first.count) }]
}
