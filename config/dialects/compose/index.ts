import type { Dialect } from '../../dialect.ts'
import { hasCommands } from '../../shell.ts'
import type { Sketch } from '../../sketch.ts'
import { isKafkaImage, isKafkasName } from '../../variables.ts'
import { readCompose } from './read.ts'

const isOfKafka = (line: string): boolean =>
  hasCommands(line) ||
  /^\s{1,100}(?:- )?["']?(?:KAFKA|CONNECT|SPRING_KAFKA)_[A-Z]/.test(line) ||
  isKafkaImage(/^\s{1,100}image:\s{1,10}["']?([^\s"']{1,200})/.exec(line)?.[1] ?? '')

/** A service that is called Kafka, whatever its image, and has variables or all that it is from another file. */
const isConfiguredElsewhere = ({ lines }: Sketch): boolean =>
  lines.some((line) => /^\s{1,100}(?:extends|env_file)[ \t]{0,10}:/.test(line)) &&
  lines.some((line) => isKafkasName(/^\s{1,20}([\w.-]{1,100}):$/.exec(line)?.[1] ?? ''))

/** What a file of Compose has at its top: one with `include` alone says nothing by itself. Other programs include by other names. */
const AT_TOP = /^(?:name|version|include|services|networks|volumes|secrets|configs|models|x-[\w.-]{1,100})[ \t]{0,10}:/
const OF_OTHERS = /^[\s-]{1,100}(?:local|project|remote|template|component|file)[ \t]{0,10}:/

function isMadeOfOthers({ lines }: Sketch): boolean {
  const top = lines.filter((line) => /^[\w"']/.test(line))
  return (
    top.some((line) => /^include[ \t]{0,10}:/.test(line)) &&
    top.every((line) => AT_TOP.test(line)) &&
    !lines.some((line) => OF_OTHERS.test(line))
  )
}

export const compose = {
  name: 'compose',
  title: 'a Docker Compose file',
  net: 'long',
  foundBy: '`services:` with such variables, an image of Kafka or commands, or `include:`',
  reads:
    'each service with such variables is a node, a worker or, by `SPRING_KAFKA_*`, a client, with what `.env`, `env_file`, `extends` and `include` beside it give; the tag of the image is the release; `KAFKA_CREATE_TOPICS`',
  defaults: 'Kafka’s, Connect’s',
  marks: (sketch: Sketch) =>
    !sketch.isResource &&
    ((sketch.lines.some((line) => line.startsWith('services:')) &&
      (sketch.lines.some(isOfKafka) || isConfiguredElsewhere(sketch))) ||
      isMadeOfOthers(sketch)),
  read: readCompose,
} as const satisfies Dialect
