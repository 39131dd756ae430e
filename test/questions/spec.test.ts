/** Specs come from trace files too: whatever is in one, `build` returns a model or names what is wrong. */
import { describe, expect, it } from 'vitest'
import { build } from '../../questions/spec.ts'
import { OptionError } from '../../model/option-error.ts'

const spec = (settings: object) => ({ model: 'kraft', from: { settings }, properties: ['AckedDurable'] })
const consumer = { validatesPosition: true, reset: 'latest', commits: false }

describe('a kraft spec', () => {
  it('is built when it is one', () => {
    const bounds = { records: 1, retries: 1, consumer, configChange: { minIsr: 1, uncleanElection: true } }
    expect(build(spec({ version: '3.9', set: { acks: '1' }, switches: { maximalIsr: 'false' }, bounds })).name).toBe('kraft')
  })

  it.each([
    ['version', { version: 'constructor' }],
    ['version', { version: 4 }],
    ['constructor', { set: { constructor: '1' } }],
    ['toString', { switches: { toString: 'true' } }],
    ['acks', { set: { acks: { acks: '1' } } }],
    ['set', { set: ['acks'] }],
    ['records', { bounds: { records: NaN } }],
    ['retries', { bounds: { retries: [] } }],
    ['faults', { bounds: { faults: {} } }],
    ['kills', { bounds: { faults: { total: 1, kills: '1' } } }],
    ['consumer', { bounds: { consumer: 'latest' } }],
    ['consumer.validatesPosition', { bounds: { consumer: { ...consumer, validatesPosition: 1 } } }],
    ['consumer.reset', { bounds: { consumer: { ...consumer, reset: 'valueOf' } } }],
    ['consumer.commits', { bounds: { consumer: { ...consumer, commits: null } } }],
    ['configChange.minIsr', { bounds: { configChange: { minIsr: '1' } } }],
    ['configChange.uncleanElection', { bounds: { configChange: { uncleanElection: 'yes' } } }],
  ])('is refused for its %s: %j', (option, settings) => {
    const refusal = () => build(spec(settings))
    expect(refusal).toThrow(OptionError)
    expect(refusal).toThrow(`${option} must be`)
  })
})
