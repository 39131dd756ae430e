/** What a search says: closed unions, no behaviour. */
import type { Step } from './successors.ts'

/**
 * - `holds`: every reachable state within the bounds was seen and the property is true of all of them (a witness was reached);
 * - `violated`: a counterexample was found (for a witness: every state was seen and none reached it);
 * - `incomplete`: a limit stopped the search before it could tell;
 * - `error`: an action or a property threw, a value left its domain, or a worker died.
 */
export type Verdict = 'holds' | 'violated' | 'incomplete' | 'error'

export type PropertyKind = 'state' | 'step' | 'witness' | 'deadlock'

/** A run of the model, by working arrays (see `codec.ts`): `states[0]` is initial, `steps[i]` leads from `states[i]` to `states[i + 1]`. */
export interface Path {
  readonly states: readonly Int32Array[]
  readonly steps: readonly Step[]
}

export interface PropertyResult {
  readonly name: string
  readonly kind: PropertyKind
  readonly statement: string
  readonly verdict: Verdict
  /** The shortest path to the violation, or for a witness that was reached, to the witness. */
  readonly path: Path | undefined
}
