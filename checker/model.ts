/**
 * The contract between a protocol and the search, on one page.
 *
 * A model is a state layout, initial states, and actions. An action has finite parameter domains, named guards and an
 * effect. A property says what must hold. The search (`explore.ts`) knows nothing else, and nothing about Kafka.
 */
import type { Layout } from './layout.ts'
import type { Domain, Members, Reading } from './fields.ts'

export { defineLayout } from './layout.ts'
export {
  array,
  bool,
  has,
  int,
  member,
  members,
  NONE,
  option,
  sequence,
  setOf,
  sizeOf,
  struct,
  withMember,
  withoutMember,
} from './fields.ts'
export type { Layout } from './layout.ts'
export type { Domain, Ints, Members, Reading, StateOf } from './fields.ts'

/** A guard's test. It runs as soon as the parameters it names are bound: name only those it reads. It must be pure. */
export type Test<S> = (state: Reading<S>, ...params: number[]) => boolean

/**
 * A guard. A plain function is a *rule*: it protects something, and the mutation suite switches it off to see what breaks.
 * {@link bound} marks a limit of the model, {@link given} a plain impossibility (no broker follows itself); neither is mutated.
 */
export type Guard<S> = Test<S> | { readonly kind: 'bound' | 'given'; readonly test: Test<S> }

/** Marks a guard that only keeps the model finite. */
export const bound = <F>(test: F): { kind: 'bound'; test: F } => ({ kind: 'bound', test })
/** Marks a guard without which the action makes no sense. */
export const given = <F>(test: F): { kind: 'given'; test: F } => ({ kind: 'given', test })

/** A family of transitions: one for every choice of parameters for which all guards hold. */
export interface Action<S> {
  readonly name: string
  /** One sentence: what happens, and the KIP, class or paper it mirrors. */
  readonly doc: string
  readonly params: readonly Param[]
  /** Named guards, tested in this order among those whose parameters are bound. */
  readonly guards: Readonly<Record<string, Guard<S>>>
  /** Changes the draft, a copy of the state, in place. Nothing else may be changed. */
  readonly apply: (draft: S, ...params: number[]) => void
}

/** A parameter: its name and its finite domain. In guards and effects a member is its index. */
export interface Param {
  readonly name: string
  readonly domain: Domain
}

/** What must hold. The statement is shown to people beside the verdict. */
export type Property<S> = StateProperty<S> | StepProperty<S> | WitnessProperty<S> | PossibleProperty<S>

interface PropertyBase<S> {
  readonly name: string
  /** One sentence, in the words of the field. */
  readonly statement: string
  /** Why it is false in this state (or step), for the last line of a counterexample. Called only when it is. */
  readonly why?: (state: Reading<S>, next: Reading<S> | undefined) => string
}
/** Must hold in every reachable state. */
export interface StateProperty<S> extends PropertyBase<S> {
  readonly kind: 'state'
  readonly holds: (state: Reading<S>) => boolean
  /**
   * Not a promise but a bound of the model: where it is false behaviours have been cut off, and the search is `incomplete`.
   */
  readonly isBound?: true
}
/** Must hold for every transition. */
export interface StepProperty<S> extends PropertyBase<S> {
  readonly kind: 'step'
  readonly holds: (before: Reading<S>, after: Reading<S>) => boolean
}
/** Must be true of at least one reachable state, so that a pass is not an empty one. */
export interface WitnessProperty<S> extends PropertyBase<S> {
  readonly kind: 'witness'
  readonly reached: (state: Reading<S>) => boolean
}

/**
 * From every reachable state some good state must stay reachable (in temporal logic AG EF good): whatever has happened, it can
 * still be put right. Violated by the first state from which no path leads to a good one; known only of an exhausted search.
 */
export interface PossibleProperty<S> extends PropertyBase<S> {
  readonly kind: 'possible'
  readonly good: (state: Reading<S>) => boolean
}

/**
 * Two actions whose order makes no difference to where they lead, so that one of the two orders need not be looked up: `second` is declared after
 * `first`, or is the same, and in a state to which a transition of `first` has led and in which `when` is true, a transition of
 * `second` that is `among` these leads to a state that is also reached in another order: from the state before, some transition
 * leads to a state from which a transition that comes before that of `second` (an action declared earlier, or earlier parameters)
 * leads there. Where the two commute it is so.
 *
 * That it is so is the model's claim, which is held against the states that are looked at carefully (`search/other-way.ts`). The
 * search counts such a transition, and does not look for where it leads (`search/passed-over.ts`): states, levels, counts and traces
 * are the same with and without. Nothing is passed over while properties of steps are judged, under symmetry, and in a model that
 * has more than 255 transitions.
 */
