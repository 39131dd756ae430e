import type { Dialect } from '../../dialect.ts'
import { readKafkaTopics } from './read.ts'

export const kafkaTopics = {
  name: 'kafka-topics',
  title: 'the output of kafka-topics.sh --describe',
  net: 'none',
  foundBy: 'lines with `Topic:` and `PartitionCount:` or `Partition:`',
  reads: '`kafka-topics.sh --describe`, with the partitions as they are',
  defaults: 'Kafka’s',
  marks: ({ lines }) =>
    lines.some((line) => /^[\s>]{0,100}Topic:\s{0,20}\S/.test(line) && /\s(?:PartitionCount|Partition):/.test(line)),
  read: readKafkaTopics,
} as const satisfies Dialect
