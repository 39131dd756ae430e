/** A state of the model beside what a cluster shows: equal, and then different in one thing at a time. */
import { describe, expect, it } from 'vitest'
import type { ModelState } from '../../cluster/drive/model-state.ts'
import { differences } from '../../cluster/observe/compare.ts'
import type { Observed } from '../../cluster/observe/observed.ts'
import { defaultOptions } from '../../model/kraft/index.ts'

const state: ModelState = {
  metadata: [{ leader: 'b0', epoch: 1, isr: ['b0', 'b1'], config: 0 }],
  elr: ['b2'],
  lastKnownLeader: null,
  status: { b0: 'running', b1: 'running', b2: 'stopped and fenced' },
  applied: { b0: 0, b1: 0, b2: 0 },
  config: { b0: 0, b1: 0, b2: 0 },
  log: { b0: ['r0'], b1: ['r0'], b2: [] },
  highWatermark: { b0: 1, b1: 0, b2: 0 },
  followerEnd: { b0: { b1: 1 } },
  proposal: { b0: [], b1: [], b2: [] },
  heard: { b0: 0, b1: 0, b2: 0 },
  epochs: { r0: 1 },
  nextId: 1,
  acked: ['r0'],
  failed: [],
}

const record = { offset: 0, leaderEpoch: 1, key: '', value: 'r0', endsAt: 70 }
const broker = (fenced: boolean) => ({ fenced, inControlledShutdown: false, registered: true })

const seen: Observed = {
  partition: {
    leader: 0,
    leaderEpoch: 1,
    partitionEpoch: 7,
    replicas: [0, 1, 2],
    isr: [1, 0],
    elr: [2],
    lastKnownElr: [],
    adding: [],
    removing: [],
  },
  brokers: new Map([
    [0, broker(false)],
    [1, broker(false)],
    [2, broker(true)],
  ]),
  up: new Set([0, 1]),
  logs: [[record], [record], []],
  roles: [{ kind: 'leads', highWatermark: 1 }, { kind: 'follows' }, { kind: 'silent' }],
  answers: new Map([['r0', { error: 0, offset: 0 }]]),
}

const comparison = { options: defaultOptions, highestWatermark: 1, starting: new Set<number>() }
const found = (change: Partial<Observed>, highestWatermark = 1): readonly string[] =>
  differences(state, { ...seen, ...change }, { ...comparison, highestWatermark }).map(
    ({ what, model, cluster }) => `${what}: ${model} / ${cluster}`,
  )

describe('a cluster', () => {
  it('may be in the state of the model', () => {
    expect(found({})).toEqual([])
  })

  it.each<readonly [Partial<Observed>, string]>([
    [{ partition: { ...seen.partition, leader: -1 } }, 'leader: b0 / none'],
    [{ partition: { ...seen.partition, leaderEpoch: 2 } }, 'leader epoch: 1 / 2'],
    [{ partition: { ...seen.partition, isr: [0] } }, 'ISR: {b0,b1} / {b0}'],
    [{ partition: { ...seen.partition, elr: [] } }, 'eligible leader replicas: {b2} / {}'],
    [{ up: new Set([0, 1, 2]) }, 'process of b2: is gone / runs'],
    [{ brokers: new Map([...seen.brokers, [1, broker(true)]]) }, 'b1 as the controller has it: unfenced / fenced'],
    [{ logs: [[record], [], []] }, 'log of b1: [r0@1] / []'],
    [{ logs: [[record], [{ ...record, leaderEpoch: 0 }], []] }, 'log of b1: [r0@1] / [r0@0]'],
    [
      { roles: [{ kind: 'leads', highWatermark: 1 }, { kind: 'another epoch', error: 74 }, { kind: 'silent' }] },
      'role of b1: follows in epoch 1 / is in another epoch (error 74)',
    ],
    [
      { roles: [{ kind: 'follows' }, { kind: 'follows' }, { kind: 'silent' }] },
      'role of b0: leads in epoch 1 / follows in epoch 1',
    ],
    [{ roles: [{ kind: 'leads', highWatermark: 0 }, { kind: 'follows' }, { kind: 'silent' }] }, 'high watermark of b0: 1 / 0'],
    [{ answers: new Map() }, 'answer for r0: acknowledged / not acknowledged'],
    [{ answers: new Map([['r0', { error: 20, offset: -1 }]]) }, 'answer for r0: acknowledged / not acknowledged'],
  ])('may differ: %o', (change, difference) => {
    expect(found(change)).toEqual([difference])
  })

  it('may start to lead with a high watermark it had heard of, and with no other', () => {
    const roles: Observed['roles'] = [{ kind: 'leads', highWatermark: 2 }, { kind: 'follows' }, { kind: 'silent' }]
    expect(found({ roles }, 2)).toEqual([])
    expect(found({ roles }, 1)).toEqual(['high watermark of b0: 1 / 2'])
  })
})
