import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { CHART_KEYS, readHelmValues } from './read.ts'

export const helmValues = {
  name: 'helm-values',
  title: 'values of Bitnami’s chart of Kafka',
  marks: ({ lines, isResource }: Sketch) =>
    !isResource &&
    lines.some((line) => CHART_KEYS.has(/^\s{0,20}([A-Za-z]{3,60}):/.exec(line)?.[1] ?? '')) &&
    !lines.some((line) => /^(?:services|spring|micronaut|mp):/.test(line)),
  read: readHelmValues,
} as const satisfies Dialect
