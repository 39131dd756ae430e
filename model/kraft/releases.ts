/**
 * Releases and the rules they brought, as one table: every row a rule, the releases that have it on ZooKeeper and on KRaft, the
 * ticket, and the metadata.version without which it stays off. What a release does wrong although its design is right stands in
 * `defects.ts`.
 */
import type { SwitchName, Switches } from './switches.ts'

/**
 * Releases at which something the model knows of changed, and the minor releases between them; oldest first. A release without a
 * patch number is its first: `3.4` is 3.4.0.
 */
export const KAFKA_VERSIONS = [
  '0.10.2',
  '0.11.0',
  '1.0',
  '1.1',
  '2.0',
  '2.0.1',
  '2.1',
  '2.2',
  '2.3',
  '2.4',
  '2.5',
  '2.6',
  '2.7',
  '2.8',
  '3.0',
  '3.0.1',
  '3.1',
  '3.1.1',
  '3.2',
  '3.3',
  '3.3.2',
  '3.4',
  '3.4.1',
  '3.5',
  '3.6',
  '3.7',
  '3.8',
  '3.9',
  '3.9.1',
  '4.0',
  '4.0.1',
  '4.1',
  '4.2',
  '4.3',
  '4.4',
] as const
export type KafkaVersion = (typeof KAFKA_VERSIONS)[number]
export const CURRENT_VERSION: KafkaVersion = '4.4'

/** What holds the metadata: ZooKeeper up to 3.9, a KRaft quorum from 3.0 on as far as production goes. */
export const CONTROLLERS = ['kraft', 'zookeeper'] as const
export type Controller = (typeof CONTROLLERS)[number]

/**
 * The first releases that have something, one for each line it was brought to; releases after the last of them have it too. A
 * release between two of them has it only when its own line is named: with 3.3.2 and 3.4, 3.3.2 has it and 3.3.1 has not.
 */
export type Since = 'always' | 'never' | readonly KafkaVersion[]

/** Whether `version` is `release` or later. */
export const since = (version: KafkaVersion, release: KafkaVersion): boolean =>
  KAFKA_VERSIONS.indexOf(version) >= KAFKA_VERSIONS.indexOf(release)

const lineOf = (version: KafkaVersion): string => version.split('.').slice(0, 2).join('.')

/** Whether a release has what came with {@link Since}. */
export function hasSince(version: KafkaVersion, from: Since): boolean {
  if (typeof from === 'string') return from === 'always'
  const last = from.at(-1)
  if (last !== undefined && since(version, last)) return true
  return from.some((release) => lineOf(release) === lineOf(version) && since(version, release))
}

/** What holds the metadata of a release when nobody says; before 3.0 and from 4.0 on there is no choice. */
export const controllersOf = (version: KafkaVersion): readonly Controller[] =>
  since(version, '4.0') ? ['kraft'] : since(version, '3.0') ? CONTROLLERS : ['zookeeper']

/** One rule as it is from some releases on. */
interface RuleOf<N extends SwitchName> {
  readonly rule: N
  readonly value: Switches[N]
  readonly zookeeper: Since
  readonly kraft: Since
  /** The metadata.version (inter.broker.protocol.version) that has to be finalised; without one the code alone decides. */
  readonly metadataVersion?: KafkaVersion
  readonly ticket: string
}
export type Rule = { [N in SwitchName]: RuleOf<N> }[SwitchName]

/** How the rules of the table stand before the first row about them. */
export const FIRST_RULES = {
  truncation: 'high-watermark',
  epochEntryOnElection: false,
  expandNeedsEpochStart: false,
  truncateOnEveryEpoch: false,
  fenceEpochQuery: false,
  fenceFetch: false,
  matchReplyEpoch: false,
  refuseLaterRecords: false,
  demotedCoordinatorStops: true,
  noticeBounce: false,
  asyncAlterPartition: false,
  dynamicUncleanElection: false,
  uncleanByConfig: false,
  reassignmentCompletion: 'added',
  bumpEpochOnShrink: 'by-controller',
  rejectFencedIsr: false,
  followerReadsFromIsr: false,
  truncateBeforeHighWatermark: false,
  controllerChecksBrokerEpoch: false,
  clampMinIsr: false,
  hwGatedByMinIsr: false,
  elr: false,
  lastKnownLeaderMustBeLive: false,
} as const satisfies Partial<Switches>

