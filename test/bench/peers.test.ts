/** What other programs print is read as they print it, and never guessed. */
import { describe, expect, it } from 'vitest'
import { ratioTable, readPeer, runPeer } from '../../bench/peers.ts'

const PAN = `
(Spin Version 6.5.2 -- 6 December 2019)
Full statespace search for:
State-vector 92 byte, depth reached 27, errors: 0
  4141337 states, stored
 30120001 states, matched
pan: elapsed time 6.1 seconds
pan: rate 678907.7 states/second
`

describe('another program beside this search', () => {
  it('is read as it prints', () => {
    expect(readPeer('cpp', 'explored distinct=4,141,337 levels=27 distinct/s=342000\n')).toEqual({
      distinct: 4_141_337,
      perSecond: 342_000,
    })
    expect(readPeer('cpp', 'distinct=7')).toEqual({ distinct: 7, perSecond: undefined })
    expect(readPeer('spin', PAN)).toEqual({ distinct: 4_141_337, perSecond: 678_907.7 })
  })

  it('that says nothing, or fails, is refused with its own words', () => {
    expect(() => readPeer('cpp', 'done')).toThrow('there is no distinct=… in its output:\ndone')
    expect(() => readPeer('spin', 'distinct=7')).toThrow('there is no "… states, stored"')
    expect(() => runPeer('cpp', 'echo distinct=3; echo no memory >&2; exit 3')).toThrow('no memory')
    expect(runPeer('cpp', 'echo distinct=3 distinct/s=2')).toMatchObject({ distinct: 3, perSecond: 2 })
  })

  it('is told by the median of pairs, with the machine', () => {
    const table = ratioTable('two cores', [{ against: 'SPIN', distinct: 4_141_337, pairs: [1.5, 0.5, 1] }])
    expect(table).toContain('Measured on two cores.')
    expect(table).toContain('| SPIN | 4,141,337 | 1.00 | 0.50 to 1.50 |')
  })
})
