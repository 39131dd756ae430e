/** Reassignment: what completes it, what it does to epochs, logs, ISR and ELR, and what a cancelled one leaves behind. */
import { describe, expect, it } from 'vitest'
import { type DefectId, withDefects } from '../../../model/kraft/defects.ts'
import { defaultOptions, type Faults, type KraftOptions } from '../../../model/kraft/index.ts'
import { controllerOf, type KafkaVersion, switchesOf } from '../../../model/kraft/versions.ts'
import { OptionError } from '../../../model/option-error.ts'
import { type Move, reassign, Walk } from './walk.ts'

interface Asked {
  readonly version?: KafkaVersion
  readonly defects?: readonly DefectId[]
  readonly rest?: Partial<KraftOptions>
}

function options(faults: Omit<Faults, 'total'>, { version = '4.4', defects = [], rest = {} }: Asked = {}): KraftOptions {
  const total = Object.values(faults).reduce((sum, n) => sum + n, 0)
  const switches = withDefects({ ...switchesOf(version), elr: true }, defects, version, controllerOf(version))
  return { ...defaultOptions, replicas: 2, minIsr: 2, records: 1, switches, ...rest, faults: { ...faults, total } }
}

const walk = (faults: Omit<Faults, 'total'>, asked?: Asked): Walk => new Walk(options(faults, asked))

describe('a reassignment', () => {
  it('adds a replica, and completes when that is in the ISR', () => {
    const at = walk({ reassignments: 1 }).take(reassign(1, 2))
    expect(at.partition).toEqual({ leader: 0, epoch: 0, isr: [0, 1], elr: [], replicas: [0, 1, 2] })
    at.settle().take(['Append', 0], ['Fetch', 2], ['Fetch', 1], ['ExpandIsr', 0, 2], ['CommitIsr', 0])
    expect(at.partition).toEqual({ leader: 1, epoch: 1, isr: [1, 2], elr: [], replicas: [1, 2] })
    expect(at.logs).toEqual([1, 1, 1])
    expect(at.settle().logs).toEqual([0, 1, 1])
  })

  it('elects first who stays: what is removed comes last', () => {
    const at = walk({ reassignments: 1, fencings: 1 }, { rest: { replicas: 3, spareBrokers: 1, records: 1 } })
    at.take(reassign(1, 2, 3))
    expect(at.take(['FenceBroker', 0]).partition.leader).toBe(1)
  })

  it('that only removes completes at once, with a new epoch for the same leader', () => {
    const at = walk({ reassignments: 1 }).take(reassign(0))
    expect(at.partition).toEqual({ leader: 0, epoch: 1, isr: [0], elr: [], replicas: [0] })
  })

  it('counts min.insync.replicas for the replicas there are', () => {
    const at = walk({ reassignments: 2 }, { rest: { replicas: 1, spareBrokers: 1 } })
    expect(at.blocks(['Append', 0])).toBeUndefined()
    // With a second one being added one copy is not enough any more.
    at.take(reassign(0, 1)).settle()
    expect(at.blocks(['Append', 0])).toBeDefined()
    at.take(['ExpandIsr', 0, 1], ['CommitIsr', 0]).settle()
    expect(at.blocks(['Append', 0])).toBeUndefined()
  })

  it('keeps the number of replicas where that is asked for', () => {
    const at = walk({ reassignments: 1 }, { rest: { keepsReplicationFactor: true } })
    expect(at.blocks(reassign(0))).toBe('it has as many replicas')
    expect(at.blocks(reassign(0, 1, 2))).toBe('it has as many replicas')
    expect(at.blocks(reassign(0, 2))).toBeUndefined()
    expect(at.blocks(reassign(0, 1))).toBe('the target is another')
  })

  it('takes away a log at once, and leaves it when it is given back within one delta', () => {
    const before = walk({ reassignments: 2 }).take(['Append', 0], ['Fetch', 1], ['Fetch', 1], reassign(0))
    const twoDeltas = walk({ reassignments: 2 }).take(['Append', 0], ['Fetch', 1], ['Fetch', 1], reassign(0)).settle()
    expect(before.take(reassign(0, 1)).settle().logs).toEqual([1, 1, 0])
    expect(twoDeltas.logs).toEqual([1, 0, 0])
    expect(twoDeltas.take(reassign(0, 1)).settle().logs).toEqual([1, 0, 0])
  })

  it('has bounds that must mean something', () => {
    expect(() => walk({ kills: 1 }, { rest: { spareBrokers: 1 } })).toThrow(OptionError)
    expect(() => walk({ kills: 1 }, { rest: { keepsReplicationFactor: true } })).toThrow(OptionError)
    expect(() => walk({ kills: 1 }, { rest: { administratorWaits: true } })).toThrow(OptionError)
  })
})

