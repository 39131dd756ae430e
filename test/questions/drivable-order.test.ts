import { is } from 'immutable'
import { beforeAll, describe, expect, it } from 'vitest'
import { drivableOrder, isMoved } from '../../questions/drivable-order.ts'
import { planSearch, runSearches } from '../../questions/check.ts'
import { onThreads } from '../../questions/on-threads.ts'
import { build, type KraftSpec, specData } from '../../questions/spec.ts'
import { describeTraceStep, type Trace, traceOf } from '../../traces/index.ts'

async function shortest(spec: KraftSpec): Promise<Trace> {
  const plan = planSearch(spec)
  const options = { workers: 1, maxMemory: 2 ** 28, first: true }
  const { properties } = await runSearches([plan], onThreads, options, () => undefined)
  const found = properties.find(({ path }) => path !== undefined)
  const trace = found && traceOf(plan.model, specData(spec), found)
  if (trace === undefined) throw new Error('no counterexample')
  return trace
}

const spec: KraftSpec = { model: 'kraft', from: { scenario: 'A3' }, properties: ['LogMatchingInEpoch'] }

describe('the order a counterexample is driven in', () => {
  let trace: Trace
  beforeAll(async () => {
    trace = await shortest(spec)
  })

  it('has a broker take a record while it is the newest', () => {
    expect(trace.steps.map(describeTraceStep)[4]).toBe('ApplyMetadata(b1, 1)')
    const moved = drivableOrder(build(spec), trace)
    expect(moved.steps.map(describeTraceStep)).toEqual([
      'Append(b0)',
      'ElectLeader(b1)',
      'ApplyMetadata(b1, 1)',
      'ElectLeader(b0)',
      'ApplyMetadata(b0, 2)',
      'Append(b0)',
      'Append(b1)',
      'ApplyMetadata(b1, 1)',
      'Truncate(b1)',
      'Fetch(b1)',
      'Fetch(b1)',
    ])
    expect(isMoved(moved, trace)).toBe(true)
  })

  it('begins and ends in the same states', () => {
    const { states } = drivableOrder(build(spec), trace)
    expect(states).toHaveLength(trace.states.length)
    for (const at of [0, -1]) expect(is(states.at(at), trace.states.at(at))).toBe(true)
  })

  it('is the one it has when every step can be driven', () => {
    const moved = drivableOrder(build(spec), trace)
    expect(isMoved(drivableOrder(build(spec), moved), moved)).toBe(false)
  })
})
