import { describe, expect, it } from 'vitest'
import { PROTOCOLS } from '../../../model/zookeeper/index.ts'
import { type Move, Walk } from './walk.ts'

const bothReplicas = 0b11

/** b0 leads in epoch 0 and has written r0; b1 follows. */
const STARTED: Move[] = [
  ['ControllerElectLeader', 0],
  ['BecomeLeader', 0],
  ['BecomeFollower', 0, 1],
  ['LeaderWrite', 0],
]

describe('the controller', () => {
  it('keeps the last member of the ISR when it leads, leaving the partition without a leader', () => {
    const walk = new Walk('kip-320', { replicas: 1 }).take(['ControllerElectLeader', 0], ['ControllerShrinkIsr', 0])
    expect(walk.state.controllerIsr).toBe(0b1)
    expect(walk.blocks(['BecomeLeader', 1])).toBe('the request names a leader')
  })

  it('may empty the ISR once there is no leader, as published', () => {
    const walk = new Walk('kip-320').take(['ControllerElectLeader', 0], ['ControllerShrinkIsr', 0], ['ControllerShrinkIsr', 1])
    expect(walk.state.controllerIsr).toBe(0)
    expect(walk.state.requests.length).toBe(3)
  })

  it('stops at the largest leader epoch', () => {
    const walk = new Walk('kip-320', { maxEpoch: 0 }).take(['ControllerElectLeader', 0])
    expect(walk.blocks(['ControllerElectLeader', 1])).toBe('a leader epoch is left')
    expect(walk.blocks(['ControllerShrinkIsr', 1])).toBe('a leader epoch is left')
  })

  it('elects outside the ISR only when asked to, and only without a leader', () => {
    expect(new Walk('kip-320').model.actions.map((a) => a.name)).not.toContain('ControllerElectUnclean')
    const walk = new Walk('kip-320', { uncleanLeaderElection: true }).take(['ControllerElectLeader', 0])
    expect(walk.blocks(['ControllerElectUnclean', 1])).toBe('the partition has no leader')
    walk.take(['ControllerShrinkIsr', 0])
    expect(walk.blocks(['ControllerElectUnclean', 1])).toBe('the replica is outside the ISR')
    walk.take(['ControllerElectUnclean', 0])
    expect(walk.state.controllerIsr).toBe(0b1)
    expect(walk.state.requests.leader[2]).toBe(0)
  })
})

describe('requests', () => {
  it('stay for ever: an old one is still acted on by a replica that has not seen a newer', () => {
    const walk = new Walk('kip-320').take(['ControllerElectLeader', 0], ['ControllerElectLeader', 1], ['BecomeLeader', 1])
    expect(walk.take(['BecomeLeader', 0]).state.leader).toEqual(Int32Array.of(0, 1))
    expect(walk.blocks(['BecomeLeader', 0])).toBe('the request is newer than what the replica knows')
  })

  it('that name no leader are never acted on', () => {
    const walk = new Walk('kip-279').take(...STARTED, ['ControllerShrinkIsr', 0])
    expect(walk.blocks(['BecomeFollower', 1, 1])).toBe('the request names a leader')
    expect(walk.state.leader).toEqual(Int32Array.of(0, 0))
  })
})

describe('the leader', () => {
  it('commits once the whole ISR has fetched, and not before', () => {
    const walk = new Walk('kip-320').take(...STARTED)
    expect(walk.blocks(['LeaderIncHighWatermark', 0])).toBe('every ISR member has reached the new high watermark')
    walk.take(['FollowerReplicate', 0, 1], ['LeaderIncHighWatermark', 0])
    expect(walk.state.highWatermark).toEqual(Int32Array.of(1, 0))
    expect(walk.blocks(['LeaderIncHighWatermark', 0])).toBe('the log reaches past the high watermark')
  })

  it('commits alone once it is alone in the ISR, which it changes in ZooKeeper too', () => {
    const walk = new Walk('kip-320').take(...STARTED, ['LeaderShrinkIsr', 0, 1], ['LeaderIncHighWatermark', 0])
    expect(walk.state.controllerIsr).toBe(0b1)
    expect(walk.state.requests.isr[0]).toBe(bothReplicas)
    expect(walk.blocks(['LeaderExpandIsr', 0, 1])).toBe('the follower has reached the high watermark')
    walk.take(['FollowerReplicate', 0, 1], ['LeaderExpandIsr', 0, 1])
    expect(walk.state.controllerIsr).toBe(bothReplicas)
  })

  it('changes the ISR only while ZooKeeper agrees that it leads', () => {
    const walk = new Walk('kip-320').take(...STARTED, ['ControllerElectLeader', 1])
    expect(walk.blocks(['LeaderShrinkIsr', 0, 1])).toBe('the replica is the true leader')
    expect(walk.blocks(['LeaderWrite', 0])).toBeUndefined()
  })

  it('does not drop a follower that keeps up', () => {
    const walk = new Walk('kip-320').take(...STARTED, ['FollowerReplicate', 0, 1])
    expect(walk.blocks(['LeaderShrinkIsr', 0, 1])).toBe('the follower lags')
  })

  it('expands the ISR in KIP-320 only from its own epoch on', () => {
    const reelected: Move[] = [
      ...STARTED,
      ['LeaderShrinkIsr', 0, 1],
      ['FollowerReplicate', 0, 1],
      ['ControllerShrinkIsr', 0],
      ['ControllerElectLeader', 0],
      ['BecomeLeader', 2],
      ['BecomeFollower', 2, 1],
    ]
    expect(new Walk('kip-320').take(...reelected).blocks(['LeaderExpandIsr', 0, 1])).toBe(
      'the high watermark has reached its epoch',
    )
    expect(new Walk('kip-279').take(...reelected).blocks(['LeaderExpandIsr', 0, 1])).toBeUndefined()
  })
})

