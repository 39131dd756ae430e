/** `--json`, schema 1: fields may be added, never renamed or dropped. */
import type { Model, MutationRow, SearchResult } from '../../checker/index.ts'
import type { CheckedProperty, CheckPlan, CheckResult, CodeResult } from '../../questions/check.ts'
import { codeJson, type CodeTraces } from './code-text.ts'
import { neverTaken } from '../../questions/check.ts'
import type { Program } from '../program.ts'
import { replayWords } from './text.ts'
import { MODEL_ERROR } from '../../traces/index.ts'

const round = (n: number, digits: number): number => Number(n.toFixed(digits))

/** The object of `check --json`. `traceFiles` maps a property to the file its trace was saved in. */
export function checkJson(
  check: CheckResult,
  plan: CheckPlan,
  traceFiles: ReadonlyMap<string, string>,
  options: {
    readonly program: Program
    readonly interrupted: string | undefined
    readonly guards: boolean
    readonly code?: { readonly result: CodeResult; readonly traces: CodeTraces } | undefined
  },
): object {
  const [main] = check.runs
  if (main === undefined) throw new Error('a check has at least one search')
  const { model, result } = main
  const { protocol, ...bounds } = model.bounds
  return {
    schema: 1,
    command: 'check',
    version: options.program.version,
    verdict: check.verdict,
    model: { name: model.name, ...(protocol !== undefined && { protocol }), bounds, assumptions: model.assumptions },
    ...(plan.settings !== undefined && { kafka: { version: plan.settings.version, settings: plan.settings.entries } }),
    notes: plan.notes,
    search: searchJson(result, savedAs(traceFiles.get(MODEL_ERROR.name), main.spec, options.program)),
    ...(check.runs.length > 1 && {
      otherSearches: check.runs.slice(1).map((run) => ({
        ...searchJson(run.result),
        because: run.because,
        properties: run.spec.properties,
      })),
    }),
    seconds: round(check.seconds, 3),
    ...(options.interrupted !== undefined && { interrupted: options.interrupted }),
    properties: check.properties.map((p) => propertyJson(p, traceFiles.get(p.name), main.spec, options.program)),
    actions: result.actions.map(({ guards, ...action }) => (options.guards ? { ...action, guards } : action)),
    neverTaken: neverTaken(result.actions),
    ...(options.code !== undefined && {
      code: codeJson(options.code.result, options.code.traces, (run) => searchJson(run.result)),
    }),
  }
}

function searchJson(result: SearchResult, saved: object = {}): object {
  const { distinct, generated, depth, levels, workers, seconds, deadlocks, stateBits, memoryBytes, looked, stop, error } = result
  return {
    exhausted: result.exhausted,
    exact: true,
    distinct,
    generated,
    depth,
    workers,
    seconds: round(seconds, 3),
    statesPerSecond: Math.round(distinct / Math.max(seconds, 1e-3)),
    bytesPerState: round(memoryBytes / Math.max(distinct, 1), 1),
    stateBits,
    memoryBytes,
    deadlocks,
    looked,
    levels,
    ...(stop !== undefined && { stop }),
    ...(error !== undefined && { error: { kind: error.kind, message: error.message, ...saved } }),
  }
}

/** Where a trace lies, and what shows it. */
const savedAs = (trace: string | undefined, spec: object, { commandLine }: Program): object =>
  trace === undefined ? {} : { trace, replay: commandLine('trace', ...replayWords(spec, trace)) }

const propertyJson = (
  { name, kind, verdict, statement, path }: CheckedProperty,
  trace: string | undefined,
  spec: object,
  program: Program,
): object => ({
  name,
  kind,
  verdict,
  ...(path !== undefined && { steps: path.steps.length }),
  ...savedAs(trace, spec, program),
  statement,
})

/** The object of `check --mutate --json`. */
export function mutationJson(model: Model, rows: readonly MutationRow[], of: number, { version }: Program): object {
  const { protocol, ...bounds } = model.bounds
  return {
    schema: 1,
    command: 'check',
    version,
    model: { name: model.name, ...(protocol !== undefined && { protocol }), bounds, assumptions: model.assumptions },
    mutants: of,
    mutations: rows.map(({ mutant, result, distinct }) => ({ ...mutant, ...result, distinct })),
  }
}
