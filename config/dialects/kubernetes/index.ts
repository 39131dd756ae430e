import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readKubernetes } from './read.ts'

export const kubernetes = {
  name: 'kubernetes',
  title: 'resources of Kubernetes that run Kafka',
  net: 'long',
  foundBy: '`apiVersion:`, and such variables or `.properties` files',
  reads: '`env` of containers, ConfigMaps with files or variables; replicas, the tag of the image',
  defaults: 'Kafka’s, Connect’s',
  marks: ({ lines, isResource }: Sketch) =>
    isResource &&
    lines.some((line) =>
      /^[\s-]{0,100}(?:name:\s{0,20})?["']?(?:KAFKA|CONNECT)_[A-Z]|^\s{1,100}[\w-]{1,60}\.properties\s{0,20}:/.test(line),
    ),
  read: readKubernetes,
} as const satisfies Dialect
