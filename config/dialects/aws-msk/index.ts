import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readAwsMsk } from './read.ts'

export const awsMsk = {
  name: 'aws-msk',
  title: 'the output of aws kafka describe-configuration-revision or describe-cluster',
  marks: ({ names }: Sketch) => names.has('ServerProperties') || names.has('ClusterInfo'),
  read: readAwsMsk,
} as const satisfies Dialect
