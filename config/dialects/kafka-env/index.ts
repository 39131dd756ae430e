import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { keyOfVariable } from '../../variables.ts'
import { readKafkaEnv } from './read.ts'

export const kafkaEnv = {
  name: 'kafka-env',
  title: 'variables of Kafka’s images',
  net: 'all',
  foundBy: '`KAFKA_…=`, `CONNECT_…_STORAGE_…=`',
  reads: 'variables of Kafka’s images: `KAFKA_*`, `KAFKA_CFG_*`; of Connect’s: `CONNECT_*`',
  defaults: 'Kafka’s, Connect’s',
  marks: ({ lines }: Sketch) =>
    lines.some((line) => {
      const [, name] = /^\s{0,100}(?:export\s{1,100})?((?:KAFKA|CONNECT)_[A-Z0-9_]{1,200})\s{0,100}=/.exec(line) ?? []
      return name !== undefined && (keyOfVariable(name) !== undefined || /^CONNECT_(?:CONFIG|OFFSET|STATUS)_STORAGE_/.test(name))
    }),
  read: readKafkaEnv,
} as const satisfies Dialect
