/** The answer to a question, out of the search that was run for it. */
import type { Model } from '../checker/model.ts'
import type { SearchResult } from '../checker/verdict.ts'
import { faultsOf } from '../questions/faults-of.ts'
import { CUT } from '../questions/spec.ts'
import type { Answer } from './oracle.ts'

/**
 * @param reason why not everything was decided, if so.
 * @param nameOf the name under which the oracle keeps the counterexample of a property.
 */
export function answerOf(
  model: Model,
  result: SearchResult,
  reason: string | undefined,
  nameOf: (property: string) => string,
): Answer {
  const cut = result.properties.some((p) => p.name === CUT && p.verdict === 'violated')
  return {
    findings: result.properties
      .filter((p) => p.name !== CUT)
      .map((p) => {
        const isViolated = p.path !== undefined && p.verdict === 'violated'
        return {
          name: p.name,
          // Where a bound of the model has cut behaviours off, what holds holds of the rest only.
          verdict: cut && p.verdict === 'holds' ? 'incomplete' : p.verdict,
          ...(isViolated && { steps: p.path.steps.length, trace: nameOf(p.name), faults: faultsOf(model, p.path) }),
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
