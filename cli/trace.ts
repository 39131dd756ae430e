/** The command `trace`: reads a saved counterexample, makes sure it replays, and renders it. */
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { Model } from '../checker/model.ts'
import {
  extend,
  type Extension,
  MAX_ITF_CHARS,
  renderExtension,
  renderMermaid,
  renderText,
  reportData,
  type ReportData,
  type StoryData,
  type Trace,
  type TraceStep,
  writeItf,
} from '../traces/index.ts'
import { renderHtml } from '../web/report/html.ts'
import { addCommand } from './commands.ts'
import { type ErrorCode, UserError } from '../machine/errors.ts'
import { ExitCode, exitCodeOfSignal } from '../machine/exit-codes.ts'
import { writeWhole } from '../machine/files.ts'
import { oneOf, wholeNumber } from './flags.ts'
import { OptionError } from '../model/option-error.ts'
import { reportSources } from '../questions/report-sources.ts'
import { jsonText } from '../text/json-text.ts'
import { printable } from '../text/printable.ts'
import { ownModelOf } from './own-model.ts'
import { reportTemplate } from '../web/serve/report-template.ts'
import { readBounded } from '../machine/read-file.ts'
import { readEvidence } from './evidence.ts'
import { painter, signalOf, type Terminal, wantsColor } from './terminal.ts'
import { messageOf } from '../text/message-of.ts'
import { parseTrace, replayOn, verifyTrace, type WrongTrace } from '../questions/verify-trace.ts'
import { asOwnSpec, isOwn, type OwnSpec } from '../questions/own-spec.ts'

const FORMATS = ['text', 'mermaid', 'html', 'itf', 'json'] as const

export interface TraceFlags {
  readonly format?: (typeof FORMATS)[number]
  readonly model?: string
  readonly out?: string
  readonly evidence?: string
  readonly all: boolean
  readonly extend?: number
  readonly seed: number
  readonly json: boolean
  readonly quiet: boolean
  readonly color: boolean
}

/** Adds `trace` and its flags to the program. */
export function addTrace(program: Command, run: (file: string, flags: TraceFlags) => Promise<void>): void {
  addCommand(program, 'trace', 'an .itf.json file that check has saved')
    .addOption(new Option('--format <name>', `how to show it: ${FORMATS.join(', ')} (default: text)`).argParser(oneOf(FORMATS)))
    .option(
      '--model <file>',
      'for a trace of a model of your own: its module; the one that a trace names is never loaded by itself',
    )
    .option('--evidence <file>', 'show beside each step what a real Kafka showed: what confirm has written')
    .option('--out <file>', 'write to a file instead of standard output')
    .option('--all', 'show the whole final state too', false)
    .addOption(
      new Option('--extend <n>', 'walk on from its end, by so many steps taken at random (text and JSON)').argParser(
        wholeNumber(1, 10_000),
      ),
    )
    .addOption(new Option('--seed <n>', 'what --extend draws its steps from').argParser(wholeNumber(0)).default(1))
    .option('--json', 'the same as --format json', false)
    .option('--quiet', 'only verify that the trace replays', false)
    .option('--no-color', 'never colour the output')
    .addHelpText('after', '\nExit codes: 0 the trace replays, 64 bad flags, 151 it cannot be read or does not replay.\n')
    .action(run)
}

