/** What is put to a cluster: a saved counterexample, or one that is searched for first. */
import { CLAIMS } from '../../claims/index.ts'
import { type Scenario, SCENARIOS } from '../../model/kraft/scenarios.ts'
import { planSearch, runSearches } from '../../questions/check.ts'
import { specOf } from '../../questions/claim-spec.ts'
import { withPool } from '../../questions/on-threads.ts'
import { type KraftSpec, specData } from '../../questions/spec.ts'
import type { KraftPropertyName } from '../../invariants/kraft-catalogue.ts'
import { suggestion } from '../../text/nearest.ts'
import { type Trace, traceOf } from '../../traces/index.ts'
import { UserError } from '../../machine/errors.ts'
import { searching } from '../progress.ts'
import type { Terminal } from '../terminal.ts'

/** Memory for the states of one search, in bytes. */
export const MEMORY = 2 ** 31

/** The scenarios that are named, or all. @throws UserError TM-101. */
export function scenariosNamed(names: string): readonly Scenario[] {
  if (names === 'all') return SCENARIOS
  return names.split(',').map((name) => {
    const found = SCENARIOS.find(({ id }) => id === name.trim())
    if (found !== undefined) return found
    const known = SCENARIOS.map(({ id }) => id)
    throw new UserError('TM-101', `--scenario: there is no scenario ${name}${suggestion(name, known)}`)
  })
}

/** The shortest counterexample of a scenario; undefined when a signal came first. */
export const traceOfScenario = ({ id, property }: Scenario, terminal: Terminal): Promise<Trace | undefined> =>
  search({ model: 'kraft', from: { scenario: id }, properties: [property as KraftPropertyName] }, terminal)

/** The counterexample of a claim's entry. @throws UserError TM-101 when there is no such entry, or it is proved. */
export async function traceOfClaim(id: string, terminal: Terminal): Promise<Trace | undefined> {
  const entries = CLAIMS.flatMap((claim) => claim.entries)
  const entry = entries.find((e) => e.id === id)
  if (entry === undefined) {
    const known = entries.map((e) => e.id)
    throw new UserError('TM-101', `--claim: there is no entry ${id}${suggestion(id, known)}`)
  }
  if (entry.expected.verdict !== 'violated')
    throw new UserError('TM-101', `--claim: ${id} ${entry.expected.verdict}: there is no counterexample to replay`)
  const spec = specOf(entry)
  if (spec.model !== 'kraft')
    throw new UserError('TM-101', `--claim: ${id} is about transactions, whose steps cannot be driven on a cluster`)
  return search({ ...spec, properties: spec.properties.filter((name) => name === entry.property) }, terminal)
}

async function search(spec: KraftSpec, terminal: Terminal): Promise<Trace | undefined> {
  const plan = planSearch(spec)
  const check = await withPool((run) =>
    runSearches([plan], run, { workers: 1, maxMemory: MEMORY, signal: terminal.signal, first: true }, (_, progress) =>
      searching(terminal, progress),
    ),
  )
  const violated = check.properties.find(({ name }) => spec.properties.some((asked) => asked === name))
  return violated === undefined ? undefined : traceOf(plan.model, specData(spec), violated)
}