describe('where elections may be unclean', () => {
  const unclean = { uncleanElection: true, brokersReturn: false } as const
  const down = (b: number): readonly Move[] => [
    ['Kill', b],
    ['ExpireSession', b],
  ]

  it('a reassignment elects nobody that way; the controller does when it comes back to the partition', () => {
    const at = walk({ kills: 2, reassignments: 1 }, { rest: unclean }).take(...down(1), ...down(0))
    at.take(reassign(0, 1, 2))
    expect(at.partition).toMatchObject({ leader: -1, replicas: [0, 1, 2] })
    expect(at.take(['BalanceLeaders']).partition).toMatchObject({ leader: 2, isr: [2], elr: [] })
    expect(at.blocks(['BalanceLeaders'])).toBe('nobody leads')
  })

  it('what is removed comes last, too', () => {
    const at = walk({ kills: 1, fencings: 2, reassignments: 1 }, { rest: { ...unclean, replicas: 3 } })
    at.take(['FenceBroker', 0], ['FenceBroker', 2], reassign(2, 3), ['UnfenceBroker', 0], ['UnfenceBroker', 2])
    // Of the three that run and are not in sync 0 would be the first, were it not to go.
    expect(at.partition).toMatchObject({ leader: 1, isr: [1], replicas: [0, 1, 2, 3] })
    expect(at.take(...down(1)).partition).toMatchObject({ leader: 2, isr: [2] })
  })
})

describe('an administrator who waits', () => {
  const waits = { administratorWaits: true } as const

  it('neither reassigns nor cancels below min.insync.replicas', () => {
    const at = walk({ fencings: 1, reassignments: 2 }, { rest: waits }).take(reassign(1, 2))
    expect(at.blocks(['CancelReassignment'])).toBeUndefined()
    at.take(['FenceBroker', 1])
    expect(at.blocks(['CancelReassignment'])).toBe('min.insync.replicas are in sync')
    expect(at.blocks(reassign(0, 2))).toBe('min.insync.replicas are in sync')
  })

  it('configures nothing while nobody leads', () => {
    const at = walk({ fencings: 2 }, { rest: { ...waits, configChange: { minIsr: 1 } } })
    expect(at.take(['FenceBroker', 0]).blocks(['ChangeConfig'])).toBeUndefined()
    expect(at.take(['FenceBroker', 1]).blocks(['ChangeConfig'])).toBe('the partition has a leader')
  })

  it('unregisters a broker once its replica is elsewhere', () => {
    const at = walk({ cleanStops: 1, reassignments: 1, unregistrations: 1 }, { rest: waits })
    at.take(['CleanStop', 0], ['ExpireSession', 0])
    expect(at.blocks(['Unregister', 0])).toBe('it has no replica')
    const moved = walk({ cleanStops: 1, reassignments: 1, unregistrations: 1 }, { rest: waits })
    moved.take(reassign(1, 2)).settle().take(['ExpandIsr', 0, 2], ['CommitIsr', 0], ['CleanStop', 0], ['ExpireSession', 0])
    expect(moved.blocks(['Unregister', 0])).toBeUndefined()
  })
})

