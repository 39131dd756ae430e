/** Kafka configuration in: readers for what operators have, and the values that hold for a topic, each with its origin. */
export { ConfigError, placeText } from './config-error.ts'
export { FORMATS } from './document.ts'
export type {
  BrokerCount,
  Document,
  Entry,
  Format,
  GivenVersion,
  Layer,
  LivePartition,
  Notice,
  Place,
  TopicConfig,
} from './document.ts'
export { FEATURE_ELR, isKnown as isKafkaKey, SETTABLE_KEYS, VERSION_KEY } from './keys.ts'
export { readConfig } from './read.ts'
export type { ReadRequest } from './read.ts'
export { leavesElrOpen, resolveConfig } from './resolve.ts'
export type { Effective, EffectiveValue, Origin, Partition, ResolveRequest, UnknownKey, VersionFrom } from './resolve.ts'
export { topicsOf } from './topics.ts'
export { MAX_TEXT } from './source.ts'
