import { isList, isMap, isRecord, isSet } from 'immutable'
import { harmlessJson } from '../text/json-text.ts'
import { ITF_FORMAT, ITF_INIT, ITF_SCHEMA, ITF_TOOL, ITF_UNIT } from './itf-form.ts'
import { compareLabels } from './label-order.ts'
import type { JsonValue, Trace } from './trace.ts'
import { formatType, type ValueType, type Variable } from './value-type.ts'

/**
 * Writes a trace as ITF JSON (see `itf-form.ts`), one state per line and per chunk, so that no string grows with the trace.
 * The same trace gives the same bytes: nothing depends on time, place, or the insertion order of sets, maps or `spec`.
 * @throws TypeError when a state is not of the trace's own types.
 */
export function writeItf(trace: Trace, write: (chunk: string) => void): void {
  write(`{\n"#meta": ${harmlessJson(JSON.stringify(metaOf(trace), undefined, 2))},\n`)
  write(`"vars": ${JSON.stringify(trace.variables.map((v) => v.name))},\n"states": [\n`)
  trace.states.forEach((state, index) => {
    const step = trace.steps[index - 1]
    const meta = {
      index,
      action: step?.action ?? ITF_INIT,
      params: step?.params.map(({ name, value }) => ({ name, value })) ?? [],
    }
    const line = harmlessJson(JSON.stringify({ '#meta': meta, ...encodeFields(state, trace.variables) }))
    write(`${line}${index + 1 < trace.states.length ? ',' : ''}\n`)
  })
  write(']\n}\n')
}

function metaOf(trace: Trace): Record<string, unknown> {
  const { name, kind, statement } = trace.property
  return {
    format: ITF_FORMAT,
    'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
    tool: ITF_TOOL,
    schema: ITF_SCHEMA,
    model: trace.model,
    bounds: trace.bounds,
    spec: sortKeys(trace.spec),
    property: { name, kind, statement },
    status: trace.status,
    ...(trace.why === undefined ? {} : { why: trace.why }),
    varTypes: Object.fromEntries(trace.variables.map((v) => [v.name, formatType(v.type)])),
  }
}

function sortKeys(value: JsonValue): JsonValue {
  if (value === null || typeof value !== 'object') return value
  if (isJsonArray(value)) return value.map(sortKeys)
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]))
}

const isJsonArray = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)

function encode(value: unknown, type: ValueType): JsonValue {
  switch (type.kind) {
    case 'int':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return { '#bigint': String(value) }
      break
    case 'bool':
      if (typeof value === 'boolean') return value
      break
    case 'string':
      if (typeof value === 'string') return value
      break
    case 'option':
      if (value === null) return { tag: 'None', value: ITF_UNIT }
      if (typeof value === 'string') return { tag: 'Some', value }
      break
    case 'set':
      if (isSet(value)) return { '#set': value.toArray().map(String).toSorted(compareLabels) }
      break
    case 'list':
      if (isList(value)) return value.toArray().map((element) => encode(element, type.of))
      break
    case 'map':
      if (isMap(value)) {
        const keys = [...value.keys()].map(String).toSorted(compareLabels)
        return { '#map': keys.map((key) => [key, encode(value.get(key), type.of)]) }
      }
      break
    case 'record':
      if (isRecord(value)) return encodeFields(value, type.fields)
      break
  }
  throw new TypeError(`${String(value)} is not of type ${formatType(type)}`)
}

function encodeFields(
  record: { get(name: string, none: unknown): unknown },
  fields: readonly Variable[],
): Record<string, JsonValue> {
  return Object.fromEntries(fields.map((f) => [f.name, encode(record.get(f.name, undefined), f.type)]))
}
