/** What came out of a scenario on a release, as a row of `docs/confirmed.json`. */
import type { Scenario } from '../../model/kraft/scenarios.ts'
import { controllerOf, CURRENT_VERSION, since } from '../../model/kraft/versions.ts'
import type { TransactionScenario } from '../../model/transactions/scenarios.ts'
import type { ConfirmedRow } from './docs.ts'
import type { Told } from './text.ts'

type AnyScenario = Scenario | TransactionScenario

const startOf = ({ id, version = CURRENT_VERSION }: AnyScenario, date: string) => ({ scenario: id, release: version, date })

/** The row of a scenario of a release that cannot be run here: undefined of any other. */
export function unrunRow(scenario: AnyScenario, date: string): ConfirmedRow | undefined {
  const { version = CURRENT_VERSION, steps } = scenario
  if (controllerOf(version) === 'kraft' && since(version, '3.3')) return undefined
  const reason = 'the release keeps its metadata in ZooKeeper'
  const outcome = 'cannot be driven'
  return { ...startOf(scenario, date), foreign: [], kafka: '', length: steps, outcome, step: 0, reason }
}

/** The row of a replay. */
export const rowOf = (scenario: AnyScenario, date: string, told: Omit<Told, 'property'>): ConfirmedRow => {
  const { ending, kafka, length, foreign, parting } = told
  return {
    ...startOf(scenario, date),
    foreign,
    kafka,
    length,
    outcome: ending.kind,
    ...('step' in ending && { step: ending.step }),
    ...(ending.kind === 'cannot be driven' && { reason: ending.reason }),
    ...('differences' in ending && { differences: ending.differences }),
    ...(ending.kind === 'confirmed' && { promise: ending.promise }),
    ...(parting !== undefined && { parting }),
  }
}

/** Whether an outcome speaks against the model, or against how it was driven. */
export const isAstray = ({ outcome, foreign, differences = [] }: ConfirmedRow): boolean =>
  outcome === 'diverged' ||
  (outcome === 'confirmed' && foreign.length > 0) ||
  (outcome === 'not reproduced' && (foreign.length === 0 || differences.length === 0))
