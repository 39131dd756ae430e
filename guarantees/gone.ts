/** Topics that go: those that a plan deletes, and those that only base has. */
import { type Cluster, OBSERVED } from '../config/index.ts'
import { listOf } from '../text/counted.ts'
import type { Destroyed, Side } from './result.ts'

/**
 * Those that only base has. Head says nothing of them where it has no topic and nothing of the form in which base has them: then it speaks of the
 * cluster alone.
 */
export function goneTopics(before: Cluster, after: Cluster): readonly string[] {
  const isThere = new Set(after.topicNames)
  const forms = new Set(after.documents.map(({ format }) => format))
  const isSaid = isThere.size > 0 || before.documents.some(({ topics, format }) => topics.length > 0 && forms.has(format))
  return isSaid ? before.topicNames.filter((name) => !isThere.has(name)) : []
}

/** Topics that a plan deletes or makes anew. */
export const destroyedIn = ({ documents }: Cluster, wanted: readonly string[] | undefined): Destroyed[] =>
  documents.flatMap(({ topics }) =>
    topics.flatMap(({ name: topic, place, destroyed }) =>
      destroyed === undefined || (wanted !== undefined && !wanted.includes(topic)) ? [] : [{ topic, place, ...destroyed }],
    ),
  )

/**
 * Topics of Terraform's files that its files have no more: applying them deletes what is not written. Where something there is not read, a topic
 * may be in that, and the answer is open as it is.
 */
export const unwritten = (before: Cluster, after: Cluster, gone: readonly string[]): Destroyed[] =>
  after.unread.length > 0 || !after.documents.some(({ format }) => format === 'hcl')
    ? []
    : before.documents
        .filter(({ format }) => format === 'hcl')
        .flatMap(({ topics }) =>
          topics.flatMap(({ name: topic, place }) =>
            gone.includes(topic)
              ? [{ topic, place, by: 'delete' as const, reason: 'Terraform deletes what its files have no more' }]
              : [],
          ),
        )

/** Of topics that only base has: what leaves the answer open, and what is said. */
interface GoneTopics {
  readonly unread: Side['unread']
  readonly notes: readonly string[]
}

/**
 * Topics that nothing says are to be deleted, and that go with their records where what is no longer written is. A listing is observed and not
 * applied: what it alone has is what nobody has written, and no pruning deletes that.
 */
export function goneWith(before: Cluster, gone: readonly string[]): GoneTopics {
  const written = new Set(
    before.documents.flatMap(({ format, topics }) => (OBSERVED.has(format) ? [] : topics.map(({ name }) => name))),
  )
  return {
    unread: goneNotices(
      before,
      gone.filter((name) => written.has(name)),
    ),
    notes: goneNotes(gone.filter((name) => !written.has(name))),
  }
}

/** At most five are named. */
const namesOf = (gone: readonly string[]): string =>
  `${gone.length === 1 ? 'topic' : 'topics'} ${listOf([...gone.slice(0, 5), ...(gone.length > 5 ? [`${gone.length - 5} more`] : [])])}`

function goneNotices(before: Cluster, gone: readonly string[]): Side['unread'] {
  const [first] = gone
  if (first === undefined) return []
  const [it, its] = gone.length === 1 ? ['it', 'its'] : ['them', 'their']
  const message = `only base has ${namesOf(gone)}: whoever applies head with pruning (Strimzi’s topic operator when a resource is deleted, Argo CD, kubectl apply --prune) deletes ${it} and ${its} records`
  const place = before.topic(first)[0]?.place
  return [{ message, ...(place !== undefined && { place }) }]
}

const goneNotes = (gone: readonly string[]): string[] =>
  gone.length === 0
    ? []
    : [
        `only base, a listing, has ${namesOf(gone)}: nothing in head is about ${gone.length === 1 ? 'it' : 'them'}, and nothing is compared`,
      ]
