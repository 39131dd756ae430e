/** Which known defects a counterexample stands on. */
import { is } from 'immutable'
import { compileCodec } from '../checker/state/codec.ts'
import { int, labelOf, type Model, valuesOf } from '../checker/model.ts'
import { blockingGuard, initialStates, stateFrom, type Step, takeStep } from '../checker/state/successors.ts'
import { type AnyView, viewerOf } from '../checker/state/view.ts'
import type { Path, PropertyResult } from '../checker/verdict.ts'
import type { DefectId } from '../model/kraft/defects.ts'
import type { OwnSpec } from './own-spec.ts'
import { build, type KraftSpec, type Spec, type TransactionsSpec } from './spec.ts'

/** A spec of a model that knows releases and what their code does wrong. */
type SpecWithDefects = KraftSpec | TransactionsSpec

/** Whether a spec is of the code of a release, with known defects. */
export const knowsDefects = (spec: Spec | OwnSpec): spec is SpecWithDefects =>
  (spec.model === 'kraft' || spec.model === 'transactions') && defectsIn(spec).length > 0

/** A counterexample told with no more defects than it needs. */
export interface Attributed {
  /** In the order of the table; empty when the protocol as designed allows the path too. */
  readonly defects: readonly string[]
  /** The spec that has these defects only, its model, and the path in it. */
  readonly spec: SpecWithDefects
  readonly model: Model
  readonly path: Path
}

/**
 * The defects among those of `spec` without which the path is no counterexample any more: it cannot be taken, or what it ends in is
 * allowed. When no single one is missed but all of them together are, all of them.
 */
export function attribute(spec: SpecWithDefects, model: Model, found: PropertyResult, path: Path): Attributed {
  const all = defectsIn(spec)
  const missed = all.filter(
    (id) =>
      retake(
        build(
          withDefects(
            spec,
            all.filter((other) => other !== id),
          ),
        ),
        model,
        found,
        path,
      ) === undefined,
  )
  for (const defects of [missed, all.length === missed.length ? [] : all]) {
    const narrow = withDefects(spec, defects)
    const other = build(narrow)
    const taken = retake(other, model, found, path)
    if (taken !== undefined) return { defects, spec: narrow, model: other, path: taken }
  }
  return { defects: all, spec, model, path }
}

const defectsIn = ({ from }: SpecWithDefects): readonly string[] => ('settings' in from ? (from.settings.defects ?? []) : [])

function withDefects(spec: SpecWithDefects, defects: readonly string[]): SpecWithDefects {
  if (!('settings' in spec.from)) return spec
  if (spec.model === 'transactions') return { ...spec, from: { settings: { ...spec.from.settings, defects } } }
  return { ...spec, from: { settings: { ...spec.from.settings, defects: defects as readonly DefectId[] } } }
}

/** The path of one model as another takes it; undefined when it cannot be taken there, or breaks nothing. */
function retake(other: Model, model: Model, { name }: PropertyResult, path: Path): Path | undefined {
  const property = other.properties.find((p) => p.name === name)
  const codec = compileCodec(other.layout)
  const [initial] = initialStates(other, codec)
  if (property === undefined || initial === undefined) return undefined
  const taken: { states: Int32Array[]; steps: Step[] } = { states: [initial], steps: [] }
  let cells = initial
  for (const step of path.steps) {
    if (isUnknown(other, model, step, 'RedeliverIsr')) continue
    const next = stepIn(other, model, step)
    const choice = next?.choices.find((params) => blockingGuard(next.action, stateFrom(codec, cells), params) === undefined)
    if (next === undefined || choice === undefined) return undefined
    const same = { action: next.index, params: choice }
    cells = takeStep(other, codec, cells, same)
    taken.steps.push(same)
    taken.states.push(cells)
  }
  const [before, last] = [taken.states.at(-2) ?? initial, stateFrom(codec, cells)]
  switch (property.kind) {
    case 'state':
      return property.holds(last) ? undefined : taken
    case 'step':
      return property.holds(stateFrom(codec, before), last) ? undefined : taken
    case 'witness':
      return undefined
    case 'possible': {
      // Whether there is a way back takes a search to know; from one and the same state there is none in either model.
      const end = path.states.at(-1)
      return end !== undefined && isAlike(viewerOf(other.layout).view(cells), viewerOf(model.layout).view(end))
        ? taken
        : undefined
    }
  }
}

/** Whether a step is the named action, which the other model has not. Without F2 a leader hears of a change once, whatever brings it. */
const isUnknown = (other: Model, model: Model, step: Step, name: string): boolean =>
  model.actions[step.action]?.name === name && !other.actions.some((action) => action.name === name)

/** The step in the other model: the action, and the choices of parameters that may stand for those it had. */
function stepIn(other: Model, model: Model, step: Step) {
  const from = model.actions[step.action]
  const heard = isUnknown(other, model, step, 'LearnIsr')
  const index = other.actions.findIndex((action) => action.name === (heard ? 'ApplyMetadata' : from?.name))
  const action = other.actions[index]
  if (from === undefined || action === undefined) return undefined
  const params = step.params.map((value, i) => {
    const [was, is_] = [from.params[i]?.domain, action.params[i]?.domain]
    return was === undefined || is_?.kind !== 'members' ? value : is_.labels.indexOf(labelOf(was, value))
  })
  const records = valuesOf(action.params[1]?.domain ?? int(1, 1))
  return { index, action, choices: heard ? records.map((record) => [...params, record]) : [params] }
}

/** Whether two states are one but for what only a model with F2 keeps. */
const isAlike = (a: AnyView, b: AnyView): boolean => is(a.delete('heard').delete('joining'), b.delete('heard').delete('joining'))
