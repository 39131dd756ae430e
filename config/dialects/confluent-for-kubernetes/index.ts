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
  marks: ({ names, lines, isResource }: Sketch) =>
    (isResource || names.has('apiVersion')) &&
    lines.some((line) => /^[\s-]{0,20}["']?apiVersion["']?\s{0,10}:\s{0,10}["']?platform\.confluent\.io\//.test(line)),
  read: readConfluentForKubernetes,
} as const satisfies Dialect