/** Oldest first; of two rows about one rule the later counts. */
export const RULES: readonly Rule[] = [
  { rule: 'truncation', value: 'kip-101', zookeeper: ['0.11.0'], kraft: 'always', metadataVersion: '0.11.0', ticket: 'KIP-101' },
  {
    rule: 'truncation',
    value: 'kip-279',
    zookeeper: ['2.0'],
    kraft: 'always',
    metadataVersion: '2.0',
    ticket: 'KIP-279, KAFKA-6361',
  },
  { rule: 'epochEntryOnElection', value: true, zookeeper: ['2.0.1', '2.1'], kraft: 'always', ticket: 'KAFKA-7415' },
  { rule: 'expandNeedsEpochStart', value: true, zookeeper: ['2.0.1', '2.1'], kraft: 'always', ticket: 'KAFKA-7128' },
  { rule: 'truncateOnEveryEpoch', value: true, zookeeper: ['2.0.1', '2.1'], kraft: 'always', ticket: 'KAFKA-7164' },
  {
    rule: 'fenceEpochQuery',
    value: true,
    zookeeper: ['2.1'],
    kraft: 'always',
    metadataVersion: '2.1',
    ticket: 'KIP-320, KAFKA-6880',
  },
  { rule: 'fenceFetch', value: true, zookeeper: ['2.5'], kraft: 'always', metadataVersion: '2.1', ticket: 'KIP-320, KAFKA-9338' },
  { rule: 'noticeBounce', value: true, zookeeper: ['2.2'], kraft: 'always', metadataVersion: '2.2', ticket: 'KIP-380' },
  { rule: 'truncation', value: 'on-fetch', zookeeper: ['2.7'], kraft: 'always', metadataVersion: '2.7', ticket: 'KIP-595' },
  { rule: 'asyncAlterPartition', value: true, zookeeper: ['2.7'], kraft: 'always', metadataVersion: '2.7', ticket: 'KIP-497' },
  { rule: 'dynamicUncleanElection', value: true, zookeeper: ['2.0'], kraft: ['3.9'], ticket: 'KAFKA-6526, KAFKA-12670' },
  { rule: 'uncleanByConfig', value: true, zookeeper: 'always', kraft: ['3.9'], ticket: 'KAFKA-12670' },
  { rule: 'bumpEpochOnShrink', value: 'always', zookeeper: 'never', kraft: 'always', ticket: 'KAFKA-15021' },
  { rule: 'rejectFencedIsr', value: true, zookeeper: ['3.3'], kraft: ['3.3'], metadataVersion: '3.3', ticket: 'KIP-841' },
  { rule: 'followerReadsFromIsr', value: true, zookeeper: ['3.3.2', '3.4'], kraft: ['3.3.2', '3.4'], ticket: 'KAFKA-14372' },
  {
    rule: 'truncateBeforeHighWatermark',
    value: true,
    zookeeper: ['3.4.1', '3.5'],
    kraft: ['3.4.1', '3.5'],
    ticket: 'KAFKA-14704',
  },
  {
    rule: 'controllerChecksBrokerEpoch',
    value: true,
    zookeeper: 'never',
    kraft: ['3.5'],
    metadataVersion: '3.5',
    ticket: 'KIP-903',
  },
  {
    rule: 'bumpEpochOnShrink',
    value: 'never',
    zookeeper: 'never',
    kraft: ['3.6'],
    metadataVersion: '3.6',
    ticket: 'KAFKA-15021',
  },
  { rule: 'clampMinIsr', value: true, zookeeper: ['3.7'], kraft: ['3.7'], ticket: 'KAFKA-15583' },
  { rule: 'hwGatedByMinIsr', value: true, zookeeper: ['3.7'], kraft: ['3.7'], ticket: 'KAFKA-15583' },
  { rule: 'matchReplyEpoch', value: true, zookeeper: ['3.9.1'], kraft: ['3.9.1', '4.0.1', '4.1'], ticket: 'KAFKA-18991' },
  { rule: 'refuseLaterRecords', value: true, zookeeper: ['3.9.1'], kraft: ['3.9.1', '4.0.1', '4.1'], ticket: 'KAFKA-18723' },
  { rule: 'reassignmentCompletion', value: 'target', zookeeper: 'always', kraft: ['3.8'], ticket: 'KAFKA-15665' },
  { rule: 'reassignmentCompletion', value: 'added-or-target', zookeeper: 'never', kraft: ['4.3'], ticket: 'KAFKA-19975' },
  { rule: 'elr', value: true, zookeeper: 'never', kraft: ['4.1'], metadataVersion: '4.1', ticket: 'KIP-966' },
  { rule: 'demotedCoordinatorStops', value: false, zookeeper: 'never', kraft: ['4.0'], ticket: 'KIP-848, KAFKA-20634' },
  { rule: 'demotedCoordinatorStops', value: true, zookeeper: 'never', kraft: ['4.4'], ticket: 'KAFKA-20634' },
  { rule: 'lastKnownLeaderMustBeLive', value: true, zookeeper: 'never', kraft: ['4.1'], ticket: 'KAFKA-19522' },
]
