/** The check of a model of the user's own: one search, on workers that have the model. */
import { searchOn } from '../../../checker/hosts/web-search.ts'
import type { ModelEntry } from '../catalogue.ts'
import type { Checker } from '../check.ts'
import { outcomeOfOne, startOf } from '../outcome.ts'
import { MAX_MEMORY, PAGE_LIMITS, SHARING } from '../page-limits.ts'

export const ownChecker = (entry: ModelEntry): Checker => ({
  maxMemory: MAX_MEMORY,
  sharing: SHARING,
  run: async (configuration, { first, from, signal, onProgress }) => {
    const { model, spec } = entry.build(configuration)
    const worker = new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' })
    const result = await searchOn(worker, configuration.properties, {
      ...PAGE_LIMITS,
      ...startOf(from),
      first,
      signal,
      onProgress: (progress) => onProgress(progress, 0),
    })
    return outcomeOfOne({ model, spec, result }, from, { stem: model.name.replaceAll(/[^\w-]+/g, '-') })
  },
})
