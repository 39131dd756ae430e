/** The command `simulate`: random walks through a model, and what they find, made short. */
import { randomInt } from 'node:crypto'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { askedOfOwn, moduleOf } from '../answers/own-models.ts'
import { saveIfRoom } from '../answers/save-traces.ts'
import { MOST_SEED, simulate as walk, type WalkProgress } from '../checker/index.ts'
import type { UserError } from '../machine/errors.ts'
import { type ExitCode, exitCodeOf, signalOf } from '../machine/exit-codes.ts'
import { refuseUnwritable } from '../machine/files.ts'
import { wholeNumber } from '../questions/flags/flag.ts'
import { askedOf, modelFlags, type ModelFlags } from '../questions/flags/model.ts'
import { onThreads } from '../questions/on-threads.ts'
import { runSimulation, walkedPlan } from '../questions/simulate.ts'
import { specData } from '../questions/spec.ts'
import type { Program } from '../reports/program.ts'
import { simulationJson } from '../reports/simulation/json.ts'
import { simulationText } from '../reports/simulation/text.ts'
import { count } from '../text/counted.ts'
import { FlagError } from '../text/flag-error.ts'
import { jsonText } from '../text/json-text.ts'
import { type Trace, traceOf, traceOfError } from '../traces/index.ts'
import { addModelFlags, MODULE_HELP } from './check-flags.ts'
import { addCommand } from './commands.ts'
import { addFlags, detailOf, type LimitFlags, maxMemoryFlag, type OutputFlags, workersFlag } from './flags.ts'
import { colorFlag, jsonFlag, maxSecondsFlag, outFlag } from '../questions/flags/common.ts'
import { redrawnLine } from './progress.ts'
import { programStarted } from './started-by.ts'
import { painter, type Terminal, wantsColor } from './terminal.ts'

export interface SimulateFlags extends ModelFlags, LimitFlags, OutputFlags {
  readonly seed?: number
  readonly walks?: number
  readonly maxSteps: number
  readonly first: boolean
  readonly deadlock: boolean
  readonly coverage: boolean
  readonly allowIncomplete: boolean
  readonly verbose: boolean
}

/** Seconds of walking when neither `--walks` nor `--max-seconds` is given. */
const SECONDS = 60

/** Adds `simulate` and its flags to the program. */
export function addSimulate(
  program: Command,
  started: Program,
  run: (files: readonly string[], flags: SimulateFlags) => Promise<void>,
): void {
  const command = addFlags(addCommand(program, 'simulate', MODULE_HELP), [
    ...modelFlags,
    {
      flag: '--seed <n>',
      help: 'what the walks follow from; drawn and told when not given',
      read: wholeNumber(0, MOST_SEED),
    },
    { flag: '--walks <n>', help: 'end after so many walks', read: wholeNumber(1) },
    maxSecondsFlag(`end after this time (default: ${SECONDS}, unless --walks is given)`),
    { flag: '--max-steps <n>', help: 'steps of a walk at most', read: wholeNumber(1, 100_000), standard: 60 },
    { flag: '--first', help: 'end with the first violation', standard: false },
    { flag: '--deadlock', help: 'a state without successors is a violation', standard: false },
    { flag: '--coverage', help: 'count how often each action was taken and each guard blocked', standard: false },
    workersFlag(),
    maxMemoryFlag('memory for the states of the search for a shorter run, such as 512m or 2g'),
    { flag: '--allow-incomplete', help: 'exit with 0 when nothing was found', standard: false },
    outFlag,
    jsonFlag,
    { flag: '--quiet', help: 'no progress, and of the result only what was found', standard: false },
    { flag: '--verbose', help: 'all that the report folds to a line', standard: false },
    colorFlag,
  ])
  addModelFlags(command)
    .addHelpText(
      'after',
      `
Walks see a part of what there is: that they find nothing proves nothing, and exits with 152.

Exit codes: 11 deadlock, 12 a property is violated, 64 bad flags, 75/76 an action or a property threw,
129/130/143 interrupted, 152 nothing was found, 255 internal error.

Examples:
  ${started.commandLine('simulate', '--faults', '6', '--records', '4')}
  ${started.commandLine('simulate', '--scenario', 'A8', '--faults', '6', '--seed', '1')}
  ${started.commandLine('simulate', 'model.ts', '--walks', '10000')}
`,
    )
    .action(run)
}

