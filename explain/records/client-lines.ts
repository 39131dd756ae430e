/** What clients have written down: JSON lines of Kafka's VerifiableProducer and VerifiableConsumer (`--verbose`). */
import * as v from 'valibot'

/** A record that a producer was told of, or that a consumer has read. */
export interface ClientRecord {
  readonly kind: 'acknowledged' | 'failed' | 'read'
  readonly topic: string
  readonly partition: number | undefined
  /** -1 where a producer was told none. */
  readonly offset: number
  readonly value: string
}

export interface ClientLines {
  readonly records: readonly ClientRecord[]
  /** Lines of other events of these tools. */
  readonly others: number
  /** Lines that are none of theirs, or lack something that theirs have, by number, from 1. */
  readonly strange: readonly number[]
  /** Those among them that may be of a record: all but what has nothing of JSON, such as lines of a logger. */
  readonly unsure: readonly number[]
}

const Sent = v.object({
  name: v.literal('producer_send_success'),
  topic: v.string(),
  partition: v.number(),
  offset: v.number(),
  value: v.string(),
})
const NotSent = v.object({ name: v.literal('producer_send_error'), topic: v.string(), value: v.string() })
const Read = v.object({
  name: v.literal('record_data'),
  topic: v.string(),
  partition: v.number(),
  offset: v.number(),
  value: v.nullable(v.string()),
})
const Line = v.union([Sent, NotSent, Read])
const NAMES = new Set<string>([Sent, NotSent, Read].map(({ entries }) => entries.name.literal))
/** Begins as an object does, has the end of a key, or bytes that no text has: a line that was cut off, or stands behind something else. */
const MAY_BE_JSON = /^\s*\{|":|\0/
const Event = v.object({ name: v.string() })

/** Reads them; undefined where the first line is no event of these tools. */
export function readClientLines(text: string): ClientLines | undefined {
  const records: ClientRecord[] = []
  const strange: number[] = []
  const unsure: number[] = []
  let others = 0
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const json = parsed(line)
    if (!v.is(Event, json)) {
      if (records.length + others + unsure.length === 0) return undefined
      strange.push(i + 1)
      if (MAY_BE_JSON.test(line)) unsure.push(i + 1)
      continue
    }
    const found = v.safeParse(Line, json)
    if (!found.success && NAMES.has(json.name)) {
      strange.push(i + 1)
      unsure.push(i + 1)
    } else if (!found.success) others++
    else if (found.output.name === 'producer_send_success') records.push({ kind: 'acknowledged', ...pick(found.output) })
    else if (found.output.name === 'record_data') records.push({ kind: 'read', ...pick(found.output) })
    else records.push({ kind: 'failed', topic: found.output.topic, partition: undefined, offset: -1, value: found.output.value })
  }
  return records.length + others + unsure.length === 0 ? undefined : { records, others, strange, unsure }
}

const pick = (of: v.InferOutput<typeof Sent> | v.InferOutput<typeof Read>): Omit<ClientRecord, 'kind'> => ({
  topic: of.topic,
  partition: of.partition,
  offset: of.offset,
  value: of.value ?? '',
})

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
