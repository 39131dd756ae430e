import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readSpring } from './read.ts'

export const spring = {
  name: 'spring',
  title: 'Spring Boot’s application.properties or application.yml',
  net: 'long',
  foundBy: 'keys under `spring.kafka` or `spring.cloud.stream.kafka`',
  reads:
    'Spring Boot’s clients, those of Streams, each binding of Cloud Stream, and each profile (of a document, of `application-prod.yml`)',
  defaults: 'Spring’s: listeners commit; the binder’s acks=1',
  marks: ({ lines }: Sketch) =>
    lines.some((line) => /^\s{0,100}spring\.(?:kafka|cloud\.stream\.kafka)[.:]/.test(line)) ||
    (lines.some((line) => /^spring(?:\.cloud(?:\.stream)?)?:\s*$/.test(line)) &&
      lines.some((line) => /^\s{1,20}(?:(?:cloud\.)?stream\.)?kafka[.:]/.test(line))),
  read: readSpring,
} as const satisfies Dialect
