/** What the search needs to be true of a model, checked before it begins, and what it reads off one. */
import { type Action, type Domain, kindOf, type Model, type Property, type Reading, type Test, testOf } from '../model.ts'

/** A model that breaks the contract: the message names the action, guard or property. */
export class ModelError extends Error {
  override name = 'ModelError'
}

/** One guard of one action, switched off by the mutation suite. */
export interface GuardRef {
  readonly action: string
  readonly guard: string
}

/** More action instances than this per state cannot be buffered. */
const MAX_FANOUT = 1 << 20
/** Properties of one kind that fit into a bit mask. */
export const MAX_PROPERTIES = 31

/** Pairs of independent actions that a byte tells apart, beside never and always. */
const MAX_INDEPENDENT = 254

/** One byte of marks per state. */
const MAX_POSSIBLE = 8

/** Every guard of a model in the order of coverage counters. */
export function guardsOf<S>(model: Model<S>): (GuardRef & { readonly kind: 'rule' | 'bound' | 'given' })[] {
  return model.actions.flatMap((a) => Object.entries(a.guards).map(([guard, g]) => ({ action: a.name, guard, kind: kindOf(g) })))
}

/** No state of the model has more successors than this. */
export const fanoutOf = <S>(model: Model<S>): number =>
  model.actions.reduce((n, a) => n + a.params.reduce((m, p) => m * countOf(p.domain), 1), 0)

const countOf = (domain: Domain): number => (domain.kind === 'members' ? domain.labels.length : domain.max - domain.min + 1)

/** Properties judged in a state: state properties first come, then witnesses, in declaration order. */
export const judgedOf = <S>(model: Model<S>): Extract<Property<S>, { kind: 'state' | 'witness' }>[] =>
  model.properties.filter((p) => p.kind === 'state' || p.kind === 'witness')
/** What a property says of a state; properties of steps are asked with them. */
export function answerIn<S>(property: Property<S>, state: Reading<S>): boolean | undefined {
  switch (property.kind) {
    case 'state':
      return property.holds(state)
    case 'witness':
      return property.reached(state)
    case 'possible':
      return property.good(state)
    case 'step':
      return undefined
  }
}

/** Properties judged on transitions, in declaration order. */
export const stepwiseOf = <S>(model: Model<S>): Extract<Property<S>, { kind: 'step' }>[] =>
  model.properties.filter((p) => p.kind === 'step')

/** Properties judged on the whole graph, in declaration order. */
export const possibleOf = <S>(model: Model<S>): Extract<Property<S>, { kind: 'possible' }>[] =>
  model.properties.filter((p) => p.kind === 'possible')

/** The model as if a guard were always true. @throws ModelError when there is no such guard. */
export function withoutGuard<S>(model: Model<S>, off: GuardRef | undefined): Model<S> {
  if (off === undefined) return model
  const action = model.actions.find((a) => a.name === off.action)
  if (action === undefined) throw new ModelError(`off names the action ${off.action}, which ${model.name} does not have`)
  if (!Object.hasOwn(action.guards, off.guard))
    throw new ModelError(`off names the guard "${off.guard}", which ${off.action} of ${model.name} does not have`)
  const always = () => true
  const actions = model.actions.map((a) => (a.name === off.action ? { ...a, guards: { ...a.guards, [off.guard]: always } } : a))
  return { ...model, actions }
}

/** @throws ModelError when a model breaks the contract in a way that types do not show. */
export function checkContract<S>(model: Model<S>): void {
  if (model.initial.length === 0) throw new ModelError(`${model.name} has no initial state: initial is empty`)
  checkFunctions(model)
  const unique = (what: string, names: readonly string[]) => {
    const twice = names.find((name, i) => names.indexOf(name) !== i)
    if (twice !== undefined) throw new ModelError(`${model.name} has two ${what} named ${twice}`)
  }
  unique(
    'actions',
    model.actions.map((a) => a.name),
  )
  unique(
    'properties',
    model.properties.map((p) => p.name),
  )
  for (const action of model.actions) checkAction(model.name, action)
  checkIndependent(model)
  const fanout = fanoutOf(model)
  if (fanout > MAX_FANOUT) throw new ModelError(`${model.name} has ${fanout} action instances per state; at most ${MAX_FANOUT}`)
  if (model.actions.length > 255) throw new ModelError(`${model.name} has ${model.actions.length} actions; at most 255`)
  for (const [kind, n] of [
    ['state properties and witnesses', judgedOf(model).length],
    ['step properties', stepwiseOf(model).length],
  ] as const)
    if (n > MAX_PROPERTIES) throw new ModelError(`${n} ${kind} in one search; at most ${MAX_PROPERTIES}`)
  if (possibleOf(model).length > MAX_POSSIBLE)
    throw new ModelError(`${possibleOf(model).length} properties of what stays possible in one search; at most ${MAX_POSSIBLE}`)
}

