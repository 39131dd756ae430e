import type { Dialect } from '../../dialect.ts'
import { hasCommands } from '../../shell.ts'
import type { Sketch } from '../../sketch.ts'
import { isKafkaImage, isKafkasName } from '../../variables.ts'
import { readKubernetes } from './read.ts'
import { OF_RELEASES } from './releases.ts'

/** Variables of Kafka’s images or Spring Boot’s, such an image, and files in a ConfigMap. */
export const isOfKafka = (line: string): boolean =>
  /^[\s-]{0,100}(?:\{\s{0,9})?(?:name:\s{0,20})?["']?(?:KAFKA|CONNECT|SPRING_KAFKA)_[A-Z]|^\s{1,100}(?:[\w-]{1,60}\.properties|application[\w.-]{0,60}\.ya?ml)\s{0,20}:/.test(
    line,
  ) || isKafkaImage(/^[\s-]{1,100}image:\s{1,10}["']?([^\s"']{1,200})/.exec(line)?.[1] ?? '')

/** A container that is called Kafka, whatever its image, and has variables or files from maps. */
const isConfiguredElsewhere = (lines: readonly string[]): boolean =>
  lines.some((line) => /^\s{1,100}(?:- )?(?:envFrom|configMap):/.test(line)) &&
  lines.some((line) => /^\s{1,100}(?:- )?image:/.test(line)) &&
  lines.some((line) => isKafkasName(/^\s{1,100}(?:- )?name:\s{1,10}["']?([\w.-]{1,100})["']?$/.exec(line)?.[1] ?? ''))

export const kubernetes = {
  name: 'kubernetes',
  title: 'resources of Kubernetes that run Kafka',
  net: 'long',
  foundBy: '`apiVersion:`, and such variables, an image of Kafka, `.properties` files or commands',
  reads:
    '`env` of containers, also from a ConfigMap or Secret of this file or one beside it; ConfigMaps and Secrets with files (`.properties`, `application.yml`) or variables, in base64 too; replicas, the tag of the image; values of Bitnami’s chart in resources of Argo CD and Flux',
  defaults: 'Kafka’s, Connect’s',
  marks: ({ lines, isResource }: Sketch) =>
    isResource &&
    (lines.some((line) => isOfKafka(line) || hasCommands(line)) ||
      isConfiguredElsewhere(lines) ||
      (lines.some((line) => OF_RELEASES.test(line)) && lines.some((line) => /kafka/i.test(line)))),
  read: readKubernetes,
} as const satisfies Dialect
