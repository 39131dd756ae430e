import fc from 'fast-check'
import { List, Map as IMap, Set as ISet } from 'immutable'
import { describe, expect, it } from 'vitest'
import { compileCodec } from '../../checker/state/codec.ts'
import type { Model } from '../../checker/model.ts'
import { describeStep } from '../../checker/state/successors.ts'
import type { Path, PropertyKind, Verdict } from '../../checker/verdict.ts'
import { type AnyView, viewerOf } from '../../checker/state/view.ts'
import { diffStates } from '../../traces/diff.ts'
import { evidenceAt } from '../../traces/evidence.ts'
import { readItf } from '../../traces/read-itf.ts'
import { type Refusal, replay } from '../../traces/replay.ts'
import { type Trace, traceOf, traceOfError, traceOfRun } from '../../traces/trace.ts'
import { writeItf } from '../../traces/write-itf.ts'
import { counterModel, pathOf, type Toy, toyModel, walk } from './toy-models.ts'

const model = toyModel()

function traceFrom<S>(of: Model<S>, name: string, kind: PropertyKind, verdict: Verdict, path: Path): Trace {
  const statement = of.properties.find((p) => p.name === name)?.statement ?? 'Something can always happen.'
  const trace = traceOf(of, { toy: true }, { name, kind, statement, verdict, path })
  if (trace === undefined) throw new Error('no trace')
  return trace
}

const takeSteps = (...labels: string[]): Path => pathOf(model, 0, labels, (s) => describeStep(model, s))
const fallingHw = (): Trace =>
  traceFrom(
    model,
    'HighWatermarkMonotonic',
    'step',
    'violated',
    takeSteps('Elect(b1)', 'Append(b1, 1)', 'Advance(b1)', 'Truncate(b1, 0)'),
  )

const edited = (trace: Trace, index: number, edit: (state: AnyView) => AnyView): Trace => ({
  ...trace,
  states: trace.states.map((s, i) => (i === index ? edit(s) : s)),
})
const refusalOf = <S>(of: Model<S>, trace: Trace): Refusal => {
  const result = replay(of, trace)
  if (result.ok) throw new Error('replayed')
  return result
}
const refusal = (trace: Trace): string => refusalOf(model, trace).message

const genuine: fc.Arbitrary<Trace> = fc
  .record({
    limit: fc.integer({ min: 1, max: 6 }),
    start: fc.nat(1),
    choices: fc.array(fc.nat(20), { minLength: 5, maxLength: 40 }),
    pick: fc.constantFrom(
      ['LeaderInIsr', 'state', 'violated'] as const,
      ['HighWatermarkMonotonic', 'step', 'violated'] as const,
      ['RecordCommitted', 'witness', 'holds'] as const,
    ),
  })
  .map(({ limit, start, choices, pick: [name, kind, verdict] }) => {
    const of = toyModel(limit)
    const codec = compileCodec(of.layout)
    const property = { name, kind, statement: '' }
    const path = walk(of, start, choices, (before, last) => evidenceAt(of, codec, property, before, last).kind === 'shown')
    return path && traceFrom(of, name, kind, verdict, path)
  })
  .filter((trace) => trace !== undefined)

const tear = (): boolean => {
  throw new Error('torn')
}

const modelOf = (trace: Trace): Model<Toy> => toyModel(Number(trace.bounds['limit']))

describe('a run that claims nothing', () => {
  const run = traceOfRun(model, { toy: true }, takeSteps('Elect(b1)', 'Append(b1, 1)'))

  it('replays as long as every step can be taken', () => {
    const textOf = (trace: Trace): string => {
      let text = ''
      writeItf(trace, (chunk) => (text += chunk))
      return text
    }
    const read = readItf(textOf(run))
    const replayed = read.ok ? replay(model, read.trace) : undefined
    expect(replayed?.ok === true && textOf(replayed.trace)).toBe(textOf(run))
    expect(replay(model, { ...run, steps: run.steps.slice(1), states: run.states.slice(1) }).ok).toBe(false)
  })

  it('is no violation by another name', () => {
    expect([run.status, run.property.name, run.why]).toEqual(['taken', 'Run', undefined])
    expect(replay(model, { ...run, status: 'violated' }).ok).toBe(false)
  })
})

