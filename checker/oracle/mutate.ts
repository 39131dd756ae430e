/**
 * The mutation suite, generated from a model's named rules: each is switched off in turn, and some property must break, or
 * the rule is redundant within the bounds. It measures the properties as much as the model.
 */
import type { ExploreOptions } from '../search/explore.ts'
import { guardsOf } from '../search/contract.ts'
import type { Model, ModelSource } from '../model.ts'
import { explore, ThreadPool } from '../hosts/threads.ts'

/** A rule that is left out. */
export type Mutant =
  { readonly kind: 'guard'; readonly action: string; readonly guard: string } | { readonly kind: 'switch'; readonly name: string }

export type MutantOutcome =
  /** The least number of steps after which a property is false, and the properties that are false then. */
  | { readonly outcome: 'breaks'; readonly properties: readonly string[]; readonly steps: number }
  /** Every state within the bounds was seen and no property broke. */
  | { readonly outcome: 'redundant' }
  | { readonly outcome: 'incomplete' }
  /** Without the rule the model leaves its own domains. */
  | { readonly outcome: 'error'; readonly message: string }

export interface MutationRow {
  readonly mutant: Mutant
  readonly result: MutantOutcome
  readonly distinct: number
}

/** Every guard that is a rule, in declaration order, then every switch. */
export function mutantsOf<S>(model: Model<S>): Mutant[] {
  return [
    ...guardsOf(model).flatMap(({ action, guard, kind }) => (kind === 'rule' ? [{ kind: 'guard' as const, action, guard }] : [])),
    ...(model.switches ?? []).map(({ name }) => ({ kind: 'switch' as const, name })),
  ]
}

/**
 * Explores every mutant of a model, `options.workers` of them at a time on one thread each, until the first property breaks.
 * A switch is turned off by `off: name` in the source's args. Rows come in the order of {@link mutantsOf}.
 * @throws TypeError when the model has switches and args has no room for `off`.
 */
export async function mutationSuite<S>(
  source: ModelSource,
  model: Model<S>,
  options: ExploreOptions,
  onRow?: (done: number, of: number) => void,
): Promise<MutationRow[]> {
  const mutants = mutantsOf(model)
  if (mutants.some((m) => m.kind === 'switch') && !(source.args === undefined || isRecord(source.args)))
    throw new TypeError(`${model.name} has switches, which are turned off by off in args: args must be an object or undefined`)
  const rows: MutationRow[] = []
  const pool = new ThreadPool()
  let next = 0
  let done = 0
  const lane = async () => {
    while (next < mutants.length && options.signal?.aborted !== true) {
      const i = next++
      const mutant = mutants[i]
      if (mutant === undefined) return
      rows[i] = await exploreMutant(source, mutant, options, pool)
      onRow?.(++done, mutants.length)
    }
  }
  try {
    await Promise.all(Array.from({ length: options.workers }, lane))
  } finally {
    await pool.end()
  }
  return rows.filter((row) => row !== undefined)
}

const isRecord = (args: unknown): boolean => typeof args === 'object' && args !== null && !Array.isArray(args)

async function exploreMutant(
  source: ModelSource,
  mutant: Mutant,
  options: ExploreOptions,
  pool: ThreadPool,
): Promise<MutationRow> {
  const args = mutant.kind === 'switch' ? { ...(source.args as object | undefined), off: mutant.name } : source.args
  const mutated = { ...source, args }
  const result = await explore(mutated, {
    ...options,
    pool,
    workers: 1,
    maxMemory: options.maxMemory / options.workers,
    first: true,
    off: mutant.kind === 'guard' ? { action: mutant.action, guard: mutant.guard } : undefined,
  })
  const broken = result.properties.filter((p) => p.verdict === 'violated' && p.kind !== 'witness' && p.path !== undefined)
  const steps = Math.min(...broken.map((p) => p.path?.steps.length ?? Infinity))
  const first = broken.filter((p) => p.path?.steps.length === steps).map((p) => p.name)
  const row = { mutant, distinct: result.distinct }
  if (first.length > 0) return { ...row, result: { outcome: 'breaks', properties: first, steps } }
  if (result.error !== undefined) return { ...row, result: { outcome: 'error', message: result.error.message } }
  return { ...row, result: { outcome: result.exhausted ? 'redundant' : 'incomplete' } }
}
