/** The command `confirm`: counterexamples of the models of replication on KRaft and of transactions, step by step on a real Kafka. */
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { removeLeftovers } from '../cluster/nodes/runs.ts'
import { readTrace } from '../answers/read-traces.ts'
import { withPool } from '../questions/on-threads.ts'
import { counterexampleOf, scenariosNamed, specOfClaim } from '../questions/scenarios.ts'
import { reportSources } from '../questions/report-sources.ts'
import { originOf } from '../questions/trace-origin.ts'
import { rulesAndRelease } from '../questions/driven-transactions.ts'
import { ticket } from '../reports/confirm/ticket.ts'
import { confirmationJson, confirmationText, type Told } from '../reports/confirm/text.ts'
import { OptionError } from '../model/option-error.ts'
import { reportData, type Trace } from '../traces/index.ts'
import { jsonText } from '../text/json-text.ts'
import { addCommand } from './commands.ts'
import { kafkaOf } from './confirm/kafka-of.ts'
import { replay } from './confirm/replay.ts'
import { confirmMutants } from './confirm/mutants.ts'
import { confirmNemesis } from './confirm/nemesis.ts'
import { confirmRandom } from './confirm/random.ts'
import { confirmScenarios } from './confirm/scenarios.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode } from '../machine/exit-codes.ts'
import { makeFolder, refuseUnwritableFile, writeWhole } from '../machine/files.ts'
import { addFlags } from './flags.ts'
import { confirmFlags, type ConfirmFlags, refuseConfirmFlags } from '../questions/flags/confirm.ts'
import { kafkaFolder } from './kafka.ts'
import { searching } from './progress.ts'
import { endedEarly, painter, type Terminal, wantsColor } from './terminal.ts'
import { FlagError } from '../text/flag-error.ts'

/** Adds `confirm` and its flags to the program. */
export function addConfirm(program: Command, run: (file: string | undefined, flags: ConfirmFlags) => Promise<void>): void {
  addFlags(addCommand(program, 'confirm', 'an .itf.json file that check has saved'), confirmFlags)
    .addHelpText(
      'after',
      '\nExit codes: 0 confirmed, 10 not reproduced, or the cluster does something else, 64 bad flags, 151 the trace or a Kafka\ncannot be read, 152 a step cannot be driven, 129/130/143 interrupted, 255 internal error.\n',
    )
    .action(run)
}

/** Runs the command and returns its exit code. @throws UserError for what the user can put right. */
export async function confirm(file: string | undefined, flags: ConfirmFlags, terminal: Terminal): Promise<ExitCode> {
  refuseConfirmFlags(file, flags)
  const evidence = evidenceFile(file, flags, terminal)
  if (evidence !== undefined) refuseUnwritableFile('--evidence', evidence)
  const report = flags.report === undefined ? undefined : resolve(terminal.cwd, flags.report)
  if (report !== undefined) refuseUnwritableFile('--report', report)
  const base = join(kafkaFolder(terminal.env), 'runs')
  makeFolder(base)
  const removed = await removeLeftovers(base)
  if (removed > 0 && !flags.quiet)
    terminal.err(`removed what ${removed} earlier ${removed === 1 ? 'run' : 'runs'} had left behind\n`)
  if (flags.scenario !== undefined) return confirmScenarios(scenariosNamed(flags.scenario), { base, flags, terminal })
  if (flags.mutate !== undefined) return confirmMutants({ base, flags, terminal })
  if (flags.random !== undefined) return confirmRandom({ base, flags, terminal })
  if (flags.nemesis !== undefined) return confirmNemesis({ base, flags, terminal })

  const trace = file === undefined ? await traceOfClaim(flags.claim ?? '', terminal) : await drivableTrace(file, terminal)
  if (trace === undefined) return endedEarly(terminal, 'there was a run to replay')
  const { rules, version } = rulesAndRelease(trace, flags.kafka !== undefined)
  const kafka = kafkaOf(flags.kafka, version, terminal)
  const isShown = !flags.json && !flags.quiet
  const replayed = await replay(trace, rules, kafka, { label: '', base, keep: flags.keep, isShown, terminal })
  if (replayed === undefined) return endedEarly(terminal, 'the run was replayed')
  const told: Told = { ...replayed, property: trace.property.name }
  const json = jsonText(confirmationJson(told))
  // First what people wait for: a file that cannot be written does not take it with it.
  terminal.out(flags.json ? json : confirmationText(told, painter(wantsColor(terminal, flags.color)), terminal.width))
  if (evidence !== undefined) writeWhole(evidence, (write) => write(json))
  if (report !== undefined) {
    const again = [
      originOf(trace.spec, trace.property).command,
      `tidemark confirm ${file ?? `--claim ${flags.claim}`} --kafka ${kafka.version}`,
    ].filter((line) => line !== undefined)
    const data = reportData(reportSources(trace.spec), trace)
    writeWhole(report, (write) => write(ticket(told, data, again)))
  }
  return EXIT_CODES[replayed.ending.kind]
}

const EXIT_CODES = {
  confirmed: ExitCode.holds,
  diverged: ExitCode.witness,
  'not reproduced': ExitCode.witness,
  'cannot be driven': ExitCode.incomplete,
} as const

/** @throws UserError when it cannot be read, does not replay, or is of another model. */
async function drivableTrace(file: string, terminal: Terminal): Promise<Trace> {
  try {
    const { trace } = await readTrace(file, terminal)
    if (trace.model === 'kraft' || trace.model === 'transactions') return trace
    throw new FlagError(`${file} is a trace of ${trace.model}; a cluster runs what kraft and transactions model`)
  } catch (error) {
    throw error instanceof OptionError ? new UserError('TM-202', error.message, ExitCode.unreadableInput) : error
  }
}

/** The counterexample of a claim; undefined when a signal came first. @throws FlagError when there is none. */
function traceOfClaim(id: string, terminal: Terminal): Promise<Trace | undefined> {
  const spec = specOfClaim(id)
  return withPool((search) => counterexampleOf(spec, search, terminal.signal, (progress) => searching(terminal, progress)))
}

/** Where the evidence of a trace goes: beside it, unless told otherwise. */
function evidenceFile(file: string | undefined, { evidence }: ConfirmFlags, { cwd }: Terminal): string | undefined {
  if (evidence !== undefined) return resolve(cwd, evidence)
  return file === undefined ? undefined : resolve(cwd, `${file.replace(/(\.itf)?\.json$/, '')}.evidence.json`)
}
