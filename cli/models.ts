/**
 * The models a command can name, put together with their properties. Workers build them here too: {@link build} turns the
 * plain data of a spec, which is also what a trace file carries, into a model.
 */
import type { Model, ModelSource } from '../checker/model.ts'
import { CATALOGUE, propertiesOf, PROPERTY_NAMES, type PropertyName } from '../invariants/index.ts'
import { OptionError } from '../model/option-error.ts'
import { zookeeper, type ZookeeperOptions } from '../model/zookeeper/index.ts'
import type { JsonValue } from '../traces/index.ts'

/** Everything that decides a model, as plain data. */
export interface ZookeeperSpec {
  readonly model: 'zookeeper'
  readonly options: Omit<ZookeeperOptions, 'off'>
  readonly properties: readonly PropertyName[]
  /** A switch left out by the mutation suite. */
  readonly off?: string
}

/** The name of the models, for `--model`. */
export const MODEL_NAMES = ['zookeeper'] as const

/** Where workers find the model of a spec. */
export const sourceOf = (spec: ZookeeperSpec): ModelSource => ({ module: import.meta.url, args: spec })

/**
 * Builds the model of a spec, which may come from a file.
 * @throws OptionError, LayoutError when the spec is not one, or is out of range.
 */
export function build(args: unknown): Model {
  const spec = asSpec(args)
  const options = spec.off === undefined ? spec.options : { ...spec.options, off: spec.off }
  return zookeeper(options, (view) => propertiesOf(spec.properties, view)) as Model
}

/** The spec as the plain data that trace files carry. */
export const specData = (spec: ZookeeperSpec): JsonValue => ({
  model: spec.model,
  options: { ...spec.options },
  properties: [...spec.properties],
})

/** The name of the file in which the trace of a property is saved. */
export function traceFileName({ model, options }: ZookeeperSpec, property: string): string {
  const { protocol, replicas, logSize, records, maxEpoch, uncleanLeaderElection } = options
  const unclean = uncleanLeaderElection ? '-unclean' : ''
  return `${model}-${protocol}-r${replicas}-l${logSize}-n${records}-e${maxEpoch}${unclean}.${property}.itf.json`
}

/** Whether a property needs the model to remember what was ever committed. */
export const needsHistory = (name: PropertyName): boolean => CATALOGUE[name].needsHistory

/** The properties checked when none is named. */
export const DEFAULT_PROPERTIES: readonly PropertyName[] = PROPERTY_NAMES.filter((name) => CATALOGUE[name].default)

/** Reads a spec from plain data. Ranges are checked by {@link build}. @throws OptionError */
export function asSpec(args: unknown): ZookeeperSpec {
  const { model, options, properties, off } = asObject('spec', args)
  if (model !== 'zookeeper') throw new OptionError('model', `one of ${MODEL_NAMES.join(', ')}`, model)
  const given = asObject('options', options)
  for (const name of ['uncleanLeaderElection', 'commitHistory'])
    if (typeof given[name] !== 'boolean') throw new OptionError(name, 'true or false', given[name])
  if (!Array.isArray(properties)) throw new OptionError('properties', 'a list of names', properties)
  const names = properties.map((name) => {
    const found = PROPERTY_NAMES.find((known) => known === name)
    if (found === undefined) throw new OptionError('properties', `names among ${PROPERTY_NAMES.join(', ')}`, name)
    return found
  })
  if (off !== undefined && typeof off !== 'string') throw new OptionError('off', 'the name of a switch', off)
  const { protocol, replicas, logSize, records, maxEpoch, uncleanLeaderElection, commitHistory } = given
  const checked = {
    protocol,
    replicas,
    logSize,
    records,
    maxEpoch,
    uncleanLeaderElection,
    commitHistory,
  } as ZookeeperSpec['options']
  return { model, options: checked, properties: names, ...(off !== undefined && { off }) }
}

function asObject(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new OptionError(name, 'an object', value)
  return value as Readonly<Record<string, unknown>>
}
