/** What brokers and controllers of Kafka 4.4.0 have written to disk, at the end of the run of F1-kills. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readMetadataLog } from '../../cluster/protocol/metadata-log.ts'
import { readPartitionLog } from '../../cluster/protocol/partition-log.ts'

const fixture = (name: string): Buffer => readFileSync(new URL(`fixtures/${name}`, import.meta.url))
const metadata = fixture('metadata-4.4.0.log')
const partition = fixture('partition-4.4.0.log')

describe('the metadata log', () => {
  it('says what the controller has decided', () => {
    const { partitions, brokers, topicIds } = readMetadataLog(metadata)
    expect(partitions.get('tidemark')).toEqual({
      leader: 1,
      leaderEpoch: 3,
      partitionEpoch: 4,
      replicas: [2, 0, 1],
      isr: [1],
      elr: [0],
      lastKnownElr: [],
      adding: [],
      removing: [],
    })
    expect(topicIds.get('tidemark')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect([...brokers].toSorted(([a], [b]) => a - b).map(([id, { fenced }]) => [id, fenced])).toEqual([
      [0, true],
      [1, false],
      [2, true],
    ])
  })

  it('never goes back, and takes nothing that is half written', () => {
    let before = 0
    for (let length = 0; length <= metadata.length; length += 13) {
      const { end } = readMetadataLog(metadata.subarray(0, length))
      expect(end).toBeGreaterThanOrEqual(before)
      before = end
    }
    expect(readMetadataLog(metadata).end).toBeGreaterThan(before - 1)
    expect(readMetadataLog(metadata.subarray(0, -1)).partitions.get('tidemark')).toMatchObject({ leader: 0, leaderEpoch: 2 })
  })

  it('may be empty', () => {
    expect(readMetadataLog(Buffer.alloc(0))).toMatchObject({ end: 0, partitions: new Map(), brokers: new Map() })
  })
})

describe('the log of a partition', () => {
  it('has its records with the epochs they were written in', () => {
    expect(readPartitionLog(partition)).toEqual([{ offset: 0, leaderEpoch: 0, key: '', value: 'r0', endsAt: partition.length }])
  })

  it('has no record that is half written', () => {
    expect(readPartitionLog(partition.subarray(0, -1))).toEqual([])
  })
})
