/** `check --scenario all`: the catalogue of anomalies, each held against what it says of itself. */
import { resolve } from 'node:path'
import type { Scenario } from '../model/kraft/scenarios.ts'
import type { TransactionScenario } from '../model/transactions/scenarios.ts'
import { type CheckFlags, exploreOptions } from './check-flags.ts'
import { type RunSearch, withPool } from '../questions/on-threads.ts'
import type { UserError } from '../machine/errors.ts'
import { ExitCode, exitCodeOfSignal, signalOf } from '../machine/exit-codes.ts'
import { refuseBesideScenario } from '../questions/flags/kraft.ts'
import { modelOf } from '../questions/flags/model.ts'
import { runScenario, runTransactionScenario, SCENARIO_MEMORY } from '../questions/scenarios.ts'
import { searching } from './progress.ts'
import { saveTraces } from '../answers/save-traces.ts'
import { jsonText } from '../text/json-text.ts'
import { note, painter, type Terminal, wantsColor } from './terminal.ts'
import {
  catalogueJson,
  type CatalogueName,
  catalogueText,
  catalogueVerdict,
  LISTED_SCENARIOS,
  listJson,
  listText,
  rowOfCheck,
  type ScenarioRow,
} from '../reports/check/scenarios.ts'
import { shareOf } from '../questions/share.ts'
import { rememberingIn } from '../answers/places.ts'
import { FlagError } from '../text/flag-error.ts'
import { programStarted } from './started-by.ts'

/** Whose catalogue is meant. @throws FlagError of a model that has none. */
function catalogueOf(flags: CheckFlags): CatalogueName {
  const model = modelOf(flags)
  if (model === 'zookeeper') throw new FlagError('--model zookeeper has no catalogue; --scenario is of the other models')
  return model
}

/** `--scenario list`: the catalogue, not checked. */
export function listCatalogue(flags: CheckFlags, terminal: Terminal): ExitCode {
  refuseBesideScenario(flags, true)
  const of = catalogueOf(flags)
  const program = programStarted(terminal.env)
  const paint = painter(wantsColor(terminal, flags.color))
  terminal.out(flags.json ? jsonText(listJson(program, of)) : listText(program, of, paint, terminal.width))
  return ExitCode.holds
}

/** Explores every scenario until its property breaks. Exit code 0 when each does, in as many steps as the catalogue says; else 10. */
export async function runCatalogue(flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  refuseBesideScenario(flags, true)
  for (const flag of ['invariants', 'deadlock', 'coverage'] as const)
    if (flags[flag] !== undefined && flags[flag] !== false)
      throw new FlagError(`--scenario all holds each anomaly against its own property; --${flag} contradicts it`)
  const unsaved: UserError[] = []
  const remember = rememberingIn(flags, terminal, (text) => note(terminal, text))
  const of = catalogueOf(flags)
  const scenarios = shareOf<Scenario | TransactionScenario>(LISTED_SCENARIOS[of], flags.shard)
  const rows = await withPool(async (pooled) => {
    const search = remember?.of(pooled) ?? pooled
    const found: ScenarioRow[] = []
    for (const scenario of scenarios) {
      if (terminal.signal.aborted) break
      const row = await rowOf(scenario, flags, terminal, search, unsaved)
      found.push(row)
      if (!flags.json && !flags.quiet)
        terminal.err(
          `${found.length}/${scenarios.length}  ${scenario.id.padEnd(14)} ${row.verdict} in ${row.steps ?? '-'} steps\n`,
        )
    }
    return found
  })
  const program = programStarted(terminal.env)
  if (flags.json) terminal.out(jsonText(catalogueJson(program, of, rows)))
  else terminal.out(catalogueText(program, of, rows, painter(wantsColor(terminal, flags.color))))
  const [lost] = unsaved
  if (lost !== undefined) throw lost
  remember?.refuseUnkept()
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  switch (catalogueVerdict(rows, scenarios.length)) {
    case 'holds':
      return ExitCode.holds
    case 'violated':
      return ExitCode.witness
    case 'incomplete':
      return flags.allowIncomplete ? ExitCode.holds : ExitCode.incomplete
    case 'error':
      return ExitCode.internal
  }
}

async function rowOf(
  scenario: Scenario | TransactionScenario,
  flags: CheckFlags,
  terminal: Terminal,
  search: RunSearch,
  unsaved: UserError[],
): Promise<ScenarioRow> {
  const limits = { ...exploreOptions(flags, terminal), maxMemory: Math.min(flags.maxMemory, SCENARIO_MEMORY) }
  const onProgress: Parameters<typeof runScenario>[3] = (progress) => searching(terminal, progress)
  const isOfTransactions = 'options' in scenario
  const check = isOfTransactions
    ? await runTransactionScenario(scenario, search, limits, onProgress)
    : await runScenario(scenario, search, limits, onProgress)
  const stem = resolve(terminal.cwd, flags.out, `${isOfTransactions ? 'transactions' : 'kraft'}-${scenario.id}`)
  const [saved] = saveTraces(check, stem, terminal.cwd, ({ error }) => void unsaved.push(error))
  return rowOfCheck(scenario, check, saved?.file)
}
