import type { Model } from '../checker/model.ts'
import { boundInWords } from '../model/bound-words.ts'
import { type AnyPicture, replicated } from '../model/drawing.ts'
import { type Alternative, explain } from './explain.ts'
import type { BrokersData, PropertyGroup, ReportData, TraceOrigin } from './report-types.ts'
import { lanesOf } from './picture.ts'
import { resolve } from './replay.ts'
import { stageOf } from './rerun.ts'
import { stepDrawer } from './step-data.ts'
import { partsOf, storyOf } from './story.ts'
import type { Trace, TraceProperty } from './trace.ts'

/** What a report needs to know of the model beside the model itself. */
export interface ReportSources<S> {
  readonly model: Model<S>
  /** Absent when nobody has drawn the model: its states are then told in words. */
  readonly facts?: AnyPicture<S> | undefined
  /** Models in which one setting is otherwise, the smallest change first. */
  readonly alternatives: readonly Alternative<S>[]
  /** What a property is for, by name; see {@link groupOf} for those not named. */
  readonly groups?: Readonly<Record<string, PropertyGroup>>
  /** Witnesses that are no good sign when they are reached, by name. */
  readonly harms?: readonly string[]
  /** Where a trace of that property comes from. */
  readonly originOf?: (property: TraceProperty) => TraceOrigin
}

/** What a property is for: as `groups` say; else witnesses are witnesses, and everything else a promise. */
export function groupOf(
  { name, kind }: { readonly name: string; readonly kind: string },
  groups: Readonly<Record<string, PropertyGroup>> = {},
): PropertyGroup {
  const told = Object.hasOwn(groups, name) ? groups[name] : undefined
  return told ?? (kind === 'witness' ? 'witness' : 'promise')
}

/**
 * Everything that is shown of a trace, as plain JSON. The trace must have been replayed on the model (see `replay.ts`): its states
 * and steps are taken for the model's own.
 */
export function reportData<S>(
  { model, facts, alternatives, groups, harms = [], originOf }: ReportSources<S>,
  trace: Trace,
): ReportData {
  const stage = stageOf(model, trace)
  const explanation = explain(stage, replicated(facts), trace, alternatives)
  const parts = partsOf(explanation, trace)
  const draw = stepDrawer(model, facts)
  const steps = stage.states.map((cells, number) => {
    const [before, taken, part] = [stage.states[number - 1], trace.steps[number - 1], parts[number]]
    const step = taken && resolve(model, taken, number)
    if (step !== undefined && 'ok' in step) throw new RangeError(step.message)
    const from = before === undefined || step === undefined ? undefined : { cells: before, step }
    return { ...draw({ number, cells, from }), ...(part !== undefined && { part }) }
  })
  const story = storyOf(
    explanation,
    replicated(facts),
    trace,
    steps.map((step) => step.summary),
  )
  return {
    schema: 1,
    status: trace.status,
    model: {
      name: model.name,
      bounds: Object.entries(model.bounds).map(([key, value]) => boundInWords(model.name, key, value)),
      assumptions: model.assumptions,
    },
    property: trace.property,
    ...(originOf !== undefined && { origin: originOf(trace.property) }),
    ...(story !== undefined && { story }),
    properties: model.properties.map(({ name, kind, statement }) => ({
      name,
      kind,
      statement,
      group: groupOf({ name, kind }, groups),
      ...(harms.includes(name) && { harm: true }),
    })),
    lanes: facts === undefined ? [] : lanesOf(facts),
    steps,
  }
}

/** What was seen on a real Kafka, as `confirm` has written it down. */
export interface Evidence extends BrokersData {
  readonly property: string
  /** By number; those that were reached. */
  readonly steps: readonly { readonly step: number; readonly action: string; readonly seen: readonly string[] }[]
}

/** What is shown of a trace, with what a real Kafka showed beside it. @throws RangeError when that is of another trace. */
export function withEvidence(data: ReportData, { property, steps, kafka, outcome, said }: Evidence): ReportData {
  if (property !== data.property.name) throw new RangeError(`it is of ${property}, and the trace of ${data.property.name}`)
  for (const { step, action } of steps)
    if (data.steps[step]?.label !== action)
      throw new RangeError(`its step ${step} is ${action}, and that of the trace ${data.steps[step]?.label ?? 'none'}`)
  const seenAt = new Map(steps.map(({ step, seen }) => [step, seen]))
  return {
    ...data,
    brokers: { kafka, outcome, said },
    steps: data.steps.map((step) => {
      const seen = seenAt.get(step.number)
      return seen === undefined ? step : { ...step, seen }
    }),
  }
}
