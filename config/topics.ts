/** Which topic, and so which cluster, the files are read for. */
import { ConfigError, shown } from './config-error.ts'
import type { Document, Place, TopicConfig } from './document.ts'
import { nearest } from '../text/nearest.ts'

export const OFFSETS_TOPIC = '__consumer_offsets'

export interface Selection {
  readonly name: string | undefined
  /** What the files hold of the topic, in their order. */
  readonly configs: readonly TopicConfig[]
  /** Whether something of a cluster, or of none, bears on the topic. */
  readonly inCluster: (cluster: string | undefined) => boolean
}

/** Names of the topics in the files, in their order; of Kafka's own only when there are no others. */
export function topicsOf(documents: readonly Document[]): readonly string[] {
  const all = [...new Set(documents.flatMap((document) => document.topics.map((topic) => topic.name)))]
  const users = all.filter((name) => !name.startsWith('__'))
  return users.length > 0 ? users : all
}

/** @throws ConfigError when the files hold several topics and none is asked for, or not the one asked for. */
export function selectTopic(documents: readonly Document[], wanted: string | undefined): Selection {
  const topics = documents.flatMap((document) => document.topics)
  const names = topicsOf(documents)
  const name = wanted ?? names[0]
  if (wanted === undefined && names.length > 1) {
    const second = topics.find((topic) => topic.name === names[1])
    if (second !== undefined)
      throw new ConfigError(`is one of ${names.length} topics: say which to check (${listed(names)})`, second.place)
  }
  const configs = topics.filter((topic) => topic.name === name)
  const [first] = topics
  if (wanted !== undefined && configs.length === 0 && first !== undefined && wanted !== OFFSETS_TOPIC) {
    const near = nearest(wanted, [...new Set(topics.map((topic) => topic.name))])
    const hint = near === undefined ? `: there are ${listed(names)}` : ` (did you mean ${shown(near)}?)`
    throw new ConfigError(`there is no topic ${shown(wanted)} in the files${hint}`, first.place)
  }
  return { name, configs, inCluster: clusterOf(documents, configs) }
}

const listed = (names: readonly string[]): string => {
  const few = names.slice(0, 5).map((name) => shown(name))
  return `${few.join(', ')}${names.length > few.length ? ', …' : ''}`
}

/** @throws ConfigError when the files hold several clusters and the topic has no label that says which is its own. */
function clusterOf(documents: readonly Document[], configs: readonly TopicConfig[]): Selection['inCluster'] {
  const label = configs.findLast((config) => config.cluster !== undefined)?.cluster
  const clusters = new Map<string, Place>()
  for (const document of documents)
    for (const { cluster, place } of [...document.entries, ...document.versions, ...document.brokers])
      if (cluster !== undefined && !clusters.has(cluster)) clusters.set(cluster, place)
  const [first] = [...clusters]
  if (label === undefined && clusters.size > 1 && first !== undefined)
    throw new ConfigError(
      `is of one of the clusters ${listed([...clusters.keys()])}: a label strimzi.io/cluster must say which the topic is in`,
      configs[0]?.place ?? first[1],
    )
  return (cluster) => cluster === undefined || label === undefined || cluster === label
}
