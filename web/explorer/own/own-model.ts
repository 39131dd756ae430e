/** The model of a user's module: in the page and in its workers alike. */
import { isOfBound, type Model } from '../../../checker/model.ts'

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
  return withProperties(made, properties)
}

/** The model with only those of its properties, and those that stand for a bound, which are always judged. */
export const withProperties = (model: Model, names: readonly string[]): Model => ({
  ...model,
  properties: model.properties.filter((p) => names.includes(p.name) || isOfBound(p)),
})

const isModel = (value: unknown): value is Model =>
  typeof value === 'object' && value !== null && 'layout' in value && 'actions' in value && 'properties' in value