/** Runs the command and returns its exit code. @throws UserError for what the user can put right. */
export async function simulate(files: readonly string[], flags: SimulateFlags, terminal: Terminal): Promise<ExitCode> {
  if (flags.quiet && flags.verbose) throw new FlagError('--quiet and --verbose contradict each other')
  if (flags.scenario === 'all' || flags.scenario === 'list')
    throw new FlagError(`--scenario ${flags.scenario} is of check; simulate walks through one scenario at a time`)
  const file = moduleOf(files)
  const asked = file === undefined ? askedOf(flags) : await askedOfOwn(file, flags, terminal.cwd)
  const { plan, notes } = walkedPlan(asked.plan, flags.defects !== undefined)
  const out = resolve(terminal.cwd, flags.out)
  refuseUnwritable('--out', out)
  const isSilent = flags.quiet || flags.json
  const line = walkLine(terminal, isSilent)
  const seed = flags.seed ?? randomInt(MOST_SEED + 1)
  const maxSeconds = flags.maxSeconds ?? (flags.walks === undefined ? SECONDS : undefined)
  const result = await runSimulation(plan, (searched, options) => walk(searched.source, options), onThreads, {
    seed,
    maxWalks: flags.walks,
    maxSeconds,
    maxSteps: flags.maxSteps,
    first: flags.first,
    forbidDeadlock: flags.deadlock,
    workers: flags.workers,
    maxMemory: flags.maxMemory,
    checks: file !== undefined,
    signal: terminal.signal,
    onProgress: line.update,
  })
    .catch((error: unknown) => {
      throw asked.asUserError(error)
    })
    .finally(line.end)
  const { error } = result.simulation
  const stem = resolve(out, `${asked.plan.stem}-walk`)
  const unsaved: UserError[] = []
  const save = (trace: Trace) => saveIfRoom(trace, stem, terminal.cwd, (why) => void unsaved.push(why))
  const traces = result.found.flatMap((found) => {
    const verdict = found.property.said === 'violated' ? 'violated' : 'holds'
    const trace = traceOf(found.plan.model, specData(found.plan.spec), { ...found.property, verdict, path: found.path })
    return trace === undefined ? [] : [{ found, trace, file: save(trace) }]
  })
  const failed = error === undefined || error.kind === 'worker' ? undefined : traceOfError(plan.model, specData(plan.spec), error)
  const report = {
    program: programStarted(terminal.env),
    notes: [...asked.plan.notes, ...notes],
    settings: asked.plan.settings,
    traces,
    failed: failed && { trace: failed, file: save(failed) },
    guards: flags.coverage,
  }
  terminal.out(
    flags.json
      ? jsonText(simulationJson(result, report, signalOf(terminal)))
      : simulationText(result, {
          ...report,
          paint: painter(wantsColor(terminal, flags.color)),
          width: terminal.width,
          detail: detailOf(flags),
        }),
  )
  // What was found out is told; that it is not all on the disk is an error all the same.
  const [lost] = unsaved
  if (lost !== undefined) throw lost
  return exitCodeOf({
    verdict: result.simulation.verdict,
    error: error?.kind,
    stop: undefined,
    violated: result.simulation.properties.flatMap((p) => (p.said === 'violated' ? [p.kind] : [])),
    signal: signalOf(terminal),
    allowIncomplete: flags.allowIncomplete,
  })
}

/** On a terminal one line is redrawn; elsewhere nothing is said while it walks. */
function walkLine(terminal: Terminal, isSilent: boolean) {
  const { show, end } = redrawnLine(terminal)
  return {
    update: ({ walks, steps, seconds }: WalkProgress) => {
      if (walks > 0) terminal.tell({ type: 'searching', depth: 0, distinct: walks })
      if (!isSilent) show(`walks  ${count(walks)} (${count(walks / Math.max(seconds, 0.001))}/s)  ${count(steps)} steps`)
    },
    end,
  }
}