export interface Independence<S> {
  readonly first: string
  readonly second: string
  /** Which transitions: by the parameters of `first`, and then those of `second`, alone. All, where it is not there. */
  readonly among?: (...params: number[]) => boolean
  /** Asked of the state between the two, with the same parameters; pure, like a guard. Always true, where it is not there. */
  readonly when?: (between: Reading<S>, ...params: number[]) => boolean
}

/** A rule inside an effect, by name, so that the mutation suite can turn it off by building the model without it. */
export interface Switch {
  readonly name: string
  readonly doc: string
}

export interface Model<S = unknown> {
  readonly name: string
  /** Printed with every verdict, in this order: "holds within 3 replicas, log size 2, …". */
  readonly bounds: Readonly<Record<string, number | string | boolean>>
  /** What the model takes for granted; printed with every verdict. */
  readonly assumptions: readonly string[]
  readonly layout: Layout<S>
  /** Each writes one initial state into a draft whose cells hold the lowest value of their domain. */
  readonly initial: readonly ((draft: S) => void)[]
  readonly actions: readonly Action<S>[]
  /** Runs after the initial write and after every effect: history that follows from the state, and only that. */
  readonly observe?: (draft: S) => void
  readonly properties: readonly Property<S>[]
  /**
   * A domain whose members are interchangeable: actions and properties treat all alike, so that a state stands for all that
   * differ from it only in their names. The search then sees one of each. That it is so is the model's claim, which is held
   * against the states that are looked at carefully (`search/interchangeable.ts`).
   */
  readonly symmetry?: Members
  /**
   * Pairs of actions whose order makes no difference, and the array that `actions` is: in a model that is made of this one with
   * another array nothing is passed over. Of several pairs of the same two actions the first that a transition is `among` is asked.
   */
  readonly independent?: { readonly of: readonly Action<S>[]; readonly pairs: readonly Independence<S>[] }
  /** Rules inside effects that the mutation suite turns off; `off` in {@link ModelSource} args says how. */
  readonly switches?: readonly Switch[]
}

/**
 * Where a worker finds a model: the URL of a module whose `build(args)` returns it (or which exports a model as `default` or `model`,
 * see `hosts/load-model.ts`). Everything here survives structured cloning.
 */
export interface ModelSource {
  readonly module: string
  readonly args: unknown
}

type Bound<P extends readonly unknown[]> = { [K in keyof P]: number }

/**
 * Declares an action. `params` lists `[name, domain]` pairs.
 *
 * ```ts
 * action<State>()('LeaderWrite', 'A presumed leader appends a record.', [['leader', brokers]], {
 *   guards: { 'it presumes leadership': (s, l) => s.leader[l] === l },
 *   apply: (draft, l) => append(draft, l),
 * })
 * ```
 */
export function action<S>() {
  return <const P extends readonly (readonly [string, Domain])[]>(
    name: string,
    doc: string,
    params: P,
    body: {
      readonly guards: Readonly<
        Record<
          string,
          | ((state: Reading<S>, ...params: Bound<P>) => boolean)
          | { readonly kind: 'bound' | 'given'; readonly test: (state: Reading<S>, ...params: Bound<P>) => boolean }
        >
      >
      readonly apply: (draft: S, ...params: Bound<P>) => void
    },
  ): Action<S> => ({
    name,
    doc,
    params: params.map(([paramName, domain]) => ({ name: paramName, domain })),
    guards: body.guards as Action<S>['guards'],
    apply: body.apply as Action<S>['apply'],
  })
}

/** Whether a property stands for a bound of the model: false, it tells that behaviours were cut off. */
export const isOfBound = <S>(property: Property<S>): boolean => property.kind === 'state' && property.isBound === true

/** The test of a guard, whatever its kind. */
export const testOf = <S>(guard: Guard<S>): Test<S> => (typeof guard === 'function' ? guard : guard.test)
/** `rule`, or how the guard is marked. */
export const kindOf = <S>(guard: Guard<S>): 'rule' | 'bound' | 'given' => (typeof guard === 'function' ? 'rule' : guard.kind)
/** How a parameter value is written: a member by its label, an integer as it is. */
export const labelOf = (domain: Domain, value: number): string =>
  domain.kind === 'members' ? (domain.labels[value] ?? String(value)) : String(value)
/** The values of a domain, ascending. */
export const valuesOf = (domain: Domain): number[] =>
  domain.kind === 'members'
    ? domain.labels.map((_, i) => i)
    : Array.from({ length: domain.max - domain.min + 1 }, (_, i) => domain.min + i)
