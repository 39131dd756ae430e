/** `check --scenario all`: the catalogue of anomalies, each held against what it says of itself. */
import { resolve } from 'node:path'
import { type CheckFlags, exploreOptions } from './check-flags.ts'
import { planSearch, runSearches, type SearchPlan } from '../questions/check.ts'
import { asNames, KRAFT_PROPERTY_NAMES } from '../questions/spec.ts'
import { TRANSACTIONS_PROPERTY_NAMES } from '../invariants/transactions/catalogue.ts'
import { type RunSearch, withPool } from '../questions/on-threads.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode, exitCodeOfSignal } from '../machine/exit-codes.ts'
import { refuseBesideScenario } from './check-kraft.ts'
import { searching } from './progress.ts'
import { saveTraces } from '../answers/save-traces.ts'
import { jsonText } from '../text/json-text.ts'
import { painter, signalOf, type Terminal, wantsColor } from './terminal.ts'
import {
  catalogueJson,
  type CatalogueName,
  catalogueText,
  catalogueVerdict,
  LISTED_SCENARIOS,
  listJson,
  type ListedScenario,
  listText,
  type ScenarioRow,
} from '../reports/check/scenarios.ts'
import { shareOf } from '../questions/share.ts'
import { rememberingIn } from './remembering.ts'
import { programStarted } from './started-by.ts'

/** `--scenario list`: the catalogue, not checked. */
export function listCatalogue(of: CatalogueName, flags: CheckFlags, terminal: Terminal): ExitCode {
  refuseBesideScenario(flags, true)
  const program = programStarted(terminal.env)
  const paint = painter(wantsColor(terminal, flags.color))
  terminal.out(flags.json ? jsonText(listJson(program, of)) : listText(program, of, paint, terminal.width))
  return ExitCode.holds
}

/** Explores every scenario until its property breaks. Exit code 0 when each does, in as many steps as the catalogue says; else 10. */
export async function runCatalogue(of: CatalogueName, flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  refuseBesideScenario(flags, true)
  for (const flag of ['invariants', 'deadlock', 'coverage'] as const)
    if (flags[flag] !== undefined && flags[flag] !== false)
      throw new UserError('TM-101', `--scenario all holds each anomaly against its own property; --${flag} contradicts it`)
  const unsaved: UserError[] = []
  const remember = rememberingIn(flags, terminal)
  const scenarios: readonly ListedScenario[] = shareOf<ListedScenario>(LISTED_SCENARIOS[of], flags.shard)
  const rows = await withPool(async (pooled) => {
    const search = remember?.(pooled) ?? pooled
    const found: ScenarioRow[] = []
    for (const scenario of scenarios) {
      if (terminal.signal.aborted) break
      const row = await rowOf(of, scenario, flags, terminal, search, unsaved)
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
  of: CatalogueName,
  scenario: ListedScenario,
  flags: CheckFlags,
  terminal: Terminal,
  search: RunSearch,
  unsaved: UserError[],
): Promise<ScenarioRow> {
  const plan = searchOf(of, scenario)
  const check = await runSearches(
    [plan],
    search,
    { ...exploreOptions(flags, terminal), first: true, maxMemory: Math.min(flags.maxMemory, 2 ** 31) },
    (_, progress) => searching(terminal, progress),
  )
  const [property] = check.properties
  const stem = resolve(terminal.cwd, flags.out, `${of}-${scenario.id}`)
  const [saved] = saveTraces(check, stem, terminal.cwd, ({ error }) => void unsaved.push(error))
  return {
    scenario,
    verdict: property?.verdict ?? check.verdict,
    steps: property?.path?.steps.length,
    distinct: check.runs[0]?.result.distinct ?? 0,
    seconds: check.seconds,
    trace: saved?.file,
  }
}

/** The search that holds a scenario against its own property. */
function searchOf(of: CatalogueName, { id, property }: ListedScenario): SearchPlan {
  const from = { scenario: id }
  return of === 'kraft'
    ? planSearch({ model: of, from, properties: asNames([property], KRAFT_PROPERTY_NAMES) })
    : planSearch({ model: of, from, properties: asNames([property], TRANSACTIONS_PROPERTY_NAMES) })
}
