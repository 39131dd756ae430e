import { Record as IRecord, List, Map as IMap, Set as ISet } from 'immutable'
import { type JsonReader, memberPath, nameOf, ownValue } from './json-reader.ts'
import type { ValueType, Variable } from './value-type.ts'

/** Reads one ITF expression; notes problems in the reader and then returns undefined. */
export type Decoder = (reader: JsonReader, json: unknown, path: string) => unknown

/** The reader of values of a type: the inverse of what `writeItf` does, plain numbers accepted as integers. */
function decoderOf(type: ValueType): Decoder {
  switch (type.kind) {
    case 'int':
      return decodeInt
    case 'bool':
      return (r, json, path) => (typeof json === 'boolean' ? json : r.fail(path, `expected true or false, found ${nameOf(json)}`))
    case 'string':
      return (r, json, path) => r.string(json, path)
    case 'option':
      return decodeOption
    case 'set':
      return (r, json, path) => ISet(r.wrappedArray(json, '#set', path)?.map((e, i) => r.string(e, `${path}.#set[${i}]`)))
    case 'list': {
      const element = decoderOf(type.of)
      return (r, json, path) => List(r.array(json, path)?.map((e, i) => element(r, e, `${path}[${i}]`)))
    }
    case 'map':
      return mapDecoder(decoderOf(type.of))
    case 'record':
      return recordDecoder(type.fields)
  }
}

/** Reads a record; keys in `beside` are left to the caller, any other key that is not a field is a problem. */
export function recordDecoder(fields: readonly Variable[], beside: readonly string[] = []): Decoder {
  const make = IRecord<Record<string, unknown>>(Object.fromEntries(fields.map((f) => [f.name, undefined])))
  const decoders = fields.map((f) => [f.name, decoderOf(f.type)] as const)
  const known = new Set([...fields.map((f) => f.name), ...beside])
  return (r, json, path) => {
    const object = r.object(json, path)
    if (object === undefined) return undefined
    for (const key of Object.keys(object))
      if (!known.has(key)) r.fail(memberPath(path, key), 'this field is not in the declared types')
    return make(
      decoders.map(([name, decode]): [string, unknown] => [name, decode(r, ownValue(object, name), memberPath(path, name))]),
    )
  }
}

function decodeInt(r: JsonReader, json: unknown, path: string): number | undefined {
  if (typeof json === 'number')
    return Number.isSafeInteger(json) ? json + 0 : r.fail(path, `${json} is not an integer this tool can hold`)
  const digits = r.wrapped(json, '#bigint', path)
  if (digits === undefined) return undefined
  if (typeof digits !== 'string' || !/^-?\d{1,16}$/.test(digits) || !Number.isSafeInteger(Number(digits)))
    return r.fail(path, `${nameOf(digits)} is not an integer this tool can hold`)
  return Number(digits) + 0
}

function decodeOption(r: JsonReader, json: unknown, path: string): string | null | undefined {
  const object = r.object(json, path)
  if (object === undefined) return undefined
  const tag = r.oneOf(ownValue(object, 'tag'), ['Some', 'None'], `${path}.tag`)
  return tag === undefined ? undefined : tag === 'None' ? null : r.string(ownValue(object, 'value'), `${path}.value`)
}

function mapDecoder(decode: Decoder): Decoder {
  return (r, json, path) => {
    const pairs = r.wrappedArray(json, '#map', path) ?? []
    const entries = new Map<string, unknown>()
    pairs.forEach((pair, i) => {
      const at = `${path}.#map[${i}]`
      const [key, value, ...rest] = r.array(pair, at) ?? []
      if (rest.length > 0) return r.fail(at, 'expected a pair of key and value')
      const name = r.string(key, `${at}[0]`)
      if (name === undefined) return
      if (entries.has(name)) return r.fail(at, `the key ${nameOf(name)} is repeated`)
      entries.set(name, decode(r, value, memberPath(path, name)))
    })
    return IMap(entries)
  }
}
