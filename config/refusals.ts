/** What Kafka or the model refuses of values that are each right. */
import { OptionError } from '../model/option-error.ts'
import { resolveSettings } from '../model/kraft/settings.ts'
import { counted } from '../text/counted.ts'
import { type Controller, type KafkaVersion, since } from '../model/kraft/versions.ts'
import { ConfigError, shown } from './config-error.ts'
import type { BrokerCount, Notice, Place } from './document.ts'
import type { Partition } from './effective.ts'
import { FEATURE_ELR } from './keys.ts'
import type { Given } from './layers.ts'

/** A replication factor, under the key that gives it. */
interface Factor {
  readonly key: string
  readonly value: string
  readonly place?: Place | undefined
}

/** Whether a topic with it can be made (`InvalidReplicationFactorException`). */
const needsMore = ({ value }: Factor, { count }: BrokerCount): boolean => Number(value) > count

/** @throws ConfigError. */
export function refuseTooManyReplicas(factor: Factor | undefined, brokers: BrokerCount | undefined): void {
  if (factor === undefined || brokers === undefined || !needsMore(factor, brokers)) return
  throw new ConfigError(
    `${factor.key} ${factor.value} needs more brokers than the ${brokers.count} there are`,
    factor.place ?? brokers.place,
  )
}

/**
 * A topic that Kafka makes for itself when it is first needed: a factor that somebody gave is refused as a topic's is, of one that nobody gave
 * is said that there can be no such topic.
 * @throws ConfigError.
 */
export function refuseInternal(
  topic: string,
  factor: (Factor & { readonly isGiven: boolean }) | undefined,
  brokers: BrokerCount | undefined,
): Notice[] {
  if (factor?.isGiven !== false) refuseTooManyReplicas(factor, brokers)
  if (factor === undefined || brokers === undefined || !needsMore(factor, brokers)) return []
  const message = `${topic} cannot be made: ${factor.key} is ${factor.value} where nothing gives it, and there ${brokers.count === 1 ? 'is' : 'are'} ${counted(brokers.count, 'broker')}`
  return [{ message, place: brokers.place, about: factor.key }]
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
    const related = [error.option, 'enable.idempotence', 'acks']
    const place = related.map((key) => values.find((value) => value.key === key)?.place).find((found) => found !== undefined)
    if (place === undefined) throw error
    throw new ConfigError(`${error.option} must be ${error.expected}, not ${shown(String(error.actual))}`, place)
  }
}
