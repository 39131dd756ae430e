/** `confirm --scenario`: the catalogue of anomalies on the releases it is about, and the page of what came out. */
import { jsonText } from '../../text/json-text.ts'
import { refuseWithoutDocs, saveConfirmed } from '../../answers/save-confirmed.ts'
import type { Scenario } from '../../model/kraft/scenarios.ts'
import type { TransactionScenario } from '../../model/transactions/scenarios.ts'
import { CURRENT_VERSION } from '../../model/kraft/versions.ts'
import { withPool } from '../../questions/on-threads.ts'
import { counterexampleOf } from '../../questions/scenarios.ts'
import { rulesOf } from '../../questions/trace-rules.ts'
import type { ConfirmedRow } from '../../reports/confirm/docs.ts'
import { isAstray, rowOf, unrunRow } from '../../reports/confirm/row.ts'
import { rowLine } from '../../reports/confirm/text.ts'
import { ExitCode, exitCodeOfSignal, signalOf } from '../../machine/exit-codes.ts'
import { kafkaOf } from './kafka-of.ts'
import { replay, type Run } from './replay.ts'
import { searching } from '../progress.ts'

/** Replays scenarios one after the other. Exit code 0 when each is confirmed, or not reproduced where its rules are not those of the release. */
export async function confirmScenarios(scenarios: readonly (Scenario | TransactionScenario)[], run: Run): Promise<ExitCode> {
  const { flags, terminal } = run
  if (flags.writeDocs) refuseWithoutDocs(terminal.cwd)
  const rows: ConfirmedRow[] = []
  for (const scenario of scenarios) {
    const row = await replayed(scenario, run)
    if (row === undefined) break
    rows.push(row)
    if (!flags.json) terminal.out(`${rowLine(row)}\n`)
    if (flags.writeDocs) saveConfirmed(row, terminal.cwd)
  }
  if (flags.json) terminal.out(jsonText({ schema: 1, command: 'confirm', scenarios: rows }))
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  if (rows.some(isAstray)) return ExitCode.witness
  return rows.some(({ outcome }) => outcome === 'cannot be driven') ? ExitCode.incomplete : ExitCode.holds
}

async function replayed(
  scenario: Scenario | TransactionScenario,
  { base, flags, terminal }: Run,
): Promise<ConfirmedRow | undefined> {
  const date = new Date().toISOString().slice(0, 10)
  const unrun = flags.kafka === undefined ? unrunRow(scenario, date) : undefined
  if (unrun !== undefined) return unrun
  const trace = await withPool((search) =>
    counterexampleOf(scenario, search, terminal.signal, (progress) => searching(terminal, progress)),
  )
  if (trace === undefined) return undefined
  const kafka = kafkaOf(flags.kafka, scenario.version ?? CURRENT_VERSION, terminal)
  const label = `${scenario.id} on ${kafka.version}  `
  const isShown = !flags.json && !flags.quiet
  const told = await replay(trace, 'options' in scenario ? undefined : rulesOf(trace), kafka, {
    label,
    base,
    keep: flags.keep,
    isShown,
    terminal,
  })
  return told && rowOf(scenario, date, told)
}
