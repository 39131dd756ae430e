/** What `confirm` has written of a replay, read from its file. */
import { resolve } from 'node:path'
import { UserError } from '../machine/errors.ts'
import { ExitCode } from '../machine/exit-codes.ts'
import { readBounded } from '../machine/read-file.ts'
import { parseEvidence } from '../reports/confirm/evidence.ts'
import { messageOf } from '../text/message-of.ts'
import { printable } from '../text/printable.ts'
import { type ReportData, withEvidence } from '../traces/index.ts'
import type { Reader } from './read-traces.ts'

/** More bytes of evidence are not read. */
const MOST_EVIDENCE = 2 ** 24

/** Reads the evidence in a file; what comes back puts it beside a trace. @throws UserError saying what is wrong with it, now or then. */
export async function readEvidence(file: string, { cwd, signal }: Reader): Promise<(data: ReportData) => ReportData> {
  const bad = (why: string): UserError =>
    new UserError('TM-202', `--evidence: ${printable(`${file}: ${why}`)}`, ExitCode.unreadableInput)
  const text = await readBounded(resolve(cwd, file), MOST_EVIDENCE, signal).catch((error: unknown) => {
    const said = printable(`--evidence: ${file}: cannot be read: ${messageOf(error)}`)
    throw new UserError('TM-201', said, ExitCode.unreadableInput)
  })
  const evidence = parseEvidence(text)
  if (evidence === undefined) throw bad('is not what confirm writes')
  return (data) => {
    try {
      return withEvidence(data, evidence)
    } catch (error) {
      throw error instanceof RangeError ? bad(error.message) : error
    }
  }
}
