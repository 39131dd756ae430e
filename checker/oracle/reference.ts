/**
 * The textbook checker: breadth-first search over a set of plain values, one state at a time.
 *
 * It is the oracle of the tests. Everything the search does cleverly, this does plainly; both must agree on states, depth,
 * verdicts and lengths of counterexamples. It has nothing of the search but the contract: see `plain-state.ts`.
 */
import { type Action, type Model, type Reading, testOf, valuesOf } from '../model.ts'
import { blank, frozen, renamed, type Value, valueOf, workingOf } from './plain-state.ts'

export interface ReferenceResult {
  readonly distinct: number
  /** Enabled transitions, those to known states included. */
  readonly generated: number
  /** Transitions on the longest shortest path from an initial state. */
  readonly depth: number
  /** States without an enabled transition. */
  readonly deadlocks: number
  /** Shortest number of steps to a violation (or to a witness), by property; absent when there is none. */
  readonly steps: ReadonlyMap<string, number>
  /** States by depth. */
  readonly levels: readonly number[]
  /** Enabled transitions by action. */
  readonly taken: readonly number[]
}

export interface ReferenceOptions {
  /** Take states for one that differ only in the names of the model's interchangeable members. */
  readonly symmetry?: boolean
  /** Start in these states instead of the initial ones. */
  readonly from?: readonly Value[]
  /** Give up on a model that has more states. */
  readonly most?: number
}

/** A model has more states than was asked for. */
export class TooManyStates extends Error {
  override name = 'TooManyStates'
}

/**
 * Explores every reachable state of a model. Meant for up to some ten thousand states.
 * @throws Error when a guard, an effect or a property throws or does what it must not; TooManyStates.
 */
export function referenceCheck<S>(model: Model<S>, options: ReferenceOptions = {}): ReferenceResult {
  const { fields } = model.layout
  const read = (value: Value): Reading<S> => frozen(workingOf(fields, value)) as Reading<S>
  const steps = new Map<string, number>()
  const note = (name: string, length: number) => steps.set(name, Math.min(steps.get(name) ?? length, length))
  const domain = options.symmetry === true ? model.symmetry : undefined
  const orders = domain === undefined ? [] : permutations(domain.labels.length)
  const leastKeys = new Map<string, string>()
  const keyOf = (value: Value): string => {
    const plain = JSON.stringify(value)
    if (domain === undefined) return plain
    const known = leastKeys.get(plain)
    if (known !== undefined) return known
    const keys = orders.map((order) => JSON.stringify(renamed(fields, value, domain, order)))
    const least = keys.reduce((a, b) => (b < a ? b : a), plain)
    leastKeys.set(plain, least)
    return least
  }

  const seen = new Map<string, { readonly value: Value; readonly depth: number; readonly from: Set<string> }>()
  const taken = model.actions.map(() => 0)
  const levels: number[] = []
  let deadlocks = 0
  let level: string[] = []
  const visit = (value: Value, depth: number, into: string[]): string => {
    const key = keyOf(value)
    if (seen.has(key)) return key
    if (seen.size === options.most) throw new TooManyStates(`more than ${options.most} states`)
    seen.set(key, { value, depth, from: new Set() })
    into.push(key)
    return key
  }
  for (const value of options.from ?? []) visit(value, 0, level)
  for (const write of options.from === undefined ? model.initial : []) {
    const draft = blank(fields) as S
    nothing('an initial state', write(draft))
    nothing('observe', model.observe?.(draft))
    visit(valueOf(fields, draft as Record<string, unknown>), 0, level)
  }

  for (let depth = 0; level.length > 0; depth++) {
    levels.push(level.length)
    const next: string[] = []
    for (const key of level) {
      const { value } = entryOf(seen, key)
      const state = read(value)
      for (const p of model.properties) {
        if (p.kind === 'state' && !truth(p.name, p.holds(state))) note(p.name, depth)
        if (p.kind === 'witness' && truth(p.name, p.reached(state))) note(p.name, depth)
      }
      let isDead = true
      for (const [a, action] of model.actions.entries()) {
        for (const params of choices(action.params.map((p) => valuesOf(p.domain)))) {
          if (!isEnabled(action, state, params)) continue
          isDead = false
          taken[a] = (taken[a] ?? 0) + 1
          const draft = workingOf(fields, value) as S
          nothing(action.name, action.apply(draft, ...params), draft)
          nothing('observe', model.observe?.(draft), draft)
          const successor = valueOf(fields, draft as Record<string, unknown>)
          for (const p of model.properties)
            if (p.kind === 'step' && !truth(p.name, p.holds(state, read(successor)))) note(p.name, depth + 1)
          entryOf(seen, visit(successor, depth + 1, next)).from.add(key)
        }
      }
      if (isDead) deadlocks++
    }
    level = next
  }
  for (const p of model.properties) {
    if (p.kind !== 'possible') continue
    const rescued = new Set([...seen].filter(([, { value }]) => truth(p.name, p.good(read(value)))).map(([key]) => key))
    // What is added while a set is walked is walked too.
    for (const key of rescued) for (const before of entryOf(seen, key).from) rescued.add(before)
    for (const [key, { depth }] of seen) if (!rescued.has(key)) note(p.name, depth)
  }
  const generated = taken.reduce((n, x) => n + x, 0)
  return { distinct: seen.size, generated, depth: levels.length - 1, deadlocks, steps, levels, taken }
}

function entryOf<T>(seen: ReadonlyMap<string, T>, key: string): T {
  const entry = seen.get(key)
  if (entry === undefined) throw new Error(`the state ${key} has not been seen`)
  return entry
}

/** Every choice of one value from each list, in lexicographic order. */
function choices(domains: readonly (readonly number[])[]): number[][] {
  const [first, ...rest] = domains
  if (first === undefined) return [[]]
  const others = choices(rest)
  return first.flatMap((value) => others.map((other) => [value, ...other]))
}

const isEnabled = <S>(action: Action<S>, state: Reading<S>, params: readonly number[]): boolean =>
  Object.entries(action.guards).every(([name, guard]) => truth(name, testOf(guard)(state, ...params)))

function truth(name: string, says: unknown): boolean {
  if (typeof says !== 'boolean') throw new TypeError(`${name} is ${String(says)}, not true or false`)
  return says
}

/** An effect changes its draft, and gives back nothing that looks like another state. */
function nothing(name: string, result: unknown, draft?: unknown): void {
  if (typeof result === 'object' && result !== null && result !== draft && !Array.isArray(result))
    throw new TypeError(`${name} returns an object`)
}

function permutations(n: number): number[][] {
  if (n === 0) return [[]]
  return permutations(n - 1).flatMap((order) => Array.from({ length: n }, (_, i) => order.toSpliced(i, 0, n - 1)))
}