/** Of two actions that are independent the one that comes second is declared second, or is the same. */
function checkIndependent<S>({ name, actions, independent }: Model<S>): void {
  if (independent === undefined) return
  if (!Array.isArray(independent.of) || !Array.isArray(independent.pairs))
    throw new ModelError(`${name}: independent is not { of: actions, pairs: [...] }`)
  if (independent.of !== actions) return
  const { pairs } = independent
  const placeOf = (action: string): number => {
    const place = actions.findIndex((declared) => declared.name === action)
    if (place < 0) throw new ModelError(`independent names the action ${action}, which ${name} does not have`)
    return place
  }
  for (const { first, second } of pairs)
    if (placeOf(first) > placeOf(second))
      throw new ModelError(
        `independent names ${first} before ${second}, but ${name} declares ${second} first: name the two in that order`,
      )
  if (pairs.length > MAX_INDEPENDENT)
    throw new ModelError(`${name} has ${pairs.length} pairs of independent actions; at most ${MAX_INDEPENDENT}`)
}

/** Every part of a model that is called. */
function checkFunctions<S>(model: Model<S>): void {
  const need = (what: string, value: unknown): void => {
    if (typeof value !== 'function') throw new ModelError(`${model.name}: ${what} is not a function but ${String(value)}`)
  }
  for (const [i, write] of model.initial.entries()) need(`initial[${i}]`, write)
  if (model.observe !== undefined) need('observe', model.observe)
  for (const { first, second, among, when } of model.independent?.pairs ?? [])
    for (const [part, test] of Object.entries({ among, when }))
      if (test !== undefined) need(`${part} of what is independent, ${first} and ${second},`, test)
  for (const action of model.actions) {
    need(`apply of ${action.name}`, action.apply)
    for (const [name, guard] of Object.entries(action.guards)) need(`the guard "${name}" of ${action.name}`, testOf(guard))
  }
  for (const p of model.properties) {
    switch (p.kind) {
      case 'state':
      case 'step':
        need(`holds of ${p.name}`, p.holds)
        break
      case 'witness':
        need(`reached of ${p.name}`, p.reached)
        break
      case 'possible':
        need(`good of ${p.name}`, p.good)
        break
      default:
        throw new ModelError(`${model.name}: a property has the kind ${String((p as { kind: unknown }).kind)}`)
    }
  }
}

/** How many parameters a guard names; it may ignore the state too. */
export const readsOf = <S>(test: Test<S>): number => Math.max(0, test.length - 1)

/** Parameters are kept in 32-bit integers, like cells. */
const isRange = (domain: Domain): boolean =>
  domain.kind === 'members' ||
  ([domain.min, domain.max].every((end) => Number.isInteger(end) && end >= -(2 ** 31) && end < 2 ** 31) &&
    domain.min <= domain.max)

function checkAction<S>(model: string, action: Action<S>): void {
  for (const { name, domain } of action.params)
    if (domain.kind === 'int' && !isRange(domain))
      throw new ModelError(
        `${model}: the parameter ${name} of ${action.name} ranges over ${domain.min}..${domain.max}, which is no range of 32-bit integers`,
      )
  for (const [name, guard] of Object.entries(action.guards)) {
    const reads = readsOf(testOf(guard))
    if (reads > action.params.length)
      throw new ModelError(
        `${model}: the guard "${name}" of ${action.name} names ${reads} parameters of ${action.params.length}; name the state first, then those it reads`,
      )
  }
}
