/** The command `confirm`: a counterexample of the kraft model, step by step on a real Kafka. */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { type Confirmation, confirm as confirmTrace } from '../cluster/confirm.ts'
import { kafkaIn, kafkasIn } from '../cluster/kafka/home.ts'
import { removeLeftovers } from '../cluster/nodes/runs.ts'
import { type Kafka, NotStarted } from '../cluster/nodes/java.ts'
import { releaseOf } from '../model/kraft/versions.ts'
import { rulesOf, type TraceRules } from '../questions/trace-rules.ts'
import { confirmationJson, confirmationText } from '../reports/confirm.ts'
import { harmlessLines } from '../text/harmless.ts'
import type { Trace } from '../traces/index.ts'
import { addCommand } from './commands.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode, exitCodeOfSignal } from '../machine/exit-codes.ts'
import { kafkaFolder } from './kafka.ts'
import { programStarted } from './started-by.ts'
import { painter, signalOf, type Terminal, wantsColor } from './terminal.ts'
import { readTrace } from './trace.ts'

export interface ConfirmFlags {
  readonly kafka?: string
  readonly keep: boolean
  readonly json: boolean
  readonly quiet: boolean
  readonly color: boolean
}

/** Adds `confirm` and its flags to the program. */
export function addConfirm(program: Command, run: (file: string, flags: ConfirmFlags) => Promise<void>): void {
  addCommand(program, 'confirm', 'an .itf.json file that check has saved')
    .option('--kafka <version>', 'a release that was fetched, or the folder of a Kafka (default: KAFKA_HOME, else as the trace)')
    .option('--keep', 'leave the folder of the cluster, with its logs', false)
    .option('--json', 'print one JSON object and nothing else', false)
    .option('--quiet', 'no progress', false)
    .option('--no-color', 'never colour the output')
    .addHelpText(
      'after',
      '\nExit codes: 0 confirmed, 10 not reproduced, or the cluster does something else, 64 bad flags, 151 the trace or a Kafka\ncannot be read, 152 a step cannot be driven, 129/130/143 interrupted, 255 internal error.\n',
    )
    .action(run)
}

/** Runs the command and returns its exit code. @throws UserError for what the user can put right. */
export async function confirm(file: string, flags: ConfirmFlags, terminal: Terminal): Promise<ExitCode> {
  const { trace } = await readTrace(file, terminal)
  if (trace.model !== 'kraft')
    throw new UserError('TM-101', `${file} is a trace of ${trace.model}; a cluster runs what kraft models`)
  const base = join(kafkaFolder(terminal.env), 'runs')
  mkdirSync(base, { recursive: true })
  const removed = await removeLeftovers(base)
  if (removed > 0 && !flags.quiet) terminal.err(`removed what ${removed} earlier runs had left behind\n`)
  const rules = rulesOf(trace)
  const kafka = kafkaOf(flags.kafka, rules, terminal)
  const confirmation = await replayed(trace, rules, kafka, { base, flags, terminal })
  if (confirmation === undefined) return exitCodeOfSignal(signalOf(terminal) ?? 'SIGINT')
  if (flags.json) terminal.out(`${JSON.stringify(confirmationJson(trace, confirmation), undefined, 2)}\n`)
  else terminal.out(confirmationText(trace, confirmation, painter(wantsColor(terminal, flags.color)), terminal.width))
  return EXIT_CODES[confirmation.ending.kind]
}

const EXIT_CODES: Readonly<Record<Confirmation['ending']['kind'], ExitCode>> = {
  confirmed: ExitCode.holds,
  diverged: ExitCode.witness,
  'not reproduced': ExitCode.witness,
  'cannot be driven': ExitCode.incomplete,
}

/** Replays a trace; undefined when a signal has ended it. @throws UserError when no cluster can be started. */
async function replayed(
  trace: Trace,
  rules: TraceRules,
  kafka: Kafka,
  { base, flags, terminal }: { readonly base: string; readonly flags: ConfirmFlags; readonly terminal: Terminal },
): Promise<Confirmation | undefined> {
  const release = releaseOf(kafka.version)
  const isShown = !flags.json && !flags.quiet && terminal.errIsTerminal
  try {
    return await confirmTrace(trace, {
      kafka,
      options: rules.options,
      isOfRelease: release !== undefined && rules.foreignTo(release).length === 0,
      base,
      keep: flags.keep,
      signal: terminal.signal,
      onStep: (step, of, action) => {
        terminal.tell({ type: 'driving', step, of })
        const line = `step ${step}/${of}  ${action}`
        if (isShown) terminal.err(`\r\u001b[K${line.slice(0, terminal.width - 1)}`)
        else if (!flags.json && !flags.quiet) terminal.err(`${line}\n`)
      },
    })
  } catch (error) {
    if (signalOf(terminal) !== undefined) return undefined
    if (error instanceof NotStarted) throw new UserError('TM-602', harmlessLines(error.message), ExitCode.internal)
    throw error
  } finally {
    if (isShown) terminal.err('\r\u001b[K')
  }
}

/** The Kafka to run. @throws UserError TM-601 that says how to come by one. */
function kafkaOf(asked: string | undefined, { version }: TraceRules, terminal: Terminal): Kafka {
  const fetched = kafkasIn(kafkaFolder(terminal.env))
  const fetch = (release: string): string => programStarted(terminal.env).commandLine('kafka', release)
  if (asked !== undefined) {
    const found = fetched.find((kafka) => kafka.version === asked) ?? kafkaIn(resolve(terminal.cwd, asked))
    if (found !== undefined) return found
    const how = /^\d+\.\d+\.\d+$/.test(asked) ? `was not fetched: ${fetch(asked)}` : 'is no folder with the jars of Kafka'
    throw new UserError('TM-601', `--kafka: ${asked} ${how}`)
  }
  const home = terminal.env['KAFKA_HOME']
  const atHome = home === undefined || home === '' ? undefined : kafkaIn(resolve(terminal.cwd, home))
  const found = atHome ?? fetched.find((kafka) => releaseOf(kafka.version) === version)
  if (found !== undefined) return found
  const release = version.split('.').length === 2 ? `${version}.0` : version
  throw new UserError('TM-601', `there is no Kafka ${version} to run: ${fetch(release)} fetches it; --kafka names another`)
}
