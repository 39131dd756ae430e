/** Nodes of several clusters among the files: what they have is of one cluster for whoever reads it, and must not be. */
import { placeText } from './config-error.ts'
import type { ClusterMark, Document, Notice } from './document.ts'
import type { Setting } from './node-settings.ts'
import type { Source } from './source.ts'

/** Keys that every node of a cluster has alike, or that no two have alike. */
const MARKS = ['controller.quorum.voters', 'zookeeper.connect', 'node.id', 'broker.id'] as const

/** Variables that images take the id of the cluster from. */
const OF_CLUSTER_ID: ReadonlySet<string> = new Set(['CLUSTER_ID', 'KAFKA_CLUSTER_ID', 'KAFKA_KRAFT_CLUSTER_ID'])

/** By what a node is known to be of a cluster. */
export function marksOf(source: Source, given: ReadonlyMap<string, Setting>): ClusterMark[] {
  return MARKS.flatMap((of): ClusterMark[] => {
    const setting = given.get(of)
    const value = setting?.value.trim() ?? ''
    // A node may name itself otherwise than others do.
    if (setting === undefined || value === '' || /[${}]|localhost|127\.0\.0\.1|0\.0\.0\.0/.test(value)) return []
    return [{ of, names: namesIn(value), place: source.place(setting.offset) }]
  })
}

/** The id of the cluster among the variables of an image. */
export const clusterIdIn = (source: Source, variables: readonly Setting[]): ClusterMark[] =>
  variables
    .filter(({ key, value }) => OF_CLUSTER_ID.has(key) && /^[\w-]{1,100}$/.test(value.trim()))
    .slice(-1)
    .map(({ value, offset }) => ({ of: 'cluster.id', names: [value.trim()], place: source.place(offset) }))

/** Hosts, each with the path in ZooKeeper that stands after the last. */
function namesIn(value: string): string[] {
  const [hosts = '', path] = value.split(/(\/.{0,200})$/)
  return hosts.split(',').map((host) => `${host.trim()}${path ?? ''}`)
}

/** What shows that the documents are of several clusters. */
export function severalClusters(documents: readonly Document[]): Notice[] {
  const all = documents.flatMap(({ marks = [] }) => marks)
  const apart = [...new Set(all.map(({ of }) => of))].filter((of) => !isOfNode(of)).flatMap((of) => firstApart(all, of))
  if (apart.length > 0) return apart
  return documents.flatMap(({ marks = [] }) => twiceIn(marks.filter(({ of }) => isOfNode(of))))
}

const isOfNode = (of: ClusterMark['of']): boolean => of === 'node.id' || of === 'broker.id'

function firstApart(all: readonly ClusterMark[], of: ClusterMark['of']): Notice[] {
  const [first, ...others] = all.filter((mark) => mark.of === of)
  const other = others.find(({ names }) => first?.names.some((name) => names.includes(name)) === false)
  return first === undefined || other === undefined ? [] : [noticeOf(other, `${of} is not that of ${placeText(first.place)}`)]
}

/** Several files with one id may be layers of one node; nodes in one file are several. */
function twiceIn(marks: readonly ClusterMark[]): Notice[] {
  const seen = new Map<string, ClusterMark>()
  for (const mark of marks) {
    const id = `${mark.of} ${mark.names[0]}`
    const before = seen.get(id)
    if (before !== undefined) return [noticeOf(mark, `${mark.of} is that of the node at ${placeText(before.place)} too`)]
    seen.set(id, mark)
  }
  return []
}

const noticeOf = ({ place }: ClusterMark, why: string): Notice => ({
  message: `${why}: nodes of several clusters are not read apart, give what is of one`,
  place,
})
