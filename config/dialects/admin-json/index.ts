import type { Dialect } from '../../dialect.ts'
import { readAdminJson } from './read.ts'

const NAMES = ['resources', 'resourceType', 'configEntries', 'configs', 'configName', 'configSource', 'source', 'data']

export const adminJson = {
  name: 'admin-json',
  title: 'the JSON of an AdminClient',
  net: 'none',
  foundBy: '`resources`, `configs`, `data` or a list of entries',
  reads: 'what describeConfigs gives: kafkajs, @platformatic/kafka, Confluent’s REST API',
  defaults: 'those that it lists',
  marks: ({ names }) =>
    // Of Kubernetes and Compose, which have some of these names too.
    !(names.has('apiVersion') || names.has('services')) &&
    (NAMES.some((name) => names.has(name)) || (names.has('name') && names.has('value'))),
  read: readAdminJson,
} as const satisfies Dialect
