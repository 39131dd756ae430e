import type { Dialect } from '../../dialect.ts'
import { hasCommands } from '../../kafka-commands.ts'
import type { Sketch } from '../../sketch.ts'
import { isKafkaImage } from '../../variables.ts'
import { readCompose } from './read.ts'

export const compose = {
  name: 'compose',
  title: 'a Docker Compose file',
  net: 'long',
  foundBy: '`services:` with such variables, an image of Kafka or commands',
  reads:
    'each service with such variables is a node, a worker or, by `SPRING_KAFKA_*`, a client, with what `.env`, `env_file`, `extends` and `include` beside it give; the tag of the image is the release; `KAFKA_CREATE_TOPICS`',
  defaults: 'Kafka’s, Connect’s',
  marks: ({ lines, isResource }: Sketch) =>
    !isResource &&
    lines.some((line) => line.startsWith('services:')) &&
    lines.some(
      (line) =>
        hasCommands(line) ||
        /^\s{1,100}(?:- )?["']?(?:KAFKA|CONNECT|SPRING_KAFKA)_[A-Z]/.test(line) ||
        isKafkaImage(/^\s{1,100}image:\s{1,10}["']?([^\s"']{1,200})/.exec(line)?.[1] ?? ''),
    ),
  read: readCompose,
} as const satisfies Dialect
