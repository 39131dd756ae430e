/** Which dialect a text is in: by what stands in it, and by the name of the file only where that leaves it open. */
import { DIALECTS } from './dialects/index.ts'
import type { Format } from './document.ts'
import { recognised } from './sketch.ts'
import type { Source } from './source.ts'

/** @throws ConfigError when it is none of the formats, saying what was expected. */
export function detectFormat(source: Source): Format {
  const first = source.text.search(/\S/)
  const found = recognised(source, DIALECTS)
  if (found !== undefined) return found.name
  if (first < 0) return source.fail(0, `is empty; expected ${EXPECTED}`)
  for (const { marks, why } of KNOWN_OTHERS) {
    const found = marks.exec(source.text)
    if (found !== null) return source.fail(found.index + found[0].search(/[^\s"']/), why)
  }
  return source.fail(first, `is in no format that is read; expected ${hint(source) ?? EXPECTED}`)
}

/** What is known and not read: what it is, and what to give in its place. */
const KNOWN_OTHERS: readonly { readonly marks: RegExp; readonly why: string }[] = [
  {
    marks: /"(?:Acks|EnableIdempotence|MessageSendMaxRetries|MaxInFlight|AutoOffsetReset|EnableAutoCommit)"\s{0,9}:/,
    why: 'is a setting of Confluent.Kafka among those of a .NET application, which are not read: give those of each client by librdkafka’s names, such as acks=1, in a file of properties',
  },
  {
    marks: /^["']?redpanda["']?[ \t]{0,9}:/m,
    why: 'is the configuration of Redpanda, which replicates by another protocol than Kafka’s: nothing that is checked here holds of it',
  },
  {
    marks: /^[ \t"']{0,100}Type["']?[ \t]{0,9}:[ \t]{0,9}["']?AWS::MSK::/m,
    why: 'is a resource of CloudFormation, which are not read: give what its ServerProperties hold as a file of properties, or what aws kafka describe-configuration-revision prints',
  },
  {
    marks: /^Dumping [^\n]{1,500}\.(?:log|checkpoint)$|^baseOffset: \d{1,19} lastOffset: /m,
    why: 'is what kafka-dump-log prints of records, which tidemark explain reads; for a configuration give what kafka-configs --describe --all prints',
  },
]

const EXPECTED =
  'a .properties file, a listing of Kafka’s tools, a plan of Terraform, YAML of Kubernetes, Compose or Helm, or another of the formats in docs/config.md'

const OF_KUBERNETES =
  'resources of Strimzi or Confluent, containers with variables of Kafka’s images, or a ConfigMap that holds files of Kafka’s'

function hint(source: Source): string | undefined {
  if (/^\s*\{[^{]*"partitions"\s*:\s*\[\s*\{[^{}]*"replicas"\s*:/.test(source.text.slice(0, 2000)))
    return 'what --describe prints of its topics; a plan of kafka-reassign-partitions is given with --reassignment'
  if (/^(?:apiVersion|kind)[ \t]{0,10}:/m.test(source.text)) return OF_KUBERNETES
  return undefined
}
