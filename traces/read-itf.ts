import { Record as IRecord } from 'immutable'
import type { PropertyKind } from '../checker/verdict.ts'
import type { AnyView } from '../checker/state/view.ts'
import { recordDecoder } from './itf-decoder.ts'
import { ITF_FORMAT, ITF_INIT, ITF_SCHEMA, ITF_TOOL, MAX_ITF_CHARS } from './itf-form.ts'
import { type ItfProblem, type JsonObject, JsonReader, memberPath, nameOf, ownValue } from './json-reader.ts'
import { parseJson } from './parse-json.ts'
import type { JsonValue, Trace, TraceParam, TraceStatus, TraceStep } from './trace.ts'
import { parseType, type ValueType, type Variable } from './value-type.ts'

export type ItfResult =
  { readonly ok: true; readonly trace: Trace } | { readonly ok: false; readonly problems: readonly ItfProblem[] }

const STATUSES: readonly TraceStatus[] = ['violated', 'reached', 'deadlock', 'error', 'taken']
const KINDS: readonly PropertyKind[] = ['state', 'step', 'witness', 'possible', 'deadlock']

/**
 * Reads a trace that `writeItf` wrote. Plain JSON numbers are accepted for integers, and any order of keys and elements.
 *
 * The text may come from anybody: whatever it holds, the answer is a well-typed trace or a list of problems (at most 20).
 * Text longer than {@link MAX_ITF_CHARS} is refused unread. A trace that reads well may still be made up: see `replay`.
 */
export function readItf(text: string): ItfResult {
  if (text.length > MAX_ITF_CHARS) {
    const message = `${text.length} characters, more than the ${MAX_ITF_CHARS} that are read`
    return { ok: false, problems: [{ kind: 'too-large', path: '$', line: undefined, column: undefined, message }] }
  }
  const parsed = parseJson(text)
  if ('problem' in parsed) return { ok: false, problems: [parsed.problem] }
  const reader = new JsonReader()
  const trace = readTrace(reader, parsed.value)
  return trace === undefined || reader.problems.length > 0 ? { ok: false, problems: reader.problems } : { ok: true, trace }
}

function readTrace(r: JsonReader, json: unknown): Trace | undefined {
  const root = r.object(json, '$')
  const meta = root && readHeader(r, root)
  if (root === undefined || meta === undefined) return undefined
  const model = r.string(ownValue(meta, 'model'), '$.#meta.model')
  const bounds = readBounds(r, ownValue(meta, 'bounds'))
  const spec = r.json(ownValue(meta, 'spec'), '$.#meta.spec')
  const status = r.oneOf(ownValue(meta, 'status'), STATUSES, '$.#meta.status')
  const why = Object.hasOwn(meta, 'why') ? r.string(meta['why'], '$.#meta.why') : undefined
  const property = r.object(ownValue(meta, 'property'), '$.#meta.property')
  if (property === undefined) return undefined
  const name = r.string(ownValue(property, 'name'), '$.#meta.property.name')
  const kind = r.oneOf(ownValue(property, 'kind'), KINDS, '$.#meta.property.kind')
  const statement = r.string(ownValue(property, 'statement'), '$.#meta.property.statement')
  const variables = readVariables(r, root, meta)
  if (variables === undefined || r.problems.length > 0) return undefined
  const { states, steps } = readStates(r, root, variables)
  if (model === undefined || bounds === undefined || spec === undefined || status === undefined) return undefined
  if (name === undefined || kind === undefined || statement === undefined) return undefined
  return { model, bounds, spec, property: { name, kind, statement }, status, variables, states, steps, why }
}

/** The metadata, when the file says it is ours and of a schema we know. */
function readHeader(r: JsonReader, root: JsonObject): JsonObject | undefined {
  const meta = r.object(ownValue(root, '#meta'), '$.#meta')
  if (meta === undefined) return undefined
  const expected = { format: ITF_FORMAT, tool: ITF_TOOL, schema: ITF_SCHEMA }
  for (const [key, value] of Object.entries(expected)) {
    const found = ownValue(meta, key)
    if (found !== value) r.fail(`$.#meta.${key}`, `expected ${JSON.stringify(value)}, found ${nameOf(found)}`, 'foreign')
  }
  if (Object.hasOwn(root, 'loop')) r.fail('$.loop', 'a trace with a loop cannot be replayed', 'foreign')
  return r.problems.length === 0 ? meta : undefined
}

