/**
 * The readable form of a state: Immutable records, maps, sets and lists, with structural equality.
 *
 * Members appear by label, none as `null`, arrays as maps keyed by label, sequences as lists. Traces, diffs, ITF files and
 * the reference checker work on this form.
 */
import { List, Map as IMap, OrderedMap, Record as IRecord, Set as ISet } from 'immutable'
import type { Layout } from '../layout.ts'
import type {
  ArrayField,
  BoolCell,
  Cell,
  Field,
  Fields,
  IntRange,
  MemberCell,
  OptionCell,
  SequenceField,
  SetCell,
  StructField,
} from '../fields.ts'
import { has, NONE, withMember } from '../fields.ts'

/** The Immutable type of a field. */
export type ViewOf<F> = F extends IntRange
  ? number
  : F extends BoolCell
    ? boolean
    : F extends MemberCell
      ? string
      : F extends OptionCell
        ? string | null
        : F extends SetCell
          ? ISet<string>
          : F extends StructField<infer T>
            ? IRecord<{ [K in keyof T]: ViewOf<T[K]> }> & Readonly<{ [K in keyof T]: ViewOf<T[K]> }>
            : F extends ArrayField<infer E>
              ? IMap<string, ViewOf<E>>
              : F extends SequenceField<infer E>
                ? List<ViewOf<E>>
                : never

/** A state as people read it. */
export type StateView<T extends Fields = Fields> = ViewOf<StructField<T>>

/** A {@link StateView} whose fields are not known at compile time. */
export type AnyView = IRecord<Record<string, unknown>>

export interface Viewer<V = AnyView> {
  /** The readable form of the working array. */
  view(cells: Int32Array): V
  /** The inverse of {@link Viewer.view}: writes a readable state into a working array. Throws TypeError on a value outside the layout. */
  write(view: V, cells: Int32Array): void
}

/** Reads or writes one field; `cursor` walks the working array by the strides of the field's own cells. */
interface Port {
  read(cells: Int32Array, i: number): unknown
  write(value: unknown, cells: Int32Array, i: number): void
}

/** Builds the translation between working arrays and readable states of a layout. */
export function viewerOf(layout: Layout): Viewer {
  let next = 0
  const place = (count: number): number => {
    const start = next
    next += count
    return start
  }

  // `count` is how many copies of this field there are; `i` in a port is the number of the copy. The order in which cells
  // are placed is that of defineLayout.
  const port = (field: Field, count: number): Port => {
    switch (field.kind) {
      case 'struct':
        return structPort(field.fields, count)
      case 'array': {
        const { by, element } = field
        const n = by.labels.length
        const inner = port(element, count * n)
        return {
          read: (cells, i) => OrderedMap(by.labels.map((label, k) => [label, inner.read(cells, i * n + k)] as const)).toMap(),
          write: (value, cells, i) => {
            if (!IMap.isMap(value) || value.size !== n) throw new TypeError(`expected a map over every ${by.name}`)
            by.labels.forEach((label, k) => {
              if (!value.has(label)) throw new TypeError(`expected a map over every ${by.name}, and ${label} is missing`)
              inner.write(value.get(label), cells, i * n + k)
            })
          },
        }
      }
      case 'sequence': {
        const { element, maxLength } = field
        const length = place(count)
        const inner = port(element, count * maxLength)
        return {
          read: (cells, i) =>
            List(Array.from({ length: cells[length + i] ?? 0 }, (_, k) => inner.read(cells, i * maxLength + k))),
          write: (value, cells, i) => {
            if (!List.isList(value) || value.size > maxLength) throw new TypeError(`expected a list of at most ${maxLength}`)
            cells[length + i] = value.size
            value.forEach((v, k) => inner.write(v, cells, i * maxLength + k))
          },
        }
      }
      default: {
        const start = place(count)
        return {
          read: (cells, i) => readCell(field, cells[start + i] ?? 0),
          write: (value, cells, i) => {
            cells[start + i] = cellValue(field, value)
          },
        }
      }
    }
  }

  const structPort = (fields: Fields, count: number): Port => {
    const ports = Object.entries(fields).map(([name, field]) => [name, port(field, count)] as const)
    const make = IRecord<Record<string, unknown>>(Object.fromEntries(ports.map(([name]) => [name, undefined])))
    return {
      read: (cells, i) => make(ports.map(([name, p]): [string, unknown] => [name, p.read(cells, i)])),
      write: (value, cells, i) => {
        if (!IRecord.isRecord(value) && !IMap.isMap(value)) throw new TypeError('expected a record')
        const read = value as { has(key: string): boolean; get(key: string, none: unknown): unknown }
        for (const [name, p] of ports) {
          if (!read.has(name)) throw new TypeError(`the field ${name} is missing`)
          p.write(read.get(name, undefined), cells, i)
        }
      },
    }
  }

  const root = structPort(layout.fields, 1)
  return {
    view: (cells) => root.read(cells, 0) as AnyView,
    write: (view, cells) => root.write(view, cells, 0),
  }
}

/** {@link viewerOf} with the record's fields typed by the layout. */
export function typedViewerOf<T extends Fields>(layout: Layout<unknown, T>): Viewer<StateView<T>> {
  return viewerOf(layout) as unknown as Viewer<StateView<T>>
}

function readCell(cell: Cell, value: number): unknown {
  switch (cell.kind) {
    case 'int':
      return value
    case 'bool':
      return value === 1
    case 'member':
    case 'option':
      return value === NONE ? null : (cell.of.labels[value] ?? String(value))
    case 'set':
      return ISet(cell.of.labels.filter((_, i) => has(value, i)))
  }
}

function cellValue(cell: Cell, value: unknown): number {
  switch (cell.kind) {
    case 'int':
      if (typeof value !== 'number' || !Number.isInteger(value) || value < cell.min || value > cell.max)
        throw new TypeError(`${String(value)} is not an integer in ${cell.min}..${cell.max}`)
      return value
    case 'bool':
      if (typeof value !== 'boolean') throw new TypeError(`${String(value)} is not true or false`)
      return value ? 1 : 0
    case 'member':
    case 'option':
      if (value === null && cell.kind === 'option') return NONE
      return indexOf(cell.of.labels, value)
    case 'set': {
      if (!ISet.isSet(value)) throw new TypeError('expected a set')
      return value.reduce((mask: number, label) => withMember(mask, indexOf(cell.of.labels, label)), 0)
    }
  }
}

function indexOf(labels: readonly string[], value: unknown): number {
  const i = labels.findIndex((label) => label === value)
  if (i < 0) throw new TypeError(`${JSON.stringify(value)} is not one of ${labels.join(', ')}`)
  return i
}
