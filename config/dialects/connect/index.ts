import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readConnect } from './read.ts'

const MARK =
  /^[ \t]{0,20}(?:key\.converter|value\.converter|(?:config|offset|status)\.storage\.(?:topic|replication\.factor|file\.filename)|connector\.class|clusters|\S{1,100}->\S{1,100}\.enabled)[ \t]{0,20}[=:]/

export const connect = {
  name: 'connect',
  title: 'a Connect worker, a connector, or MirrorMaker 2',
  net: 'all',
  foundBy: '`key.converter`, `connector.class`, `clusters`, `A->B.enabled`',
  reads: 'a Connect worker, a connector (properties, JSON of the REST API), MirrorMaker 2: clients and the topics they make',
  defaults: 'Connect’s and MirrorMaker’s: acks=all, idempotence off, one request in flight, factors 3 and 2',
  marks: ({ names, lines }: Sketch) =>
    names.has('connector.class') || (names.has('config') && names.has('name')) || lines.some((line) => MARK.test(line)),
  read: readConnect,
} as const satisfies Dialect
