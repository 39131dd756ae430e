/** Which topic, and so which cluster, the files are read for. */
import type { Cluster } from './cluster.ts'
import { ConfigError, shown } from './config-error.ts'
import type { TopicConfig } from './document.ts'
import { nearest } from '../text/nearest.ts'

export const OFFSETS_TOPIC = '__consumer_offsets'

export interface Selection {
  readonly name: string | undefined
  /** What the files hold of the topic, in their order. */
  readonly configs: readonly TopicConfig[]
  /** Strimzi: the label of its cluster, when it has one. What has another does not bear on it. */
  readonly label: string | undefined
}

/** @throws ConfigError when the files hold several topics and none is asked for, or not the one asked for. */
export function selectTopic(cluster: Cluster, wanted: string | undefined): Selection {
  const names = cluster.topicNames
  const name = wanted ?? names[0]
  const [second] = cluster.topic(names[1])
  if (wanted === undefined && second !== undefined)
    throw new ConfigError(`is one of ${names.length} topics: say which to check (${listed(names)})`, second.place)
  const configs = cluster.topic(name)
  if (wanted !== undefined && configs.length === 0 && wanted !== OFFSETS_TOPIC) refuseUnknown(cluster, wanted)
  return { name, configs, label: labelOf(cluster, configs) }
}

/** @throws ConfigError when the files hold topics, of which this is none. */
function refuseUnknown(cluster: Cluster, wanted: string): void {
  const [first] = cluster.topic(cluster.allNames[0])
  if (first === undefined) return
  const near = nearest(wanted, cluster.allNames)
  const hint = near === undefined ? `: there are ${listed(cluster.topicNames)}` : ` (did you mean ${shown(near)}?)`
  throw new ConfigError(`there is no topic ${shown(wanted)} in the files${hint}`, first.place)
}

const listed = (names: readonly string[]): string => {
  const few = names.slice(0, 5).map((name) => shown(name))
  return `${few.join(', ')}${names.length > few.length ? ', …' : ''}`
}

/** @throws ConfigError when the files hold several clusters and the topic has no label that says which is its own. */
function labelOf({ labels }: Cluster, configs: readonly TopicConfig[]): string | undefined {
  const label = configs.findLast((config) => config.cluster !== undefined)?.cluster
  const [first] = labels
  if (label === undefined && labels.size > 1 && first !== undefined)
    throw new ConfigError(
      `is of one of the clusters ${listed([...labels.keys()])}: a label strimzi.io/cluster must say which the topic is in`,
      configs[0]?.place ?? first[1],
    )
  return label
}
