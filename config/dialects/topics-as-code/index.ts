import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readTopicsAsCode } from './read.ts'

const RESOURCE = /^apiVersion:\s{0,20}["']?(?:kafka\/v\d|kafka\.jikkou\.io\/)/
const among =
  (...patterns: readonly RegExp[]) =>
  ({ lines }: Sketch): boolean =>
    patterns.every((pattern) => lines.some((line) => pattern.test(line)))

/** Marks of the tools, each of which has a shape. */
const MARKS: readonly ((sketch: Sketch) => boolean)[] = [
  among(RESOURCE),
  among(/^apiVersion:\s{0,20}["']?v\d["']?\s*$/, /^kind:\s{0,20}["']?Topic["']?\s*$/),
  among(/^meta:/, /^spec:/, /replicationFactor:/),
  among(/^projects:/, /^\s{1,40}topics:/),
  among(/^topics:/, /\breplication:|\bconfigs:/),
  among(/^name:/, /^configs:\s*$/, /^\s{0,20}- name:/),
]

export const topicsAsCode = {
  name: 'topics-as-code',
  title: 'topics of Conduktor, Jikkou, topicctl, JulieOps, kafka-gitops or kafkactl',
  net: 'all',
  foundBy: 'what each tool’s files begin with',
  reads: 'topics of Conduktor, Jikkou, topicctl, JulieOps, kafka-gitops; what `kafkactl describe topic -o yaml` prints',
  defaults: 'Kafka’s',
  marks: (sketch: Sketch) => MARKS.some((isMarked) => isMarked(sketch)),
  read: readTopicsAsCode,
} as const satisfies Dialect
