/** Random faults: what is drawn follows from the seed, and can be done in its order. */
import { describe, expect, it } from 'vitest'
import { randomOf } from '../../../checker/simulate/random.ts'
import { deedText, drawDeeds, drawTopics } from '../../../cluster/nemesis/deeds.ts'

const drawn = (seed: number, walk: number) => drawDeeds(randomOf(seed, walk).below, 3)
const ENDED_BY: Readonly<Record<string, string>> = {
  kill: 'start',
  stop: 'start',
  'lose power': 'start',
  'hold heartbeats': 'pass heartbeats',
  'hold fetches': 'pass fetches',
  'hold metadata': 'pass metadata',
}

describe('faults drawn at random', () => {
  it('follow from the seed and the number of the cluster', () => {
    expect(drawn(1, 0)).toEqual(drawn(1, 0))
    expect(drawn(1, 0).map(deedText)).toEqual([
      'append',
      'stop b1',
      'append',
      'start b1',
      'kill b0',
      'append',
      'start b0',
      'append',
    ])
    expect(deedText({ kind: 'lose power', broker: 1, keeps: 50 })).toBe('lose power b1, 50 % of its records left')
    expect(drawn(2, 0)).not.toEqual(drawn(1, 0))
  })

  it('befall a broker one at a time, and only what has begun is ended', () => {
    for (let walk = 0; walk < 300; walk++) {
      const held = new Map<number, string>()
      const deeds = drawn(3, walk)
      for (const deed of deeds) {
        if (!('broker' in deed)) continue
        const begun = held.get(deed.broker)
        if (deed.kind in ENDED_BY) {
          expect(begun).toBeUndefined()
          held.set(deed.broker, deed.kind)
        } else {
          expect(ENDED_BY[begun ?? '']).toBe(deed.kind)
          held.delete(deed.broker)
        }
      }
      const faults = deeds.filter(({ kind }) => kind in ENDED_BY || kind === 'elect' || kind === 'move')
      expect([2, 3, 4]).toContain(faults.length)
      expect(deeds.filter(({ kind }) => kind === 'append')).toHaveLength(faults.length + 2)
    }
  })

  it('meet a topic for each broker to lead', () => {
    const topics = drawTopics(randomOf(1, 0).below, 3)
    expect(topics.map(({ name, replicas }) => [name, ...replicas])).toEqual([
      ['t0', 0, 1, 2],
      ['t1', 1, 2, 0],
      ['t2', 2, 0],
    ])
    expect(topics.map(({ acks, minIsr, unclean }) => [acks, minIsr, unclean])).toEqual([
      ['1', 2, true],
      ['all', 1, true],
      ['1', 2, false],
    ])
  })
})
