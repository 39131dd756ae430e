import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/search/explore.ts'
import { referenceCheck } from '../../../checker/oracle/reference.ts'
import { type PropertyName, propertiesOf, PROPERTY_NAMES } from '../../../invariants/index.ts'
import { zookeeper, type ZookeeperOptions } from '../../../model/zookeeper/index.ts'
import { options } from './walk.ts'

/** Shortest violations and witnesses, by name. */
function stepsOf(
  protocol: ZookeeperOptions['protocol'],
  more: Partial<ZookeeperOptions>,
  names: readonly PropertyName[] = PROPERTY_NAMES,
): Record<string, number> {
  const commitHistory = names.includes('CommittedRecordsSurvive')
  const model = zookeeper(options(protocol, { commitHistory, ...more }), (view) => propertiesOf(names, view))
  return Object.fromEntries(referenceCheck(model).steps)
}

const WITNESSES = { RecordCommitted: 5, TwoPresumedLeaders: 4, PartitionHighWatermarkMonotonic: 8 } satisfies Partial<
  Record<PropertyName, number>
>

describe('what is promised', () => {
  it('kip-320 keeps every promise; the high watermark that clients see goes back all the same', () => {
    expect(stepsOf('kip-320', {})).toEqual({ ...WITNESSES, LeaderChangesAfterCommit: 8 })
  })

  it('truncate-to-hw loses a committed record without any unclean election', () => {
    expect(stepsOf('truncate-to-hw', {})).toEqual({
      ...WITNESSES,
      LeaderChangesAfterCommit: 7,
      WeakIsr: 8,
      StrongIsr: 9,
      EpochsMonotoneInLog: 9,
      CommittedRecordsSurvive: 11,
      LogMatching: 14,
    })
  })

  it('kip-320 with unclean leader election loses one', () => {
    expect(stepsOf('kip-320', { uncleanLeaderElection: true, records: 1, logSize: 1 })).toEqual({
      ...WITNESSES,
      LeaderChangesAfterCommit: 8,
      StrongIsr: 7,
      CommittedRecordsSurvive: 8,
    })
  })
})

describe('holes that need larger bounds', () => {
  const NAMES: readonly PropertyName[] = ['StrongIsr', 'LogMatching', 'CommittedRecordsSurvive']

  it.each([
    ['kip-101', { logSize: 3, records: 3, maxEpoch: 3 }, [11, 12, 13]],
    ['kip-279', { replicas: 3 }, [10, undefined, 13]],
  ] as const)('%s with %o loses a committed record', async (protocol, more, steps) => {
    const model = zookeeper(options(protocol, { commitHistory: true, ...more }), (view) => propertiesOf(NAMES, view))
    const result = await exploreHere(model, { workers: 1, maxMemory: 2 ** 30, maxDepth: 13 })
    expect(result.properties.map((p) => p.path?.steps.length)).toEqual(steps)
  })
})

describe('rules inside effects', () => {
  const small = { logSize: 1, records: 2, maxEpoch: 1 }

  it.each([
    ['kip-320', small, 'an election bumps the leader epoch', 'OneLeaderPerEpoch', 4],
    ['kip-320', small, 'a new follower truncates its log', 'WeakIsr', 8],
    ['kip-320', { ...small, logSize: 2 }, 'a follower bounds its high watermark by its log end', 'HighWatermarkBounds', 9],
    ['kip-101', {}, 'truncation lowers the high watermark', 'HighWatermarkBounds', 12],
  ] as const)('of %s with %o are needed: without the one that %s, %s is violated', (protocol, bounds, off, name, steps) => {
    expect(stepsOf(protocol, bounds, [name])).toEqual({})
    expect(stepsOf(protocol, { ...bounds, off }, [name])).toEqual({ [name]: steps })
  })

  it('a shrink by the controller need not bump the leader epoch (KAFKA-15021)', () => {
    const off = 'a shrink by the controller bumps the leader epoch'
    expect(stepsOf('kip-320', { ...small, off })).toEqual(stepsOf('kip-320', small))
  })
})
