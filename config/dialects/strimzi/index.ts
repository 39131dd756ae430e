import type { Dialect } from '../../dialect.ts'
import { isOfKafka } from '../kubernetes/index.ts'
import { readStrimzi } from './read.ts'

const RESOURCE =
  /^[\s-]{0,20}(?:apiVersion\s{0,10}:\s{0,10}["']?(?:kafka|core)\.strimzi\.io\/|kind\s{0,10}:\s{0,10}["']?Kafka(?:Topic|NodePool|Connect(?:or)?|MirrorMaker2)?["']?\s{0,10}(?:#|$))/

/** It has kinds of the same names. */
const JIKKOU = /^[\s-]{0,20}apiVersion\s{0,10}:\s{0,10}["']?kafka\.jikkou\.io\//

export const strimzi = {
  name: 'strimzi',
  title: 'resources of Strimzi',
  net: 'all',
  foundBy: '`apiVersion: kafka.strimzi.io/…`',
  reads:
    '`Kafka`, `KafkaNodePool`, `KafkaTopic`, `KafkaConnect`, `KafkaConnector`, `KafkaMirrorMaker2`; several documents, a `List`, YAML or JSON',
  defaults: 'Kafka’s, Connect’s',
  marks: ({ names, lines }) =>
    (names.has('apiVersion') && names.has('kind') && !lines.some(isOfKafka)) ||
    (lines.some((line) => RESOURCE.test(line)) && !lines.some((line) => JIKKOU.test(line))),
  read: readStrimzi,
} as const satisfies Dialect
