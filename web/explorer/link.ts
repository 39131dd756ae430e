/**
 * Links: configuration and path as the hash of an address, by the names people know, so that a link survives changes of the
 * models and says what is wrong when it does not.
 *
 * `#/zookeeper?protocol=kip-320&replicas=3&properties=WeakIsr&path=ControllerElectLeader.b0*LeaderWrite.b0&at=1`
 */
import type { TraceStep } from '../../traces/trace.ts'
import {
  type Catalogue,
  type Configuration,
  firstConfiguration,
  type ModelEntry,
  type OptionField,
  type OptionValue,
  promisedBy,
  type Route,
} from './catalogue.ts'

/** The longest hash that is read; some 2000 steps. */
const MAX_LINK = 100_000

/** A link that was read; without `ok` it leads nowhere, and `problem` says why in a sentence. */
export type LinkResult = { readonly ok: true; readonly route: LinkRoute } | { readonly ok: false; readonly problem: string }

/** A {@link Route} whose steps have values but no parameter names yet. */
export type LinkRoute = Omit<Route, 'steps'> & { readonly steps: readonly LinkStep[] }

export interface LinkStep {
  readonly action: string
  readonly values: readonly string[]
}

const RESERVED = ['properties', 'start', 'path', 'at'] as const

/** The hash that leads to a route. Options at their first value are left out; properties are, too, when they are those that the options promise. */
export function linkOf(entry: ModelEntry, { configuration, start, steps, at }: Route): string {
  const first = firstConfiguration(entry)
  const parts: string[] = []
  for (const { name } of entry.fields) {
    const value = configuration.options[name]
    if (value !== undefined && value !== first.options[name]) parts.push(`${escape(name)}=${escape(String(value))}`)
  }
  if (configuration.properties.join() !== promisedBy(entry, configuration.options).join())
    parts.push(`properties=${configuration.properties.map(escape).join('*')}`)
  if (start !== 0) parts.push(`start=${start}`)
  if (steps.length > 0) {
    parts.push(`path=${steps.map((s) => [s.action, ...s.params.map((p) => p.value)].map(escape).join('.')).join('*')}`)
    parts.push(`at=${at}`)
  }
  return `#/${escape(entry.name)}${parts.length === 0 ? '' : `?${parts.join('&')}`}`
}

/** Reads a hash; undefined when it is empty and so asks for nothing. */
export function readLink(catalogue: Catalogue, hash: string): LinkResult | undefined {
  if (hash === '' || hash === '#' || hash === '#/') return undefined
  if (hash.length > MAX_LINK) return bad(`it has ${hash.length} characters, more than the ${MAX_LINK} that are read`)
  try {
    return { ok: true, route: readHash(catalogue, hash) }
  } catch (error) {
    if (error instanceof LinkProblem) return bad(error.message)
    throw error
  }
}

class LinkProblem extends Error {}
const bad = (problem: string): LinkResult => ({ ok: false, problem })
const refuse = (problem: string): never => {
  throw new LinkProblem(problem)
}

function readHash(catalogue: Catalogue, hash: string): LinkRoute {
  const match = /^#\/([^?]*)(?:\?(.*))?$/s.exec(hash) ?? refuse('it does not begin with #/ and the name of a model')
  const name = unescape(match[1] ?? '')
  const entry =
    catalogue.find((m) => m.name === name) ??
    refuse(
      `there is no model ${brief(name)}; there ${catalogue.length === 1 ? 'is' : 'are'} ${catalogue.map((m) => m.name).join(', ')}`,
    )
  const given = new Map<string, string>()
  for (const part of (match[2] ?? '').split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const key = unescape(equals < 0 ? part : part.slice(0, equals))
    if (given.has(key)) refuse(`${brief(key)} is given twice`)
    given.set(key, equals < 0 ? '' : part.slice(equals + 1))
  }
  const known = [...entry.fields.map((f) => f.name), ...RESERVED]
  for (const key of given.keys())
    if (!known.includes(key))
      refuse(`${entry.name} has no option ${brief(key)}; it has ${entry.fields.map((f) => f.name).join(', ')}`)
  const steps = readPath(given.get('path'))
  return {
    configuration: readConfiguration(entry, given),
    start: given.has('start') ? wholeNumber('start', given.get('start') ?? '', 0, 1_000_000) : 0,
    steps,
    at: given.has('at') ? wholeNumber('at', given.get('at') ?? '', 0, steps.length) : steps.length,
  }
}

function readConfiguration(entry: ModelEntry, given: ReadonlyMap<string, string>): Configuration {
  const first = firstConfiguration(entry)
  const options = Object.fromEntries(
    entry.fields.map((field): [string, OptionValue] => {
      const text = given.get(field.name)
      return [field.name, text === undefined ? (first.options[field.name] ?? field.initial) : valueOf(field, unescape(text))]
    }),
  )
  const listed = given.get('properties')
  if (listed === undefined) return { model: entry.name, options, properties: promisedBy(entry, options) }
  const names = listed === '' ? [] : listed.split('*').map(unescape)
  for (const name of names)
    if (!entry.properties.some((p) => p.name === name)) refuse(`${entry.name} has no property ${brief(name)}`)
  return { model: entry.name, options, properties: entry.properties.map((p) => p.name).filter((name) => names.includes(name)) }
}

/** A field's value from text. @throws LinkProblem */
function valueOf(field: OptionField, text: string): OptionValue {
  switch (field.kind) {
    case 'number':
      return wholeNumber(field.name, text, field.min, field.max)
    case 'choice':
      return field.choices.includes(text)
        ? text
        : refuse(`${field.name} is one of ${field.choices.join(', ')}, not ${brief(text)}`)
    case 'text':
      return text
    case 'flag':
      return text === 'true' || text === 'false' ? text === 'true' : refuse(`${field.name} is true or false, not ${brief(text)}`)
  }
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = /^-?\d{1,9}$/.test(text) ? Number(text) : NaN
  return value >= min && value <= max ? value : refuse(`${name} is a whole number in ${min}..${max}, not ${brief(text)}`)
}

const readPath = (text: string | undefined): LinkStep[] =>
  text === undefined || text === ''
    ? []
    : text.split('*').map((step) => {
        const [action = '', ...values] = step.split('.').map(unescape)
        return { action, values }
      })

/** The steps of a link with the parameter names of the model; an unknown action keeps its values without names. */
export const nameSteps = (
  actions: readonly { readonly name: string; readonly params: readonly { readonly name: string }[] }[],
  steps: readonly LinkStep[],
): TraceStep[] =>
  steps.map(({ action, values }) => {
    const names = actions.find((a) => a.name === action)?.params.map((p) => p.name) ?? []
    return { action, params: values.map((value, i) => ({ name: names[i] ?? `value ${i + 1}`, value })) }
  })

/** Percent-encoding that also hides the characters links are put together with. */
const escape = (text: string): string =>
  encodeURIComponent(text).replace(/[.*!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

function unescape(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return refuse(`${brief(text)} is not percent-encoded text`)
  }
}

const LONGEST = 60
/** What a link says, quoted and cut. */
const brief = (text: string): string => JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
