import { evidenceAt } from './evidence.ts'
import { rerun, type Stage } from './rerun.ts'
import type { Trace } from './trace.ts'

/** Longer traces are not sliced: the work grows with the square of the length. */
const MAX_SLICED = 400

/**
 * Which steps cause what the trace shows. Going from the last step to the first, a step is left out when the steps that remain
 * can still be taken, every guard true, and the property is violated at their end; such a step was context, and stays out while the
 * next one is tried. What is left is a story from which no single step can be taken away. Two steps that only go together (one
 * undoes the other) both count as causes. In a shortest counterexample every step is a cause, or there were a shorter one.
 *
 * Undefined when the trace is too long to be sliced. `isCause[i]` speaks of `steps[i]`.
 */
export function sliceTrace<S>(
  { model, codec, states }: Stage<S>,
  trace: Trace,
): { readonly isCause: readonly boolean[] } | undefined {
  const { steps, property } = trace
  const [start] = states
  if (start === undefined || steps.length > MAX_SLICED) return undefined
  const isCause = steps.map(() => true)
  for (let i = steps.length - 1; i >= 0; i--) {
    isCause[i] = false
    // Nothing before step i was left out yet, so the trace's own state is where the rest begins.
    const from = states[i] ?? start
    const rest = steps.filter((_, j) => j > i && isCause[j])
    const again = rerun(model, codec, from, rest)
    const [before, last] = [again.states.at(-2) ?? states[i - 1], again.states.at(-1) ?? start]
    if (!again.ok || evidenceAt(model, codec, property, before, last).kind !== 'shown') isCause[i] = true
  }
  return { isCause }
}
