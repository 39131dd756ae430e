import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readKcat } from './read.ts'

export const kcat = {
  name: 'kcat',
  title: 'the output of kcat -L -J',
  net: 'none',
  foundBy: '`originating_broker`, or `brokers` and `topics`',
  reads: '`kcat -L -J`: brokers and partitions; that it shows no configuration is said',
  defaults: 'Kafka’s',
  marks: ({ names }: Sketch) => names.has('originating_broker') || (names.has('brokers') && names.has('topics')),
  read: readKcat,
} as const satisfies Dialect
