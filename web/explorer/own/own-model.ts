/** The model of a user's module: in the page and in its workers alike. */
import type { Model } from '../../../checker/model.ts'
import type { JsonValue } from '../../../traces/trace.ts'

/** Everything that decides a model of the user's own, as plain data; trace files carry it. The module is a name, never loaded from it. */
export interface OwnSpec {
  readonly model: 'own'
  readonly module: string
  readonly args?: JsonValue
  /** Absent for all that the model has. */
  readonly properties?: readonly string[]
}

/**
 * The model that a module exports: what `build(args)` or a default export that is a function gives, else the default export or `model`
 * itself. With `properties`, only those of its properties.
 * @throws Error when the module exports no model, or the model has no such property.
 */
export async function modelOf(
  exported: Readonly<Record<string, unknown>>,
  args: unknown,
  properties?: readonly string[],
): Promise<Model> {
  const source = exported['build'] ?? exported['default'] ?? exported['model']
  const made: unknown = typeof source === 'function' ? await (source as (args: unknown) => unknown)(args) : source
  if (!isModel(made))
    throw new Error('the module exports no model: neither build(args), nor a model as default export or as model')
  if (properties === undefined) return made
  const unknown = properties.find((name) => made.properties.every((p) => p.name !== name))
  if (unknown !== undefined) throw new Error(`${made.name} has no property ${unknown}`)
  return { ...made, properties: made.properties.filter((p) => properties.includes(p.name)) }
}

const isModel = (value: unknown): value is Model =>
  typeof value === 'object' && value !== null && 'layout' in value && 'actions' in value && 'properties' in value
