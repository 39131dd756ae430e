/** Replies that are late, and elections by command, step by step. */
import { describe, expect, it } from 'vitest'
import { defaultOptions, type FaultKind, kraft, type KraftOptions } from '../../../model/kraft/index.ts'
import { type KafkaVersion, switchesOf } from '../../../model/kraft/versions.ts'
import { type Move, Walk } from './walk.ts'

const options = (
  version: KafkaVersion,
  faults: Readonly<Partial<Record<FaultKind, number>>>,
  rest: Partial<KraftOptions>,
): KraftOptions => ({
  ...defaultOptions,
  ...rest,
  switches: switchesOf(version),
  faults: { ...faults, total: Object.values(faults).reduce((sum, n) => sum + n, 0) },
})

/** The partition as the controller has it; sets as bits. */
const partition = (at: Walk) => {
  const { metadata, elr } = at.state
  const j = metadata.length - 1
  return { leader: metadata.leader[j], epoch: metadata.epoch[j], isr: metadata.isr[j], elr }
}

const DELIVER: Move = ['DeliverReply', 0, 0]
const GUARD = 'it is in the leader epoch of its fetch'

describe('a reply that says where logs part', () => {
  /** b0 hears in epoch 3 what b1 has answered it in epoch 1; in epoch 2 its record was committed. */
  const walk = (version: KafkaVersion) =>
    new Walk(options(version, { elections: 4, lateReplies: 1 }, { replicas: 2, records: 1 }))
      .take(['Append', 0], ['ElectLeader', 1])
      .settle()
      .take(['FetchLate', 0], ['ElectLeader', 0])
      .settle()
      .take(['Fetch', 1], ['Fetch', 1], ['ElectLeader', 1])
      .settle()

  it.each(['2.7', '3.9', '4.0'] as const)('is taken two epochs later in %s: a committed record is cut off', (version) => {
    const at = walk(version)
    expect(at.logs).toEqual([1, 1])
    expect(at.take(DELIVER).logs).toEqual([0, 1])
  })

  it.each(['3.9.1', '4.0.1', '4.1', '4.4'] as const)('is taken in its own epoch alone in %s', (version) => {
    expect(walk(version).blocks(DELIVER)).toBe(GUARD)
  })

  it('keeps its follower from asking the same broker, until it is dropped', () => {
    const at = walk('4.4')
    expect(at.blocks(['Fetch', 0])).toBe('it waits for no reply of that broker')
    expect(at.take(['DropReply']).blocks(['Fetch', 0])).toBeUndefined()
  })

  it('comes once, and goes with the process it was for', () => {
    const at = new Walk(options('3.9', { elections: 1, kills: 1, lateReplies: 2 }, { replicas: 2, records: 1 }))
    at.take(['Append', 0], ['FetchLate', 1])
    expect(at.blocks(['FetchLate', 1])).toBe('no other is')
    expect(at.take(['Kill', 1]).blocks(['DropReply'])).toBe('a reply is late')
  })
})

describe('a reply whose bytes are read when they are sent', () => {
  /** b2 has r2 of b0, and waits for r3; b0 has followed b1 since, and has r0 and r1. */
  const walk = (version: KafkaVersion) =>
    new Walk(options(version, { elections: 1, lateReplies: 1 }, { records: 4, logSize: 2 }))
      .take(['ElectLeader', 1], ['ApplyMetadata', 1, 1], ['Append', 1], ['Append', 1], ['Append', 0], ['Append', 0])
      .take(['Fetch', 2], ['FetchLate', 2], ['ApplyMetadata', 0, 1], ['Fetch', 0], ['Fetch', 0], ['Fetch', 0])
  const record = (at: Walk, b: number, offset: number) => at.state.log.items[b * 2 + offset]

  it('gives a record of a later epoch behind one that its leader never had, in 3.9', () => {
    const at = walk('3.9').take(['DeliverReply', 2, 1])
    expect([record(at, 1, 0), record(at, 1, 1)]).toEqual([0, 1])
    expect([record(at, 2, 0), record(at, 2, 1)]).toEqual([2, 1])
  })

  it.each(['3.9.1', '4.1'] as const)('gives none of a later epoch than the fetch in %s, and the one that was read', (version) => {
    expect(walk(version).blocks(['DeliverReply', 2, 1])).toBe('the record is of no later epoch than the fetch')
    const at = walk(version).take(['DeliverReply', 2, 0])
    expect([record(at, 2, 0), record(at, 2, 1)]).toEqual([2, 3])
    // The epoch of a record that only the reply still holds is remembered with it.
    expect([...at.state.epochs]).toEqual([1, 1, 0, 0])
  })
})

describe('elections that somebody asks for', () => {
  it('elect the preferred replica and no other', () => {
    const at = new Walk(options('4.4', { elections: 1, preferredElections: 1 }, {}))
    expect(at.blocks(['ElectPreferred'])).toBe('another broker leads')
    at.take(['ElectLeader', 1], ['ElectPreferred'])
    expect(partition(at)).toMatchObject({ leader: 0, epoch: 2 })
  })

  it('elect no preferred replica that is out of the ISR', () => {
    const at = new Walk(options('4.4', { fencings: 1, preferredElections: 1 }, {})).take(['FenceBroker', 0])
    expect(partition(at)).toMatchObject({ leader: 1, isr: 0b110 })
    expect(at.blocks(['ElectPreferred'])).toBe('the preferred replica is unfenced and not stopping')
    expect(at.take(['UnfenceBroker', 0]).blocks(['ElectPreferred'])).toBe('the preferred replica is in the ISR')
  })

  it.each(['2.8', '3.8', '4.4'] as const)(
    'elect uncleanly by command whatever the setting, of a partition without leader, in %s',
    (version) => {
      const at = new Walk(options(version, { isrShrinks: 1, kills: 1, uncleanElections: 1 }, { replicas: 2, minIsr: 1 }))
      expect(at.blocks(['ElectUnclean'])).toBe('nobody leads')
      at.take(['ShrinkIsr', 0, 1], ['CommitIsr', 0]).settle().take(['Kill', 0], ['ExpireSession', 0])
      expect(partition(at).leader).toBe(-1)
      expect(partition(at.take(['ElectUnclean']))).toMatchObject({ leader: 1, isr: 0b10, elr: 0 })
    },
  )
})

it('costs no bits where no reply may be late', () => {
  const { layout, switches } = kraft(defaultOptions)
  expect(layout.fields).not.toHaveProperty('lateFollower')
  expect(switches?.map(({ name }) => name)).not.toContain('matchReplyEpoch')
  const late = kraft({ ...defaultOptions, faults: { ...defaultOptions.faults, lateReplies: 1 } })
  expect(late.switches?.map(({ name }) => name)).toEqual(expect.arrayContaining(['matchReplyEpoch', 'refuseLaterRecords']))
})
