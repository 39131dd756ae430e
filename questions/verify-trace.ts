import { LayoutError } from '../checker/fields.ts'
import type { Model } from '../checker/model.ts'
import { failureIn } from '../checker/search/scrutiny.ts'
import { OptionError } from '../model/option-error.ts'
import { readItf, replay, type Trace } from '../traces/index.ts'
import { suggestion } from '../text/nearest.ts'
import { build } from './spec.ts'
import { printable } from '../text/printable.ts'

/** A trace that was run again on the model it names; or what is wrong with it. */
export type VerifiedTrace = { readonly ok: true; readonly trace: Trace; readonly model: Model } | WrongTrace

export interface WrongTrace {
  readonly ok: false
  readonly code: 'TM-202' | 'TM-203'
  readonly message: string
}

/** What a trace file says, before any model has been asked. */
export type ReadTrace = { readonly ok: true; readonly trace: Trace } | WrongTrace

/** Reads the text of a trace file. */
export function parseTrace(text: string): ReadTrace {
  const parsed = readItf(text)
  if (parsed.ok) return parsed
  const lines = parsed.problems.map((p) => `${p.line === undefined ? '' : `${p.line}:${p.column ?? 1}: `}${p.path}: ${p.message}`)
  return { ok: false, code: 'TM-202', message: `is not a trace of this tool:\n  ${lines.join('\n  ')}` }
}

/** Reads the text of a trace file and replays it: what comes back is told by the model, not by the file. */
export function verifyTrace(text: string): VerifiedTrace {
  const read = parseTrace(text)
  if (!read.ok) return read
  try {
    return replayOn(build(read.trace.spec), read.trace)
  } catch (error) {
    if (error instanceof OptionError || error instanceof LayoutError)
      return { ok: false, code: 'TM-202', message: `$.#meta.spec: ${printable(error.message)}` }
    throw error
  }
}

/** Runs a trace again on a model. */
export function replayOn(model: Model, trace: Trace): VerifiedTrace {
  const replayed = replay(model, trace, failureIn)
  if (replayed.ok) return { ok: true, trace: replayed.trace, model }
  const hint = replayed.unknown === undefined ? '' : suggestion(replayed.unknown.given, replayed.unknown.known)
  return { ok: false, code: 'TM-203', message: `does not replay: ${printable(replayed.message)}${hint}` }
}