describe('followers', () => {
  /** Both replicas hold something else at offset 0, and b1 leads in epoch 1. */
  const diverged: Move[] = [
    ['ControllerElectLeader', 0],
    ['ControllerElectLeader', 1],
    ['BecomeLeader', 0],
    ['BecomeLeader', 1],
    ['LeaderWrite', 0],
    ['LeaderWrite', 1],
  ]

  it('truncate what the new leader does not have, and fetch what it has', () => {
    const walk = new Walk('kip-320').take(...diverged, ['BecomeFollower', 1, 0])
    expect(walk.state.log.length).toEqual(Int32Array.of(0, 1))
    walk.take(['FollowerReplicate', 1, 0])
    expect(walk.view.getIn(['log', 'b0', 0])).toBe('r1')
  })

  it('leave no trace of a truncated record that no other log holds but its id', () => {
    const walk = new Walk('kip-320').take(
      ['ControllerElectLeader', 1],
      ['ControllerElectLeader', 0],
      ['BecomeLeader', 1],
      ['LeaderWrite', 0],
      ['ControllerElectLeader', 1],
      ['BecomeLeader', 2],
    )
    expect(walk.state.recordEpoch.items[0]).toBe(1)
    walk.take(['BecomeFollower', 2, 0])
    expect(walk.state.recordEpoch.items[0]).toBe(0)
    expect(walk.state.recordEpoch.length).toBe(1)
  })

  it('in the first try of KIP-320 keep log and high watermark until a fetch shows the difference', () => {
    const walk = new Walk('kip-320-first-try').take(...diverged, ['BecomeFollower', 1, 0])
    expect(walk.state.log.length).toEqual(Int32Array.of(1, 1))
    walk.take(['FollowerTruncate', 1, 0])
    expect(walk.state.log.length).toEqual(Int32Array.of(0, 1))
    expect(walk.blocks(['FollowerTruncate', 1, 0])).toBe('the last records differ')
  })

  it('wait in KIP-320 for the leader to start the epoch, and do not before', () => {
    const story: Move[] = [['ControllerElectLeader', 0]]
    expect(new Walk('kip-320').take(...story).blocks(['BecomeFollower', 0, 1])).toBe('the leader has started that epoch')
    expect(new Walk('kip-279').take(...story).blocks(['BecomeFollower', 0, 1])).toBeUndefined()
  })

  it('fetch across epochs before KIP-320, and not since', () => {
    const story: Move[] = [...STARTED, ['ControllerShrinkIsr', 1], ['BecomeLeader', 1]]
    const fetch: Move = ['FollowerReplicate', 0, 1]
    expect(new Walk('kip-279').take(...story).blocks(fetch)).toBeUndefined()
    expect(new Walk('kip-320').take(...story).blocks(fetch)).toBe('the follower follows the leader in its epoch')
  })

  it('bound the high watermark they are told by their log end', () => {
    const walk = new Walk('kip-320').take(...STARTED, ['LeaderWrite', 0], ['LeaderShrinkIsr', 0, 1])
    walk.take(['LeaderIncHighWatermark', 0], ['LeaderIncHighWatermark', 0], ['FollowerReplicate', 0, 1])
    expect(walk.state.highWatermark).toEqual(Int32Array.of(2, 1))
  })

  it('in KIP-101 stay behind when the answer lies past the end of their log, as published', () => {
    const reelected: Move[] = [
      ...STARTED,
      ['FollowerReplicate', 0, 1],
      ['LeaderWrite', 0],
      ['ControllerElectLeader', 1],
      ['ControllerElectLeader', 0],
      ['BecomeLeader', 2],
    ]
    expect(new Walk('kip-101').take(...reelected).blocks(['BecomeFollower', 2, 1])).toBe('the truncation point is within the log')
    expect(new Walk('kip-279').take(...reelected).blocks(['BecomeFollower', 2, 1])).toBeUndefined()
  })
})

describe('guards', () => {
  it.each(PROTOCOLS)('of %s name only parameters their action has', (protocol) => {
    for (const action of new Walk(protocol, { uncleanLeaderElection: true }).model.actions)
      for (const [name, guard] of Object.entries(action.guards)) {
        const { length } = typeof guard === 'function' ? guard : guard.test
        expect(length, `${action.name}: ${name}`).toBeLessThanOrEqual(1 + action.params.length)
      }
  })
})
