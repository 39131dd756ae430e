/**
 * What the project can be asked by name, and what it is expected to answer: one shape for anomalies, claims, rows of the verdict
 * matrix and examples. Lists, documentation, the tiers of the tests and the explorer follow from it.
 */
import * as v from 'valibot'

/** The kinds, in the order of the manifest. */
export const KINDS = ['scenario', 'claim', 'matrix', 'model', 'input'] as const

const text = v.pipe(v.string(), v.minLength(1))
const whole = v.pipe(v.number(), v.integer(), v.minValue(0))

/** As {@link Expected} has it: a property that holds was exhausted; a number is the length of the shortest run to what is shown. */
const answer = v.variant('verdict', [
  v.strictObject({ verdict: v.literal('holds') }),
  v.strictObject({ verdict: v.literal('violated'), steps: whole }),
  v.strictObject({ verdict: v.literal('reached'), steps: whole }),
  v.strictObject({ verdict: v.literal('impossible') }),
])

/** A value of a configuration as plain data. */
const json: v.GenericSchema<Json> = v.lazy(() =>
  v.union([v.string(), v.number(), v.boolean(), v.array(json), v.record(v.string(), json)]),
)

export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json }

export const entrySchema = v.strictObject({
  /** Unique among all: the kind, a slash, and the name within the kind. */
  id: v.pipe(v.string(), v.regex(/^(?:scenario|claim|matrix|model|input)\/.+$/)),
  kind: v.picklist(KINDS),
  title: text,
  /** Words after `tidemark` that ask for it; absent where only a script of the repository does. */
  command: v.optional(v.array(text)),
  /** Of a model: the module, from the root of the repository, whose `build(args)` makes it; without args its defaults do. */
  source: v.optional(v.strictObject({ module: text, args: v.optional(whole) })),
  /** Kafka's release, for what has one. */
  release: v.optional(text),
  /** What differs from the defaults of the command: settings, rules, bounds, faults. */
  configuration: v.record(v.string(), json),
  /** By property; of an input, by the word `verdict`. */
  expected: v.record(v.string(), answer),
  /** Whether the search may end with the first violation; else it was exhausted. */
  first: v.boolean(),
  /**
   * As counted by the search, exactly; the same on every machine and for every number of workers. Inputs ask many searches and have none; nor has
   * a long search that has not been counted since the model changed.
   */
  counts: v.optional(v.strictObject({ distinct: whole, depth: whole })),
  /** `quick` is decided by every run of the tests, `long` by the tier of searches. */
  cost: v.picklist(['quick', 'long']),
})

export type CatalogueEntry = v.InferOutput<typeof entrySchema>
export type Answer = v.InferOutput<typeof answer>

/** Searches of at most so many states are quick. */
const QUICK_STATES = 60_000

/** Follows from what the search counts. */
export const costOf = ({ counts }: Pick<CatalogueEntry, 'counts'>): CatalogueEntry['cost'] =>
  counts !== undefined && counts.distinct <= QUICK_STATES ? 'quick' : 'long'

export const manifestSchema = v.strictObject({
  schema: v.literal(1),
  entries: v.pipe(
    v.array(entrySchema),
    v.check((entries) => new Set(entries.map((e) => e.id)).size === entries.length, 'an id stands twice'),
    v.check((entries) => entries.every((e) => e.id.startsWith(`${e.kind}/`)), 'an id does not start with its kind'),
    v.check((entries) => entries.every((e) => e.kind !== 'input' || e.counts === undefined), 'counts are of searches'),
    v.check((entries) => entries.every((e) => e.cost === costOf(e)), 'a cost that does not follow from the counts'),
  ),
})
