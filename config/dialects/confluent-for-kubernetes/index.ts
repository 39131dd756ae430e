import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readConfluentForKubernetes } from './read.ts'

export const confluentForKubernetes = {
  name: 'confluent-for-kubernetes',
  title: 'resources of Confluent for Kubernetes',
  net: 'all',
  foundBy: '`apiVersion: platform.confluent.io/…`',
  reads: '`Kafka`, `KRaftController`, `KafkaTopic`, `Connect`, `Connector`',
  defaults: 'Kafka’s, Connect’s',
  marks: ({ head, isResource, isJson }: Sketch) =>
    (isResource || isJson) && /apiVersion["']?\s{0,10}:\s{0,10}["']?platform\.confluent\.io\//.test(head),
  read: readConfluentForKubernetes,
} as const satisfies Dialect
