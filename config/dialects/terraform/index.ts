import type { Dialect } from '../../dialect.ts'
import { readTerraform } from './read.ts'

export const terraform = {
  name: 'terraform',
  title: 'terraform show -json of a plan',
  net: 'none',
  foundBy: '`format_version`, `resource_changes`',
  reads:
    '`terraform show -json` of a plan, before and after: `kafka_topic` (Mongey), `confluent_kafka_topic`, `aiven_kafka_topic`, `aws_msk_configuration`, `aws_msk_cluster`',
  defaults: 'Confluent Cloud’s factor 3, Amazon MSK’s unclean election',
  marks: ({ names }) => names.has('resource_changes') || names.has('format_version') || names.has('planned_values'),
  read: readTerraform,
} as const satisfies Dialect
