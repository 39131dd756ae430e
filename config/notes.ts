/** What Kafka does silently with a configuration, and what was taken for granted in reading it, in plain words. */
import { type KafkaVersion, since } from '../model/kraft/versions.ts'
import type { Cluster } from './cluster.ts'
import type { Entry } from './document.ts'
import { FEATURE_ELR } from './keys.ts'
import type { EffectiveValue, Partition } from './effective.ts'

interface Resolved {
  readonly version: KafkaVersion
  readonly partition: Partition
  readonly offsets: Partition
  readonly cluster: Cluster
  /** default.replication.factor, when somebody gave it. */
  readonly defaultFactor: Entry | undefined
}

export function notesOf(resolved: Resolved): string[] {
  const { version, partition, offsets } = resolved
  return [
    ...minIsrNotes(version, partition, ''),
    ...minIsrNotes(version, offsets, 'of __consumer_offsets '),
    ...factorNotes(resolved),
    ...elrNotes(partition),
    ...(resolved.cluster.listsOverridesOnly
      ? ['a dump that lists only what was overridden says nothing of server.properties: what no file gives has its default here']
      : []),
  ]
}

const valueOf = ({ values }: Partition, key: string): EffectiveValue | undefined => values.find((value) => value.key === key)

/** `Partition#effectiveMinIsr`. */
function minIsrNotes(version: KafkaVersion, partition: Partition, of: string): string[] {
  const minIsr = Number(valueOf(partition, 'min.insync.replicas')?.value)
  const factor = Number(valueOf(partition, 'replication.factor')?.value)
  if (minIsr > factor)
    return [
      since(version, '3.7')
        ? `min.insync.replicas ${of}counts as ${factor}, the replication factor, not ${minIsr} (since Kafka 3.7)`
        : `min.insync.replicas ${of}is ${minIsr}, above the replication factor ${factor}: before Kafka 3.7 acks=all can then never be written`,
    ]
  return minIsr === factor && factor > 1
    ? [`min.insync.replicas ${of}is the replication factor, ${factor}: one broker that is down stops every write with acks=all`]
    : []
}

function factorNotes({ partition, cluster, defaultFactor: given }: Resolved): string[] {
  const factor = valueOf(partition, 'replication.factor')
  const notes: string[] = []
  const isFromDefault = given !== undefined && factor !== undefined && isBrokers(factor.layer)
  if (isFromDefault)
    notes.push(
      `replication.factor ${factor.value} is default.replication.factor, which topics get when they are made: a topic that exists may have another`,
    )
  else if (given !== undefined) notes.push('default.replication.factor does not change a topic that exists or gives its own')
  if (cluster.documents.length === 0) notes.push('no file was given: all values are defaults')
  return notes
}

const isBrokers = (layer: EffectiveValue['layer']): boolean => layer === 'broker' || layer === 'cluster' || layer === 'static'

/** With ELR the controller keeps min.insync.replicas for the cluster, made from its own server.properties when ELR is switched on. */
function elrNotes(partition: Partition): string[] {
  const elr = valueOf(partition, FEATURE_ELR)
  const minIsr = valueOf(partition, 'min.insync.replicas')
  return elr !== undefined && elr.value !== '0' && minIsr?.layer === 'static'
    ? [
        'min.insync.replicas of server.properties counts for the cluster as it was when ELR was switched on: to change it later, set it for the cluster or the topic',
      ]
    : []
}
