import type { Model } from '../checker/model.ts'
import { createHash } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { shownPath } from '../machine/files.ts'
import { type Trace, traceOf, traceOfError, writeItf } from '../traces/index.ts'
import type { CheckResult } from '../questions/check.ts'
import { writeWhole } from '../machine/files.ts'
import { specData } from '../questions/spec.ts'

/** Saves the trace of every property that has one, and that of an error. The same search writes the same bytes. */
export function saveTraces(check: CheckResult, stem: string, cwd: string): { trace: Trace; file: string; model: Model }[] {
  const decided = check.properties.map((p) => ({ model: p.run.model, trace: traceOf(p.run.model, specData(p.run.spec), p) }))
  const failed = check.runs.map(({ model, spec, result: { error } }) => ({
    model,
    trace: error === undefined || error.kind === 'worker' ? undefined : traceOfError(model, specData(spec), error),
  }))
  return [...decided, ...failed].flatMap(({ model, trace }) => {
    return trace === undefined ? [] : [{ trace, file: saveTrace(trace, stem, cwd), model }]
  })
}

/** Saves a trace; gives its file as it is shown. */
export function saveTrace(trace: Trace, stem: string, cwd: string): string {
  const path = join(dirname(stem), `${fileName(`${basename(stem)}.${trace.property.name}`)}.itf.json`)
  writeWhole(path, (write) => writeItf(trace, write))
  return shownPath(cwd, path)
}

/** A name that is one of a file, in its folder, anywhere. What had to be changed is told apart by a hash. */
export function fileName(name: string): string {
  const safe = name.replace(/[^\w.+=@-]/g, '-').slice(0, 200)
  return safe === name ? name : `${safe}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}
