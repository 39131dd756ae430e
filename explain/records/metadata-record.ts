/** Records of the metadata log that bear on a partition, as `kafka-dump-log --cluster-metadata-decoder` prints their payloads. */
import * as v from 'valibot'

const ids = v.array(v.number())
const record = <T extends string, E extends v.ObjectEntries>(type: T, data: E) =>
  v.object({ type: v.literal(type), data: v.object(data) })

/** By name of the message in Kafka's `metadata/src/main/resources/common/metadata`. Fields that are not there have their default. */
const MetadataRecord = v.variant('type', [
  // `Topic.validate`: nothing else is ever written.
  record('TOPIC_RECORD', { name: v.pipe(v.string(), v.regex(/^[\w.-]{1,249}$/)), topicId: v.string() }),
  record('REMOVE_TOPIC_RECORD', { topicId: v.string() }),
  record('PARTITION_RECORD', {
    partitionId: v.number(),
    topicId: v.string(),
    replicas: ids,
    isr: ids,
    removingReplicas: v.optional(ids, []),
    addingReplicas: v.optional(ids, []),
    leader: v.number(),
    leaderEpoch: v.number(),
    eligibleLeaderReplicas: v.nullish(ids),
    lastKnownElr: v.nullish(ids),
    directories: v.nullish(v.array(v.string())),
  }),
  record('PARTITION_CHANGE_RECORD', {
    partitionId: v.number(),
    topicId: v.string(),
    isr: v.nullish(ids),
    leader: v.optional(v.number()),
    replicas: v.nullish(ids),
    removingReplicas: v.nullish(ids),
    addingReplicas: v.nullish(ids),
    eligibleLeaderReplicas: v.nullish(ids),
    lastKnownElr: v.nullish(ids),
    directories: v.nullish(v.array(v.string())),
  }),
  record('CLEAR_ELR_RECORD', { topicName: v.string() }),
  record('CONFIG_RECORD', {
    resourceType: v.number(),
    resourceName: v.string(),
    name: v.string(),
    value: v.nullable(v.string()),
  }),
  record('FEATURE_LEVEL_RECORD', { name: v.string(), featureLevel: v.number() }),
  record('REGISTER_BROKER_RECORD', {
    brokerId: v.number(),
    fenced: v.optional(v.boolean(), true),
    logDirs: v.optional(v.array(v.string()), []),
  }),
  record('UNREGISTER_BROKER_RECORD', { brokerId: v.number() }),
  record('FENCE_BROKER_RECORD', { id: v.number() }),
  record('UNFENCE_BROKER_RECORD', { id: v.number() }),
  record('BROKER_REGISTRATION_CHANGE_RECORD', {
    brokerId: v.number(),
    fenced: v.optional(v.number(), 0),
    inControlledShutdown: v.optional(v.number(), 0),
    logDirs: v.nullish(v.array(v.string())),
  }),
])
export type MetadataRecord = v.InferOutput<typeof MetadataRecord>

const TYPES = new Set<string>(MetadataRecord.options.map((option) => option.entries.type.literal))
/** What was written since a transaction began counts for nothing with it (KIP-868). */
const ABORTED = 'ABORT_TRANSACTION_RECORD'
const Envelope = v.object({ type: v.string() })

/**
 * What a payload says: a record, `passed over` for one that says nothing of partitions, `strange` for what is no record of Kafka or
 * has not the fields it should have.
 */
export function metadataRecord(payload: string): MetadataRecord | 'passed over' | 'strange' {
  let json: unknown
  try {
    json = JSON.parse(payload)
  } catch {
    return 'strange'
  }
  const envelope = v.safeParse(Envelope, json)
  if (!envelope.success) return 'strange'
  if (envelope.output.type === ABORTED) return 'strange'
  if (!TYPES.has(envelope.output.type)) return 'passed over'
  const found = v.safeParse(MetadataRecord, json)
  return found.success ? found.output : 'strange'
}
