import type { Dialect } from '../dialect.ts'
import { adminJson } from './admin-json/index.ts'
import { ansible } from './ansible/index.ts'
import { awsMsk } from './aws-msk/index.ts'
import { compose } from './compose/index.ts'
import { confluentForKubernetes } from './confluent-for-kubernetes/index.ts'
import { connect } from './connect/index.ts'
import { hcl } from './hcl/index.ts'
import { helmValues } from './helm-values/index.ts'
import { kafkaCommands } from './kafka-commands/index.ts'
import { kafkaConfigs } from './kafka-configs/index.ts'
import { kafkaEnv } from './kafka-env/index.ts'
import { kafkaFeatures } from './kafka-features/index.ts'
import { kafkaMetadataQuorum } from './kafka-metadata-quorum/index.ts'
import { kafkaStreams } from './kafka-streams/index.ts'
import { kafkaTopics } from './kafka-topics/index.ts'
import { kafkajs } from './kafkajs/index.ts'
import { kcat } from './kcat/index.ts'
import { kubernetes } from './kubernetes/index.ts'
import { librdkafka } from './librdkafka/index.ts'
import { micronaut } from './micronaut/index.ts'
import { properties } from './properties/index.ts'
import { quarkus } from './quarkus/index.ts'
import { rpk } from './rpk/index.ts'
import { spring } from './spring/index.ts'
import { strimzi } from './strimzi/index.ts'
import { terraform } from './terraform/index.ts'
import { topicsAsCode } from './topics-as-code/index.ts'

/** Every dialect. The last that has its marks in a text is that of the text: `properties` has the fewest, and comes first. */
export const DIALECTS = [
  properties,
  librdkafka,
  ansible,
  helmValues,
  kafkaStreams,
  micronaut,
  quarkus,
  connect,
  spring,
  kafkaEnv,
  kafkaCommands,
  compose,
  kubernetes,
  kafkaConfigs,
  kafkaTopics,
  kafkaFeatures,
  kafkaMetadataQuorum,
  rpk,
  topicsAsCode,
  kafkajs,
  kcat,
  awsMsk,
  adminJson,
  strimzi,
  confluentForKubernetes,
  hcl,
  terraform,
] as const satisfies readonly Dialect[]

/** Their names, for `--format`. */
export const FORMATS = DIALECTS.map(({ name }) => name)

/** Those of what a cluster was found to have: nobody writes or applies it, and what is absent from head is not thereby deleted. */
export const OBSERVED: ReadonlySet<(typeof DIALECTS)[number]['name']> = new Set(
  [kafkaConfigs, kafkaTopics, kafkaFeatures, kafkaMetadataQuorum, rpk, kcat, awsMsk, adminJson].map(({ name }) => name),
)
