/** A trace of transactions as it is put to releases: the protocol there, what it has and the release not, the order, and who leads what. */
import { beforeAll, describe, expect, it } from 'vitest'
import { layoutOf } from '../../cluster/transactions/layout.ts'
import { TRANSACTION_SCENARIOS } from '../../model/transactions/scenarios.ts'
import { drivenTransactions, releaseOfTransactions } from '../../questions/driven-transactions.ts'
import { onThreads } from '../../questions/on-threads.ts'
import { counterexampleOf, scenariosNamed } from '../../questions/scenarios.ts'
import type { Trace } from '../../traces/index.ts'

const traces = new Map<string, Trace>()
const traceOf = (id: string): Trace => {
  const trace = traces.get(id)
  if (trace === undefined) throw new Error(`no trace of ${id}`)
  return trace
}

beforeAll(async () => {
  for (const scenario of scenariosNamed('T1,T3,T4,T7,T18,T10')) {
    const trace = await counterexampleOf(scenario, onThreads, new AbortController().signal, () => undefined)
    if (trace !== undefined) traces.set(scenario.id, trace)
  }
})

describe('a trace of transactions on a release', () => {
  it.each([
    ['T3', '3.9.1', 'verify', undefined, []],
    ['T3', '4.4.0', 'tv2-marker', 2, ['the protocol verify']],
    ['T4', '4.1.0', 'tv2', 2, []],
    ['T4', '4.4.0', 'tv2-marker', 2, ['the protocol tv2']],
    ['T1', '3.5.2', 'classic', undefined, []],
    ['T1', '3.6.2', 'verify', undefined, ['the protocol classic']],
    ['T7', '4.4.0', 'tv2-marker', 2, []],
  ])('%s on %s runs by %s', (id, version, level, transactionVersion, foreign) => {
    expect(drivenTransactions(traceOf(id), version)).toMatchObject({ level, transactionVersion, foreign })
  })

  it('is of a scenario that --scenario knows, behind those of replication', () => {
    expect(scenariosNamed('all').slice(-TRANSACTION_SCENARIOS.length)).toEqual(TRANSACTION_SCENARIOS)
  })

  it('runs by the feature it was found with', () => {
    const trace = traceOf('T3')
    const set = { 'transaction.version': '0' }
    const spec = { model: 'transactions', properties: [trace.property.name], from: { settings: { version: '4.4', set } } }
    expect(releaseOfTransactions({ spec })).toBe('4.4')
    expect(releaseOfTransactions(trace)).toBe('3.9')
    expect(drivenTransactions({ ...trace, spec }, '4.4.0')).toMatchObject({ level: 'verify', transactionVersion: 0, foreign: [] })
  })

  it('is completed before a log loses its end, where that ends alike, and else driven as it is', () => {
    expect(drivenTransactions(traceOf('T7'), '4.4.0').order?.slice(-3)).toEqual([
      'SendMarker(p1)',
      'CompleteTransaction()',
      'LoseLogEnd(p1, 1)',
    ])
    expect(drivenTransactions(traceOf('T3'), '3.9.1').order).toBeUndefined()
  })
})

describe('the brokers of a trace of transactions', () => {
  it.each([
    ['T3', { brokers: 1, leaders: { p1: 0 }, coordinators: [0] }],
    // Whoever is killed leads nothing else.
    ['T7', { brokers: 2, leaders: { p1: 0 }, coordinators: [1] }],
    // Two markers for one broker share a request.
    ['T18', { brokers: 2, leaders: { p0: 0, p1: 1 }, coordinators: [0] }],
    ['T10', { brokers: 3, leaders: { p0: 0, p1: 1 }, coordinators: [2] }],
  ])('of %s', (id, layout) => {
    expect(layoutOf(traceOf(id))).toEqual(layout)
  })

  it('are none where a step has no deed', () => {
    const trace = traceOf('T3')
    const steps = [...trace.steps.slice(0, 2), { action: 'StopWrites', params: [] }]
    expect(layoutOf({ ...trace, steps })).toEqual({ step: 3, reason: 'there is no deed for StopWrites' })
  })
})
