/** What `confirm` has written of a replay, as data again. */
import * as v from 'valibot'
import type { Evidence } from '../../traces/index.ts'
import { differenceText } from './text.ts'

const Difference = v.object({ what: v.string(), model: v.string(), cluster: v.string() })
const File = v.object({
  command: v.literal('confirm'),
  outcome: v.picklist(['confirmed', 'diverged', 'not reproduced', 'cannot be driven']),
  kafka: v.string(),
  property: v.string(),
  promise: v.optional(v.object({ sentence: v.string(), evidence: v.array(v.string()) })),
  reason: v.optional(v.string()),
  differences: v.optional(v.array(Difference)),
  /** There when the steps were driven in another order than that of the trace. */
  order: v.optional(v.array(v.string())),
  steps: v.array(v.object({ step: v.number(), action: v.string(), seen: v.array(v.string()) })),
})

/** The evidence in the JSON that `confirmationJson` makes; undefined when it is none. */
export function parseEvidence(text: string): Evidence | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  const found = v.safeParse(File, json)
  if (!found.success) return undefined
  const { promise, reason, differences = [], order, steps, ...rest } = found.output
  const said = [
    ...(order === undefined ? [] : [`driven in the order ${order.join(', ')}`]),
    ...(promise === undefined ? [] : [promise.sentence, ...promise.evidence]),
    ...(reason === undefined ? [] : [reason]),
    ...differences.map(differenceText),
  ]
  return { ...rest, steps: order === undefined ? steps : [], said }
}
