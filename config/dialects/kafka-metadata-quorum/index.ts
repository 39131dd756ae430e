import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { isHeader, isStatus, readKafkaMetadataQuorum } from './read.ts'

export const kafkaMetadataQuorum = {
  name: 'kafka-metadata-quorum',
  title: 'the output of kafka-metadata-quorum.sh describe',
  net: 'none',
  foundBy: '`CurrentVoters:`, or `NodeId … LogEndOffset`',
  reads:
    '`kafka-metadata-quorum.sh describe`: that KRaft holds the metadata, so that it is 3.3 or later; how many of its voters may be gone',
  defaults: 'Kafka’s',
  marks: ({ lines }: Sketch) => lines.some((line) => isStatus(line) || isHeader(line)),
  read: readKafkaMetadataQuorum,
} as const satisfies Dialect
