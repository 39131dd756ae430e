import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readConfluentForKubernetes } from './read.ts'

export const confluentForKubernetes = {
  name: 'confluent-for-kubernetes',
  title: 'resources of Confluent for Kubernetes',
  marks: ({ head, isResource, isJson }: Sketch) =>
    (isResource || isJson) && /apiVersion["']?\s{0,10}:\s{0,10}["']?platform\.confluent\.io\//.test(head),
  read: readConfluentForKubernetes,
} as const satisfies Dialect
