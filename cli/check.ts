/** The command `check`. */
import { resolve } from 'node:path'
import { askedOfOwn, moduleOf } from '../answers/own-models.ts'
import { readTraceOn } from '../answers/read-traces.ts'
import { saveTraces } from '../answers/save-traces.ts'
import { engineOf } from '../distributed/engine.ts'
import type { UserError } from '../machine/errors.ts'
import { ExitCode, exitCodeOf, signalOf } from '../machine/exit-codes.ts'
import { refuseUnwritable } from '../machine/files.ts'
import type { Asked } from '../questions/asked.ts'
import { type CheckResult, type CodeResult, endOf, ofTheCodeAlone, runCode, runSearches, shownOf } from '../questions/check.ts'
import { askedFrom, askedFromOwn, refuseBesideFrom } from '../questions/flags/from.ts'
import { asFlagError, askedOf, modelOf } from '../questions/flags/model.ts'
import { refuseContradictions } from '../questions/flags/search.ts'
import { mutate } from '../questions/mutate.ts'
import { reservingLess } from '../questions/on-threads.ts'
import { checkJson, mutationJson } from '../reports/check/json.ts'
import { answerText, checkText, mutationText } from '../reports/check/text.ts'
import { jsonText } from '../text/json-text.ts'
import { type CheckFlags, exploreOptions } from './check-flags.ts'
import { DEFAULT_MEMORY, detailOf } from './flags.ts'
import { progressLine } from './progress.ts'
import { listCatalogue, runCatalogue } from './scenarios.ts'
import { programStarted } from './started-by.ts'
import { painter, type Terminal, wantsColor } from './terminal.ts'

/** Runs the command and returns its exit code. @throws UserError, FlagError for what the user can put right. */
export async function check(files: readonly string[], flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  refuseContradictions(flags)
  const file = moduleOf(files)
  const { from } = flags
  if (file !== undefined) {
    const asked = await askedOfOwn(file, flags, terminal.cwd)
    const placed = from === undefined ? asked : askedFromOwn(asked, from, await readTraceOn(file, from.file, terminal))
    return run(placed, { ...flags, rangeChecks: true }, terminal)
  }
  if (from !== undefined) {
    refuseBesideFrom(flags)
    return run(askedFrom(from, await readTraceOn(undefined, from.file, terminal), flags), flags, terminal)
  }
  if (flags.scenario === 'list') return listCatalogue(flags, terminal)
  if (flags.scenario === 'all') {
    refuseUnwritable('--out', resolve(terminal.cwd, flags.out))
    const model = modelOf(flags)
    return runCatalogue(flags, terminal).catch((error: unknown) => {
      throw asFlagError(model, error)
    })
  }
  return run(askedOf(flags), flags, terminal)
}

