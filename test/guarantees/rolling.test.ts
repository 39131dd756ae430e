/** Rolling restarts: what the rules of rollers let happen to a partition, by hand from what they look at. */
import { describe, expect, it } from 'vitest'
import type { Found } from '../../guarantees/operations.ts'
import { POLICY_IDS, rollingOf } from '../../guarantees/rolling.ts'

interface Given {
  readonly leader?: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  readonly elr?: readonly number[]
  readonly adding?: readonly number[]
  readonly minIsr: number
  readonly keepsElr?: boolean
}

const found = ({ leader = 1, minIsr, keepsElr = true, ...live }: Given, partition = 0): Found => ({
  topic: 'orders',
  live: { partition, leader, place: { file: 'topics.txt', line: 1, column: 1 }, ...live },
  version: '4.4',
  minIsr,
  unclean: false,
  elr: keepsElr,
})

/** `STOPS WRITES 1,2 -> 3`: the stops, and the ISR after them. */
const told = (...partitions: readonly Found[]) =>
  Object.fromEntries(
    rollingOf(partitions).map(({ policy, verdict, run }) => [
      policy,
      run === undefined ? verdict : `${verdict} ${run.topic}-${run.partition} ${run.stops.join(',')} -> ${run.isr.join(',')}`,
    ]),
  )

describe('a rolling restart', () => {
  it('of three replicas and two asked for: who does not look at the ISR stops writes with the second', () => {
    expect(told(found({ replicas: [1, 2, 3], isr: [1, 2, 3], minIsr: 2 }))).toEqual({
      blind: 'STOPS WRITES orders-0 1,2 -> 3',
      ready: 'STOPS WRITES orders-0 1,2 -> 3',
      urp0: 'OK',
      strimzi: 'OK',
    })
  })

  it('of as many replicas as are asked for stops writes with the first, by every rule', () => {
    const one = 'STOPS WRITES orders-0 1 -> 2'
    expect(told(found({ replicas: [1, 2], isr: [1, 2], minIsr: 2 }))).toEqual({ blind: one, ready: one, urp0: one, strimzi: one })
  })

  it('where one replica is enough takes the leader away with the last that is in sync', () => {
    expect(told(found({ replicas: [1, 2, 3], isr: [1, 2, 3], minIsr: 1, keepsElr: false }))).toEqual({
      blind: 'OFFLINE orders-0 1,2,3 -> 3',
      ready: 'OFFLINE orders-0 1,2,3 -> 3',
      urp0: 'OK',
      strimzi: 'OK',
    })
  })

  it('of one replica takes its leader away, whoever asks', () => {
    const one = 'OFFLINE orders-0 1 -> 1'
    const partition = found({ replicas: [1], isr: [1], minIsr: 1, keepsElr: false })
    expect(told(partition)).toEqual({ blind: one, ready: one, urp0: one, strimzi: one })
  })

  it('of a partition that is under-replicated: urp0 waits, strimzi starts with who is out of sync', () => {
    expect(told(found({ replicas: [1, 2, 3], isr: [1, 2], minIsr: 2 }))).toEqual({
      blind: 'STOPS WRITES orders-0 1 -> 2',
      ready: 'STOPS WRITES orders-0 1 -> 2',
      urp0: 'WAITS orders-0  -> 1,2',
      strimzi: 'OK',
    })
  })

  it('below the minimum: strimzi stops nothing, and writes that were not taken are not stopped', () => {
    expect(told(found({ replicas: [1, 2, 3], isr: [1], elr: [2], minIsr: 2 }))).toMatchObject({
      urp0: 'WAITS orders-0  -> 1',
      strimzi: 'WAITS orders-0  -> 1',
    })
  })

  it('is as bad as for the worst of the partitions', () => {
    const [healthy, poor] = [
      found({ replicas: [1, 2, 3], isr: [1, 2, 3], minIsr: 2 }),
      found({ replicas: [1, 2], isr: [1, 2], minIsr: 2 }, 7),
    ]
    expect(told(healthy, poor)['urp0']).toBe('STOPS WRITES orders-7 1 -> 2')
  })

  it('during a reassignment is not decided', () => {
    const moving = found({ replicas: [1, 2, 3], isr: [1, 2], adding: [3], minIsr: 2 })
    expect(Object.values(told(moving))).toEqual(POLICY_IDS.map(() => 'UNDECIDED orders-0  -> 1,2'))
  })
})
