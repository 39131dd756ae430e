/**
 * States and changes in words: `b1.highWatermark 0 -> 1`, `isr {b0,b1} -> {b0}`, `b1.log appended {epoch 0, id 0} at 0`.
 *
 * What belongs to a broker is named after it, as Kafka people say it: `highWatermark[b1]` is written `b1.highWatermark`.
 */
import { isList, isMap, isRecord, isSet, type Map as IMap } from 'immutable'
import type { AnyView } from '../checker/state/view.ts'
import type { Change, Segment } from './diff.ts'
import { compareLabels } from './label-order.ts'
import type { Role, Span } from '../text/span.ts'

const span = (text: string, role: Role = 'plain'): Span => ({ text, role })

/** `b1.log[0].epoch`: the first key comes to the front, the others follow in brackets. */
export function describePath(path: readonly Segment[]): string {
  const front = path[0]?.kind === 'field' && path[1]?.kind === 'key' ? path[1].name : undefined
  const rest = front === undefined ? path : path.filter((_, i) => i !== 1)
  return rest.reduce((text, segment) => {
    switch (segment.kind) {
      case 'field':
        return text === '' ? segment.name : `${text}.${segment.name}`
      case 'key':
        return `${text}[${segment.name}]`
      case 'index':
        return `${text}[${segment.at}]`
    }
  }, front ?? '')
}

/** A value on one line: `none` for null, `absent` for undefined, `{b0,b1}` for a set, `[…]` for a list, `{epoch 0, id 0}` for a record, `{b0: 1, b1: 2}` for a map. */
export function describeValue(value: unknown): string {
  if (value === null) return 'none'
  if (value === undefined) return 'absent'
  if (isSet(value)) return `{${value.toArray().map(describeValue).toSorted(compareLabels).join(',')}}`
  if (isList(value)) return `[${value.toArray().map(describeValue).join(', ')}]`
  if (isMap(value))
    return `{${entriesOf(value)
      .map(([key, v]) => `${key}: ${describeValue(v)}`)
      .join(', ')}}`
  if (isRecord(value))
    return `{${Object.entries(value.toObject())
      .map(([key, v]) => `${key} ${describeValue(v)}`)
      .join(', ')}}`
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value)
}

/** One change, old and new value marked. */
export function describeChange(change: Change): Span[] {
  const where = `${describePath(change.path)} `
  const values = (list: readonly unknown[], role: Role) => span(list.map(describeValue).join(', '), role)
  switch (change.kind) {
    case 'value':
    case 'set':
      return [span(where), span(describeValue(change.from), 'old'), span(' -> '), span(describeValue(change.to), 'new')]
    case 'appended':
      return [span(`${where}appended `), values(change.added, 'new'), span(` at ${change.at}`)]
    case 'moved up':
      return [
        span(`${where}lets go of its oldest `),
        values(change.removed, 'old'),
        ...(change.added.length === 0 ? [] : [span(', appended '), values(change.added, 'new')]),
      ]
    case 'truncated':
      return [span(`${where}truncated to ${change.at}, dropped `), values(change.removed, 'old')]
    case 'replaced':
      return [
        span(`${where}truncated to ${change.at}, dropped `),
        values(change.removed, 'old'),
        span(', appended '),
        values(change.added, 'new'),
      ]
  }
}

/** A state, one item per value; what is the same for every member is said once. `only` names the fields to describe, all by default. */
export function describeState(state: AnyView, only?: ReadonlySet<string>): Span[][] {
  const fields = Object.entries(state.toObject()).filter(([name]) => only?.has(name) ?? true)
  return fields.flatMap(([name, value]) => describeField(value, [{ kind: 'field', name }]))
}

function describeField(value: unknown, path: readonly Segment[]): Span[][] {
  if (isRecord(value))
    return Object.entries(value.toObject()).flatMap(([name, v]) => describeField(v, [...path, { kind: 'field', name }]))
  if (isMap(value)) {
    const entries = entriesOf(value)
    const [[, first] = []] = entries
    if (entries.length > 1 && value.every((v) => describeValue(v) === describeValue(first)))
      return [[span(`every ${describePath(path)} ${describeValue(first)}`)]]
    return entries.flatMap(([name, v]) => describeField(v, [...path, { kind: 'key', name }]))
  }
  return [[span(`${describePath(path)} ${describeValue(value)}`)]]
}

const entriesOf = (map: IMap<unknown, unknown>): (readonly [string, unknown])[] =>
  [...map].map(([key, value]) => [String(key), value] as const).toSorted(([a], [b]) => compareLabels(a, b))

/** Text as a sentence: with a full stop, and a capital unless it begins with a name such as b0. */
export function sentence(text: string): string {
  const trimmed = text.trim()
  const ended = trimmed === '' || /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
  return /^[a-z]+(\s|,)/.test(ended) ? `${ended.charAt(0).toUpperCase()}${ended.slice(1)}` : ended
}
