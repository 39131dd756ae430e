import type { Dialect } from '../../dialect.ts'
import { readAdminJson } from './read.ts'

const NAMES = ['resources', 'resourceType', 'configEntries', 'configs', 'configName', 'configSource', 'source', 'data']

export const adminJson = {
  name: 'admin-json',
  title: 'the JSON of an AdminClient',
  marks: ({ names }) => NAMES.some((name) => names.has(name)) || (names.has('name') && names.has('value')),
  read: readAdminJson,
} as const satisfies Dialect
