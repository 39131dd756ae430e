/**
 * Tidemark as a library: declare a model, explore it, read the verdict.
 *
 * Nothing here writes to the console, ends the process or installs a handler of signals. Types name `AbortSignal` and worker threads, which
 * `@types/node` declares.
 */
import { explore as exploreSource } from '../checker/hosts/threads.ts'
import { loadModel } from '../checker/hosts/load-model.ts'
import type { Model, ModelSource } from '../checker/model.ts'
import { exploreHere as exploreModel, type ExploreOptions } from '../checker/search/explore.ts'
import type { SearchResult } from '../checker/verdict.ts'
import { renderText } from '../traces/text.ts'
import { traceOf, traceOfError } from '../traces/trace.ts'

export * from '../checker/model.ts'
// What the types of layouts are made of: a declaration file of a model names them.
export type * from '../checker/fields.ts'
export {
  compileCodec,
  describeStep,
  exploreOn,
  type ExploreOptions,
  LayoutError,
  MAX_PROPERTIES,
  ModelError,
  mutantsOf,
  mutationSuite,
  type MutationRow,
  type Progress,
  referenceCheck,
  renaming,
  type Step,
  successors,
  ThreadPool,
  typedViewerOf,
  viewerOf,
} from '../checker/index.ts'
export type * from '../checker/verdict.ts'
export { loadModel, ModuleError } from '../checker/hosts/load-model.ts'

/** What a search found, with the model it was of. */
export interface Exploration<S = unknown> extends SearchResult {
  readonly model: Model<S>
}

/**
 * Explores the model of a module on `options.workers` worker threads.
 * @throws ModuleError when the module is no model; LayoutError, ModelError when the model is none that can be explored.
 */
export async function explore(source: ModelSource, options: ExploreOptions): Promise<Exploration> {
  return { ...(await exploreSource(source, options)), model: await loadModel(source) }
}

/** Explores a model in this thread. For tests and small models. @throws LayoutError, ModelError. */
export async function exploreHere<S>(model: Model<S>, options: ExploreOptions): Promise<Exploration<S>> {
  return { ...(await exploreModel(model, options)), model }
}

export interface FormatOptions {
  /** Columns; 100 unless said otherwise. */
  readonly width?: number
  /** The property whose path is told; by default the one that is violated in the fewest steps. */
  readonly property?: string
  /** Ends with the whole final state. */
  readonly all?: boolean
}

/**
 * The counterexample of a search as text: per step what changed, and last why the property is false. The path to a witness is told when
 * it is asked for by name. Undefined when there is no such path.
 */
export function formatTrace<S>(
  found: Exploration<S>,
  { width = 100, property, all = false }: FormatOptions = {},
): string | undefined {
  const { model, properties, error } = found
  const failed = error === undefined || error.kind === 'worker' ? [] : [traceOfError(model, null, error)]
  const told = properties
    .filter((p) => (property === undefined ? p.verdict === 'violated' : p.name === property))
    .flatMap((p) => traceOf(model, null, p) ?? [])
  const [trace] = [...(property === undefined ? failed : []), ...told].toSorted((a, b) => a.steps.length - b.steps.length)
  return trace && renderText(trace, { width, all })
}
