/** What Kafka or the model refuses of values that are each right. */
import { OptionError } from '../model/option-error.ts'
import { resolveSettings } from '../model/kraft/settings.ts'
import { counted } from '../text/counted.ts'
import { type Controller, type KafkaVersion, since } from '../model/kraft/versions.ts'
import { ConfigError, shown } from './config-error.ts'
import type { BrokerCount, Notice, Place } from './document.ts'
import type { EffectiveValue, Partition } from './effective.ts'
import { FEATURE_ELR } from './keys.ts'
import { PRODUCER_KEYS } from './known-keys.ts'
import type { Given } from './layers.ts'

/** A replication factor, under the key that gives it. */
interface Factor {
  readonly key: string
  readonly value: string
  readonly place?: Place | undefined
  /** It is a vendor’s default, and nobody gave it. */
  readonly isOfVendor?: boolean
}

/** Whether a topic with it can be made (`InvalidReplicationFactorException`). */
const needsMore = ({ value }: Factor, { count }: BrokerCount): boolean => Number(value) > count

/**
 * A replication factor above the number of brokers is refused where that is certain and somebody gave the factor; else it leaves open
 * whether there can be such a topic.
 * @throws ConfigError.
 */
export function refuseTooManyReplicas(factor: Factor | undefined, brokers: BrokerCount | undefined): Notice[] {
  if (factor === undefined || brokers === undefined || !needsMore(factor, brokers)) return []
  const place = factor.place ?? brokers.place
  const message = `${factor.key} ${factor.value} needs more brokers than the ${brokers.count}`
  if (brokers.isCertain === true && factor.isOfVendor !== true) throw new ConfigError(`${message} there are`, place)
  return [{ message: `${message} that these files show`, place, about: factor.key }]
}

/** What is said of a topic that Kafka makes for itself, beside what it leaves open. */
export interface Unmade {
  readonly unread: readonly Notice[]
  readonly notices: readonly Notice[]
}

export const NOTHING_UNMADE: Unmade = { unread: [], notices: [] }

/** Whether somebody gave a value: what a release, or whoever runs the cluster, has by default is nobody's wish, though a cluster says it. */
export const isWish = (layer: EffectiveValue['layer'] | undefined): boolean =>
  layer !== 'default' && layer !== 'release' && layer !== 'vendor'

/**
 * A topic that Kafka makes for itself when it is first needed: a factor that somebody gave is refused as a topic’s is. One that nobody gave
 * leaves open whether there can be such a topic where it is Kafka’s own default; images and vendors have others.
 * @throws ConfigError.
 */
export function refuseInternal(
  topic: string,
  factor: (Factor & { readonly isGiven: boolean }) | undefined,
  brokers: BrokerCount | undefined,
): Unmade {
  if (factor?.isGiven !== false) return { unread: refuseTooManyReplicas(factor, brokers), notices: [] }
  if (brokers === undefined || !needsMore(factor, brokers)) return NOTHING_UNMADE
  const isKafkas = brokers.isCertain === true && brokers.hasKafkasDefaults === true
  const what = isKafkas ? 'cannot be made' : 'is taken to have replicas that it cannot have'
  const message = `${topic} ${what}: ${factor.key} is ${factor.value} where nothing gives it, and there ${brokers.count === 1 ? 'is' : 'are'} ${counted(brokers.count, 'broker')}`
  return isKafkas
    ? { unread: [{ message, place: brokers.place, about: factor.key }], notices: [] }
    : { unread: [], notices: [{ message, place: brokers.place }] }
}

/** With ELR on, min.insync.replicas of a single broker is removed and cannot be set (KIP-966, KAFKA-18399). */
export function refuseBrokerMinIsr({ values }: Partition, version: KafkaVersion, given: Given, notices: Notice[]): void {
  const elr = values.find((value) => value.key === FEATURE_ELR)
  const entry = given.get('min.insync.replicas')?.find(({ layer }) => layer === 'broker')
  if (entry === undefined || elr === undefined || elr.value === '0') return
  const why = `min.insync.replicas of a single broker is not allowed while ${FEATURE_ELR} is ${elr.value}: Kafka removes it`
  if (since(version, '4.1'))
    throw new ConfigError(
      `${why}. Set it for the topic or the cluster; or give the version, or ${FEATURE_ELR}=0, if that is not so`,
      entry.place,
    )
  notices.push({ message: why, place: entry.place })
}

/** What `resolveSettings` says of the combination. @throws ConfigError at the key it refuses, OptionError when no file gives it. */
export function settingsOf(
  of: {
    readonly version: KafkaVersion
    readonly controller: Controller | undefined
    readonly metadataVersion: KafkaVersion | undefined
  },
  { set, values }: Partition,
): readonly string[] {
  const { version, controller, metadataVersion } = of
  try {
    return resolveSettings({
      version,
      set,
      ...(controller !== undefined && { controller }),
      ...(metadataVersion !== undefined && { metadataVersion }),
    }).notes
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    // What producers set is refused together; anything else is refused for itself, and another key's place would be a wrong one.
    const related = PRODUCER_KEYS.has(error.option) ? [error.option, 'enable.idempotence', 'acks'] : [error.option]
    const place = related.map((key) => values.find((value) => value.key === key)?.place).find((found) => found !== undefined)
    if (place === undefined) throw error
    throw new ConfigError(`${error.option} must be ${error.expected}, not ${shown(String(error.actual))}`, place)
  }
}
