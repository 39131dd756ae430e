/** `simulate --json`, schema 1: fields may be added, never renamed or dropped. */
import type { Model } from '../../checker/index.ts'
import type { FoundRun, SimulationResult } from '../../questions/simulate.ts'
import { originOf } from '../../questions/trace-origin.ts'
import type { CheckPlan } from '../../questions/check.ts'
import type { Trace } from '../../traces/index.ts'
import { replayWords } from '../check/text.ts'
import type { Program } from '../program.ts'

/** What a report of walks is made of, beside the result. */
export interface SimulationReport {
  readonly program: Program
  readonly notes: readonly string[]
  readonly settings: CheckPlan['settings']
  readonly traces: readonly { readonly found: FoundRun; readonly trace: Trace; readonly file: string | undefined }[]
  /** The run to an error. */
  readonly failed: { readonly trace: Trace; readonly file: string | undefined } | undefined
  /** Tell how often each guard blocked. */
  readonly guards: boolean
}

/** The object of `simulate --json`. */
export function simulationJson(
  { plan, simulation }: SimulationResult,
  { program, notes, settings, traces, failed, guards }: SimulationReport,
  interrupted: string | undefined,
): object {
  const { verdict, stop, error, seed, walks, steps, longest, generated, workers, seconds } = simulation
  return {
    schema: 1,
    command: 'simulate',
    version: program.version,
    verdict,
    model: modelJson(plan.model),
    ...(settings !== undefined && { kafka: { version: settings.version, settings: settings.entries } }),
    notes,
    walks: { seed, walks, steps, longest, generated, workers, seconds: Number(seconds.toFixed(3)), stop },
    ...(error !== undefined && {
      error: { kind: error.kind, message: error.message, ...(failed?.file !== undefined && { trace: failed.file }) },
    }),
    ...(interrupted !== undefined && { interrupted }),
    properties: simulation.properties.map(({ name, kind, said, statement }) => {
      const told = traces.find(({ found }) => found.property.name === name)
      return { name, kind, said, ...(told && runJson(told, program)), statement }
    }),
    actions: simulation.actions.map(({ guards: tested, ...action }) => (guards ? { ...action, guards: tested } : action)),
    neverTaken: simulation.actions.filter((a) => a.taken === 0).map((a) => a.name),
  }
}

function runJson({ found, trace, file }: SimulationReport['traces'][number], { commandLine }: Program): object {
  const { command } = originOf(trace.spec, trace.property)
  return {
    steps: found.path.steps.length,
    walk: found.walk,
    walked: found.walked,
    shortest: found.shortest,
    bounds: modelJson(found.plan.model).bounds,
    ...(file !== undefined && { trace: file, replay: commandLine('trace', ...replayWords(trace.spec, file)) }),
    ...(command !== undefined && { check: command }),
  }
}

function modelJson(model: Model): { readonly name: string; readonly bounds: object; readonly assumptions: readonly string[] } {
  const { protocol, ...bounds } = model.bounds
  return { name: model.name, ...(protocol !== undefined && { protocol }), bounds, assumptions: model.assumptions }
}
