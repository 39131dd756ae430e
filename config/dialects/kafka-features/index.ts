import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readKafkaFeatures } from './read.ts'

export const kafkaFeatures = {
  name: 'kafka-features',
  title: 'the output of kafka-features.sh describe',
  net: 'none',
  foundBy: 'lines with `Feature:` and `FinalizedVersionLevel:`',
  reads: '`kafka-features.sh describe`: finalized `metadata.version`, `eligible.leader.replicas.version`, `transaction.version`',
  defaults: 'Kafka’s',
  marks: ({ lines }: Sketch) =>
    lines.some((line) => /^[\s>]{0,100}Feature:\s/.test(line) && line.includes('FinalizedVersionLevel:')),
  read: readKafkaFeatures,
} as const satisfies Dialect
