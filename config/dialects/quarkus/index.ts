import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readQuarkus } from './read.ts'

const KEY = /^["%\w.-]{0,60}(?:mp\.messaging\.|quarkus\.kafka|kafka-streams\.)/

export const quarkus = {
  name: 'quarkus',
  title: 'channels of Quarkus or SmallRye',
  net: 'long',
  foundBy: '`mp.messaging`, `quarkus.kafka`, `kafka-streams`',
  reads: 'each channel is a client, above `kafka` and the connector’s; of profiles `%prod` counts; dead letter queues',
  defaults: 'SmallRye’s: acks=1, listeners commit',
  marks: ({ lines }: Sketch) =>
    lines.some((line) => KEY.test(line)) ||
    (lines.some((line) => /^(?:mp|["']?%prod["']?):/.test(line)) && lines.some((line) => /^\s{1,20}messaging:/.test(line))),
  read: readQuarkus,
} as const satisfies Dialect
