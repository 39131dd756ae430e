import type { Model } from '../checker/model.ts'
import { createHash } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { UserError } from '../machine/errors.ts'
import { shownPath } from '../machine/files.ts'
import { type Trace, traceOf, traceOfError, writeItf } from '../traces/index.ts'
import type { CheckResult } from '../questions/check.ts'
import { writeWhole } from '../machine/files.ts'
import { specData } from '../questions/spec.ts'

/** A trace that could not be written, and why. */
export interface Unsaved {
  readonly error: UserError
  readonly path: string
  readonly trace: Trace
}

/** A trace, and the file it is in when it could be saved. */
export interface SavedTrace {
  readonly trace: Trace
  readonly file: string | undefined
  readonly model: Model
}

/**
 * Saves the trace of every property that has one, and that of an error. The same search writes the same bytes. What cannot be written is told
 * to `onUnsaved`: that a disk is full takes nothing from what was found out.
 */
export function saveTraces(check: CheckResult, stem: string, cwd: string, onUnsaved: (unsaved: Unsaved) => void): SavedTrace[] {
  const decided = check.properties.map((p) => ({ model: p.run.model, trace: traceOf(p.run.model, specData(p.run.spec), p) }))
  const failed = check.runs.map(({ model, spec, result: { error } }) => ({
    model,
    trace: error === undefined || error.kind === 'worker' ? undefined : traceOfError(model, specData(spec), error),
  }))
  return [...decided, ...failed].flatMap(({ model, trace }): SavedTrace[] => {
    if (trace === undefined) return []
    const file = saveIfRoom(trace, stem, cwd, (error) => onUnsaved({ error, path: traceFile(trace, stem), trace }))
    return [{ trace, file, model }]
  })
}

/** The same; of one that cannot be saved the error is told to `onUnsaved`, and there is no file. */
export function saveIfRoom(trace: Trace, stem: string, cwd: string, onUnsaved: (error: UserError) => void): string | undefined {
  try {
    return saveTrace(trace, stem, cwd)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    onUnsaved(error)
    return undefined
  }
}

/** Saves a trace; gives its file as it is shown. @throws UserError TM-301 when it cannot be written. */
export function saveTrace(trace: Trace, stem: string, cwd: string): string {
  const path = traceFile(trace, stem)
  writeWhole(path, (write) => writeItf(trace, write))
  return shownPath(cwd, path)
}

const traceFile = (trace: Trace, stem: string): string =>
  join(dirname(stem), `${fileName(`${basename(stem)}.${trace.property.name}`)}.itf.json`)

/** A name that is one of a file, in its folder, anywhere. What had to be changed is told apart by a hash. */
export function fileName(name: string): string {
  const safe = name.replace(/[^\w.+=@-]/g, '-').slice(0, 200)
  return safe === name ? name : `${safe}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}
