/**
 * Models of the user's own. A spec of one names its module, and a name runs nothing: who asks for a model also says where its
 * module is. Workers build them here: {@link build} gives the model of the module, with the properties asked for.
 */
import { loadModel } from '../checker/hosts/load-model.ts'
import type { Model, ModelSource } from '../checker/model.ts'
import { OptionError } from '../model/option-error.ts'
import type { JsonValue } from '../traces/index.ts'

/** What decides a model of the user's own, as plain data; trace files carry it. */
export interface OwnSpec {
  readonly model: 'own'
  /** The module as people call it, such as `models/two-phase-commit.ts`. Never loaded because a file says so. */
  readonly module: string
  /** What `build(args)` is given. */
  readonly args?: JsonValue
  /** Absent for all that the model has. */
  readonly properties?: readonly string[]
}

/** What a worker needs to build it. `off` is a switch left out by the mutation suite. */
interface OwnArgs {
  readonly module: string
  readonly args?: unknown
  readonly properties?: readonly string[]
  readonly off?: string
}

/** Builds the model of a module with the properties asked for; those that stand for a bound are always judged. */
export async function build(given: unknown): Promise<Model> {
  const { module, args, properties, off } = given as OwnArgs
  const model = await loadModel({ module, args: off === undefined ? args : { ...(args as object | undefined), off } })
  if (properties === undefined) return model
  const wanted = new Set(properties)
  return {
    ...model,
    properties: model.properties.filter((p) => wanted.has(p.name) || (p.kind === 'state' && p.isBound === true)),
  }
}

/** Where workers find it. `href` is the URL of the module. */
export const ownSource = ({ args, properties }: OwnSpec, href: string): ModelSource => ({
  module: import.meta.url,
  args: { module: href, ...(args !== undefined && { args }), ...(properties !== undefined && { properties }) },
})

/** Whether the spec of a trace, which may come from anybody, is of a model of somebody's own. */
export const isOwn = (spec: unknown): boolean =>
  typeof spec === 'object' && spec !== null && 'model' in spec && spec.model === 'own'

/** Checks the shape of a spec. @throws OptionError naming what is wrong. */
export function asOwnSpec(spec: Readonly<Record<string, unknown>>): OwnSpec {
  const { module, args, properties } = spec
  if (typeof module !== 'string') throw new OptionError('module', 'the name of a module', module)
  if (properties !== undefined && !(Array.isArray(properties) && properties.every((name) => typeof name === 'string')))
    throw new OptionError('properties', 'a list of names', properties)
  return {
    model: 'own',
    module,
    ...(args !== undefined && { args: args as JsonValue }),
    ...(properties !== undefined && { properties }),
  }
}