function readBounds(r: JsonReader, json: unknown): Trace['bounds'] | undefined {
  const bounds = r.json(json, '$.#meta.bounds')
  const object = bounds === undefined ? undefined : r.object(bounds, '$.#meta.bounds')
  if (object === undefined) return undefined
  const isBound = (v: unknown): v is number | string | boolean => ['number', 'string', 'boolean'].includes(typeof v)
  const entries = Object.entries(object as Record<string, JsonValue>)
  for (const [key, value] of entries)
    if (!isBound(value))
      r.fail(memberPath('$.#meta.bounds', key), `expected a number, a string or true or false, found ${nameOf(value)}`)
  return Object.fromEntries(entries.filter((entry): entry is [string, number | string | boolean] => isBound(entry[1])))
}

function readVariables(r: JsonReader, root: JsonObject, meta: JsonObject): Variable[] | undefined {
  const vars = r.array(ownValue(root, 'vars'), '$.vars')
  const types = r.object(ownValue(meta, 'varTypes'), '$.#meta.varTypes')
  if (vars === undefined || types === undefined) return undefined
  const variables = new Map<string, Variable>()
  vars.forEach((item, i) => {
    const name = r.string(item, `$.vars[${i}]`)
    if (name === undefined) return
    const path = memberPath('$.#meta.varTypes', name)
    if (variables.has(name)) return r.fail(`$.vars[${i}]`, `${nameOf(name)} is repeated`)
    const notation = r.string(ownValue(types, name), path)
    if (notation === undefined) return
    const type = parseType(notation)
    if (type === undefined) return r.fail(path, `${nameOf(notation)} is not a type this tool writes`)
    if (!namesAreUsable({ kind: 'record', fields: [{ name, type }] })) return r.fail(path, 'a field has a reserved name')
    variables.set(name, { name, type })
  })
  const listed = new Set(vars)
  for (const name of Object.keys(types))
    if (!listed.has(name)) r.fail(memberPath('$.#meta.varTypes', name), 'this variable is not listed in vars')
  return [...variables.values()]
}

const RESERVED = IRecord<Record<string, unknown>>({})()

/** Names that mean something to every object or every Immutable record cannot be fields of one. */
function namesAreUsable(type: ValueType): boolean {
  if (type.kind === 'record') return type.fields.every((f) => !(f.name in RESERVED) && namesAreUsable(f.type))
  return type.kind === 'list' || type.kind === 'map' ? namesAreUsable(type.of) : true
}

function readStates(r: JsonReader, root: JsonObject, variables: readonly Variable[]): { states: AnyView[]; steps: TraceStep[] } {
  const decode = recordDecoder(variables, ['#meta'])
  const [states, steps]: [AnyView[], TraceStep[]] = [[], []]
  const list = r.array(ownValue(root, 'states'), '$.states') ?? []
  if (list.length === 0) r.fail('$.states', 'a trace has at least one state')
  for (const [index, json] of list.entries()) {
    if (r.full) break
    const path = `$.states[${index}]`
    const object = r.object(json, path)
    const meta = object && r.object(ownValue(object, '#meta'), `${path}.#meta`)
    if (meta === undefined) continue
    const found = ownValue(meta, 'index')
    if (found !== index) r.fail(`${path}.#meta.index`, `expected ${index}, found ${nameOf(found)}`)
    const step = readStep(r, meta, `${path}.#meta`)
    if (index > 0) steps.push(step)
    else if (step.action !== ITF_INIT || step.params.length > 0)
      r.fail(`${path}.#meta.action`, `expected ${ITF_INIT} without parameters, found ${nameOf(step.action)}`)
    states.push(decode(r, json, path) as AnyView)
  }
  return { states, steps }
}

function readStep(r: JsonReader, meta: JsonObject, path: string): TraceStep {
  const action = r.string(ownValue(meta, 'action'), `${path}.action`) ?? ''
  const params: TraceParam[] = []
  r.array(ownValue(meta, 'params'), `${path}.params`)?.forEach((json, i) => {
    const param = r.object(json, `${path}.params[${i}]`)
    const name = param && r.string(ownValue(param, 'name'), `${path}.params[${i}].name`)
    const value = param && r.string(ownValue(param, 'value'), `${path}.params[${i}].value`)
    if (name !== undefined && value !== undefined) params.push({ name, value })
  })
  return { action, params }
}
