/** Every rule of a model switched off in turn: which property breaks without it. */
import type { ExploreOptions } from '../checker/search/explore.ts'
import { isOfBound, type MutationRow, mutantsOf, mutationSuite } from '../checker/index.ts'
import { counted } from '../text/counted.ts'
import { FlagError } from '../text/flag-error.ts'
import type { SearchPlan } from './check.ts'
import { onThreads } from './on-threads.ts'

/** What came of each mutant, as far as it went; `of` is how many there are. */
export interface Mutations {
  readonly rows: readonly MutationRow[]
  readonly of: number
}

/**
 * One search decides all properties: lengths count, not the number of states. @throws FlagError when a property is violated with
 * every rule on: it says nothing about any rule.
 */
export async function mutate(
  whole: SearchPlan,
  options: ExploreOptions,
  onProgress: (done: number, of: number) => void,
): Promise<Mutations> {
  const baseline = await onThreads(whole, { ...options, first: true })
  const isBound = (name: string): boolean => whole.model.properties.some((p) => p.name === name && isOfBound(p))
  const isBroken = (p: { readonly name: string; readonly verdict: string; readonly kind: string }): boolean =>
    p.verdict === 'violated' && p.kind !== 'witness' && !isBound(p.name)
  const broken = baseline.properties.find(isBroken)
  if (broken !== undefined) {
    const others = baseline.properties.filter((p) => !isBroken(p) && !isBound(p.name)).map((p) => p.name)
    throw new FlagError(
      `--mutate: ${broken.name} is violated with every rule on (in ${counted(broken.path?.steps.length ?? 0, 'step')}), so it says nothing about a rule; --invariants ${others.length === 0 ? 'names others' : `${others.join(',')} leaves it out`}`,
    )
  }
  const rows = await mutationSuite(whole.source, whole.model, options, onProgress)
  return { rows, of: mutantsOf(whole.model).length }
}
