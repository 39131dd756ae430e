import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { withoutQuotes } from '../../listing.ts'
import { HEADER, readRpk } from './read.ts'

export const rpk = {
  name: 'rpk',
  title: 'the output of rpk topic describe',
  net: 'none',
  foundBy: '`KEY VALUE SOURCE`',
  reads: '`rpk topic describe`: the summary and the configuration',
  defaults: 'those that it lists',
  marks: ({ lines }: Sketch) => lines.some((line) => HEADER.test(withoutQuotes(line).trim())),
  read: readRpk,
} as const satisfies Dialect
