/**
 * A working state that refuses what a fast one lets pass: typed arrays take a fraction for an integer, ignore what is written
 * past their end, and know nothing of who may write. It is some ten times slower; see `careful.ts` for when it is used.
 */
import type { Codec, Working } from './codec.ts'
import type { Shape, Slot } from '../layout.ts'

/** What somebody did to a state that may not be done; the message names the field and the value. */
class StateMisuse extends Error {
  override name = 'StateMisuse'
}

/** A fresh state over cells of its own. `isReading`: nothing may be written to it. */
export function watchedState<S>(codec: Codec<S>, isReading: boolean): Working<S> {
  const { state, cells } = codec.create()
  const slots: Slot[] = []
  for (const slot of codec.layout.slots) slots[slot.index] = slot
  const watch = new Watch(slots, cells, isReading)
  return { state: watch.group(state as object, codec.layout.shape, '') as S, cells }
}

/** Methods of a typed array that write to it; what the first two write is checked. */
const WRITERS = ['set', 'fill', 'copyWithin', 'reverse', 'sort'] as const

class Watch {
  private readonly slots: readonly (Slot | undefined)[]
  private readonly cells: Int32Array
  private readonly isReading: boolean

  constructor(slots: readonly (Slot | undefined)[], cells: Int32Array, isReading: boolean) {
    this.slots = slots
    this.cells = cells
    this.isReading = isReading
  }

  /** A field's object, its own fields watched in turn. */
  group(target: object, shape: Shape, path: string): object {
    const entries = new Map(shape.kind === 'group' ? shape.entries : [])
    const inner = new Map<string, object>()
    for (const [name, entry] of entries) {
      const value: unknown = Reflect.get(target, name)
      if (value instanceof Int32Array) inner.set(name, this.span(value, `${path}${name}`))
      else if (typeof value === 'object' && value !== null) inner.set(name, this.group(value, entry, `${path}${name}.`))
    }
    // The state itself is frozen, and a proxy of a frozen object may not answer otherwise than it.
    return new Proxy(Object.create(target) as object, {
      get: (_, key) => {
        if (typeof key === 'string' && !(key in target))
          throw new StateMisuse(`${path}${key} is read, which the layout does not have`)
        return (typeof key === 'string' ? inner.get(key) : undefined) ?? (Reflect.get(target, key) as unknown)
      },
      set: (_, key, value: unknown) => {
        const name = `${path}${String(key)}`
        this.mayWrite(name, value)
        const entry = typeof key === 'string' ? entries.get(key) : undefined
        if (entry === undefined) throw new StateMisuse(`${name} = ${shown(value)} is written, which the layout does not have`)
        if (entry.kind !== 'scalar') throw new StateMisuse(`${name} = ${shown(value)} is written, which has parts: write those`)
        this.cells[entry.index] = this.whole(entry.index, value)
        return true
      },
      ownKeys: () => Reflect.ownKeys(target),
      getOwnPropertyDescriptor: (_, key) => {
        const known = Reflect.getOwnPropertyDescriptor(target, key)
        return (
          known && {
            ...known,
            value: (typeof key === 'string' && inner.get(key)) || known.value,
            configurable: true,
            writable: true,
          }
        )
      },
      defineProperty: (_, key) => refuse(`${path}${String(key)} is defined anew`),
      deleteProperty: (_, key) => refuse(`${path}${String(key)} is deleted`),
    })
  }

  /** Cells that lie beside each other, from the first of `span` on. */
  private span(span: Int32Array, path: string): Int32Array {
    const first = (span.byteOffset - this.cells.byteOffset) / 4
    const write = (index: number, value: unknown): void => {
      if (!(index >= 0 && index < span.length) || !Number.isInteger(index))
        throw new StateMisuse(`${path}[${index}] = ${shown(value)} is written, where there are ${span.length} elements`)
      span[index] = this.whole(first + index, value)
    }
    const writers = {
      set: (values: ArrayLike<unknown>, offset = 0): void => Array.from(values).forEach((value, i) => write(offset + i, value)),
      fill: (value: unknown, from?: number, to?: number): Int32Array => {
        for (const i of Array.from(span.keys()).slice(from, to)) write(i, value)
        return watched
      },
    }
    const watched: Int32Array = new Proxy(span, {
      get: (_, key) => {
        const value: unknown = Reflect.get(span, key, span)
        if (typeof value !== 'function') return value
        if (this.isReading && WRITERS.some((name) => name === key)) return () => this.mayWrite(path, 'a new value')
        if (key === 'set' || key === 'fill') return writers[key]
        if (key === 'subarray') return (from?: number, to?: number) => this.span(span.subarray(from, to), path)
        return (...args: unknown[]): unknown => Reflect.apply(value, span, args)
      },
      set: (_, key, value: unknown) => {
        this.mayWrite(`${path}[${String(key)}]`, value)
        write(typeof key === 'string' ? Number(key) : NaN, value)
        return true
      },
      defineProperty: (_, key) => refuse(`${path}.${String(key)} is defined anew`),
    })
    return watched
  }

  private mayWrite(name: string, value: unknown): void {
    if (this.isReading) throw new StateMisuse(`${name} = ${shown(value)} is written where a state may only be read`)
  }

  /** A value as the cell at `index` can hold it; whether it is inside its domain is looked at when the effect is over. */
  private whole(index: number, value: unknown): number {
    if (typeof value === 'number' && Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31) return value
    const path = this.slots[index]?.path ?? `cell ${index}`
    throw new StateMisuse(`${path} = ${shown(value)}, which is no 32-bit integer`)
  }
}

function refuse(message: string): never {
  throw new StateMisuse(message)
}

/** A value on one line. */
export function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return 'an array'
  if (value instanceof Promise) return 'a promise'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
