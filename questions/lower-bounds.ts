/** A run told within the least bounds that allow it: fewer replicas, records, faults. */
import { LayoutError } from '../checker/fields.ts'
import { compileCodec } from '../checker/state/codec.ts'
import type { Model } from '../checker/model.ts'
import { initialStates } from '../checker/state/successors.ts'
import type { Path, PropertyKind } from '../checker/verdict.ts'
import { type FaultKind, faultKinds, type Faults } from '../model/kraft/index.ts'
import { OptionError } from '../model/option-error.ts'
import { evidenceAt } from '../traces/evidence.ts'
import { rerun } from '../traces/rerun.ts'
import { traceStep } from '../traces/trace.ts'
import {
  type KraftSpec,
  kraftOptions,
  type ScenarioBounds,
  type Spec,
  transactionsOptions,
  type TransactionsSpec,
  type ZookeeperSpec,
} from './spec.ts'

/** One bound of a spec: what it is now, the least it may be, and the spec with another. */
interface Bound<S> {
  readonly least: number
  readonly now: number
  readonly at: (value: number) => S
}

/** A run, on the model of a spec. */
export interface Placed<S extends Spec = Spec> {
  readonly spec: S
  readonly model: Model
  readonly path: Path
}

/**
 * Lowers one bound after the other to the least at which the same steps can be taken and show the same. `build` makes models.
 */
export function lowerBounds(placed: Placed, shown: Shown, build: (spec: Spec) => Model): Placed {
  let best = placed
  for (let which = 0; ; which++) {
    const bound = boundsOf(best.spec)[which]
    if (bound === undefined) return best
    for (let value = bound.least; value < bound.now; value++) {
      const lower = onSpec(best, bound.at(value), shown, build)
      if (lower === undefined) continue
      best = lower
      break
    }
  }
}

/** Specs with one bound lower by one. */
export const onceLower = (spec: Spec): Spec[] =>
  boundsOf(spec).flatMap(({ least, now, at }) => (now > least ? [at(now - 1)] : []))

interface Shown {
  readonly name: string
  readonly kind: PropertyKind
}

/** The same steps on the model of another spec; undefined when there is no such model, they cannot be taken, or show something else. */
export function onSpec(placed: Placed, spec: Spec, shown: Shown, build: (spec: Spec) => Model): Placed | undefined {
  try {
    const model = build(spec)
    const codec = compileCodec(model.layout)
    const start = initialStates(model, codec)[0]
    if (start === undefined) return undefined
    const labelled = placed.path.steps.map((step) => traceStep(placed.model, step))
    const taken = rerun(model, codec, start, labelled)
    const last = taken.states.at(-1)
    if (!taken.ok || last === undefined) return undefined
    if (evidenceAt(model, codec, shown, taken.states.at(-2), last).kind !== 'shown') return undefined
    return { spec, model, path: { states: taken.states, steps: taken.steps } }
  } catch (error) {
    if (error instanceof OptionError || error instanceof LayoutError) return undefined
    throw error
  }
}

function boundsOf(spec: Spec): Bound<Spec>[] {
  switch (spec.model) {
    case 'kraft':
      return kraftBounds(spec)
    case 'zookeeper':
      return zookeeperBounds(spec)
    case 'transactions':
      return transactionsBounds(spec)
  }
}

function kraftBounds(spec: KraftSpec): Bound<KraftSpec>[] {
  if ('row' in spec.from) return []
  const { replicas, records, logSize, faults } = kraftOptions(spec.from, spec.properties)
  return [
    { least: 1, now: replicas, at: (value) => within(spec, { replicas: value }) },
    { least: 1, now: records, at: (value) => within(spec, { records: value }) },
    ...(logSize === undefined ? [] : [{ least: 1, now: logSize, at: (value: number) => within(spec, { logSize: value }) }]),
    ...faultKinds.map((kind) => ({
      least: 0,
      now: faults[kind] ?? 0,
      at: (value: number) => within(spec, { faults: withCap(faults, kind, value) }),
    })),
    { least: 0, now: faults.total, at: (value) => within(spec, { faults: withTotal(faults, value) }) },
  ]
}

function withCap(faults: Faults, kind: FaultKind, cap: number): Faults {
  const { [kind]: _, ...others } = faults
  return cap === 0 ? others : { ...others, [kind]: cap }
}

/** No kind may be more than all together. */
const withTotal = (faults: Faults, total: number): Faults => ({
  ...Object.fromEntries(
    faultKinds.flatMap((kind) => (faults[kind] === undefined ? [] : [[kind, Math.min(total, faults[kind])]])),
  ),
  total,
})

function within(spec: KraftSpec, lower: ScenarioBounds): KraftSpec {
  const { from } = spec
  if ('row' in from) return spec
  if ('scenario' in from) return { ...spec, from: { ...from, bounds: { ...from.bounds, ...lower } } }
  const { replicas, ...bounds } = lower
  const { settings } = from
  const set = replicas === undefined ? settings.set : { ...settings.set, 'replication.factor': String(replicas) }
  return { ...spec, from: { settings: { ...settings, ...(set && { set }), bounds: { ...settings.bounds, ...bounds } } } }
}

const zookeeperBounds = (spec: ZookeeperSpec): Bound<ZookeeperSpec>[] =>
  (
    [
      ['replicas', 1],
      ['records', 1],
      ['logSize', 1],
      ['maxEpoch', 0],
    ] as const
  ).map(([name, least]) => ({
    least,
    now: spec.options[name],
    at: (value) => ({ ...spec, options: { ...spec.options, [name]: value } }),
  }))

/** Those of a scenario are its own. */
function transactionsBounds(spec: TransactionsSpec): Bound<TransactionsSpec>[] {
  const { from } = spec
  if ('scenario' in from) return []
  const options = transactionsOptions(from)
  return (
    [
      ['partitions', 1],
      ['transactions', 1],
      ['instances', 1],
      ['late', 0],
      ['timeouts', 0],
      ['moves', 0],
      ['outages', 0],
      ['leaderChanges', 0],
    ] as const
  ).map(([name, least]) => ({
    least,
    now: options[name],
    at: (value) => ({ ...spec, from: { settings: { ...from.settings, bounds: { ...from.settings.bounds, [name]: value } } } }),
  }))
}
