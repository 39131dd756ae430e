/** `check` in a page: the same searches as on the command line, each on workers of its own. */
import type { ExploreOptions } from '../../../checker/search/explore.ts'
import { searchOn } from '../../../checker/hosts/web-search.ts'
import type { Checker, CheckOutcome } from '../check.ts'
import { type Trace, traceOf, traceOfError } from '../../../traces/trace.ts'
import { type CheckResult, runSearches, type SearchPlan } from '../../../questions/check.ts'
import { specData } from '../../../questions/spec.ts'
import { planOf } from './catalogue.ts'

/** Bytes that states and their table may take: some ten million states of the models. */
const MAX_MEMORY = 512 * 2 ** 20
/** More workers than this gain little in a page. */
const MAX_WORKERS = 8

const sharing = self.crossOriginIsolated ? Math.min(MAX_WORKERS, navigator.hardwareConcurrency) : 0

export const pageChecker: Checker = {
  maxMemory: MAX_MEMORY,
  sharing,
  run: async (configuration, { first, signal, onProgress }) => {
    const { searches, stem } = planOf(configuration)
    const limits = { workers: Math.max(1, sharing), maxMemory: MAX_MEMORY, first, signal }
    const onWorkers = async ({ spec }: SearchPlan, { onProgress: heard }: Pick<ExploreOptions, 'onProgress'>) => {
      const worker = new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' })
      return searchOn(worker, spec, { ...limits, onProgress: heard })
    }
    const result = await runSearches(searches, onWorkers, limits, (search, p) => onProgress(p, search))
    return outcomeOf(result, stem)
  },
}

function outcomeOf({ verdict, runs, properties, seconds }: CheckResult, stem: string): CheckOutcome {
  const [main] = runs
  if (main === undefined) throw new Error('a check has at least one search')
  const { distinct, generated, depth, workers } = main.result
  const stops = runs.flatMap((run) => run.result.stop ?? [])
  const failed = runs.find((run) => run.result.error !== undefined)
  const fileOf = (trace: Trace | undefined): string => `${stem}.${trace?.property.name ?? ''}.itf.json`
  const errorOf = (): CheckOutcome['error'] => {
    const error = failed?.result.error
    if (failed === undefined || error === undefined) return undefined
    const trace = error.kind === 'worker' ? undefined : traceOfError(failed.model, specData(failed.spec), error)
    return { message: error.message, trace, file: fileOf(trace) }
  }
  return {
    verdict,
    distinct,
    generated,
    depth,
    exhausted: runs.every((run) => run.result.exhausted),
    stop: stops[0],
    error: errorOf(),
    properties: properties.map(({ name, kind, statement, verdict: decided, path, run }) => {
      const trace = traceOf(run.model, specData(run.spec), { name, kind, statement, verdict: decided, path })
      return { name, kind, verdict: decided, trace, file: fileOf(trace) }
    }),
    seconds,
    workers,
  }
}
