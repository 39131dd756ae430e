/**
 * Models of the user's own. A spec of one names its module, and a name runs nothing: who asks for a model also says where its
 * module is. Workers build them here: {@link build} gives the model of the module, with the properties asked for.
 */
import { loadModel } from '../checker/hosts/load-model.ts'
import { isOfBound, type Model, type ModelSource } from '../checker/model.ts'
import type { SearchPlan } from './check.ts'
import { isOwn, type OwnSpec } from './own-spec.ts'

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
    properties: model.properties.filter((p) => wanted.has(p.name) || isOfBound(p)),
  }
}

/** Where workers find it. `href` is the URL of the module. */
export const ownSource = ({ args, properties }: OwnSpec, href: string): ModelSource => ({
  module: import.meta.url,
  args: { module: href, ...(args !== undefined && { args }), ...(properties !== undefined && { properties }) },
})

/** The URL of the module of a model of the user's own; undefined of any other. */
export function moduleOfPlan({ spec, source: { module, args } }: SearchPlan): string | undefined {
  return isOwn(spec) && module === import.meta.url ? (args as OwnArgs).module : undefined
}
