/** Metadata as `kcat -L -J` prints it: brokers, and topics with their partitions; of configuration it knows nothing. */
import type { Content, LivePartition, TopicConfig } from '../../document.ts'
import { firstMember, items, type Json, member, parseJson } from '../../json-tree.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'

/** @throws ConfigError. */
export function* readKcat(source: Source): Steps<Content> {
  const root = parseJson(source)
  yield
  const brokers = member(root, 'brokers')
  const topics = items(member(root, 'topics')).flatMap((topic): TopicConfig[] => {
    const name = firstMember(topic, ['topic'])
    if (name === undefined) return source.fail(topic.offset, 'has a topic without a name')
    return [
      {
        name: name.text,
        place: source.place(name.offset),
        entries: [],
        partitions: items(member(topic, 'partitions')).map((partition) => partitionOf(source, partition)),
        isConfigHidden: true,
      },
    ]
  })
  // Those that hold replicas and are down are no longer in the list.
  const ids = [
    ...items(brokers).map((broker) => firstMember(broker, ['id'])?.text ?? ''),
    ...topics.flatMap(({ partitions }) => partitions.flatMap(({ replicas }) => replicas.map(String))),
  ]
  const counts = brokers?.kind === 'array' ? [{ count: new Set(ids).size, place: source.place(brokers.offset) }] : []
  return { entries: [], topics, brokers: counts, complete: false, notices: [] }
}

function partitionOf(source: Source, partition: Json): LivePartition {
  const id = firstMember(partition, ['partition'])
  const leader = Number(firstMember(partition, ['leader'])?.text ?? -1)
  const replicas = idsOf(source, member(partition, 'replicas'))
  if (id === undefined || !/^\d{1,9}$/.test(id.text) || replicas.length === 0)
    return source.fail(partition.offset, 'has a partition without a number or replicas')
  return {
    partition: Number(id.text),
    leader: leader < 0 ? undefined : leader,
    replicas,
    isr: idsOf(source, member(partition, 'isrs')),
    place: source.place(id.offset),
  }
}

const idsOf = (source: Source, node: Json | undefined): number[] =>
  items(node).map((one) => {
    const id = firstMember(one, ['id'])
    return id !== undefined && /^\d{1,9}$/.test(id.text)
      ? Number(id.text)
      : source.fail(one.offset, 'has a replica without an id')
  })
