import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { keyOfVariable } from '../../variables.ts'
import { isSpringVariable } from '../spring/variables.ts'
import { readKafkaEnv } from './read.ts'

/** The file beside that of Compose, whatever stands in it. */
const isEnvFile = (sketch: Sketch): boolean =>
  /(?:^|[/\\])\.env$/.test(sketch.file) &&
  sketch.lines.length > 0 &&
  sketch.lines.every((line) => /^\s*(?:#|$|(?:export\s+)?[A-Za-z_]\w*\s*=)/.test(line))

export const kafkaEnv = {
  name: 'kafka-env',
  title: 'variables of Kafka’s images',
  net: 'all',
  foundBy: '`KAFKA_…=`, `CONNECT_…_STORAGE_…=`, `SPRING_KAFKA_…=`, or the name `.env`',
  reads: 'variables of Kafka’s images: `KAFKA_*`, `KAFKA_CFG_*`; of Connect’s: `CONNECT_*`; of Spring Boot: `SPRING_KAFKA_*`',
  defaults: 'Kafka’s, Connect’s, Spring’s',
  marks: (sketch: Sketch) =>
    isEnvFile(sketch) ||
    sketch.lines.some((line) => {
      const [, name] =
        /^\s{0,100}(?:export\s{1,100})?((?:KAFKA|CONNECT|SPRING_KAFKA)_[A-Z0-9_]{1,200})\s{0,100}=/.exec(line) ?? []
      return (
        name !== undefined &&
        (isSpringVariable(name) || keyOfVariable(name) !== undefined || /^CONNECT_(?:CONFIG|OFFSET|STATUS)_STORAGE_/.test(name))
      )
    }),
  read: readKafkaEnv,
} as const satisfies Dialect
