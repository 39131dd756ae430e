/** Reading what {@link saveTraces} has written, or anybody else: a trace counts once it has been run again on its model. */
import { resolve } from 'node:path'
import type { Model } from '../checker/model.ts'
import { type ErrorCode, UserError } from '../machine/errors.ts'
import { ExitCode, exitCodeOfSignal, signalOf } from '../machine/exit-codes.ts'
import { readBounded, whyUnread } from '../machine/read-file.ts'
import { OptionError } from '../model/option-error.ts'
import { asOwnSpec, isOwn } from '../questions/own-spec.ts'
import { parseTrace, replayOn, verifyTrace, type WrongTrace } from '../questions/verify-trace.ts'
import { printable } from '../text/printable.ts'
import { MAX_ITF_CHARS, type Trace } from '../traces/index.ts'
import { ownModelOf } from './own-models.ts'

/** Where relative paths start, and what ends the reading. */
export interface Reader {
  readonly cwd: string
  readonly signal: AbortSignal
}

interface Replayed {
  readonly model: Model
  readonly trace: Trace
}

/** The trace in a file, and the model on which it has been replayed. @throws UserError saying what is wrong with it. */
export const readTrace = async (file: string, reader: Reader): Promise<Replayed> =>
  verifiedTrace(file, await readText(file, reader))

/** The trace in the text of a file. @throws UserError saying what is wrong with it. */
function verifiedTrace(file: string, text: string): Replayed {
  const read = parseTrace(text)
  if (read.ok && isOwn(read.trace.spec)) throw unnamedModel(file, read.trace)
  return good(file, verifyTrace(text))
}

/**
 * The same of any trace, for which the user names the module of a model of their own. A trace may come from anybody: the module it
 * names is never loaded. @throws UserError saying what is wrong with it.
 */
export async function readTraceOn(module: string | undefined, file: string, reader: Reader): Promise<Replayed> {
  if (module === undefined) return readTrace(file, reader)
  const { trace } = good(file, parseTrace(await readText(file, reader)))
  if (!isOwn(trace.spec))
    throw new UserError('TM-101', `--model: ${file} is a trace of ${trace.model}, a model that is built in; leave it out`)
  try {
    return good(
      file,
      replayOn(await ownModelOf(module, asOwnSpec(trace.spec as Readonly<Record<string, unknown>>), reader.cwd), trace),
    )
  } catch (error) {
    throw error instanceof OptionError ? bad(file, { code: 'TM-202', message: `$.#meta.spec: ${error.message}` }) : error
  }
}

function unnamedModel(file: string, { spec }: Trace): UserError {
  const { module } = spec as { readonly module?: unknown }
  const named = typeof module === 'string' ? printable(module) : 'model.ts'
  const message = `is of a model of somebody's own, and a trace file cannot have code run: name the model's file, as in --model ${named}`
  return bad(file, { code: 'TM-203', message })
}

const bad = (file: string, { code, message }: { readonly code: ErrorCode; readonly message: string }): UserError =>
  new UserError(code, `${file}: ${message}`, ExitCode.unreadableInput)

/** @throws UserError when it is not. */
function good<T extends { readonly ok: true }>(file: string, read: T | WrongTrace): T {
  if (!read.ok) throw bad(file, read)
  return read
}

/** @throws UserError TM-201. */
async function readText(file: string, { cwd, signal: ending }: Reader): Promise<string> {
  try {
    return await readBounded(resolve(cwd, file), 4 * MAX_ITF_CHARS, ending)
  } catch (error) {
    const signal = signalOf({ signal: ending })
    const why =
      signal === undefined ? whyUnread(resolve(cwd, file), error) : `${signal} came before its end; nothing was searched`
    throw new UserError(
      'TM-201',
      printable(`${file}: ${why}`),
      signal === undefined ? ExitCode.unreadableInput : exitCodeOfSignal(signal),
    )
  }
}
