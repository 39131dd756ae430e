/**
 * The generated inner loop: all successors of one state, written packed into a buffer.
 *
 * For every action one function: a nest of loops over its parameters; a guard runs in the outermost loop that binds the parameters it
 * names. Each guard and effect has one call site of its own, which is what lets the engine inline them. A function of all actions would use up
 * what the engine inlines with the first few, and be compiled anew, all of it, whenever one comes to something it had not done before.
 */
import { refuseAnswer, refuseResult } from './answers.ts'
import { at } from '../state/at.ts'
import { type Codec, compileFunction, type Working } from '../state/codec.ts'
import { compileCanonical } from '../state/symmetry.ts'
import { checkContract, fanoutOf, guardsOf, judgedOf, possibleOf, readsOf, stepwiseOf } from './contract.ts'
import { instancesOf, numberSource } from './instances.ts'
import { ALWAYS, creatorsOf, FIRST_ASKED, independencesOf, passesOf } from './passed-over.ts'
import type { Slot } from '../layout.ts'
import { type Model, testOf, valuesOf } from '../model.ts'

/** Where the successors of states are written; `count` of them at the start of each array are filled. */
export interface SuccessorBuffer {
  readonly capacity: number
  /** Packed states, one after the other. */
  readonly packed: Int32Array
  /** Their hashes. */
  readonly hashes: Int32Array
  /** The action that led to each; the transition, by its number, where transitions are passed over. */
  readonly creators: Uint8Array
  /** The transition that led to each, by its number (see `instances.ts`); empty unless asked for. */
  readonly instances: Int32Array
}

export interface ExpandOptions {
  /** Count how often each guard was false. */
  readonly guardCoverage: boolean
  /** Throw when a packed state does not read back as what was packed. */
  readonly assertions: boolean
  /** Throw when a guard or a property says neither true nor false, or an effect returns an object. */
  readonly checks: boolean
  /** Note which transition led to each successor, its parameters included. */
  readonly instances?: boolean
  /** Pass over the transitions whose other order is explored too (`passed-over.ts`). */
  readonly passesOver?: boolean
}

/** Where an expander writes. */
export interface ExpandMemory {
  /** Successors that fit in its buffer; as many as a state may have, or more. */
  readonly capacity: number
  /** One number, where the index of the action being expanded is kept. */
  readonly current: Int32Array
}

export interface Expander {
  /** The state whose successors are wanted: decode into it. */
  readonly source: Working<unknown>
  readonly buffer: SuccessorBuffer
  /** No state has more successors than this. */
  readonly fanout: number
  /** Enabled transitions so far, by action, those that were passed over included. */
  readonly taken: Float64Array
  /** One number: enabled transitions that were passed over, of which there is nothing in the buffer. */
  readonly passed: Float64Array
  /** How often each guard was false, in the order of {@link guardsOf}; all 0 unless guard coverage is on. */
  readonly blocked: Float64Array
  /**
   * Appends the successors of `source` to the buffer from position `count`; returns the new count. `stepMask` says which step
   * properties to test; `onStep(violated, position)` is called for each successor that breaks some. `creator` says by what the
   * state was found, as the buffer said it then; {@link Expander.none} where nothing is to be passed over.
   */
  readonly expand: (count: number, stepMask: number, creator: number) => number
  /** The creator that stands for none. */
  readonly none: number
  /**
   * Writes each successor of `source` in turn to the start of the buffer and tells `isEnough` its hash, until that is true.
   * Only models with {@link possibleOf} properties have need of it; counts are not kept.
   */
  readonly visit: (isEnough: (hash: number) => boolean) => void
  /** Bits of `mask` whose state property is false (or whose witness is true) of `source`. */
  readonly judge: (mask: number) => number
  /** Bits of the {@link possibleOf} properties for which `source` is a good state. */
  readonly good: () => number
  /** Takes note of `source`. */
  readonly keep: () => void
  /** Whether `source` is as it was noted by {@link Expander.keep}. */
  readonly isKept: () => boolean
  /** Index of the action being expanded; for errors. */
  readonly current: Int32Array
}

