/**
 * Defaults of vendors, where they are not Kafka's: a layer below the files and above the release. Each with its source and the day on
 * which it was read; whoever finds one changed mends it here.
 */
import { listOf } from '../text/counted.ts'
import { Entries } from './collect.ts'
import type { Content, Document, Entry, Evidence, Place } from './document.ts'
import { Source } from './source.ts'

interface Vendor {
  readonly title: string
  /** By Kafka's keys. */
  readonly defaults: Readonly<Record<string, string>>
  readonly source: string
  readonly read: string
  /** Keys whose defaults were not found again in a source that could be read, and are from memory. */
  readonly fromMemory?: readonly string[]
}

export const VENDORS = {
  msk: {
    title: 'Amazon MSK with Standard brokers in three zones',
    defaults: {
      'default.replication.factor': '3',
      'min.insync.replicas': '2',
      'unclean.leader.election.enable': 'true',
    },
    source: 'https://docs.aws.amazon.com/msk/latest/developerguide/msk-default-configuration.html',
    read: '2026-11-26',
  },
  'msk-express': {
    title: 'Amazon MSK with Express brokers, which fix them',
    defaults: { 'default.replication.factor': '3', 'min.insync.replicas': '2' },
    source: 'https://docs.aws.amazon.com/msk/latest/developerguide/msk-configuration-express-read-only.html',
    read: '2026-11-26',
  },
  'confluent-cloud': {
    title: 'Confluent Cloud, which fixes the replication factor',
    defaults: { 'replication.factor': '3', 'min.insync.replicas': '2' },
    source: 'https://docs.confluent.io/cloud/current/topics/manage.html',
    read: '2026-11-26',
    fromMemory: ['min.insync.replicas'],
  },
  strimzi: {
    title: 'Strimzi, which has Kafka’s own and warns of them',
    defaults: { 'default.replication.factor': '1', 'min.insync.replicas': '1' },
    source: 'https://github.com/strimzi/strimzi-kafka-operator, KafkaSpecChecker#checkKafkaReplicationConfig',
    read: '2026-11-26',
  },
  aiven: {
    title: 'Aiven for Apache Kafka',
    defaults: { 'default.replication.factor': '3' },
    source: 'https://aiven.io/docs/products/kafka/reference/advanced-params',
    read: '2026-11-25',
    // The schema that Aiven’s clients are made from gives a range and no default.
    fromMemory: ['default.replication.factor'],
  },
} as const satisfies Readonly<Record<string, Vendor>>

export type VendorName = keyof typeof VENDORS

export const VENDOR_NAMES = Object.keys(VENDORS) as readonly VendorName[]

/**
 * What a vendor has by default where a configuration of the user's own is in force: with one, MSK has of its defaults unclean election
 * alone, as far as is known; the others are of its own configuration, which that one replaces.
 */
export const vendorContent = (name: 'msk', place: Place): Content => ({
  entries: entriesOf(name, place).filter(({ key }) => key === 'unclean.leader.election.enable'),
  topics: [],
  complete: false,
  notices: [],
})

/** All that a vendor has by default, as a document before those of the user. */
export function vendorDocument(name: VendorName): Document {
  const { title, source, read, fromMemory = [] }: Vendor = VENDORS[name]
  const memory = fromMemory.length === 0 ? '' : `; ${listOf(fromMemory)} is from memory: give it with --set where it decides`
  const file = `--vendor ${name}`
  const place = { file, line: 1, column: 1 }
  return {
    file,
    format: 'properties',
    entries: entriesOf(name, place),
    topics: [],
    clients: [],
    versions: [],
    brokers: [],
    listed: [],
    complete: false,
    evidence: [],
    unread: [],
    notices: [
      { message: `what files leave open has the defaults of ${title}, as ${source} gave them on ${read}${memory}`, place },
    ],
  }
}

/**
 * A version of MSK that ends with .kraft has a quorum of controllers; without it brokers up to 3.x have ZooKeeper.
 * https://docs.aws.amazon.com/msk/latest/developerguide/metadata-management.html
 */
export function controllerOfMsk(version: string, place: Place): Evidence[] {
  if (version.endsWith('.kraft')) return [{ from: '3.7', why: 'its version ends with .kraft', controller: 'kraft', place }]
  if (!/^[0-3]\./.test(version)) return []
  return [{ below: '4.0', why: 'its version does not end with .kraft', controller: 'zookeeper', place }]
}

function entriesOf(name: VendorName, place: Place): Entry[] {
  const entries = new Entries(new Source(place.file, ''), [])
  for (const [key, value] of Object.entries(VENDORS[name].defaults)) entries.add({ key, value, layer: 'vendor', offset: 0 })
  return entries.list.map((entry) => ({ ...entry, place }))
}
