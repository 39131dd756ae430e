import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readAwsMsk } from './read.ts'

export const awsMsk = {
  name: 'aws-msk',
  title: 'the output of aws kafka describe-configuration-revision or describe-cluster',
  net: 'none',
  foundBy: '`ServerProperties`, `ClusterInfo`',
  reads: '`aws kafka describe-configuration-revision` (coded), `describe-cluster`: release, brokers',
  defaults: 'Amazon MSK’s: unclean election on',
  marks: ({ names }: Sketch) => names.has('ServerProperties') || names.has('ClusterInfo'),
  read: readAwsMsk,
} as const satisfies Dialect
