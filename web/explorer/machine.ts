/** A model of a configuration, ready to be stepped through: what can be done in a state, what cannot, and why. */
import { type Codec, compileCodec } from '../../checker/state/codec.ts'
import { type Action, kindOf, labelOf, type Model } from '../../checker/model.ts'
import {
  blockingGuard,
  choicesOf,
  describeStep,
  initialStates,
  stateFrom,
  type Step,
  takeStep,
} from '../../checker/state/successors.ts'
import { type Viewer, viewerOf } from '../../checker/state/view.ts'
import { diffStates } from '../../traces/diff.ts'
import { evidenceAt } from '../../traces/evidence.ts'
import { messageOf } from '../../text/message-of.ts'
import type { ChangeText, LaneInfo, PropertyInfo, StepData } from '../../traces/report-types.ts'
import { lanesOf, sceneOf, summaryOf } from '../../traces/picture.ts'
import { groupOf } from '../../traces/report-data.ts'
import { resolve } from '../../traces/replay.ts'
import { stepDrawer, type TakenStep } from '../../traces/step-data.ts'
import type { TraceStep } from '../../traces/trace.ts'
import { describeChange } from '../../traces/words.ts'
import { sentence } from '../../traces/words.ts'
import type { Built, Configuration, ModelEntry } from './catalogue.ts'

export interface Machine {
  readonly entry: ModelEntry
  readonly configuration: Configuration
  readonly model: Model
  readonly built: Built
  /** What is known of every property, whatever the state. */
  readonly properties: readonly PropertyInfo[]
  /** The model with only those properties that can be judged at once, not the ones of what stays possible. */
  readonly live: Model
  readonly codec: Codec
  readonly viewer: Viewer
  readonly initial: readonly Int32Array[]
  /** None when the model is not drawn. */
  readonly lanes: readonly LaneInfo[]
  /** A step as the page shows it, and the state it led to. */
  readonly draw: (taken: TakenStep) => StepData
}

/** Builds the model of a configuration. @throws Error naming what is wrong with it. */
export function startMachine(entry: ModelEntry, configuration: Configuration): Machine {
  const built = entry.build(configuration)
  const { model, facts } = built
  const groups = Object.fromEntries(entry.properties.map((p) => [p.name, p.group]))
  const live: Model = { ...model, properties: model.properties.filter((p) => p.kind !== 'possible') }
  const codec = compileCodec(model.layout)
  return {
    entry,
    configuration,
    model,
    built,
    properties: model.properties.map(({ name, kind, statement }) => ({
      name,
      kind,
      statement,
      group: groupOf({ name, kind }, groups),
    })),
    live,
    codec,
    viewer: viewerOf(model.layout),
    initial: initialStates(model, codec),
    lanes: facts === undefined ? [] : lanesOf(facts),
    draw: stepDrawer(live, facts),
  }
}

/** A step that can be taken. */
export interface Choice {
  readonly step: Step
  /** `LeaderWrite(b0)`. */
  readonly label: string
  /** Where it leads; undefined when the effect throws, and then {@link problem} says what. */
  readonly cells: Int32Array | undefined
  readonly problem: string | undefined
  /** What happens, as a sentence; empty when it fails. */
  readonly sentence: string
  readonly changes: readonly ChangeText[]
  /** Properties that hold now and would not any more. */
  readonly breaks: readonly string[]
}

/** Choices of parameters for which an action is not enabled, and the first guard that is false for them. */
export interface Blocked {
  readonly guard: string
  readonly kind: 'rule' | 'bound' | 'given'
  /** `(b0, b1)`; empty for an action without parameters. */
  readonly params: readonly string[]
}

export interface ActionChoices {
  readonly name: string
  readonly doc: string
  readonly enabled: readonly Choice[]
  /** By guard, in the order in which guards are tested. */
  readonly blocked: readonly Blocked[]
}

/** Every action in a state: with which parameters it can be taken, and which guard forbids it with the others. */
export function choicesAt(machine: Machine, cells: Int32Array): ActionChoices[] {
  const { model, codec } = machine
  const state = stateFrom(codec, cells)
  const broken = new Set(violatedAt(machine, undefined, cells))
  return model.actions.map((action, index) => {
    const enabled: Choice[] = []
    const blocked = new Map<string, string[]>()
    for (const params of choicesOf(action)) {
      const guard = blockingGuard(action, state, params)
      if (guard === undefined) enabled.push(choice(machine, cells, { action: index, params }, broken))
      else blocked.set(guard, [...(blocked.get(guard) ?? []), labelsOf(action, params)])
    }
    const guards = Object.entries(action.guards).map(([guard, g]) => ({
      guard,
      kind: kindOf(g),
      params: blocked.get(guard) ?? [],
    }))
    return { name: action.name, doc: action.doc, enabled, blocked: guards.filter(({ guard }) => blocked.has(guard)) }
  })
}

const labelsOf = (action: Action<unknown>, params: readonly number[]): string =>
  params.length === 0 ? '' : `(${action.params.map((p, i) => labelOf(p.domain, params[i] ?? 0)).join(', ')})`

function choice(machine: Machine, cells: Int32Array, step: Step, broken: ReadonlySet<string>): Choice {
  const { model, codec, viewer } = machine
  const label = describeStep(model, step)
  try {
    const next = takeStep(model, codec, cells, step)
    const changes = diffStates(viewer.view(cells), viewer.view(next)).map(describeChange)
    const breaks = violatedAt(machine, cells, next).filter((name) => !broken.has(name))
    return { step, label, cells: next, problem: undefined, sentence: tell(machine, cells, next, step), changes, breaks }
  } catch (error) {
    return { step, label, cells: undefined, problem: messageOf(error), sentence: '', changes: [], breaks: [] }
  }
}

function tell({ model, codec, built: { facts } }: Machine, from: Int32Array, to: Int32Array, step: Step): string {
  const read = (cells: Int32Array) => stateFrom(codec, cells)
  return sentence(facts === undefined ? summaryOf(model, step) : sceneOf(model, facts, read(from), read(to), step).summary)
}

const violatedAt = ({ live, codec }: Machine, before: Int32Array | undefined, cells: Int32Array): string[] =>
  live.properties.flatMap((p) =>
    p.kind !== 'witness' && evidenceAt(live, codec, p, before, cells).kind === 'shown' ? [p.name] : [],
  )

/** A named step taken from a state; or a sentence saying why it cannot be. */
export function follow(
  { model, codec }: Machine,
  cells: Int32Array,
  taken: TraceStep,
  number: number,
): { readonly step: Step; readonly cells: Int32Array } | { readonly problem: string } {
  const step = resolve(model, taken, number)
  if ('ok' in step) return { problem: step.message }
  const label = `step ${number}, ${describeStep(model, step)}`
  try {
    const action = model.actions[step.action]
    const guard = action && blockingGuard(action, stateFrom(codec, cells), step.params)
    if (guard !== undefined) return { problem: `${label}, is not enabled: the guard "${guard}" is false` }
    return { step, cells: takeStep(model, codec, cells, step) }
  } catch (error) {
    return { problem: `${label}: ${messageOf(error)}` }
  }
}
