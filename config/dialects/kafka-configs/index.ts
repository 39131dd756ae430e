import type { Dialect } from '../../dialect.ts'
import { withoutQuotes } from '../../listing.ts'
import { readKafkaConfigs } from './read.ts'

const HEADER =
  /^(?:(?:All|Dynamic) configs for [a-z-]{1,40} \S{1,300} are:|Default configs? for [a-z-]{1,40} in the cluster are:|Configs for (?:default )?(?:topic|broker)s?[ :])/

export const kafkaConfigs = {
  name: 'kafka-configs',
  title: 'the output of kafka-configs.sh --describe',
  net: 'none',
  foundBy: 'a header such as `Dynamic configs for topic orders are:`',
  reads: '`kafka-configs.sh --describe`, with or without `--all`, for topics, brokers, a cluster',
  defaults: 'the release’s, where `--all` lists them',
  marks: ({ lines }) => lines.some((line) => HEADER.test(withoutQuotes(line).trimStart())),
  read: readKafkaConfigs,
} as const satisfies Dialect
