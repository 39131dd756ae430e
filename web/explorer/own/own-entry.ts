/** A model of the user's own as the page offers it: no options, its properties, states in words. */
import type { Model } from '../../../checker/model.ts'
import { groupOf } from '../../../traces/report-data.ts'
import type { JsonValue } from '../../../traces/trace.ts'
import type { Configuration, ModelEntry } from '../catalogue.ts'
import { withProperties } from './own-model.ts'
import type { OwnSpec } from '../../../questions/own-spec.ts'

/** The one entry of a catalogue for a model that was built with `args` from the module called `shown`. */
export function ownEntry(model: Model, shown: string, args: JsonValue | undefined): ModelEntry {
  const names = model.properties.map((p) => p.name)
  const entry: ModelEntry = {
    name: model.name,
    title: `${model.name}, from ${shown}`,
    fields: [],
    properties: model.properties.map(({ name, kind, statement }) => ({
      name,
      statement,
      group: groupOf({ name, kind }),
    })),
    promised: () => names,
    build: (configuration) => ({
      model: withProperties(model, configuration.properties),
      spec: specOf(configuration),
      alternatives: () => [],
    }),
    configurationOf: (spec) => {
      const { model: kind, args: given, properties } = asOwn(spec)
      if (kind !== 'own' || JSON.stringify(given) !== JSON.stringify(args)) return undefined
      return { model: model.name, options: {}, properties: names.filter((name) => properties?.includes(name) ?? true) }
    },
  }
  return entry

  function specOf({ properties }: Configuration): JsonValue {
    const spec: OwnSpec = {
      model: 'own',
      module: shown,
      ...(args !== undefined && { args }),
      ...(properties.length < names.length && { properties }),
    }
    return spec as unknown as JsonValue
  }
}

const asOwn = (spec: JsonValue): Partial<OwnSpec> =>
  typeof spec === 'object' && spec !== null && !Array.isArray(spec) ? (spec as Partial<OwnSpec>) : {}