async function run(asked: Asked, flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  const program = programStarted(terminal.env)
  if (flags.mutate) return tellMutations(asked, flags, terminal)
  const { plan } = asked
  const search = engineOf(asked, flags, terminal)
  refuseUnwritable('--out', resolve(terminal.cwd, flags.out))

  const { searches } = plan
  const progress = searches.map((_, i) =>
    progressLine(terminal, searches.length > 1 ? `search ${i + 1} of ${searches.length}` : 'search', flags.quiet || flags.json),
  )
  const limits = { ...exploreOptions(flags, terminal), first: flags.first || flags.scenario !== undefined }
  let result: CheckResult
  try {
    result = await runSearches(searches, flags.maxMemory === DEFAULT_MEMORY ? reservingLess(search) : search, limits, (i, p) =>
      progress[i]?.update(p),
    )
  } catch (error) {
    throw asked.asUserError(error)
  } finally {
    for (const line of progress) line.end()
  }
  const checked = shownOf(result, searches, asked.order)
  const page = { program, paint: painter(wantsColor(terminal, flags.color)), width: terminal.width }
  // The verdict by design is told when it is known. With --strict the code bears on it.
  const begun = plan.code?.kind !== 'asked' || flags.json || flags.strict ? '' : answerText(checked, page)
  if (begun !== '') terminal.out(begun)
  const line = progressLine(terminal, 'search of the code', flags.quiet || flags.json)
  const code = await (plan.code && runCode(plan.code, result, search, limits, (_, p) => line.update(p)).finally(() => line.end()))
  const told: CodeResult | undefined =
    code?.kind === 'searched' ? { ...code, check: shownOf(code.check, searches, asked.order) } : code
  const unsaved: UserError[] = []
  const save = (of: CheckResult, stem: string) =>
    saveTraces(of, resolve(terminal.cwd, flags.out, stem), terminal.cwd, ({ error }) => void unsaved.push(error))
  const codeTraces =
    told?.kind === 'searched'
      ? save(ofTheCodeAlone(told), `${plan.stem}-by-the-code`).flatMap(({ trace, file }) =>
          file === undefined ? [] : [{ property: trace.property.name, file }],
        )
      : []
  const traces = save(checked, plan.stem)
  if (flags.json) {
    const files = new Map(traces.flatMap(({ trace, file }) => (file === undefined ? [] : [[trace.property.name, file]])))
    terminal.out(
      jsonText(
        checkJson(checked, plan, files, {
          program,
          interrupted: signalOf(terminal),
          guards: flags.coverage,
          code: told === undefined ? undefined : { result: told, traces: codeTraces },
        }),
      ),
    )
  } else {
    const violations = traces
      .filter(({ trace }) => trace.status !== 'reached')
      .toSorted((a, b) => a.trace.steps.length - b.trace.steps.length)
    const text = checkText(checked, plan, {
      ...page,
      detail: detailOf(flags),
      guards: flags.coverage,
      traces: violations,
      strict: flags.strict,
      code: told,
      codeTraces,
    })
    terminal.out(text.slice(begun.length))
  }
  // What was found out is told; that it is not all on the disk is an error all the same.
  const [lost] = unsaved
  if (lost !== undefined) throw lost
  const strictly = flags.strict ? codeExit(told, flags, terminal) : ExitCode.holds
  const designed = exitOf(checked, flags, terminal)
  return designed === ExitCode.holds ? strictly : designed
}

const exitOf = (check: CheckResult, { allowIncomplete }: CheckFlags, terminal: Terminal): ExitCode =>
  exitCodeOf({ ...endOf(check), signal: signalOf(terminal), allowIncomplete })

/** The exit code that the verdict on the code of the release alone would have. */
function codeExit(code: CodeResult | undefined, flags: CheckFlags, terminal: Terminal): ExitCode {
  if (code === undefined || code.kind === 'as designed') return ExitCode.holds
  if (code.kind === 'not asked') return ExitCode.incomplete
  return exitOf(code.check, flags, terminal)
}

/** `--mutate`. */
async function tellMutations(asked: Asked, flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  const { whole } = asked.plan
  const silent = flags.quiet || flags.json
  const program = programStarted(terminal.env)
  const { rows, of } = await mutate(whole, exploreOptions(flags, terminal), (done, of) => {
    if (!silent) terminal.err(terminal.errIsTerminal ? `\rmutants ${done}/${of}` : `mutants ${done}/${of}\n`)
  }).catch((error: unknown) => {
    throw asked.asUserError(error)
  })
  if (terminal.errIsTerminal && !silent) terminal.err('\r\u001b[K')
  if (flags.json) terminal.out(jsonText(mutationJson(whole.model, rows, of, program)))
  else terminal.out(mutationText(whole.model, rows, of, { program, paint: painter(wantsColor(terminal, flags.color)) }))
  const incomplete = rows.length < of || rows.some((r) => r.result.outcome === 'incomplete')
  return exitCodeOf({
    verdict: incomplete ? 'incomplete' : 'holds',
    error: undefined,
    stop: undefined,
    violated: [],
    signal: signalOf(terminal),
    allowIncomplete: flags.allowIncomplete,
  })
}
