/** Keys of servers and topics that only some releases have, which is evidence of the release; client keys are those of another release. */
import type { Controller, KafkaVersion } from '../model/kraft/versions.ts'
import type { Document, Entry, Evidence } from './document.ts'

interface Releases {
  readonly from?: KafkaVersion
  /** The first release without it. */
  readonly below?: KafkaVersion
  readonly source: string
}

/**
 * From the notes on upgrades (docs/upgrade.html of Kafka 4.0, read with the numbers of the proposals on 2026-11-26: KIP-405, 724, 937, 950 and
 * 1041 stand there, KIP-500, 595 and 853 in the sources; 1066 is in what others write of 4.3).
 */
const KEY_RELEASES: Readonly<Record<string, Releases>> = {
  'process.roles': { from: '2.8', source: 'KIP-500' },
  'controller.quorum.voters': { from: '2.8', source: 'KIP-595' },
  'controller.quorum.bootstrap.servers': { from: '3.9', source: 'KIP-853' },
  'remote.log.storage.system.enable': { from: '3.6', source: 'KIP-405' },
  'remote.storage.enable': { from: '3.6', source: 'KIP-405' },
  'local.retention.ms': { from: '3.6', source: 'KIP-405' },
  'local.retention.bytes': { from: '3.6', source: 'KIP-405' },
  'message.timestamp.before.max.ms': { from: '3.6', source: 'KIP-937' },
  'message.timestamp.after.max.ms': { from: '3.6', source: 'KIP-937' },
  'log.message.timestamp.before.max.ms': { from: '3.6', source: 'KIP-937' },
  'log.message.timestamp.after.max.ms': { from: '3.6', source: 'KIP-937' },
  'remote.log.copy.disable': { from: '3.9', source: 'KIP-950' },
  'remote.log.delete.on.disable': { from: '3.9', source: 'KIP-950' },
  'cordoned.log.dirs': { from: '4.3', source: 'KIP-1066' },
  'log.message.format.version': { below: '4.0', source: 'KIP-724' },
  'message.format.version': { below: '4.0', source: 'KIP-724' },
  'offsets.commit.required.acks': { below: '4.0', source: 'KIP-1041' },
  'delegation.token.master.key': { below: '4.0', source: 'notes on 4.0' },
}

/** What the keys of a file say of the release. One that was dropped may stand in a file that is older than its brokers, not in a dump of all. */
export function keyEvidence({ entries, topics, complete }: Document): Evidence[] {
  const found = new Map<string, Evidence>()
  const add = ({ key, value, place, cluster, layer }: Entry): void => {
    const releases = Object.hasOwn(KEY_RELEASES, key) ? KEY_RELEASES[key] : undefined
    if (releases === undefined || found.has(key) || layer === 'producer' || layer === 'consumer') return
    const { source, from, below } = releases
    // Brokers that list all their keys say whether they have a role in a quorum.
    const isOnZooKeeper = key === 'process.roles' && complete && value.trim() === ''
    const controller: Controller | undefined =
      key !== 'process.roles' ? undefined : value.trim() !== '' ? 'kraft' : isOnZooKeeper ? 'zookeeper' : undefined
    const why =
      from === undefined
        ? `releases from ${below ?? ''} on have no ${key} (${source})`
        : `only releases from ${from} on have ${key} (${source})`
    found.set(key, {
      ...(from !== undefined && { from }),
      ...(controller !== undefined && { controller }),
      ...(below !== undefined && { below }),
      ...(below !== undefined && !complete && { isWeak: true }),
      why,
      place,
      ...(cluster !== undefined && { cluster }),
    })
  }
  for (const entry of entries) add(entry)
  for (const topic of topics) for (const entry of topic.entries) add(entry)
  return [...found.values()]
}
