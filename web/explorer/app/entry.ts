import type { Property } from '../../../checker/model.ts'
import { GROUPS } from '../../../invariants/groups.ts'
import { TRANSACTION_GROUPS } from '../../../invariants/transactions/catalogue.ts'
import { groupOf } from '../../../traces/report-data.ts'
import type { SearchPlan } from '../../../questions/check.ts'
import { reportSources } from '../../../questions/report-sources.ts'
import { specData } from '../../../questions/spec.ts'
import type { Built, Configuration, ModelEntry, OptionField, OptionValue } from '../catalogue.ts'

/** A model of the page that can also be checked. */
export interface PageEntry extends ModelEntry {
  /**
   * The searches that together decide the properties of a configuration, and what names of trace files begin with.
   * @throws Error naming what is wrong with the configuration.
   */
  plan(configuration: Configuration): { readonly searches: readonly SearchPlan[]; readonly stem: string }
  /** What the command line asks of the same and the page does not, as a sentence. */
  readonly unasked?: string
}

/** Of models that know releases. */
export const CODE_UNASKED =
  'This is the protocol as designed. What the code of the release does by its known defects is not asked here: the check of the command line asks that too.'

/** A field for a whole number. */
export const numberField = (
  name: string,
  label: string,
  help: string,
  range: readonly [number, number],
  initial: number,
): OptionField => ({
  kind: 'number',
  name,
  label,
  help,
  min: range[0],
  max: range[1],
  initial,
})

/** A field for one of some words; the first is the initial one unless said otherwise. */
export const choiceField = (
  name: string,
  label: string,
  help: string,
  choices: readonly string[],
  initial: string = choices[0] ?? '',
): Extract<OptionField, { kind: 'choice' }> => ({ kind: 'choice', name, label, help, choices, initial })

/** A field for `key=value` pairs, separated by spaces. */
export const pairsField = (name: string, label: string, help: string): OptionField => ({
  kind: 'text',
  name,
  label,
  help,
  placeholder: 'key=value …',
  initial: '',
})

/** The pairs of a {@link pairsField}. @throws Error quoting what is not one. */
export function readPairs(label: string, text: OptionValue | undefined): Readonly<Record<string, string>> {
  const words = String(text ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=')
      if (at < 1) throw new Error(`${label}: ${JSON.stringify(word)} is not key=value`)
      return [word.slice(0, at), word.slice(at + 1)]
    }),
  )
}

/** The inverse of {@link readPairs}. */
export const writePairs = (pairs: Readonly<Record<string, string>>): string =>
  Object.entries(pairs)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ')

/** The properties of an entry: all that are known, in groups. */
export const offered = (known: readonly Property<unknown>[]): ModelEntry['properties'] =>
  known.map(({ name, kind, statement }) => ({
    name,
    statement,
    group: groupOf({ name, kind }, { ...GROUPS, ...TRANSACTION_GROUPS }),
  }))

/** A search with how it is drawn and explained. */
export const builtOf = ({ spec, model }: SearchPlan): Built => {
  const { facts } = reportSources(spec, model)
  return { spec: specData(spec), model, facts, alternatives: () => reportSources(spec, model).alternatives }
}
