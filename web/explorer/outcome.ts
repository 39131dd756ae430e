/** What the page says of searches that have ended. */
import type { Model } from '../../checker/model.ts'
import type { Path, PropertyResult, SearchResult, Verdict } from '../../checker/verdict.ts'
import { toldFromStart } from '../../questions/from-state.ts'
import { groupOf } from '../../traces/report-data.ts'
import type { PropertyGroup } from '../../traces/report-types.ts'
import { type JsonValue, type Trace, traceOf, traceOfError } from '../../traces/trace.ts'
import type { CheckOutcome } from './check.ts'

/** A search that has ended, and the spec that traces of it carry. */
export interface EndedSearch {
  readonly model: Model
  readonly spec: JsonValue
  readonly result: SearchResult
}

export interface EndedCheck {
  readonly verdict: Verdict
  /** The first is the one whose counts are reported. */
  readonly searches: readonly [EndedSearch, ...EndedSearch[]]
  /** Each with the search that decided it. */
  readonly properties: readonly (PropertyResult & { readonly search: EndedSearch })[]
  readonly seconds: number
  /** What names of trace files begin with. */
  readonly stem: string
  readonly groups?: Readonly<Record<string, PropertyGroup>>
  readonly unasked?: string | undefined
}

/** Where a search starts that goes on from a path. */
export const startOf = (path: Path | undefined): { readonly from?: readonly Int32Array[] } => {
  const last = path?.states.at(-1)
  return last === undefined ? {} : { from: [last] }
}

/** What is said of a configuration that one search decides, `by` name of a file and groups; with `from` it started where that path ends. */
export function outcomeOfOne(
  { model, spec, result: found }: EndedSearch,
  from: Path | undefined,
  by: Pick<EndedCheck, 'stem' | 'groups' | 'unasked'>,
): CheckOutcome {
  const result = from === undefined ? found : toldFromStart(found, model, from)
  const search: EndedSearch = { model, spec, result }
  return outcomeOf({
    ...by,
    verdict: result.verdict,
    searches: [search],
    properties: result.properties.map((p) => ({ ...p, search })),
    seconds: result.seconds,
  })
}

export function outcomeOf({ verdict, searches, properties, seconds, stem, groups, unasked }: EndedCheck): CheckOutcome {
  const { distinct, generated, depth, workers } = searches[0].result
  const fileOf = (trace: Trace | undefined): string => `${stem}.${trace?.property.name ?? ''}.itf.json`
  const failed = searches.find((search) => search.result.error !== undefined)
  const errorOf = (): CheckOutcome['error'] => {
    const error = failed?.result.error
    if (failed === undefined || error === undefined) return undefined
    const trace = error.kind === 'worker' ? undefined : traceOfError(failed.model, failed.spec, error)
    return { message: error.message, trace, file: fileOf(trace) }
  }
  return {
    verdict,
    distinct,
    generated,
    depth,
    exhausted: searches.every((search) => search.result.exhausted),
    stop: searches.flatMap((search) => search.result.stop ?? [])[0],
    error: errorOf(),
    properties: properties.map(({ name, kind, statement, verdict: decided, path, search }) => {
      const trace = traceOf(search.model, search.spec, { name, kind, statement, verdict: decided, path })
      return { name, kind, statement, group: groupOf({ name, kind }, groups), verdict: decided, trace, file: fileOf(trace) }
    }),
    seconds,
    workers,
    assumptions: searches[0].model.assumptions,
    unasked,
  }
}
