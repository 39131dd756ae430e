import { describe, expect, it } from 'vitest'
import { describeStep } from '../../checker/state/successors.ts'
import type { PropertyKind, PropertyResult, Verdict } from '../../checker/verdict.ts'
import { traceOf, traceOfError } from '../../traces/trace.ts'
import { pathOf, toyModel } from './toy-models.ts'

const model = toyModel()
const path = pathOf(model, 0, ['Elect(b1)', 'Append(b1, 1)', 'Advance(b1)', 'Truncate(b1, 0)'], (s) => describeStep(model, s))
const result = (name: string, kind: PropertyKind, verdict: Verdict): PropertyResult => ({
  name,
  kind,
  statement: 'So.',
  verdict,
  path,
})

describe('traceOf', () => {
  it('names what the path numbers', () => {
    const trace = traceOf(model, { protocol: 'toy' }, result('HighWatermarkMonotonic', 'step', 'violated'))
    expect(trace?.steps[1]).toEqual({
      action: 'Append',
      params: [
        { name: 'leader', value: 'b1' },
        { name: 'id', value: '1' },
      ],
    })
    expect(trace?.states.map((s) => s.get('leader'))).toEqual([null, 'b1', 'b1', 'b1', 'b1'])
    expect(trace).toMatchObject({ model: 'toy', spec: { protocol: 'toy' }, bounds: { brokers: 3, limit: 5, unclean: true } })
    expect(trace?.property).toEqual({ name: 'HighWatermarkMonotonic', kind: 'step', statement: 'So.' })
  })

  it('explains a step by both its states, a state by itself, and a witness not at all', () => {
    const why = (name: string, kind: PropertyKind, verdict: Verdict) => traceOf(model, null, result(name, kind, verdict))?.why
    expect(why('HighWatermarkMonotonic', 'step', 'violated')).toBe('The high watermarks were 0,1,0 and are 0,0,0.')
    expect(why('LeaderInIsr', 'state', 'violated')).toBe('The leader is b1, and the ISR does not have it.')
    expect(why('RecordCommitted', 'witness', 'holds')).toBeUndefined()
  })

  it('tells the status from the kind', () => {
    const status = (kind: PropertyKind, verdict: Verdict) => traceOf(model, null, result('Any', kind, verdict))?.status
    expect(status('state', 'violated')).toBe('violated')
    expect(status('step', 'violated')).toBe('violated')
    expect(status('witness', 'holds')).toBe('reached')
    expect(status('deadlock', 'violated')).toBe('deadlock')
  })

  it('is undefined without a path', () => {
    expect(traceOf(model, null, { ...result('LeaderInIsr', 'state', 'holds'), path: undefined })).toBeUndefined()
  })

  it('tells an error by its message', () => {
    expect(traceOfError(model, 1, { message: 'Elect failed: no', path })).toMatchObject({
      status: 'error',
      why: 'Elect failed: no',
      property: { name: 'ModelError', kind: 'state' },
      spec: 1,
      steps: [{ action: 'Elect' }, { action: 'Append' }, { action: 'Advance' }, { action: 'Truncate' }],
    })
  })
})
