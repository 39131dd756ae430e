import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { is, isSet, Set as ISet } from 'immutable'
import { describe, expect, it } from 'vitest'
import { describeStep } from '../../checker/state/successors.ts'
import { diffStates } from '../../traces/diff.ts'
import { readItf } from '../../traces/read-itf.ts'
import { type JsonValue, type Trace, traceOf } from '../../traces/trace.ts'
import { variablesOf } from '../../traces/value-type.ts'
import { writeItf } from '../../traces/write-itf.ts'
import { layoutAndStates } from './arbitrary-states.ts'
import { pathOf, toyModel } from './toy-models.ts'

const textOf = (trace: Trace): string => {
  const chunks: string[] = []
  writeItf(trace, (chunk) => chunks.push(chunk))
  return chunks.join('')
}

const toyTrace = (): Trace => {
  const model = toyModel()
  const path = pathOf(model, 0, ['Elect(b1)', 'Append(b1, 1)', 'ShrinkIsr(b1)'], (s) => describeStep(model, s))
  const trace = traceOf(
    model,
    { protocol: 'toy', flags: { z: 1, a: [true, null] } },
    {
      name: 'LeaderInIsr',
      kind: 'state',
      statement: 'The leader is in the ISR.',
      verdict: 'violated',
      path,
    },
  )
  if (trace === undefined) throw new Error('no trace')
  return trace
}

const step = fc.record({
  action: fc.string(),
  params: fc.array(fc.record({ name: fc.string(), value: fc.string() }), { maxLength: 2 }),
})
const json = fc.jsonValue({ maxDepth: 3 }).filter((v) => !JSON.stringify(v).includes('__proto__')) as fc.Arbitrary<JsonValue>

const anyTrace: fc.Arbitrary<Trace> = fc.nat(3).chain((length) =>
  fc
    .record({
      drawn: layoutAndStates(length + 1),
      steps: fc.array(step, { minLength: length, maxLength: length }),
      spec: json,
      bounds: fc.dictionary(fc.constantFrom('replicas', 'log size', '1'), fc.oneof(fc.nat(), fc.string(), fc.boolean())),
      model: fc.string(),
      name: fc.string(),
      statement: fc.string({ unit: 'grapheme' }),
      kind: fc.constantFrom('state' as const, 'step' as const, 'witness' as const, 'deadlock' as const),
      status: fc.constantFrom('violated' as const, 'reached' as const, 'deadlock' as const, 'error' as const),
      why: fc.option(fc.string(), { nil: undefined }),
    })
    .map(({ drawn, name, kind, statement, ...rest }) => ({
      ...rest,
      property: { name, kind, statement },
      variables: variablesOf(drawn.layout),
      states: drawn.states,
    })),
)

const GOLDEN = readFileSync(new URL('../golden/toy.itf.json', import.meta.url), 'utf8')

describe('ITF', () => {
  it('brings back any trace of any layout', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        const text = textOf(trace)
        const read = readItf(text)
        if (!read.ok) throw new Error(JSON.stringify(read.problems))
        const { states, ...rest } = read.trace
        const { states: _, ...expected } = trace
        expect(rest).toEqual(JSON.parse(JSON.stringify(expected)) as unknown)
        expect(states.length).toBe(trace.states.length)
        states.forEach((state, i) => {
          const original = trace.states[i]
          if (original === undefined) throw new Error('as many states')
          expect(diffStates(original, state)).toEqual([])
          expect(is(original, state)).toBe(true)
        })
        expect(textOf(read.trace)).toBe(text)
      }),
      { numRuns: 300 },
    )
  })

  it('writes these bytes', () => {
    expect(textOf(toyTrace())).toBe(GOLDEN)
  })

  it('writes the same bytes whatever the insertion order of spec and sets', () => {
    const trace = toyTrace()
    const reordered = { ...trace, spec: { flags: { a: [true, null], z: 1 }, protocol: 'toy' } }
    const states = trace.states.map((s) => s.update('isr', (isr) => (isSet(isr) ? ISet([...isr].toReversed()) : isr)))
    expect(textOf({ ...reordered, states })).toBe(GOLDEN)
  })

  it('writes in small chunks', () => {
    const trace = toyTrace()
    const many = { ...trace, states: Array.from({ length: 500 }, () => trace.states[0] ?? trace.states), steps: [] } as Trace
    let longest = 0
    writeItf(many, (chunk) => (longest = Math.max(longest, chunk.length)))
    expect(longest).toBeLessThan(2_000)
  })

  it('refuses to write a state of another type', () => {
    const trace = toyTrace()
    expect(() => textOf({ ...trace, variables: [{ name: 'isr', type: { kind: 'int' } }] })).toThrow(TypeError)
  })

  it('reads plain numbers, other orders and the None of other tools', () => {
    const doc = JSON.parse(textOf(toyTrace())) as { states: Record<string, unknown>[] }
    const [first] = doc.states
    if (first === undefined) throw new Error('a state')
    first['round'] = -1
    first['leader'] = { value: 'U_OF_UNIT', tag: 'None' }
    first['isr'] = { '#set': ['b2', 'b0', 'b1'] }
    first['highWatermark'] = {
      '#map': [
        ['b2', 0],
        ['b1', { '#bigint': '-0' }],
        ['b0', 0],
      ],
    }
    const text = JSON.stringify(doc).replace('["b2",0]', '[ "b2",\n-0 ]')
    expect(text).toContain('-0 ]')
    const read = readItf(text)
    if (!read.ok) throw new Error(JSON.stringify(read.problems))
    expect(read.trace.states.map((s, i) => diffStates(toyTrace().states[i] ?? s, s))).toEqual([[], [], [], []])
  })
})