/** A property's condition threw. */
export class PropertyFailure extends Error {
  override name = 'PropertyFailure'
}

/** The encoder the search uses: of all states that symmetry makes one, the least in encoding order. */
export const encoderOf = <S>(model: Model<S>, codec: Codec<S>): Codec['encode'] =>
  model.symmetry === undefined ? codec.encode : compileCanonical(codec.layout, model.symmetry, codec.encode)

/** {@link encoderOf} of one array of cells into one of packed states, so that the engine knows where it finds them. */
function draftEncoder<S>(model: Model<S>, codec: Codec<S>, cells: Int32Array, packed: Int32Array): (at: number) => number {
  if (model.symmetry === undefined) return codec.encoder(cells, packed)
  const encode = encoderOf(model, codec)
  return (at) => encode(cells, packed, at)
}

/** Generates the expander of a model. `onStep` hears of transitions that break step properties. */
export function compileExpander<S>(
  model: Model<S>,
  codec: Codec<S>,
  options: ExpandOptions & ExpandMemory,
  onStep: (violated: number, position: number) => void,
): Expander {
  checkContract(model)
  const words = codec.layout.words
  const fanout = fanoutOf(model)
  const { capacity, current } = options
  const buffer: SuccessorBuffer = {
    capacity,
    packed: new Int32Array(capacity * words),
    hashes: new Int32Array(capacity),
    creators: new Uint8Array(capacity),
    instances: new Int32Array(options.instances === true ? capacity : 0),
  }
  const source = codec.create()
  const draft = codec.create()
  const kept = source.cells.slice()
  const taken = new Float64Array(model.actions.length)
  const blocked = new Float64Array(guardsOf(model).length)
  const passed = new Float64Array(1)
  const creators = creatorsOf(model)
  const independent = options.passesOver === true ? independencesOf(model) : []
  const passes = independent.length === 0 ? new Uint8Array() : passesOf(model, creators)
  const sources = instancesOf(model).map(numberSource)

  const names: string[] = []
  const values: unknown[] = []
  const bind = (name: string, value: unknown): string => {
    names.push(name)
    values.push(value)
    return name
  }
  bind('s', source.state)
  bind('sw', source.cells)
  bind('d', draft.state)
  bind('dw', draft.cells)
  bind('kw', kept)
  bind('packed', buffer.packed)
  bind('hashes', buffer.hashes)
  bind('creators', buffer.creators)
  bind('instances', buffer.instances)
  bind('taken', taken)
  bind('blocked', blocked)
  bind('passed', passed)
  bind('passes', passes)
  bind('current', current)
  bind('encode', draftEncoder(model, codec, draft.cells, buffer.packed))
  bind('onStep', onStep)
  const { checks } = options
  bind('refuseAnswer', refuseAnswer)
  bind('refuseResult', refuseResult)
  /** The source of what is done unless `call` is true. */
  const unless = (call: string, what: string, then: string): string =>
    checks
      ? `if ((answer = ${call}) !== true) { if (answer !== false) refuseAnswer(${JSON.stringify(what)}, answer); ${then} }`
      : `if (!${call}) { ${then} }`
  /** The source of a call of something that must return nothing. */
  const change = (call: string, what: string): string =>
    checks
      ? `if (typeof (answer = ${call}) === 'object' || typeof answer === 'function') refuseResult('${what}', answer, d)`
      : call
  const observe = model.observe === undefined ? '' : change(`${bind('observe', model.observe)}(d)`, 'observe')

  let guardIndex = 0
  const parts = model.actions.map((action, a) => {
    const guards = Object.entries(action.guards).map(([name, guard], g) => {
      const index = guardIndex++
      const test = testOf(guard)
      return { call: bind(`guard_${a}_${g}`, test), arity: readsOf(test), index, name }
    })
    return { action, a, guards, effect: bind(`effect_${a}`, action.apply) }
  })
  /** The source that passes over a transition of an action where it may. */
  const passing = model.actions.map((action, a) => {
    const pairs = [...independent.entries()].filter(([, { second }]) => second === action.name)
    if (pairs.length === 0) return ''
    const pass = `taken[${a}]++; passed[0]++; ${action.params.length === 0 ? 'return n' : 'continue'}`
    const cases = pairs.flatMap(([pair, { first, when }]) => {
      if (when === undefined) return []
      const before = (model.actions.find(({ name }) => name === first)?.params ?? []).map((_, k) => `c${k}`)
      const call = `${bind(`when_${pair}`, when)}(${['s', ...before, ...action.params.map((_, k) => `p${k}`)].join(', ')})`
      const ask = unless(call, `whether it is independent of ${first}`, 'break')
      return `case ${pair + FIRST_ASKED}: ${ask} ${pass}`
    })
    return `switch (passes[row + ${sources[a]}]) { case 0: break; case ${ALWAYS}: ${pass}\n${cases.join('\n')} }`
  })
  const led =
    independent.length === 0
      ? ''
      : [
          `const row = (stepMask === 0 ? creator : ${creators.none}) * ${fanout}`,
          ...creators.params.map((values, i) => `c${i} = ${bind(`led_${i}`, values)}[creator]`),
        ].join(', ')
  /** A function for each action, of those that count or of those that `visit`: its loops and guards, and `then` with each successor in `dw`. */
  const transitions = (isCounted: boolean, then: (a: number) => string) => {
    const [name, given, end] = isCounted ? ['expand', 'n, stepMask, creator', 'n'] : ['visit', 'isEnough', 'false']
    return parts.map(({ action, a, guards, effect }) => {
      const params = action.params.map((_, i) => `p${i}`)
      const testsAt = (arity: number, otherwise: string) =>
        guards
          .filter((g) => g.arity === arity)
          .map((g) => {
            const count = isCounted && options.guardCoverage ? `blocked[${g.index}]++; ` : ''
            return unless(`${g.call}(${['s', ...params.slice(0, arity)].join(', ')})`, `its guard "${g.name}"`, count + otherwise)
          })
          .join('\n')
      const open = action.params.map((param, i) => {
        const domain = valuesOf(param.domain)
        const first = domain[0] ?? 0
        return `for (let p${i} = ${first}; p${i} < ${first + domain.length}; p${i}++) {\n${testsAt(i + 1, 'continue')}`
      })
      return `const ${name}_${a} = (${given}) => {
let answer
current[0] = ${a}
${testsAt(0, `return ${end}`)}
${isCounted && passing[a] !== '' ? led : ''}
${open.join('\n')}
${isCounted ? passing[a] : ''}
copy()
${change(`${effect}(${['d', ...params].join(', ')})`, 'its effect')}
${observe}
${then(a)}
${'}'.repeat(action.params.length)}
return ${end}
}`
    })
  }
  const assertion = options.assertions ? `${bind('assertReadsBack', readsBack(model, codec))}(dw, packed, n * ${words})` : ''
  const numbers = options.instances === true ? sources : []
  const append = (a: number) => `hashes[n] = encode(n * ${words})
${assertion}
creators[n] = ${independent.length === 0 ? a : sources[a]}
${numbers[a] === undefined ? '' : `instances[n] = ${numbers[a]}`}
if (stepMask !== 0) { const m = judgeStep(stepMask); if (m !== 0) onStep(m, n) }
taken[${a}]++
n++`

  const judged = judgedOf(model).map((p, i) => {
    const test = bind(`judge_${i}`, p.kind === 'witness' ? p.reached : p.holds)
    const [is, not] = p.kind === 'witness' ? ['', `m |= ${1 << i}`] : [`m |= ${1 << i}`, '']
    return `if ((mask & ${1 << i}) !== 0) { ${unless(`${test}(s)`, 'it', is)}${not === '' ? '' : ` else ${not}`} }`
  })
  const stepwise = stepwiseOf(model).map((p, i) => {
    const test = bind(`judge_step_${i}`, p.holds)
    return `if ((mask & ${1 << i}) !== 0) { ${unless(`${test}(s, d)`, 'it', `m |= ${1 << i}`)} }`
  })
  const possible = possibleOf(model).map((p, i) => `${unless(`${bind(`good_${i}`, p.good)}(s)`, 'it', '')} else m |= ${1 << i}`)
  const visits = possible.length === 0 ? [] : transitions(false, () => 'if (isEnough(encode(0))) return true')
  bind('PropertyFailure', PropertyFailure)
  const body = `
const judge = (mask) => { let m = 0, answer; try { ${judged.join('\n')} } catch (e) { throw new PropertyFailure(String(e)) } return m }
const judgeStep = (mask) => { let m = 0, answer; try { ${stepwise.join('\n')} } catch (e) { throw new PropertyFailure(String(e)) } return m }
const good = () => { let m = 0, answer; try { ${possible.join('\n')} } catch (e) { throw new PropertyFailure(String(e)) } return m }
const copy = () => { ${copied('dw', kept.length)} }
const keep = () => { ${copied('kw', kept.length)} }
const isKept = () => { ${compared(kept.length)} }
${transitions(true, append).join('\n')}
const expand = (n, stepMask, creator) => {
${parts.map(({ a }) => `n = expand_${a}(n, stepMask, creator)`).join('\n')}
return n
}
${visits.join('\n')}
const visit = (isEnough) => { ${visits.map((_, a) => `if (visit_${a}(isEnough)) return`).join('\n')} }
return { judge, good, expand, visit, keep, isKept }`
  type Generated = Pick<Expander, 'expand' | 'visit' | 'judge' | 'good' | 'keep' | 'isKept'>
  const functions = compileFunction<(values: unknown[]) => Generated>(
    ['values'],
    `const [${names.join()}] = values\n${body}`,
  )(values)
  return { source, buffer, fanout, taken, passed, blocked, current, none: creators.none, ...functions }
}

