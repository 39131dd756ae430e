/** The command `explain`: a cluster's own records, explained by a run of the model. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { fileName, saveIfRoom } from '../answers/save-traces.ts'
import { dumpLog, NotDumped } from '../cluster/kafka/dump.ts'
import { type InputFile, sortingInputs } from '../explain/inputs.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode, exitCodeOfSignal, signalOf } from '../machine/exit-codes.ts'
import { refuseUnwritable, refuseUnwritableFile, writeWhole } from '../machine/files.ts'
import { inSteps } from '../machine/named-files.ts'
import { readBounded, whyUnread } from '../machine/read-file.ts'
import { OptionError } from '../model/option-error.ts'
import { CURRENT_VERSION } from '../model/kraft/versions.ts'
import { explainInputs, NothingFound, type ToldExplanation } from '../questions/explain-inputs.ts'
import { filesNamed, recordsFlags, type RecordsFlags } from '../questions/flags/explain.ts'
import { withPool } from '../questions/on-threads.ts'
import { explanationJson } from '../reports/explanation/json.ts'
import { renderRun } from '../reports/explanation/run.ts'
import { explanationText } from '../reports/explanation/text.ts'
import { count } from '../text/counted.ts'
import { FlagError } from '../text/flag-error.ts'
import { jsonText } from '../text/json-text.ts'
import { printable } from '../text/printable.ts'
import { renderHtml } from '../web/report/html.ts'
import { reportTemplate } from '../web/serve/report-template.ts'
import { addCommand } from './commands.ts'
import { kafkaOf } from './confirm/kafka-of.ts'
import { addFlags, type LimitFlags, maxMemoryFlag, type OutputFlags, workersFlag } from './flags.ts'
import { colorFlag, jsonFlag, outFlag } from '../questions/flags/common.ts'
import { redrawnLine } from './progress.ts'
import { endedEarly, painter, type Terminal, wantsColor } from './terminal.ts'

export interface ExplainFlags extends RecordsFlags, LimitFlags, OutputFlags {
  readonly html?: string
}

/** Characters of all files together, and bytes of one, that are read. */
const MOST = 2 ** 28
/** A segment of Kafka is named by its first offset; anything else that ends alike is text. */
const SEGMENT = /(^|[/\\])\d{20}(-\d{10})?\.(log|checkpoint)$/

/** Adds `explain` and its flags to the program. */
export function addExplain(program: Command, run: (files: readonly string[], flags: ExplainFlags) => Promise<void>): void {
  addFlags(addCommand(program, 'explain', 'what kafka-dump-log prints, .log files, JSON lines of verifiable clients'), [
    ...recordsFlags,
    workersFlag(),
    maxMemoryFlag(),
    { flag: '--html <file>', help: 'write the run as a page' },
    outFlag,
    jsonFlag,
    { flag: '--quiet', help: 'no progress', standard: false },
    colorFlag,
  ])
    .addHelpText(
      'after',
      '\nExit codes: 0 explained, and nothing that was acknowledged is lost, 12 explained, and an acknowledged record is lost, 10 no run\nof the model shows this, 64 bad flags, 151 a file cannot be read or has nothing to explain, 152 it could not be told,\n129/130/143 interrupted, 255 internal error.\n',
    )
    .action(run)
}

