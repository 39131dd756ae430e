/**
 * How much work a piece of code does, counted and not timed: the same number on every machine, however busy it is.
 *
 * Counted are the blocks of JavaScript that run, as V8 counts them for coverage, in libraries too; and what its built-in functions go
 * over, which are no JavaScript: characters of strings that are searched, split or matched, elements of lists that are walked. Of a
 * regular expression the characters up to the end of its match are counted, not the steps that it takes back.
 */
import { Session } from 'node:inspector'

type AnyFunction = (this: unknown, ...given: unknown[]) => unknown

let visited = 0
const add = (n: number): void => void (visited += n)
const lengthOf = (value: unknown): number =>
  typeof value === 'string' || Array.isArray(value) ? value.length : value instanceof Map || value instanceof Set ? value.size : 0

/** What a call went over, from what it was given and what came out. */
type Cost = (self: unknown, given: readonly unknown[], result: unknown) => number

const whole: Cost = (self) => lengthOf(self)
const ofResult: Cost = (_, __, result) => lengthOf(result)
const ofGiven: Cost = (_, given) => lengthOf(given[0])
const from = (value: unknown): number => (typeof value === 'number' ? value : 0)
const upTo: Cost = (self, [, start], found) => (found === -1 ? lengthOf(self) : Number(found)) - from(start)
const backTo: Cost = (self, [, start], found) => (typeof start === 'number' ? start : lengthOf(self)) - Math.max(Number(found), 0)

const COSTS: readonly (readonly [object, Readonly<Record<string, Cost>>])[] = [
  [
    String.prototype,
    { indexOf: upTo, lastIndexOf: backTo, includes: whole, split: whole, trim: whole, repeat: ofResult, toLowerCase: whole },
  ],
  [
    Array.prototype,
    {
      indexOf: upTo,
      includes: whole,
      concat: ofResult,
      slice: ofResult,
      flat: ofResult,
      join: ofResult,
      sort: whole,
      toSorted: whole,
      reverse: whole,
      toReversed: whole,
      unshift: whole,
      shift: whole,
      splice: whole,
    },
  ],
  [JSON, { parse: ofGiven, stringify: ofResult }],
  [Object, { keys: ofResult, entries: ofResult, values: ofResult, fromEntries: ofGiven }],
  ...[[], new Map(), new Set(), ''.matchAll(/a/g)].map(
    (list) => [Object.getPrototypeOf(list[Symbol.iterator]()) as object, { next: () => 1 }] as const,
  ),
]

/** Patched, it is also what replace, match, search, split and test go through. */
const exec = RegExp.prototype.exec
function countedExec(this: RegExp, text: string): RegExpExecArray | null {
  const start = this.global || this.sticky ? this.lastIndex : 0
  const found = exec.call(this, text)
  add(found === null ? (this.sticky ? 1 : text.length - start) : found.index + found[0].length - start)
  return found
}

function patched(): () => void {
  const undo: (() => void)[] = []
  const put = (owner: object, name: string, value: unknown): void => {
    const before = Object.getOwnPropertyDescriptor(owner, name)
    if (before === undefined) throw new Error(`there is no ${name}`)
    Object.defineProperty(owner, name, { ...before, value })
    undo.push(() => Object.defineProperty(owner, name, before))
  }
  for (const [owner, costs] of COSTS)
    for (const [name, cost] of Object.entries(costs)) {
      const real = (owner as Record<string, AnyFunction>)[name]
      if (real === undefined) throw new Error(`there is no ${name}`)
      put(owner, name, function (this: unknown, ...given: unknown[]) {
        const result = real.apply(this, given)
        visited += cost(this, given, result)
        return result
      })
    }
  put(RegExp.prototype, 'exec', countedExec)
  return () => {
    for (const back of undo.toReversed()) back()
  }
}

/**
 * Counts what runs from its making on: code that was compiled before is counted by calls alone, so the code to count is to be imported
 * after.
 */
export class Work {
  private readonly session = new Session()

  constructor() {
    this.session.connect()
    this.session.post('Profiler.enable')
    this.session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** Blocks that ran, and what built-in functions went over, while `run` did. */
  of(run: () => void): number {
    this.blocks()
    visited = 0
    const undo = patched()
    try {
      run()
    } finally {
      undo()
    }
    return visited + this.blocks()
  }

  end(): void {
    this.session.disconnect()
  }

  /** Since the last time it was asked. Within one process the session answers before `post` returns. */
  private blocks(): number {
    let blocks = 0
    this.session.post('Profiler.takePreciseCoverage', (error, { result }) => {
      if (error !== null) throw error
      for (const { functions } of result) for (const { ranges } of functions) for (const { count } of ranges) blocks += count
    })
    return blocks
  }
}
