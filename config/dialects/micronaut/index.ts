import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readMicronaut } from './read.ts'

export const micronaut = {
  name: 'micronaut',
  title: 'clients of Micronaut',
  net: 'long',
  foundBy: '`kafka` with `producers`, `consumers` or `streams`',
  reads: 'each section is a client, above `default` and what all have; so is a client without one',
  defaults: 'Micronaut’s: listeners commit',
  marks: ({ lines }: Sketch) =>
    lines.some((line) => /^kafka\.(?:producers|consumers|streams)\./.test(line)) ||
    (lines.some((line) => /^kafka:\s*$/.test(line)) &&
      lines.some((line) => /^\s{1,20}(?:producers|consumers|streams):\s*$/.test(line))),
  read: readMicronaut,
} as const satisfies Dialect
