/**
 * Whether a module gives the same model each time it is loaded. Each thread loads it for itself; one that draws random numbers or reads
 * a clock meanwhile gives a different model to each, and a verdict would be of the one that this run happened to make.
 */
import { compileCodec } from '../state/codec.ts'
import { type Action, kindOf, type Model, type Reading } from '../model.ts'
import { blockingGuard, choicesOf, describeStep, initialStates, stateFrom, takeStep } from '../state/successors.ts'
import { answerIn, ModelError } from './contract.ts'

/** A model in words: what it declares, and what it does in the first states. */
export interface Sketch {
  readonly lines: readonly string[]
  /** Whether there is more to say of it: too much, or what is not the same when it is asked twice in one thread. */
  readonly isCut: boolean
}

/** Choices of parameters that are tried: of a small model all, and never so many that it takes long. */
const MOST_CHOICES = 10_000
const MOST_LINES = 2_000

/** Sketches a model. What cannot be sketched is left to the search, which says what is wrong with it. */
export function sketchOf<S>(model: Model<S>): Sketch {
  const [first, second] = [linesOf(model), linesOf(model)]
  const differ = firstDifference(first.lines, second.lines)
  return differ === undefined ? first : { lines: first.lines.slice(0, differ), isCut: true }
}

/** @throws ModelError where two sketches are of two models. */
export function refuseAnother(name: string, here: Sketch, there: Sketch): void {
  const i = firstDifference(here.lines, there.lines)
  if (i === undefined) return
  const [one, other] = [here.lines[i], there.lines[i]]
  if ((one === undefined && here.isCut) || (other === undefined && there.isCut)) return
  const [said, otherwise] = [one, other].map((line) => (line === undefined ? 'nothing of the kind' : `"${line}"`))
  throw new ModelError(
    `${name} is another model each time that it is loaded: one thread has ${said}, and another ${otherwise}. While it is loaded a module must draw no random numbers and read no clock; what is to vary is given to build(args)`,
  )
}

function firstDifference(one: readonly string[], other: readonly string[]): number | undefined {
  const i = one.findIndex((line, k) => line !== other[k])
  return i >= 0 ? i : one.length < other.length ? one.length : undefined
}

function linesOf<S>(model: Model<S>): Sketch {
  const lines: string[] = []
  try {
    for (const line of saidOf(model)) {
      if (lines.length === MOST_LINES) return { lines, isCut: true }
      lines.push(line)
    }
    return { lines, isCut: false }
  } catch {
    return { lines, isCut: true }
  }
}

/** Ends with an exception where there is too much, or something of the model throws. */
function* saidOf<S>(model: Model<S>): Generator<string> {
  yield `name ${model.name}`
  yield `bounds ${JSON.stringify(model.bounds)}`
  for (const slot of model.layout.slots) yield `field ${slot.path}: ${slot.min}..${slot.min + slot.size - 1}`
  for (const action of model.actions) yield `action ${saidOfAction(action)}`
  for (const { kind, name, statement } of model.properties) yield `${kind} property ${name}: ${statement}`
  yield* saidOfStates(model)
}

function saidOfAction<S>({ name, params, guards }: Action<S>): string {
  const named = params.map(
    (p) => `${p.name} in ${p.domain.kind === 'int' ? `${p.domain.min}..${p.domain.max}` : p.domain.labels.join()}`,
  )
  const guarded = Object.entries(guards).map(([guard, g]) => `${guard} (${kindOf(g)})`)
  return `${name}(${named.join('; ')}): ${guarded.join(', ')}`
}

function* saidOfStates<S>(model: Model<S>): Generator<string> {
  const codec = compileCodec(model.layout)
  const said = (cells: Int32Array): string => model.layout.slots.map(({ path, index }) => `${path} = ${cells[index]}`).join(', ')
  const queue = initialStates(model, codec)
  const seen = new Set(queue.map(String))
  for (const cells of queue) yield `initial state ${said(cells)}`
  let left = MOST_CHOICES
  for (const cells of queue) {
    const state = stateFrom(codec, cells)
    for (const property of model.properties) {
      const answer = answerIn(property, state as Reading<S>)
      if (answer !== undefined) yield `${property.name} is ${answer} where ${said(cells)}`
    }
    for (const [action, declared] of model.actions.entries())
      for (const params of choicesOf(declared)) {
        if (left-- === 0) throw new RangeError('that is enough')
        if (blockingGuard(declared, state, params) !== undefined) continue
        const next = takeStep(model, codec, cells, { action, params })
        yield `${describeStep(model, { action, params })} leads from ${said(cells)} to ${said(next)}`
        for (const property of model.properties)
          if (property.kind === 'step')
            yield `${property.name} is ${property.holds(state as Reading<S>, stateFrom(codec, next) as Reading<S>)} of this step`
        if (seen.has(String(next))) continue
        seen.add(String(next))
        queue.push(next)
      }
  }
}

const MINUTE = 60_000
/** How much the clock of every other thread is ahead while a model is loaded: the other half of a day, another day of the week, half of a year, and year. */
const AHEAD = (551 * 24 + 12) * 60 * MINUTE + 30_501

/**
 * Loads a model as another run might: in threads with odd numbers with random numbers that are opposite to those of the even ones, and at another
 * time. So whatever of the model hangs on them differs between two threads, and not only when chance has it.
 */
export async function asIfAnotherRun<T>(thread: number, load: () => Promise<T>): Promise<T> {
  const [{ random }, RealDate] = [Math, Date]
  const isOdd = thread % 2 === 1
  let drawn = 1
  Math.random = () => {
    drawn = (Math.imul(drawn, 1_664_525) + 1_013_904_223) >>> 0
    return (isOdd ? 2 ** 32 - 1 - drawn : drawn) / 2 ** 32
  }
  let time = Math.floor(RealDate.now() / MINUTE) * MINUTE + (isOdd ? AHEAD : 0)
  const now = (): number => (time += 2)
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [now()] : given, made) as object,
    apply: () => String(new RealDate(now())),
    get: (target, name, receiver) => (name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown)),
  })
  try {
    return await load()
  } finally {
    Math.random = random
    globalThis.Date = RealDate
  }
}
