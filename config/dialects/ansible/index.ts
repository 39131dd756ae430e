import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readAnsible } from './read.ts'

export const ansible = {
  name: 'ansible',
  title: 'an inventory or variables of cp-ansible',
  net: 'long',
  foundBy: '`kafka_broker_custom_properties` and the like',
  reads: 'inventories and variables of cp-ansible: brokers, controllers, Connect; hosts, `confluent_package_version`',
  defaults: 'Kafka’s',
  marks: ({ lines, isResource }: Sketch) =>
    !isResource && lines.some((line) => /^\s{0,40}kafka_(?:broker|controller|connect)(?:_[a-z_]{1,60})?:/.test(line)),
  read: readAnsible,
} as const satisfies Dialect