describe('when one of two replicas is down, moving the other', () => {
  const moved = (version: KafkaVersion, target: readonly number[]) => {
    const at = walk({ fencings: 1, reassignments: 2 }, { version, rest: { replicas: 2 } })
    return at.take(['FenceBroker', 1], reassign(...target)).settle()
  }
  it.each([
    { version: '3.7', rule: 'added' },
    { version: '3.8', rule: 'target' },
    { version: '4.2', rule: 'target' },
    { version: '4.3', rule: 'added-or-target' },
  ] as const)('completes by the rule of $version: $rule', ({ version, rule }) => {
    expect(switchesOf(version).reassignmentCompletion).toBe(rule)
    const at = moved(version, [1, 2]).take(['ExpandIsr', 0, 2], ['CommitIsr', 0])
    const waits = rule === 'target'
    expect(at.partition.isr).toEqual(waits ? [0, 2] : [2])
    expect(at.partition.replicas).toEqual(waits ? [0, 1, 2] : [1, 2])
  })

  it('to fewer replicas waits for all of them, but before 3.8', () => {
    const shrunk = (version: KafkaVersion) => {
      const at = walk({ fencings: 1, reassignments: 1 }, { version, rest: { replicas: 3, spareBrokers: 0 } })
      return at.take(['FenceBroker', 1], reassign(0, 1)).partition.replicas
    }
    expect(['3.7', '3.8', '4.3'].map((v) => shrunk(v as KafkaVersion))).toEqual([
      [0, 1],
      [0, 1, 2],
      [0, 1, 2],
    ])
  })

  it('waits for the whole target on ZooKeeper', () => {
    expect(switchesOf('2.8').reassignmentCompletion).toBe('target')
    expect(switchesOf('3.5', { controller: 'zookeeper' }).reassignmentCompletion).toBe('target')
  })
})

describe('a reassignment that is cancelled', () => {
  it('takes out what it added', () => {
    const at = walk({ reassignments: 2, fencings: 1 }, { version: '4.1' })
    at.take(['FenceBroker', 1], reassign(1, 2)).settle().take(['ExpandIsr', 0, 2], ['CommitIsr', 0])
    expect(at.partition).toEqual({ leader: 0, epoch: 0, isr: [0, 2], elr: [], replicas: [0, 1, 2] })
    expect(at.take(['CancelReassignment']).partition).toEqual({ leader: 0, epoch: 1, isr: [0], elr: [], replicas: [0, 1] })
    expect(at.blocks(['CancelReassignment'])).toBeDefined()
  })

  it('is refused where nobody in sync would be left, unless elections may be unclean', () => {
    const alone = (uncleanElection: boolean) => {
      const at = walk({ reassignments: 2, fencings: 2 }, { version: '4.1', rest: { uncleanElection } })
      at.take(['FenceBroker', 1], reassign(1, 2)).settle().take(['ExpandIsr', 0, 2], ['CommitIsr', 0], ['FenceBroker', 0])
      expect(at.partition.isr).toEqual([2])
      return at
    }
    expect(alone(false).blocks(['CancelReassignment'])).toBe('somebody of the ISR stays, or elections may be unclean')
    // Of those who were replicas before, who was to go stands last (`PartitionReassignmentRevert`).
    expect(alone(true).take(['CancelReassignment']).partition).toMatchObject({ isr: [1], replicas: [0, 1] })
  })

  it('leaves who was added eligible, by the code (R1)', () => {
    const at = walk({ reassignments: 2, fencings: 1 }, { version: '4.1', defects: ['R1'] })
    at.take(['FenceBroker', 1], reassign(1, 2)).settle().take(['ExpandIsr', 0, 2], ['CommitIsr', 0], ['CancelReassignment'])
    expect(at.partition).toMatchObject({ isr: [0], elr: [2], replicas: [0, 1] })
  })
})

describe('a reassignment that would elect who was no replica', () => {
  it('is refused, as by brokers of 4.4.0: nothing changes (R1)', () => {
    const at = walk({ reassignments: 2, fencings: 1 }, { version: '4.4', defects: ['R1'], rest: { replicas: 2, minIsr: 2 } })
    at.take(reassign(1), ['FenceBroker', 1])
    const before = at.partition
    expect(before).toMatchObject({ leader: -1, elr: [0, 1], replicas: [1] })
    expect(at.take(reassign(0, 1)).partition).toEqual(before)
  })
})
