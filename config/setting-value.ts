import type { SettingKey } from '../model/kraft/settings.ts'
import { OptionError } from '../model/option-error.ts'
import { ConfigError, shown } from './config-error.ts'
import type { Entry } from './document.ts'

const LARGEST: Partial<Record<SettingKey, bigint>> = {
  'replication.factor': 32767n,
  'min.insync.replicas': 2147483647n,
  retries: 2147483647n,
  'max.in.flight.requests.per.connection': 2147483647n,
  'eligible.leader.replicas.version': 1n,
  'flush.messages': 9223372036854775807n,
}

const BOOLEANS: ReadonlySet<SettingKey> = new Set([
  'unclean.leader.election.enable',
  'auto.leader.rebalance.enable',
  'controlled.shutdown.enable',
  'enable.idempotence',
  'enable.auto.commit',
])

/** A value of a file, as {@link parsedSetting} reads it. @throws ConfigError at the value. */
export function settingValue(key: SettingKey, entry: Pick<Entry, 'key' | 'value' | 'place'>): string {
  try {
    return parsedSetting(key, { name: entry.key, value: entry.value })
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    throw new ConfigError(`${entry.key} must be ${error.expected}, not ${shown(entry.value)}`, entry.place)
  }
}

/**
 * A value as `ConfigDef#parseType` reads it: trimmed, booleans in any case, integers within their type.
 * @throws OptionError with the name it was given under.
 */
export function parsedSetting(key: SettingKey, given: { readonly name: string; readonly value: string }): string {
  // As `String#trim` of Java does, which leaves a space that does not break.
  const text = given.value.replaceAll(/^[^!-\uffff]+|[^!-\uffff]+$/g, '')
  const refuse = (expected: string): never => {
    throw new OptionError(given.name, expected, given.value)
  }
  if (BOOLEANS.has(key)) return /^(?:true|false)$/i.test(text) ? text.toLowerCase() : refuse('one of true, false')
  const largest = LARGEST[key]
  if (largest !== undefined) {
    const least = key === 'retries' || key === 'eligible.leader.replicas.version' ? 0n : 1n
    if (!/^[+-]?\d{1,25}$/.test(text)) return refuse(`an integer of at least ${least}`)
    const value = BigInt(text.replace(/^\+/, ''))
    if (value < least) return refuse(`an integer of at least ${least}`)
    return value > largest ? refuse(`an integer of at most ${largest}`) : String(value)
  }
  if (key === 'acks') {
    const acks = text === '-1' ? 'all' : text
    return ['0', '1', 'all'].includes(acks) ? acks : refuse('one of 0, 1, all')
  }
  if (key === 'auto.offset.reset') return RESETS.get(text) ?? text
  return text
}

/** Words of librdkafka and of the consumer before 0.9. */
const RESETS: ReadonlyMap<string, string> = new Map([
  ['smallest', 'earliest'],
  ['beginning', 'earliest'],
  ['largest', 'latest'],
  ['end', 'latest'],
  ['error', 'none'],
])
