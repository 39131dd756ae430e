/** How many replicas the partitions of a topic have: each has its own number, and what a listing says of the topic is that of its first. */
import { counted, listOf } from '../text/counted.ts'
import { grouped } from '../text/grouped.ts'
import { shown } from './config-error.ts'
import type { Entry, LivePartition, Notice, PartitionCount, TopicConfig } from './document.ts'

/** Outside a reassignment in progress: of what it had before and what it has afterwards the fewer. */
export function settledCount({ replicas, adding = [], removing = [] }: LivePartition): number {
  const without = (others: readonly number[]): number => replicas.filter((id) => !others.includes(id)).length
  return Math.min(without(adding), without(removing))
}

const countOf = (live: LivePartition): PartitionCount => ({
  partition: live.partition,
  replicas: settledCount(live),
  place: live.place,
})

/** Of all the partitions that are shown. */
export const countsOf = (configs: readonly Pick<TopicConfig, 'partitions' | 'counts'>[]): PartitionCount[] =>
  configs.flatMap(({ counts, partitions }) => counts ?? partitions.map(countOf))

/** The partition with the fewest, which is the one that a topic is held to. */
export function fewest(counts: readonly PartitionCount[]): PartitionCount | undefined {
  const [first] = counts
    .filter(({ replicas }) => replicas > 0)
    .toSorted((a, b) => a.replicas - b.replicas || a.partition - b.partition)
  return first
}

/** The replication factor that a listing gives a topic is that of its first partition (TopicCommand): another may have fewer. */
export function withFewest(entries: readonly Entry[], counts: readonly PartitionCount[]): readonly Entry[] {
  const least = fewest(counts)
  if (least === undefined) return entries
  const value = String(least.replicas)
  return entries.map((entry) =>
    entry.key === 'replication.factor' && entry.value !== value ? { ...entry, value, place: least.place } : entry,
  )
}

/** Of a listing that shows fewer partitions than it says there are: it was cut off, or searched for something. */
export const shownOf = (topic: string, all: number, there: number): string =>
  `topic ${shown(topic)} has ${counted(all, 'partition')}, and ${there === 0 ? 'none is' : there === 1 ? '1 is' : `${there} are`} shown: what the others are like is not known`

/** What is not checked where one replication factor is: partitions that have another number of replicas. */
export function otherCounts(counts: readonly PartitionCount[], factor: string | undefined, of = ''): Notice[] {
  if (factor === undefined) return []
  const others = counts.filter(({ replicas }) => replicas > 0 && String(replicas) !== factor)
  const checked = fewest(counts.filter(({ replicas }) => String(replicas) === factor))
  const why =
    checked === undefined ? ': a replication factor changes only by reassignment' : `, as partition ${checked.partition} has`
  return [...grouped(others, ({ replicas }) => replicas)].flatMap(([replicas, alike]): Notice[] => {
    const [first] = alike
    if (first === undefined) return []
    const ids = [...new Set(alike.map(({ partition }) => partition))].toSorted((a, b) => a - b)
    const few = listOf([...ids.slice(0, 5).map(String), ...(ids.length > 5 ? [`${ids.length - 5} more`] : [])])
    const [has, are] = ids.length === 1 ? ['partition', 'has'] : ['partitions', 'have']
    const message = `${has} ${few}${of} ${are} ${counted(replicas, 'replica')}, and what is checked has ${factor}${why}`
    return [{ message, place: first.place, about: 'replication.factor' }]
  })
}