/** Runs the command and returns its exit code. @throws UserError for what the user can put right. */
export async function explain(files: readonly string[], flags: ExplainFlags, terminal: Terminal): Promise<ExitCode> {
  refuseUnwritable('--out', resolve(terminal.cwd, flags.out))
  const html = flags.html === undefined ? undefined : resolve(terminal.cwd, flags.html)
  if (html !== undefined) refuseUnwritableFile('--html', html)
  const read: InputFile[] = []
  let room = MOST
  for (const file of filesNamed(files, flags)) {
    const text = await textOf(file.name, flags, terminal)
    if ((room -= text.length) < 0)
      throw new UserError(
        'TM-603',
        `${printable(file.name)}: with it the files have more than ${count(MOST)} characters, the most that is read`,
        ExitCode.unreadableInput,
      )
    read.push({ ...file, text })
  }
  const told = await tell(read, flags, terminal)
  if (signalOf(terminal) !== undefined) return endedEarly(terminal, 'the records were explained')
  const stem = resolve(terminal.cwd, flags.out, fileName(`explained-${told.history.topic}-${told.history.partition}`))
  const { mortem } = told
  const traces = mortem === undefined ? [] : [mortem.run, ...(mortem.broken === undefined ? [] : [mortem.broken.trace])]
  const unsaved: UserError[] = []
  const saved = traces.flatMap((trace) => saveIfRoom(trace, stem, terminal.cwd, (error) => void unsaved.push(error)) ?? [])
  const run = renderRun(told)
  if (flags.json) terminal.out(jsonText(explanationJson({ ...told, saved })))
  else {
    const paint = painter(wantsColor(terminal, flags.color))
    terminal.out(explanationText({ ...told, saved }, paint, terminal.width))
    if (run !== undefined) terminal.out(`\n${run.text(paint, terminal.width)}`)
  }
  if (html !== undefined && run !== undefined) {
    const template = await reportTemplate()
    writeWhole(html, (write) => write(renderHtml(template, run.report)))
  }
  // What was found out is told; that it is not all on the disk is an error all the same.
  const [lost] = unsaved
  if (lost !== undefined) throw lost
  return EXIT_CODES[told.verdict]
}

const EXIT_CODES = {
  kept: ExitCode.holds,
  lost: ExitCode.safety,
  undecided: ExitCode.incomplete,
  unexplained: ExitCode.witness,
  incomplete: ExitCode.incomplete,
} as const

async function tell(read: readonly InputFile[], flags: ExplainFlags, terminal: Terminal): Promise<ToldExplanation> {
  const line = redrawnLine(terminal)
  const { topic, partition, from, to, kafkaVersion, set = {}, workers, maxMemory, maxStates } = flags
  const onPass = (pass: number, most: number): void => {
    terminal.tell({ type: 'answered', done: pass - 1, of: most })
    if (!flags.json && !flags.quiet) line.show(`search ${pass} of ${most} at most`)
  }
  try {
    const asked = { topic, partition, from, to, version: kafkaVersion, set }
    const options = { workers, maxMemory, maxStates, signal: terminal.signal }
    const inputs = await inSteps(sortingInputs(read), terminal).catch((error: unknown) => {
      throw cameFirst(terminal) ?? error
    })
    return await withPool((search) => explainInputs(inputs, asked, { search, options, onPass }))
  } catch (error) {
    if (error instanceof NothingFound) throw new UserError('TM-603', printable(error.message), ExitCode.unreadableInput)
    throw error instanceof OptionError ? new FlagError(`--set ${error.message}`) : error
  } finally {
    line.end()
  }
}

/** What is said when a signal has come. */
function cameFirst(terminal: Terminal): UserError | undefined {
  const signal = signalOf(terminal)
  return signal && new UserError('TM-603', `${signal} came before everything was read`, exitCodeOfSignal(signal))
}

/** @throws UserError TM-603. */
async function textOf(name: string, flags: ExplainFlags, terminal: Terminal): Promise<string> {
  const path = resolve(terminal.cwd, name)
  try {
    if (!SEGMENT.test(path)) return await readBounded(path, MOST, terminal.signal)
    return await dumpLog(kafkaOf(flags.kafka, CURRENT_VERSION, terminal), path, terminal.signal)
  } catch (error) {
    if (error instanceof UserError) throw error
    const ended = cameFirst(terminal)
    if (ended !== undefined) throw ended
    const why = error instanceof NotDumped ? error.message : whyUnread(path, error)
    throw new UserError('TM-603', printable(`${name}: ${why}`), ExitCode.unreadableInput)
  }
}