describe('replay', () => {
  it('accepts every genuine walk, as built and as saved, and gives the trace back', () => {
    fc.assert(
      fc.property(genuine, (trace) => {
        let text = ''
        writeItf(trace, (chunk) => (text += chunk))
        const saved = readItf(text)
        if (!saved.ok) throw new Error('unreadable')
        for (const given of [trace, saved.trace]) {
          const result = replay(modelOf(trace), given)
          if (!result.ok) throw new Error(result.message)
          const { states, ...rest } = result.trace
          const { states: originals, ...expected } = trace
          expect(rest).toEqual(expected)
          expect(states.flatMap((s, i) => diffStates(originals[i] ?? s, s))).toEqual([])
        }
      }),
      { numRuns: 50 },
    )
  })

  it('refuses a genuine walk with any one value changed, at that state', () => {
    fc.assert(
      fc.property(genuine, fc.nat(), fc.nat(), (trace, at, where) => {
        const index = at % trace.states.length
        const of = modelOf(trace)
        const state = trace.states[index]
        if (state === undefined) throw new Error('a state')
        const cells = compileCodec(of.layout).create().cells
        viewerOf(of.layout).write(state, cells)
        const slot = of.layout.slots[where % of.layout.slots.length]
        if (slot === undefined || slot.size < 2) return
        const value = cells[slot.index] ?? 0
        cells[slot.index] = value === slot.min ? value + 1 : slot.min
        const changed = viewerOf(of.layout).view(cells)
        fc.pre(diffStates(state, changed).length > 0)
        const result = refusalOf(
          of,
          edited(trace, index, () => changed),
        )
        // Another initial state may be exactly what the change made; then the next step no longer fits.
        expect([index, index === 0 ? 1 : index]).toContain(result.step)
      }),
      { numRuns: 100 },
    )
  })

  it('refuses a walk with a step left out, or with the last state repeated', () => {
    fc.assert(
      fc.property(genuine, fc.nat(), (trace, at) => {
        fc.pre(trace.steps.length > 0)
        const index = at % trace.steps.length
        const without = { ...trace, steps: trace.steps.toSpliced(index, 1), states: trace.states.toSpliced(index, 1) }
        expect(replay(modelOf(trace), without).ok).toBe(false)
        const [last, step] = [trace.states.at(-1), trace.steps.at(-1)]
        if (last === undefined || step === undefined) throw new Error('a step')
        const longer = { ...trace, states: [...trace.states, last], steps: [...trace.steps, step] }
        expect(refusalOf(modelOf(trace), longer).message).toContain('already, and the trace goes on')
      }),
      { numRuns: 50 },
    )
  })

  it('takes statement and why from the model, not from the file', () => {
    const result = replay(model, {
      ...fallingHw(),
      why: 'all is well',
      property: { ...fallingHw().property, statement: 'Nothing.' },
    })
    expect(result).toMatchObject({
      ok: true,
      trace: { why: 'The high watermarks were 0,1,0 and are 0,0,0.', property: { statement: 'A high watermark never falls.' } },
    })
  })

  it('says which guard a tampered step breaks', () => {
    const trace = fallingHw()
    const steps = trace.steps.with(1, {
      action: 'Append',
      params: [
        { name: 'leader', value: 'b2' },
        { name: 'id', value: '1' },
      ],
    })
    expect(refusalOf(model, { ...trace, steps })).toEqual({
      ok: false,
      step: 2,
      message: 'step 2, Append(b2, 1): not enabled, the guard "it leads" is false',
      unknown: undefined,
    })
  })

  it('offers the names there are for one that is not', () => {
    const trace = fallingHw()
    const [elect] = trace.steps
    expect(refusalOf(model, { ...trace, steps: trace.steps.with(0, { action: 'Elekt', params: elect?.params ?? [] }) })).toEqual({
      ok: false,
      step: 1,
      message: 'step 1: the model has no action Elekt',
      unknown: { given: 'Elekt', known: ['Elect', 'Append', 'Truncate', 'ShrinkIsr', 'ExpandIsr', 'Advance', 'Vote'] },
    })
    const param = (name: string, value: string) => ({
      ...trace,
      steps: trace.steps.with(0, { action: 'Elect', params: [{ name, value }] }),
    })
    expect(refusalOf(model, param('broker', 'b7'))).toMatchObject({
      step: 1,
      message: 'step 1: b7 is not a broker of Elect',
      unknown: { given: 'b7', known: ['b0', 'b1', 'b2'] },
    })
    expect(refusal(param('replica', 'b1'))).toBe('step 1: Elect takes (broker), not (replica)')
    expect(refusal({ ...trace, steps: trace.steps.with(0, { action: 'Elect', params: [] }) })).toBe(
      'step 1: Elect takes (broker), not ()',
    )
    expect(refusalOf(model, { ...trace, property: { ...trace.property, name: 'toString' } })).toMatchObject({
      message: 'the model has no property toString',
      unknown: { given: 'toString', known: ['LeaderInIsr', 'HighWatermarkMonotonic', 'RecordCommitted'] },
    })
  })

  it('names the first value that differs, and both of them', () => {
    const trace = fallingHw()
    expect(refusal(edited(trace, 3, (s) => s.setIn(['highWatermark', 'b1'], 2)))).toBe(
      'step 3, Advance(b1): b1.highWatermark is 1 in the model and 2 in the trace',
    )
    expect(refusal(edited(trace, 2, (s) => s.setIn(['log', 'b1'], List())))).toBe(
      'step 2, Append(b1, 1): b1.log is [{epoch 0, id 1}] in the model and [] in the trace',
    )
    expect(refusal(edited(trace, 0, (s) => s.set('isr', ISet(['b0']))))).toBe(
      'state 0 is not an initial state: isr is {b0,b1,b2} in the model and {b0} in the trace',
    )
  })

  it('refuses states of another shape', () => {
    const trace = fallingHw()
    expect(refusal(edited(trace, 1, (s) => s.set('isr', List(['b0', 'b1', 'b2']))))).toContain(
      'in the model and [b0, b1, b2] in the trace',
    )
    expect(refusal(edited(trace, 1, (s) => s.set('highWatermark', IMap({ b0: 0, b1: 0 }))))).toContain(
      'b2.highWatermark is 0 in the model and absent',
    )
    expect(refusal(edited(trace, 1, (s) => s.set('round', '0')))).toBe(
      'step 1, Elect(b1): round is 0 in the model and of another type in the trace',
    )
  })

  it('refuses another model, other bounds, another property, another status', () => {
    const trace = fallingHw()
    expect(refusal({ ...trace, model: 'kraft' })).toBe('the trace is of the model kraft, not of toy')
    expect(refusal({ ...trace, bounds: { ...trace.bounds, limit: 4 } })).toBe(
      'the bound limit is 4 in the trace and 5 in the model',
    )
    expect(refusal({ ...trace, bounds: { brokers: 3, limit: 5 } })).toBe(
      'the bound unclean is absent in the trace and true in the model',
    )
    expect(refusal({ ...trace, bounds: { ...trace.bounds, limit: '5' } })).toBe(
      'the bound limit is "5" in the trace and 5 in the model',
    )
    expect(refusal({ ...trace, property: { ...trace.property, name: 'LeaderInIsr' } })).toBe(
      'LeaderInIsr is a state property, not a step property',
    )
    expect(refusal({ ...trace, property: { name: 'LeaderInIsr', kind: 'state', statement: '' } })).toBe(
      'it is not so that LeaderInIsr is violated after 4 steps, where the trace ends',
    )
    expect(refusal({ ...trace, property: { name: 'RecordCommitted', kind: 'witness', statement: '' }, status: 'reached' })).toBe(
      'RecordCommitted is reached after 3 steps already, and the trace goes on',
    )
    expect(refusal({ ...trace, status: 'reached' })).toBe('a step property cannot be reached')
    expect(refusal({ ...trace, status: 'error' })).toBe('nothing fails after 4 steps, where the trace ends')
  })

  it('refuses states without steps and steps without states', () => {
    const trace = fallingHw()
    expect(refusal({ ...trace, states: trace.states.slice(0, -1) })).toBe('4 steps must join 5 states; the trace has 4')
    expect(refusal({ ...trace, states: [], steps: [] })).toBe('0 steps must join 1 states; the trace has 0')
  })

  it('ends a deadlock where nothing is enabled, and not before', () => {
    const counter = counterModel(2)
    const path = (n: number) =>
      pathOf(
        counter,
        0,
        Array.from({ length: n }, () => 'Count()'),
        (s) => describeStep(counter, s),
      )
    const dead = traceFrom(counter, 'Deadlock', 'deadlock', 'violated', path(2))
    expect(dead.status).toBe('deadlock')
    expect(replay(counter, dead)).toMatchObject({ ok: true, trace: { status: 'deadlock' } })
    expect(refusalOf(counter, traceFrom(counter, 'Deadlock', 'deadlock', 'violated', path(1))).message).toBe(
      'it is not so that nothing is enabled after 1 step, where the trace ends',
    )
  })

  it('replays an error of a property up to where it happens', () => {
    const counter = counterModel(3, 2)
    const path = (n: number) =>
      pathOf(
        counter,
        0,
        Array.from({ length: n }, () => 'Count()'),
        (s) => describeStep(counter, s),
      )
    const failed = (n: number) => traceOfError(counter, null, { message: 'said the file', path: path(n) })
    expect(replay(counter, failed(2))).toMatchObject({ ok: true, trace: { status: 'error', why: 'poisoned' } })
    expect(refusalOf(counter, failed(1)).message).toBe('nothing fails after 1 step, where the trace ends')
    const claimed = traceFrom(counter, 'Sane', 'state', 'violated', path(3))
    expect(refusalOf(counter, claimed).message).toBe('Sane cannot be evaluated after 2 steps: poisoned')
  })

  it('replays an error of an action or of a step property', () => {
    const failed = (of: Model<Toy>) => replay(of, traceOfError(of, null, { message: '', path: takeSteps('Elect(b1)') }))
    const leaves = model.actions.map((a) => (a.name === 'Vote' ? { ...a, apply: (s: Toy) => void (s.round = 99) } : a))
    expect(failed({ ...model, actions: leaves })).toMatchObject({
      ok: true,
      trace: { why: 'Vote(b0) leaves round = 99, outside -1..6' },
    })
    const torn = { kind: 'step', name: 'Torn', statement: '', holds: (s: { round: number }) => s.round < 0 || tear() } as const
    expect(failed({ ...model, properties: [torn] })).toMatchObject({ ok: true, trace: { why: 'torn' } })
    expect(failed(model)).toMatchObject({ ok: false })
  })

  it('refuses a step whose effect throws or leaves the domains', () => {
    const broken: Model<Toy> = {
      ...model,
      actions: model.actions.map((a) => (a.name === 'Elect' ? { ...a, apply: (s: Toy) => void (s.round = 99) } : a)),
    }
    expect(refusalOf(broken, fallingHw()).message).toBe('step 1, Elect(b1): Elect(b1) leaves round = 99, outside -1..6')
  })

  it('shows control characters of a file as escapes', () => {
    expect(refusal({ ...fallingHw(), model: '\u001b[2J' })).toBe('the trace is of the model \\u{1b}[2J, not of toy')
  })
})