/** Runs the command and returns its exit code. @throws UserError for what the user can put right. */
export async function trace(file: string, flags: TraceFlags, terminal: Terminal): Promise<ExitCode> {
  if (flags.json && flags.format !== undefined && flags.format !== 'json')
    throw new UserError('TM-101', `--json and --format ${flags.format} contradict each other`)
  if (flags.extend !== undefined && !['text', 'json'].includes(flags.json ? 'json' : (flags.format ?? 'text')))
    throw new UserError(
      'TM-101',
      `--extend goes beyond what the trace shows, which --format ${flags.format} has no room for; text and json have`,
    )
  const { model, trace: verified } = await readTraceOn(flags.model, file, terminal)
  const further = flags.extend === undefined ? undefined : extend(model, verified, flags.extend, flags.seed)
  if (flags.quiet && flags.out === undefined) return ExitCode.holds
  const format = flags.json ? 'json' : (flags.format ?? 'text')
  const evidence = flags.evidence === undefined ? undefined : await readEvidence(flags.evidence, terminal)
  const data = (): ReportData => {
    const shown = reportData(reportSources(verified.spec, model), verified)
    return evidence === undefined ? shown : evidence(shown)
  }
  const template = format === 'html' ? await reportTemplate() : ''
  const render = (write: (chunk: string) => void): void => {
    switch (format) {
      case 'text': {
        const paint = painter(flags.out === undefined && wantsColor(terminal, flags.color))
        const width = flags.out === undefined ? terminal.width : 100
        write(renderText(verified, { paint, width, all: flags.all, report: data() }))
        if (further !== undefined)
          write(
            `\nHow it can go on (--seed ${flags.seed}):\n\n${renderExtension(verified, further, width, paint) || '      nothing is enabled that changes anything\n'}`,
          )
        return
      }
      case 'mermaid':
        write(renderMermaid(data()))
        return
      case 'html':
        write(renderHtml(template, data()))
        return
      case 'itf':
        writeItf(verified, write)
        return
      case 'json':
        write(jsonText(traceJson(verified, data().story, further && { seed: flags.seed, ...further })))
    }
  }
  if (flags.out === undefined) render(terminal.out)
  else writeWhole(resolve(terminal.cwd, flags.out), render)
  return ExitCode.holds
}

/** The trace in a file, and the model on which it has been replayed. @throws UserError saying what is wrong with it. */
export const readTrace = async (file: string, terminal: Reader): Promise<Replayed> =>
  verifiedTrace(file, await readText(file, terminal))

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
export async function readTraceOn(module: string | undefined, file: string, terminal: Reader): Promise<Replayed> {
  if (module === undefined) return readTrace(file, terminal)
  const { trace } = good(file, parseTrace(await readText(file, terminal)))
  if (!isOwn(trace.spec))
    throw new UserError('TM-101', `--model: ${file} is a trace of ${trace.model}, a model that is built in; leave it out`)
  try {
    return good(file, replayOn(await ownModelOf(module, ownSpecOf(trace), terminal), trace))
  } catch (error) {
    throw error instanceof OptionError ? bad(file, { code: 'TM-202', message: `$.#meta.spec: ${error.message}` }) : error
  }
}

interface Replayed {
  readonly model: Model
  readonly trace: Trace
}

const ownSpecOf = ({ spec }: Trace): OwnSpec => asOwnSpec(spec as Readonly<Record<string, unknown>>)

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
async function readText(file: string, terminal: Reader): Promise<string> {
  try {
    return await readBounded(resolve(terminal.cwd, file), 4 * MAX_ITF_CHARS, terminal.signal)
  } catch (error) {
    const signal = signalOf(terminal)
    const why =
      signal === undefined ? `cannot be read: ${messageOf(error)}` : `${signal} came before its end; nothing was searched`
    throw new UserError(
      'TM-201',
      printable(`${file}: ${why}`),
      signal === undefined ? ExitCode.unreadableInput : exitCodeOfSignal(signal),
    )
  }
}

type Reader = Pick<Terminal, 'cwd' | 'signal'>

/** A trace as plain JSON: what `--format json` prints. Sets are sorted lists. */
function traceJson(trace: Trace, story: StoryData | undefined, further?: Extension & { readonly seed: number }): object {
  return {
    schema: 1,
    command: 'trace',
    verdict: trace.status,
    model: { name: trace.model, bounds: trace.bounds },
    property: trace.property,
    why: trace.why,
    ...(story !== undefined && { story }),
    steps: trace.steps.map(stepJson),
    states: trace.states.map((state) => state.toJS()),
    ...(further && {
      further: {
        seed: further.seed,
        steps: further.steps.map(stepJson),
        states: further.states.slice(1).map((state) => state.toJS()),
      },
    }),
  }
}

const stepJson = ({ action, params }: TraceStep): object => ({
  action,
  params: Object.fromEntries(params.map((p) => [p.name, p.value])),
})
