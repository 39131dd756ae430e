/** What each release of Kafka does: protocol rules and configuration defaults. Sources stand beside the switches. */
import { currentSwitches } from './switches.ts'
import type { Switches } from './switches.ts'

/** Releases at which something the model knows of changed, and the minor releases between them; oldest first. */
export const KAFKA_VERSIONS = [
  '0.10.2',
  '0.11.0',
  '1.0',
  '1.1',
  '2.0',
  '2.1',
  '2.2',
  '2.3',
  '2.4',
  '2.5',
  '2.6',
  '2.7',
  '2.8',
  '3.0',
  '3.1',
  '3.2',
  '3.3',
  '3.4',
  '3.5',
  '3.6',
  '3.7',
  '3.8',
  '3.9',
  '4.0',
  '4.1',
] as const
export type KafkaVersion = (typeof KAFKA_VERSIONS)[number]
export const CURRENT_VERSION: KafkaVersion = '4.1'

/** Whether `version` is `release` or later. */
export const since = (version: KafkaVersion, release: KafkaVersion): boolean =>
  KAFKA_VERSIONS.indexOf(version) >= KAFKA_VERSIONS.indexOf(release)

/**
 * The rules of a release, with inter.broker.protocol.version or metadata.version at that release. Before 3.0 the cluster runs
 * on ZooKeeper, whose controller is modelled as the same atomic log.
 */
export function switchesOf(version: KafkaVersion): Switches {
  const from = (release: KafkaVersion) => since(version, release)
  return {
    ...currentSwitches,
    truncation: from('2.7') ? 'on-fetch' : from('2.0') ? 'kip-279' : from('0.11.0') ? 'kip-101' : 'high-watermark',
    epochEntryOnElection: from('2.1'),
    expandNeedsEpochStart: from('2.1'),
    truncateOnEveryEpoch: from('2.1'),
    fenceFetch: from('2.1'),
    noticeBounce: from('2.2'),
    asyncAlterPartition: from('2.7'),
    rejectFencedIsr: from('3.3'),
    truncateBeforeHighWatermark: from('3.5'),
    leaderChecksBrokerEpoch: from('3.5'),
    controllerChecksBrokerEpoch: from('3.5'),
    bumpEpochOnShrink: from('3.6') ? 'never' : from('3.0') ? 'always' : 'by-controller',
    clampMinIsr: from('3.6'),
    hwGatedByMinIsr: from('3.7'),
    dynamicUncleanElection: from('3.9') || !from('3.0'),
    elr: from('4.1'),
    lastKnownLeaderMustBeLive: from('4.1'),
  }
}

/** Defaults of configuration keys that the model reads, as the release has them. */
export interface KafkaDefaults {
  readonly 'min.insync.replicas': string
  readonly 'unclean.leader.election.enable': string
  readonly 'eligible.leader.replicas.version': string
  readonly 'auto.leader.rebalance.enable': string
  readonly 'controlled.shutdown.enable': string
  readonly 'flush.messages': string
  readonly 'replica.selector.class': string
  readonly acks: string
  readonly 'enable.idempotence': string
  readonly retries: string
  readonly 'max.in.flight.requests.per.connection': string
  readonly 'auto.offset.reset': string
  readonly 'enable.auto.commit': string
}

export function defaultsOf(version: KafkaVersion): KafkaDefaults {
  const from = (release: KafkaVersion) => since(version, release)
  return {
    'min.insync.replicas': '1',
    'unclean.leader.election.enable': from('0.11.0') ? 'false' : 'true',
    'eligible.leader.replicas.version': from('4.1') ? '1' : '0',
    'auto.leader.rebalance.enable': 'true',
    'controlled.shutdown.enable': 'true',
    'flush.messages': '9223372036854775807',
    'replica.selector.class': '',
    acks: from('3.0') ? 'all' : '1',
    'enable.idempotence': from('3.0') ? 'true' : 'false',
    retries: from('2.1') ? '2147483647' : '0',
    'max.in.flight.requests.per.connection': '5',
    'auto.offset.reset': 'latest',
    'enable.auto.commit': 'true',
  }
}
