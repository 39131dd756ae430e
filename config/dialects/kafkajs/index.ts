import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readKafkajs } from './read.ts'

export const kafkajs = {
  name: 'kafkajs',
  title: 'options of kafkajs',
  marks: ({ names }: Sketch) =>
    names.has('maxInFlightRequests') || names.has('idempotent') || (names.has('clientId') && names.has('brokers')),
  read: readKafkajs,
} as const satisfies Dialect
