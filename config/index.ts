/** Kafka configuration in: readers for what operators have, and the values that hold for a topic, each with its origin. */
export { filesBeside } from './beside.ts'
export { Cluster } from './cluster.ts'
export { ConfigError, placeText } from './config-error.ts'
export { FORMATS, OBSERVED } from './dialects/index.ts'
export type {
  BrokerCount,
  Evidence,
  Document,
  Entry,
  Format,
  GivenVersion,
  Layer,
  LivePartition,
  Notice,
  Place,
  Rack,
  TopicConfig,
} from './document.ts'
export {
  FEATURE_ELR,
  isKnown as isKafkaKey,
  isLikeSetting,
  OFFSETS_FACTOR,
  SETTABLE_KEYS,
  speaksOfReplication,
  VERSION_KEY,
} from './keys.ts'
export { isScript } from './folder.ts'
export { hasCommands } from './shell.ts'
export { settledCount } from './replica-counts.ts'
export { isWish, NOTHING_UNMADE, refuseInternal, type Unmade } from './refusals.ts'
export { OFFSETS_TOPIC } from './topics.ts'
export { joinedFiles } from './joined-files.ts'
export { withVariants } from './variants.ts'
export { readConfig, readingConfig } from './read.ts'
export { type PlannedPartition, readReassignmentPlan } from './reassignment-plan.ts'
export type { ReadRequest } from './read.ts'
export { resolveConfig } from './resolve.ts'
export { leavesControllerOpen, leavesElrOpen } from './effective.ts'
export type { Effective, EffectiveValue, Origin, Partition, ResolveRequest, VersionFrom } from './effective.ts'
export type { UnknownKey } from './strange-keys.ts'
export { propertiesOf } from './property-list.ts'
export {
  ASKED_OF_NODES,
  ASKED_OF_TOPICS,
  type ClusterAnswers,
  type ConfigAnswer,
  type NodeAnswer,
  type PartitionAnswer,
  runningCluster,
  type TopicAnswer,
  withProposed,
} from './running.ts'
export { MAX_TEXT, Source } from './source.ts'
export { isPattern, topicsLike } from './topic-patterns.ts'
export { VENDOR_NAMES, vendorDocument, type VendorName } from './vendors.ts'
export { finished, type Steps } from './steps.ts'