/** States of so few cells are copied cell by cell, each at a place that the engine knows; for more a call is no slower. */
const MOST_NAMED = 64

/** The source that copies so many cells of `sw` to `to`. */
const copied = (to: string, cells: number): string =>
  cells > MOST_NAMED ? `${to}.set(sw)` : Array.from({ length: cells }, (_, i) => `${to}[${i}] = sw[${i}]`).join('; ')

/** The source that returns whether so many cells of `kw` and `sw` are the same: four at a time, which takes less long than one by one. */
function compared(cells: number): string {
  const differ = (i: string): string => `(kw[${i}] ^ sw[${i}])`
  const rest = Array.from({ length: cells % 4 }, (_, i) => ` | ${differ(`${cells - (cells % 4) + i}`)}`)
  return `let m = 0; for (let i = 0; i < ${cells - (cells % 4)}; i += 4) m |= ${['i', 'i + 1', 'i + 2', 'i + 3'].map(differ).join(' | ')}
return (m${rest.join('')}) === 0`
}

/** That the packed words at an index, read back, are the state: cell by cell, or under symmetry a renaming of it. */
function readsBack<S>(model: Model<S>, codec: Codec<S>): (cells: Int32Array, packed: Int32Array, at: number) => void {
  const encode = encoderOf(model, codec)
  const { cells: back } = codec.create()
  const again = new Int32Array(codec.layout.words)
  const isSame = (slot: Slot, cells: Int32Array): boolean =>
    (slot.live !== undefined && at(cells, slot.live.lengthIndex) <= slot.live.position) || back[slot.index] === cells[slot.index]
  return (cells, packed, from) => {
    codec.decode(packed, from, back)
    encode(back, again, 0)
    if (again.some((word, i) => word !== packed[from + i]))
      throw new Error('a packed state is packed otherwise when it is read back')
    const wrong = model.symmetry === undefined ? codec.layout.slots.find((slot) => !isSame(slot, cells)) : undefined
    if (wrong !== undefined) throw new Error(`${wrong.path} is not read back as it was packed`)
  }
}
