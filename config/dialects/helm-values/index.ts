import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { CHART_KEYS, readHelmValues } from './read.ts'

export const helmValues = {
  name: 'helm-values',
  title: 'values of Bitnami’s chart of Kafka',
  net: 'long',
  foundBy: '`overrideConfiguration`, `extraConfig`, `defaultReplicationFactor`, …',
  reads: 'values of Bitnami’s chart, also as a part of another: settings, files, variables, image, counts, topics to be made',
  defaults: 'Kafka’s',
  marks: ({ lines, isResource }: Sketch) =>
    !isResource &&
    lines.some((line) => CHART_KEYS.has(/^\s{0,20}([A-Za-z]{3,60}):/.exec(line)?.[1] ?? '')) &&
    !lines.some((line) => /^(?:services|spring|micronaut|mp):/.test(line)),
  read: readHelmValues,
} as const satisfies Dialect
