import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { MARKS, readLibrdkafka } from './read.ts'

export const librdkafka = {
  name: 'librdkafka',
  title: 'the configuration of librdkafka',
  net: 'all',
  foundBy: 'a name that only it has, such as `metadata.broker.list`',
  reads: 'a client on librdkafka (C, Python, Go, .NET, kcat), by its own names, also as JSON',
  defaults: 'librdkafka’s: idempotence off, acks=all',
  marks: ({ lines, names }: Sketch) =>
    [...names].some((name) => MARKS.has(name)) ||
    lines.some((line) => MARKS.has(/^\s{0,100}([a-z._]{1,100})[ \t]{0,20}=/.exec(line)?.[1] ?? '')),
  read: readLibrdkafka,
} as const satisfies Dialect
