import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readCompose } from './read.ts'

export const compose = {
  name: 'compose',
  title: 'a Docker Compose file',
  marks: ({ lines, isResource }: Sketch) =>
    !isResource &&
    lines.some((line) => line.startsWith('services:')) &&
    lines.some((line) => /^\s{1,100}(?:- )?["']?KAFKA_[A-Z]/.test(line)),
  read: readCompose,
} as const satisfies Dialect
