/** The command `explain`: a cluster's own records, explained by a run of the model. */
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { saveTrace } from '../answers/save-traces.ts'
import { dumpLog, NotDumped } from '../cluster/kafka/dump.ts'
import { type InputFile, sortInputs } from '../explain/inputs.ts'
import { CURRENT_VERSION, type KafkaVersion, KAFKA_VERSIONS, releaseOf } from '../model/kraft/versions.ts'
import { OptionError } from '../model/option-error.ts'
import { type Bound, explainInputs, NothingFound, type ToldExplanation } from '../questions/explain-inputs.ts'
import { withPool } from '../questions/on-threads.ts'
import { explanationJson } from '../reports/explanation/json.ts'
import { explanationText } from '../reports/explanation/text.ts'
import { renderRun } from '../reports/explanation/run.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode, exitCodeOfSignal } from '../machine/exit-codes.ts'
import { refuseUnwritable, refuseUnwritableFile, writeWhole } from '../machine/files.ts'
import { readBounded } from '../machine/read-file.ts'
import { jsonText } from '../text/json-text.ts'
import { messageOf } from '../text/message-of.ts'
import { printable } from '../text/printable.ts'
import { renderHtml } from '../web/report/html.ts'
import { reportTemplate } from '../web/serve/report-template.ts'
import { addCommand } from './commands.ts'
import { kafkaOf } from './confirm/kafka-of.ts'
import { keyValue, maxMemoryOption, several, wholeNumber, workersOption } from './flags.ts'
import { painter, signalOf, type Terminal, wantsColor } from './terminal.ts'

export interface ExplainFlags {
  readonly replica?: readonly string[]
  readonly topic?: string
  readonly partition?: number
  readonly from?: Bound
  readonly to?: Bound
  readonly kafkaVersion?: KafkaVersion
  readonly set?: Readonly<Record<string, string>>
  readonly kafka?: string
  readonly workers: number
  readonly maxMemory: number
  readonly maxStates: number
  readonly html?: string
  readonly out: string
  readonly json: boolean
  readonly quiet: boolean
  readonly color: boolean
}

/** Bytes of a file that are read. */
const MOST = 2 ** 28

/** Adds `explain` and its flags to the program. */
export function addExplain(program: Command, run: (files: readonly string[], flags: ExplainFlags) => Promise<void>): void {
  addCommand(program, 'explain', 'what kafka-dump-log prints, .log files, JSON lines of verifiable clients')
    .addOption(
      new Option('--replica <id=file>', 'of which broker a dump of the partition is, where its path does not say').argParser(
        several,
      ),
    )
    .option('--topic <name>', 'the topic, where the metadata log has several')
    .addOption(new Option('--partition <n>', 'the partition, where the topic has several').argParser(wholeNumber(0)))
    .addOption(new Option('--from <bound>', 'where the story begins: an offset of the metadata log, or a time').argParser(bound))
    .addOption(new Option('--to <bound>', 'where it ends: an offset of the metadata log, or a time').argParser(bound))
    .addOption(
      new Option('--kafka-version <version>', 'the release whose rules hold (default: as metadata.version says)').argParser(
        version,
      ),
    )
    .addOption(
      new Option('--set <key=value>', 'a setting that stands in no record, such as acks=1 or min.insync.replicas=2').argParser(
        keyValue,
      ),
    )
    .option('--kafka <version>', 'for .log files: the Kafka whose kafka-dump-log reads them, as for confirm')
    .addOption(workersOption())
    .addOption(maxMemoryOption())
    .addOption(
      new Option('--max-states <n>', 'end a search beyond this many distinct states')
        .argParser(wholeNumber(1))
        .default(2_000_000),
    )
    .option('--html <file>', 'write the run as a page')
    .option('--out <dir>', 'where runs are saved', '.tidemark/traces')
    .option('--json', 'print one JSON object and nothing else', false)
    .option('--quiet', 'no progress', false)
    .option('--no-color', 'never colour the output')
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
  const inputs = sortInputs(await readAll(files, flags, terminal))
  const told = await tell(inputs, flags, terminal)
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  const stem = resolve(terminal.cwd, flags.out, `explained-${told.history.topic}-${told.history.partition}`)
  const { mortem } = told
  const traces = mortem === undefined ? [] : [mortem.run, ...(mortem.broken === undefined ? [] : [mortem.broken.trace])]
  const saved = traces.map((trace) => saveTrace(trace, stem, terminal.cwd))
  const run = renderRun(told)
  if (html !== undefined && run !== undefined) {
    const template = await reportTemplate()
    writeWhole(html, (write) => write(renderHtml(template, run.report)))
  }
  if (flags.json) terminal.out(jsonText(explanationJson({ ...told, saved })))
  else {
    const paint = painter(wantsColor(terminal, flags.color))
    terminal.out(explanationText({ ...told, saved }, paint, terminal.width))
    if (run !== undefined) terminal.out(`\n${run.text(paint, terminal.width)}`)
  }
  return EXIT_CODES[told.verdict]
}

