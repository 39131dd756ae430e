/** What a trace says of a model of the user's own: data, with nothing that loads code. A page may read it. */
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
