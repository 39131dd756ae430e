import type { Model } from '../../../checker/model.ts'
import { failureIn } from '../../../checker/search/scrutiny.ts'
import { readItf } from '../../../traces/read-itf.ts'
import { replay } from '../../../traces/replay.ts'
import type { Trace } from '../../../traces/trace.ts'

/** Reads the text of a trace file and replays it on the model of the page, whatever module the file names. */
export function verifyOwn(
  model: Model,
  text: string,
): { readonly ok: true; readonly trace: Trace } | { readonly ok: false; readonly message: string } {
  const parsed = readItf(text)
  if (!parsed.ok)
    return { ok: false, message: `is not a trace of this tool: ${parsed.problems.map((p) => p.message).join('; ')}` }
  const replayed = replay(model, parsed.trace, failureIn)
  return replayed.ok ? replayed : { ok: false, message: `does not replay: ${replayed.message}` }
}
