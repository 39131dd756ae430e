/** Small models of known shape, for tests of the search. Worker threads build them too: {@link sourceOf}. */
import {
  action,
  type Action,
  defineLayout,
  int,
  type Model,
  type ModelSource,
  type Property,
  type StateOf,
} from '../../checker/model.ts'

const gridLayout = (counters: number, max: number) =>
  defineLayout(Object.fromEntries(Array.from({ length: counters }, (_, i) => [`c${i}`, int(0, max)])))

export interface GridOptions {
  readonly counters: number
  readonly max: number
  /** The state property: the sum of the counters stays below this. */
  readonly sumBelow?: number
  /** The effect throws when the sum of the counters would become this. */
  readonly throwsAt?: number
  /** The state property throws when the sum of the counters is this. */
  readonly propertyThrowsAt?: number
  /** The effect writes a value past `max` instead of stopping there. */
  readonly overflows?: boolean
}

type Grid = Record<string, number>

/** Independent counters, each rising by one: `(max + 1) ** counters` states, `counters * max` deep, one deadlock. */
export function grid(options: GridOptions): Model<Grid> {
  const { counters, max } = options
  const names = Array.from({ length: counters }, (_, i) => `c${i}`)
  const sum = (s: Readonly<Grid>) => names.reduce((n, name) => n + (s[name] ?? 0), 0)
  const properties: Property<Grid>[] = []
  if (options.sumBelow !== undefined || options.propertyThrowsAt !== undefined)
    properties.push({
      kind: 'state',
      name: 'SumBelow',
      statement: 'The sum stays below the limit.',
      holds: (s) => {
        if (sum(s) === options.propertyThrowsAt) throw new Error('the property cannot be told')
        return sum(s) < (options.sumBelow ?? Infinity)
      },
    })
  return {
    name: 'grid',
    bounds: { counters, max },
    assumptions: [],
    layout: gridLayout(counters, max),
    initial: [() => undefined],
    actions: names.map((name): Action<Grid> =>
      action<Grid>()(`Raise_${name}`, 'One counter rises by one.', [], {
        guards: { 'it is below the top': (s) => options.overflows === true || (s[name] ?? 0) < max },
        apply: (draft) => {
          draft[name] = (draft[name] ?? 0) + 1
          if (sum(draft) === options.throwsAt) throw new Error('the effect cannot be taken')
        },
      }),
    ),
    properties,
  }
}

const chainLayout = defineLayout({ at: int(0, 2 ** 20) })
type Chain = StateOf<typeof chainLayout.fields>

/**
 * `at` rises from 0 to `top`, one state per level, and from there jumps back to 0: `top + 1` states, `top` deep, no deadlock.
 * The one step that goes back breaks the step property, and starts in the deepest state.
 */
export function chain(top: number, properties?: readonly Property<Chain>[]): Model<Chain> {
  return {
    name: 'chain',
    bounds: { top },
    assumptions: [],
    layout: chainLayout,
    initial: [() => undefined],
    actions: [
      action<Chain>()('Advance', 'One step on.', [], {
        guards: { 'the end is ahead': (s) => s.at < top },
        apply: (draft) => {
          draft.at++
        },
      }),
      action<Chain>()('Return', 'Back to the start.', [], {
        guards: { 'the end is reached': (s) => s.at === top },
        apply: (draft) => {
          draft.at = 0
        },
      }),
    ],
    properties: properties ?? [
      { kind: 'step', name: 'NeverBack', statement: 'It never goes back.', holds: (s, t) => s.at <= t.at },
      { kind: 'witness', name: 'Arrives', statement: 'The end is reached.', reached: (s) => s.at === top },
    ],
  }
}

const fanLayout = defineLayout({ at: int(0, 2 ** 20) })
type Fan = StateOf<typeof fanLayout.fields>

/** The first `sources` states have one successor each for every number below `width`: `width` states, one step deep. */
export function fan(width: number, sources: number): Model<Fan> {
  return {
    name: 'fan',
    bounds: { width, sources },
    assumptions: [],
    layout: fanLayout,
    initial: [() => undefined],
    actions: [
      action<Fan>()('Jump', 'From a source anywhere.', [['to', int(0, width - 1)]], {
        guards: { 'it is at a source': (s) => s.at < sources },
        apply: (draft, to) => {
          draft.at = to
        },
      }),
    ],
    properties: [{ kind: 'state', name: 'NotLast', statement: 'The last is never reached.', holds: (s) => s.at < width - 1 }],
  }
}

/** Plain data that names one of these models. */
export type Spec =
  | { readonly model: 'grid'; readonly options: GridOptions }
  | { readonly model: 'chain'; readonly top: number }
  | { readonly model: 'properties'; readonly count: number }
  | { readonly model: 'fan'; readonly width: number; readonly sources: number }
  | { readonly model: 'slow' }
  | { readonly model: 'stuck'; readonly isStuck: Int32Array }

/** A chain with as many state properties as asked for; the last of them is false at the end. */
export function withProperties(count: number): Model<Chain> {
  return chain(
    3,
    Array.from({ length: count }, (_, i) => ({
      kind: 'state',
      name: `P${i}`,
      statement: 'A property among many.',
      holds: (s) => i < count - 1 || s.at < 3,
    })),
  )
}

/** A model that no search finishes while a test waits. */
const slow = (): Model<Grid> => grid({ counters: 12, max: 15 })

/** A chain whose second step never ends; once it has begun, `isStuck`, which threads share, is 1. */
const stuck = (isStuck: Int32Array): Model<Chain> => {
  const whole = chain(3)
  const actions = whole.actions.map((a) => ({
    ...a,
    guards: {
      'it is known': (s: { readonly at: number }) => {
        if (s.at === 1) Atomics.store(isStuck, 0, 1)
        while (s.at === 1);
        return true
      },
    },
  }))
  return { ...whole, actions }
}

export function build(args: unknown): Model<never> {
  const spec = args as Spec
  const built = {
    grid: () => grid((spec as { options: GridOptions }).options),
    chain: () => chain((spec as { top: number }).top),
    properties: () => withProperties((spec as { count: number }).count),
    fan: () => fan((spec as { width: number }).width, (spec as { sources: number }).sources),
    slow,
    stuck: () => stuck((spec as { isStuck: Int32Array }).isStuck),
  }[spec.model]()
  return built as unknown as Model<never>
}

/** Where worker threads find a model. */
export const sourceOf = (spec: Spec): ModelSource => ({ module: import.meta.url, args: spec })
