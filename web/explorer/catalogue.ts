/**
 * What the explorer has to know about models in order to offer them. It knows none itself: the page is given a catalogue.
 */
import type { Model } from '../../checker/model.ts'
import type { AnyPicture } from '../../model/drawing.ts'
import type { Alternative } from '../../traces/explain.ts'
import type { PropertyGroup } from '../../traces/report-types.ts'
import type { JsonValue, TraceStep } from '../../traces/trace.ts'

export type OptionValue = number | string | boolean

/** An option of a model as a form shows it. `name` is that of links. */
export type OptionField = {
  readonly name: string
  readonly label: string
  /** One sentence. */
  readonly help: string
} & (
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly initial: number }
  | {
      readonly kind: 'choice'
      readonly choices: readonly string[]
      /** What a choice is called, when not by its own name. */
      readonly labels?: Readonly<Record<string, string>>
      readonly initial: string
    }
  | { readonly kind: 'text'; readonly placeholder: string; readonly initial: string }
  | { readonly kind: 'flag'; readonly initial: boolean }
)

/** Everything that decides what is explored. */
export interface Configuration {
  readonly model: string
  /** One value for every field of the model. */
  readonly options: Readonly<Record<string, OptionValue>>
  /** Names of properties, in the order of the model's entry. */
  readonly properties: readonly string[]
}

/** A model that was built. */
export interface Built {
  readonly model: Model
  /** Its own spec, which says the same as the configuration; traces carry it. */
  readonly spec: JsonValue
  /** How its states and steps are drawn; absent when nobody has drawn them, and they are told in words. */
  readonly facts?: AnyPicture<unknown> | undefined
  /** Models in which one setting is otherwise, for what would have prevented a violation. Built when asked for. */
  readonly alternatives: () => readonly Alternative[]
}

/** A property that can be chosen. */
export interface OfferedProperty {
  readonly name: string
  readonly statement: string
  readonly group: PropertyGroup
}

export interface ModelEntry {
  readonly name: string
  readonly title: string
  readonly fields: readonly OptionField[]
  readonly properties: readonly OfferedProperty[]
  /**
   * Names of what is judged with these options when nobody chooses, in any order: what `check` judges by default.
   * Of options that cannot be used, what it is with those a model is first offered with.
   */
  promised(options: Configuration['options']): readonly string[]
  /**
   * The one model to step through, with all chosen properties.
   * @throws Error naming what is wrong with the configuration.
   */
  build(configuration: Configuration): Built
  /** The configuration a saved trace was found in; undefined when the fields cannot say it. */
  configurationOf(spec: JsonValue): Configuration | undefined
}

export type Catalogue = readonly ModelEntry[]

/** A path to go to: from the `start`-th initial state by these steps, standing after `at` of them. */
export interface Route {
  readonly configuration: Configuration
  readonly start: number
  readonly steps: readonly TraceStep[]
  readonly at: number
}

/** The configuration a model is first offered with. */
export function firstConfiguration(entry: ModelEntry): Configuration {
  const options = Object.fromEntries(entry.fields.map((field) => [field.name, field.initial]))
  return { model: entry.name, options, properties: promisedBy(entry, options) }
}

/** Names of what is judged with these options when nobody chooses, in the order of the entry. */
export function promisedBy(entry: ModelEntry, options: Configuration['options']): readonly string[] {
  const names = entry.promised(options)
  return entry.properties.map((p) => p.name).filter((name) => names.includes(name))
}

/** The configuration with one option otherwise. What is judged goes along with it until somebody has chosen. */
export function withOption(entry: ModelEntry, configuration: Configuration, name: string, value: OptionValue): Configuration {
  const options = { ...configuration.options, [name]: value }
  const isChosen = configuration.properties.join() !== promisedBy(entry, configuration.options).join()
  return { ...configuration, options, properties: isChosen ? configuration.properties : promisedBy(entry, options) }
}
