/**
 * Keys under `spring.kafka` as Spring Boot binds them to those of clients (`KafkaProperties`), with relaxed names: `autoOffsetReset`
 * is `auto-offset-reset`.
 */
import { isRead, TRANSACTIONAL_ID } from '../../keys.ts'

export interface ClientKey {
  readonly key: string
  readonly layer: 'producer' | 'consumer'
  /** The strongest counts: `properties` of a client, then its own keys, then `properties` of all. */
  readonly strength: 1 | 2 | 3
}

/** What a dotted key sets; undefined when it is no client's, or not read. */
export function clientKey(name: string): ClientKey | undefined {
  const [, side, rest = ''] = /^spring\.kafka\.(?:(producer|consumer)\.)?(.{1,300})$/.exec(name) ?? []
  const [, direct] = /^properties(?:\.\[?|\[)([^\]]{1,300})\]?$/.exec(rest) ?? []
  const own = side === undefined ? '' : relaxed(rest)
  // Its transactional ids begin with it.
  const key = direct ?? (own === 'transaction.id.prefix' ? TRANSACTIONAL_ID : own)
  if (!isRead(key) && key !== TRANSACTIONAL_ID) return undefined
  const layer = side ?? (key === 'auto.offset.reset' || key === 'enable.auto.commit' ? 'consumer' : 'producer')
  return {
    key,
    layer: layer === 'consumer' ? 'consumer' : 'producer',
    strength: side === undefined ? 1 : direct === undefined ? 2 : 3,
  }
}

const relaxed = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[-_]/g, '.')
