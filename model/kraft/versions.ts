/** What each release of Kafka does: protocol rules and configuration defaults. Sources stand beside the rows of `releases.ts`. */
import { OptionError } from '../option-error.ts'
import { controllersOf, FIRST_RULES, hasSince, KAFKA_VERSIONS, RULES, since } from './releases.ts'
import type { Controller, KafkaVersion } from './releases.ts'
import { currentSwitches } from './switches.ts'
import type { Switches } from './switches.ts'

export { CONTROLLERS, controllersOf, CURRENT_VERSION, KAFKA_VERSIONS, since } from './releases.ts'
export type { Controller, KafkaVersion } from './releases.ts'

/** What a cluster runs, beside its release. */
export interface Cluster {
  /** What holds the metadata; where a release leaves the choice, KRaft unless told otherwise. */
  readonly controller?: Controller | undefined
  /** metadata.version or inter.broker.protocol.version; that of the release unless told otherwise. */
  readonly metadataVersion?: KafkaVersion | undefined
}

/** @throws OptionError when the release has no such controller. */
export function controllerOf(version: KafkaVersion, asked?: Controller): Controller {
  const [first, ...others] = controllersOf(version)
  if (asked === undefined || asked === first) return first ?? 'kraft'
  if (!others.includes(asked)) throw new OptionError('controller', `${first ?? ''} with Kafka ${version}`, asked)
  return asked
}

/** Worked out once: many topics of a listing are of one release. */
const SWITCHES = new Map<string, Switches>()

/**
 * The rules of a release as it is designed: what has come with it and with its metadata.version, and none of its known defects.
 * ZooKeeper's controller is modelled as the same atomic log. @throws OptionError.
 */
export function switchesOf(version: KafkaVersion, { controller, metadataVersion }: Cluster = {}): Switches {
  const of = controllerOf(version, controller)
  if (metadataVersion !== undefined && !since(version, metadataVersion))
    throw new OptionError('metadataVersion', `at most the release, ${version}`, metadataVersion)
  const finalised = metadataVersion ?? version
  const key = `${version} ${of} ${finalised}`
  const known = SWITCHES.get(key)
  if (known !== undefined) return known
  let switches: Switches = { ...currentSwitches, ...FIRST_RULES }
  for (const { rule, value, metadataVersion: needs, ...from } of RULES)
    if (hasSince(version, from[of]) && (needs === undefined || since(finalised, needs))) switches = { ...switches, [rule]: value }
  SWITCHES.set(key, switches)
  return switches
}

/**
 * The release a version number stands for: the newest known of its line that is not above it, so 3.4.2 stands for 3.4.1. Undefined
 * when there is none of its line.
 */
export function releaseOf(text: string): KafkaVersion | undefined {
  const [, major, minor, patch] = /^(\d+)\.(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (major === '0') return KAFKA_VERSIONS.find((v) => v === text)
  const line = KAFKA_VERSIONS.filter((v) => v === `${major}.${minor}` || v.startsWith(`${major}.${minor}.`))
  return line.findLast((v) => Number(v.split('.')[2] ?? 0) <= Number(patch ?? 0))
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
    // 3.0.0 and 3.1.0 left it off unless it was asked for (KAFKA-13598).
    'enable.idempotence': hasSince(version, ['3.0.1', '3.1.1', '3.2']) ? 'true' : 'false',
    retries: from('2.1') ? '2147483647' : '0',
    'max.in.flight.requests.per.connection': '5',
    'auto.offset.reset': 'latest',
    'enable.auto.commit': 'true',
  }
}
