import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { CHART_KEYS, OF_BROKERS, readHelmValues } from './read.ts'

const isConfluents = (lines: readonly string[]): boolean =>
  lines.some((line) => /^\s{0,20}configurationOverrides:/.test(line)) &&
  lines.some((line) => OF_BROKERS.test(line.replace(/^\s+["']?/, '')))

export const helmValues = {
  name: 'helm-values',
  title: 'values of a chart of Kafka',
  net: 'long',
  foundBy: '`overrideConfiguration`, `extraConfig`, `defaultReplicationFactor`, …; `configurationOverrides` of a broker',
  reads:
    'values of Bitnami’s chart, also as a part of another: settings, files, variables, image, counts, topics to be made; `configurationOverrides` of Confluent’s',
  defaults: 'Kafka’s',
  marks: ({ lines, isResource }: Sketch) =>
    !isResource &&
    (lines.some((line) => CHART_KEYS.has(/^\s{0,20}([A-Za-z]{3,60}):/.exec(line)?.[1] ?? '')) || isConfluents(lines)) &&
    !lines.some((line) => /^(?:services|spring|micronaut|mp):/.test(line)),
  read: readHelmValues,
} as const satisfies Dialect
