import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readKafkaStreams } from './read.ts'

const MARK =
  /^[ \t]{0,20}(?:processing\.guarantee|num\.stream\.threads|num\.standby\.replicas|application\.server|topology\.optimization|default\.(?:key|value)\.serde|statestore\.cache\.max\.bytes|cache\.max\.bytes\.buffering|group\.protocol\.streams|default\.deserialization\.exception\.handler)[ \t]{0,20}[=:]/

export const kafkaStreams = {
  name: 'kafka-streams',
  title: 'the configuration of Kafka Streams',
  net: 'all',
  foundBy: '`application.id` and a key that only Streams has',
  reads: 'an application of Kafka Streams: its clients, changelogs and repartition topics (`topic.`)',
  defaults: 'Streams’: what exactly-once needs, offsets committed by itself',
  marks: ({ lines }: Sketch) =>
    lines.some((line) => MARK.test(line)) && lines.some((line) => /^[ \t]{0,20}application\.id[ \t]{0,20}[=:]/.test(line)),
  read: readKafkaStreams,
} as const satisfies Dialect
