/** The check of a model of the user's own: one search, on workers that have the model. */
import { searchOn } from '../../../checker/hosts/web-search.ts'
import type { ModelEntry } from '../catalogue.ts'
import type { Checker } from '../check.ts'
import { type EndedSearch, outcomeOf } from '../outcome.ts'
import { MAX_MEMORY, PAGE_LIMITS, SHARING } from '../page-limits.ts'

export const ownChecker = (entry: ModelEntry): Checker => ({
  maxMemory: MAX_MEMORY,
  sharing: SHARING,
  run: async (configuration, { first, signal, onProgress }) => {
    const { model, spec } = entry.build(configuration)
    const worker = new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' })
    const result = await searchOn(worker, configuration.properties, {
      ...PAGE_LIMITS,
      first,
      signal,
      onProgress: (progress) => onProgress(progress, 0),
    })
    const search: EndedSearch = { model, spec, result }
    return outcomeOf({
      verdict: result.verdict,
      searches: [search],
      properties: result.properties.map((p) => ({ ...p, search })),
      seconds: result.seconds,
      stem: model.name.replaceAll(/[^\w-]+/g, '-'),
    })
  },
})
