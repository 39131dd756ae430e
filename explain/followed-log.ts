/** What a model is held against: plain data, part of the spec of a model, so that a saved run says what it explains. */
import * as v from 'valibot'
import { OptionError } from '../model/option-error.ts'

const place = v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(7))
const bits = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255))
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255))

const Item = v.variant('kind', [
  /** Brokers by place in the assignment, -1 for none; sets of them as bits. Leader epochs count from where the log begins. */
  v.object({
    kind: v.literal('decision'),
    leader: place,
    epoch: count,
    isr: bits,
    elr: bits,
    lastKnownLeader: place,
    /** Who has a replica and what a reassignment adds and removes, in every decision of a log that has one. */
    assignment: v.optional(v.object({ replicas: bits, adding: bits, removing: bits })),
  }),
  v.object({
    kind: v.literal('broker'),
    broker: place,
    becomes: v.picklist(['fenced', 'unfenced', 'stopping', 'registered', 'unregistered']),
    hasNewDisk: v.boolean(),
    lacksDirectory: v.optional(v.boolean(), false),
  }),
  v.object({ kind: v.literal('settings') }),
])

/** One visible thing, in the terms of the model. */
export type Item = v.InferOutput<typeof Item>

const FollowedRecord = v.object({
  /** The leader epoch it was appended in; -1 when it was acknowledged and is gone. */
  epoch: v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(255)),
  offset: count,
  /** Whether its producer was told so; null when nobody says. */
  acked: v.nullable(v.boolean()),
  /** Whether a consumer has read it. */
  read: v.boolean(),
})

/** A record that some log holds, or that was acknowledged and is gone. */
export type FollowedRecord = v.InferOutput<typeof FollowedRecord>

/** What is asked of the runs that come so far, beside whether the log is explained; each is a witness of its own. */
const Question = v.variant('kind', [
  /** Is there one that shows so many items? */
  v.object({ kind: v.literal('shows'), items: count }),
  /** Is there one, so far along, in which nothing but this guard forbids the action? With no guard: in which nothing forbids it? */
  v.object({
    kind: v.literal('blocked'),
    items: count,
    action: v.string(),
    params: v.array(v.number()),
    guard: v.nullable(v.string()),
  }),
  /** Is there one that shows all items, and ends as the records say but for the log of a place, or for what clients know (-1)? */
  v.object({ kind: v.literal('ends but for'), place }),
])
export type Question = v.InferOutput<typeof Question>

const FollowedLog = v.object({
  /** In the order of the metadata log. */
  items: v.pipe(v.array(Item), v.maxLength(100)),
  /** Per place the leader epochs of its log at the end; null when its log was not given. */
  logs: v.pipe(v.array(v.nullable(v.array(count))), v.maxLength(8)),
  records: v.pipe(v.array(FollowedRecord), v.maxLength(100)),
  /** Whether an answer may have got lost: who was not told of success may have been acknowledged. */
  answersMayBeLost: v.boolean(),
  /** Whether a broker may have gone down whose session did not end before the log does. */
  downAtEnd: v.boolean(),
  asks: v.pipe(v.array(Question), v.maxLength(28)),
})
export type FollowedLog = v.InferOutput<typeof FollowedLog>

/** The log in a spec, which may come from a file. @throws OptionError naming what is wrong with it. */
export function asFollowedLog(value: unknown): FollowedLog {
  const found = v.safeParse(FollowedLog, value)
  if (found.success) return found.output
  const [issue] = found.issues
  throw new OptionError(`log.${v.getDotPath(issue) ?? ''}`, issue.expected ?? 'as explain writes it', issue.received)
}
