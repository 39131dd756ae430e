/** What a search says: closed unions and plain data, no behaviour. */
import type { Step } from './state/successors.ts'

/**
 * - `holds`: every reachable state within the bounds was seen and the property is true of all of them (a witness was reached);
 * - `violated`: a counterexample was found (for a witness: every state was seen and none reached it);
 * - `incomplete`: a limit stopped the search before it could tell;
 * - `error`: an action or a property threw, a value left its domain, or a worker died.
 */
export type Verdict = 'holds' | 'violated' | 'incomplete' | 'error'

export type PropertyKind = 'state' | 'step' | 'witness' | 'possible' | 'deadlock'

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

/** Why a search ended before every reachable state was seen. */
export type Stop =
  | { readonly by: 'states'; readonly limit: number }
  | { readonly by: 'depth'; readonly limit: number }
  | { readonly by: 'seconds'; readonly limit: number }
  | { readonly by: 'memory'; readonly limit: number }
  /** The model cut behaviours off: a property that stands for one of its bounds is false. */
  | { readonly by: 'bound'; readonly property: string }
  /** The first violation was all that was asked for. */
  | { readonly by: 'first' }
  | { readonly by: 'interrupt' }

export type SearchError =
  | { readonly kind: 'action' | 'property'; readonly message: string; readonly path: Path }
  | { readonly kind: 'worker'; readonly message: string }

export interface GuardCount {
  readonly name: string
  readonly kind: 'rule' | 'bound' | 'given'
  /** How often it was false when it was tested; 0 unless guard coverage was asked for. */
  readonly blocked: number
}

export interface ActionCount {
  readonly name: string
  /** Enabled transitions. */
  readonly taken: number
  /** States whose level first reached them by this action; among several actions the first declared counts. */
  readonly new: number
  readonly guards: readonly GuardCount[]
}

export interface SearchResult {
  readonly verdict: Verdict
  /** Every reachable state within the model's bounds was seen. */
  readonly exhausted: boolean
  readonly stop: Stop | undefined
  readonly error: SearchError | undefined
  readonly properties: readonly PropertyResult[]
  readonly actions: readonly ActionCount[]
  readonly distinct: number
  /** Enabled transitions, those to known states included, and the initial states. */
  readonly generated: number
  /** Steps from an initial state to the farthest state. */
  readonly depth: number
  /** Distinct states per level; the search is breadth-first, so level n holds the states n steps away. */
  readonly levels: readonly number[]
  /** States without a successor. */
  readonly deadlocks: number
  /** How many there were; fewer than asked for where memory has no room for the successors that each buffers. */
  readonly workers: number
  readonly seconds: number
  /**
   * Of how many of all states it was looked at all that guards, effects and properties do (`careful.ts`): what they write outside
   * of arrays, `NaN`, what depends on more than the state. Where that is not all of them, `holds` rests for these on a sample;
   * that no value leaves its domain is seen in every state.
   */
  readonly looked: { readonly states: number; readonly all: number }
  /** Bits of a state's encoding. */
  readonly stateBits: number
  /** Memory the search touched: packed states, their table, bookkeeping. */
  readonly memoryBytes: number
  /** An engine has kept the states on its disk, and {@link memoryBytes} are the bytes they take there. */
  readonly isOnDisk?: true
}
