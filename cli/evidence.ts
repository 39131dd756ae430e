/** What `confirm` has written of a replay, read for `trace`. */
import { resolve } from 'node:path'
import * as v from 'valibot'
import { type Evidence, type ReportData, withEvidence } from '../traces/index.ts'
import { messageOf } from '../text/message-of.ts'
import { printable } from '../text/printable.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode } from '../machine/exit-codes.ts'
import { readBounded } from '../machine/read-file.ts'
import type { Terminal } from './terminal.ts'

const MOST = 2 ** 24

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

/** Reads the evidence in a file; what comes back puts it beside a trace. @throws UserError saying what is wrong with it, now or then. */
export async function readEvidence(
  file: string,
  { cwd, signal }: Pick<Terminal, 'cwd' | 'signal'>,
): Promise<(data: ReportData) => ReportData> {
  const bad = (why: string): UserError =>
    new UserError('TM-202', `--evidence: ${printable(`${file}: ${why}`)}`, ExitCode.unreadableInput)
  let text: string
  try {
    text = await readBounded(resolve(cwd, file), MOST, signal)
  } catch (error) {
    throw new UserError('TM-201', printable(`--evidence: ${file}: cannot be read: ${messageOf(error)}`), ExitCode.unreadableInput)
  }
  const evidence = parsed(text)
  if (evidence === undefined) throw bad('is not what confirm writes')
  return (data) => {
    try {
      return withEvidence(data, evidence)
    } catch (error) {
      throw error instanceof RangeError ? bad(error.message) : error
    }
  }
}

function parsed(text: string): Evidence | undefined {
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
    ...differences.map(({ what, model, cluster }) => `${what}: the model says ${model}, the cluster ${cluster}`),
  ]
  return { ...rest, steps: order === undefined ? steps : [], said }
}