const EXIT_CODES = {
  kept: ExitCode.holds,
  lost: ExitCode.safety,
  undecided: ExitCode.incomplete,
  unexplained: ExitCode.witness,
  incomplete: ExitCode.incomplete,
} as const

async function tell(inputs: ReturnType<typeof sortInputs>, flags: ExplainFlags, terminal: Terminal): Promise<ToldExplanation> {
  const isShown = !flags.json && !flags.quiet
  const isLine = isShown && terminal.errIsTerminal
  const { topic, partition, from, to, kafkaVersion, set = {}, workers, maxMemory, maxStates } = flags
  try {
    return await withPool((search) =>
      explainInputs(
        inputs,
        { topic, partition, from, to, version: kafkaVersion, set },
        {
          search,
          options: { workers, maxMemory, maxStates, signal: terminal.signal },
          onPass: (pass, most) => {
            terminal.tell({ type: 'answered', done: pass - 1, of: most })
            if (isShown) terminal.err(`${isLine ? '\r\u001b[K' : ''}search ${pass} of ${most} at most${isLine ? '' : '\n'}`)
          },
        },
      ),
    )
  } catch (error) {
    if (error instanceof NothingFound) throw new UserError('TM-603', printable(error.message), ExitCode.unreadableInput)
    if (error instanceof OptionError) throw new UserError('TM-101', `--set ${error.message}`)
    throw error
  } finally {
    if (isLine) terminal.err('\r\u001b[K')
  }
}

/** The texts of the files, each with the broker that `--replica` says. @throws UserError TM-603. */
async function readAll(files: readonly string[], flags: ExplainFlags, terminal: Terminal): Promise<InputFile[]> {
  const replicas = (flags.replica ?? []).map((text) => {
    const [, id, name] = /^(\d+)=(.+)$/.exec(text) ?? []
    if (id === undefined || name === undefined)
      throw new UserError('TM-101', `--replica ${text}: it must be ID=FILE, as in 1=broker1.txt`)
    return { name, broker: Number(id) }
  })
  const others = files.filter((name) => replicas.every((replica) => replica.name !== name))
  const read: InputFile[] = []
  for (const { name, broker } of [...others.map((other) => ({ name: other, broker: undefined })), ...replicas])
    read.push({ name, text: await textOf(name, flags, terminal), broker })
  return read
}

async function textOf(name: string, flags: ExplainFlags, terminal: Terminal): Promise<string> {
  const path = resolve(terminal.cwd, name)
  try {
    if (!/\.(log|checkpoint)$/.test(name) || !isSegment(path)) return await readBounded(path, MOST, terminal.signal)
    return await dumpLog(kafkaOf(flags.kafka, CURRENT_VERSION, terminal), path, terminal.signal)
  } catch (error) {
    if (error instanceof UserError) throw error
    const signal = signalOf(terminal)
    if (signal !== undefined) throw new UserError('TM-603', `${signal} came before everything was read`, exitCodeOfSignal(signal))
    const why = error instanceof NotDumped ? error.message : `cannot be read: ${messageOf(error)}`
    throw new UserError('TM-603', printable(`${name}: ${why}`), ExitCode.unreadableInput)
  }
}

/** A segment of Kafka is named by its first offset; anything else that ends alike is text. */
const isSegment = (path: string): boolean => /(^|[/\\])\d{20}(-\d{10})?\.(log|checkpoint)$/.test(path)

/** An offset of the metadata log, or a time. */
function bound(text: string): Bound {
  if (/^\d+$/.test(text)) return { offset: Number(text) }
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new InvalidArgumentError('It must be an offset, or a time such as 2026-11-26T04:44:09Z.')
  return { time }
}

function version(text: string): KafkaVersion {
  const found = releaseOf(text)
  if (found === undefined)
    throw new InvalidArgumentError(`It must be a release of Kafka, ${KAFKA_VERSIONS[0]} to ${CURRENT_VERSION}.`)
  return found
}
