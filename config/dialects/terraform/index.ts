import type { Dialect } from '../../dialect.ts'
import { readTerraform } from './read.ts'

export const terraform = {
  name: 'terraform',
  title: 'terraform show -json of a plan',
  marks: ({ names }) => names.has('resource_changes') || names.has('format_version') || names.has('planned_values'),
  read: readTerraform,
} as const satisfies Dialect
