/** The answer to a question, out of the search that was run for it. */
import { isOfBound } from '../checker/model.ts'
import { type CheckedProperty, type SearchRun, withDefectsUsed } from '../questions/check.ts'
import { DEFECT_IDS } from '../model/kraft/defects.ts'
import { TRANSACTION_DEFECT_IDS } from '../model/transactions/defects.ts'
import { faultsOf } from '../questions/faults-of.ts'
import type { Answer } from './oracle.ts'

/**
 * The answer, and the properties with the counterexamples to keep.
 * @param reason why not everything was decided, if so.
 * @param nameOf the name under which the oracle keeps the counterexample of a property.
 */
export function answerOf(
  run: SearchRun,
  reason: string | undefined,
  nameOf: (property: string) => string,
): { readonly answer: Answer; readonly properties: readonly CheckedProperty[] } {
  const { model, result } = run
  const { properties, used } = withDefectsUsed(result.properties.map((p) => ({ ...p, run })))
  const bounds = new Set(model.properties.filter(isOfBound).map(({ name }) => name))
  const cut = properties.some((p) => bounds.has(p.name) && p.verdict === 'violated')
  const answer: Answer = {
    findings: properties
      .filter((p) => !bounds.has(p.name))
      .map((p) => {
        const isViolated = p.path !== undefined && p.verdict === 'violated'
        const told = used.get(p.name)
        const defects = told && [...DEFECT_IDS, ...TRANSACTION_DEFECT_IDS].filter((id) => told.includes(id))
        return {
          name: p.name,
          // Where a bound of the model has cut behaviours off, what holds holds of the rest only.
          verdict: cut && p.verdict === 'holds' ? 'incomplete' : p.verdict,
          ...(p.kind === 'witness' && p.path !== undefined && { faults: faultsOf(model, p.path) }),
          ...(isViolated && { steps: p.path.steps.length, trace: nameOf(p.name), faults: faultsOf(p.run.model, p.path) }),
          ...(defects !== undefined && { defects }),
        }
      }),
    states: result.distinct,
    depth: result.depth,
    bounds: model.bounds,
    ...(reason !== undefined && { reason }),
    failed: result.error !== undefined,
    cached: false,
    seconds: result.seconds,
  }
  return { answer, properties: properties.filter((p) => p.verdict === 'violated' && p.path !== undefined) }
}

/** Of a question that could not be asked any more. */
export const unasked = (properties: readonly string[]): Answer => ({
  findings: properties.map((name) => ({ name, verdict: 'incomplete' })),
  states: 0,
  depth: 0,
  bounds: {},
  reason: 'interrupted before it was tried',
  failed: false,
  cached: false,
  seconds: 0,
})
