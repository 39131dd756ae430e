import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readKafkajs } from './read.ts'

export const kafkajs = {
  name: 'kafkajs',
  title: 'options of kafkajs',
  net: 'all',
  foundBy: '`maxInFlightRequests`, `idempotent`, or `clientId` and `brokers`',
  reads: 'options of kafkajs as JSON, of a client or of its producer and consumer',
  defaults: 'those of kafkajs: idempotence off, five retries',
  marks: ({ names }: Sketch) =>
    names.has('maxInFlightRequests') || names.has('idempotent') || (names.has('clientId') && names.has('brokers')),
  read: readKafkajs,
} as const satisfies Dialect
