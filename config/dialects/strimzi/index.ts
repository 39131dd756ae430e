import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { isOfKafka } from '../kubernetes/index.ts'
import { readStrimzi } from './read.ts'

const RESOURCE =
  /^[\s-]{0,20}(?:apiVersion\s{0,10}:\s{0,10}["']?(?:kafka|core)\.strimzi\.io\/|kind\s{0,10}:\s{0,10}["']?Kafka(?:Topic|NodePool|Connect(?:or)?|MirrorMaker2)?["']?\s{0,10}(?:#|$))/

/** It has kinds of the same names. */
const JIKKOU = /^[\s-]{0,20}apiVersion\s{0,10}:\s{0,10}["']?kafka\.jikkou\.io\//

const isOfStrimzi = ({ names, lines }: Sketch): boolean =>
  (names.has('apiVersion') && names.has('kind') && !lines.some(isOfKafka)) ||
  (lines.some((line) => RESOURCE.test(line)) && !lines.some((line) => JIKKOU.test(line)))

/** What changes resources before they are applied, whatever it is called and wherever they stand. */
const CHANGES =
  /^[ ]{0,8}["']?(?:patches|patchesStrategicMerge|patchesJson6902|replacements|components|helmCharts|generators|transformers|postBuild)["']?[ \t]{0,9}:/

const isKustomization = (sketch: Sketch): boolean =>
  sketch.lines.some((line) => CHANGES.test(line)) &&
  (/(?:^|[/\\])kustomization(?:\.ya?ml)?$/i.test(sketch.file) ||
    sketch.lines.some((line) => /^kind[ \t]{0,9}:[ \t]{0,9}Kustomization\b/.test(line)))

export const strimzi = {
  name: 'strimzi',
  title: 'resources of Strimzi',
  net: 'all',
  foundBy: '`apiVersion: kafka.strimzi.io/…`, or a Kustomization with patches',
  reads:
    '`Kafka`, `KafkaNodePool`, `KafkaTopic`, `KafkaConnect`, `KafkaConnector`, `KafkaMirrorMaker2`; several documents, a `List`, YAML or JSON',
  defaults: 'Kafka’s, Connect’s',
  marks: (sketch: Sketch) => isOfStrimzi(sketch) || isKustomization(sketch),
  read: readStrimzi,
} as const satisfies Dialect
