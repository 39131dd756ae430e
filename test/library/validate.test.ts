/** What `validate` of the library takes upon itself for its caller: a vendor's defaults, what is not read, what holds the metadata. */
import { describe, expect, it } from 'vitest'
import { OptionError, validate, type ValidateRequest } from '../../library/kafka.ts'

const ASKED = { envelopes: ['kill'], guarantees: ['replicas'], defects: [] } as const
const asked = (request: ValidateRequest) => validate({ ...ASKED, ...request }, { workers: 1, maxMemory: 2 ** 26 })

const file = (text: string) => [{ file: 'topic.properties', text }]
const CLUSTER = { 'replication.factor': '2', 'eligible.leader.replicas.version': '0' }

describe('validate of the library', () => {
  it('lays the defaults of a vendor below the files', async () => {
    const request = { files: file('retention.ms=1\n'), set: CLUSTER, version: '4.1', assumeDefaults: true } as const
    const effective = async (vendor?: 'msk') => {
      const { subjects } = await asked({ ...request, ...(vendor !== undefined && { vendor }) })
      return subjects[0]?.head.values.find(({ key }) => key === 'min.insync.replicas')?.value
    }
    expect([await effective(), await effective('msk')]).toEqual(['1', '2'])
    await expect(asked({ ...request, vendor: 'nobody' as 'msk' })).rejects.toThrow(OptionError)
  })

  it('is incomplete where something was not read, until its caller takes it to change nothing', async () => {
    const request = { files: file('min.insync.replicas=2\nmin.insync.replica=1\n'), set: CLUSTER, version: '4.1' } as const
    const [unread, assumed] = [await asked(request), await asked({ ...request, assumeDefaults: true })]
    expect([unread.verdict, assumed.verdict]).toEqual(['incomplete', 'holds'])
    expect(JSON.stringify(assumed)).toContain('min.insync.replica is no key that is known')
  })

  it('asks a release that runs with and without ZooKeeper both ways, until it is told', async () => {
    const request = { files: file('min.insync.replicas=2\n'), set: CLUSTER, version: '3.6' } as const
    const warnings = async (controller?: 'kraft' | 'zookeeper') =>
      (await asked({ ...request, ...(controller !== undefined && { controller }) })).subjects.flatMap(({ head }) => head.warnings)
    expect(await warnings()).toEqual([
      'nothing says whether KRaft or ZooKeeper holds the metadata: both were checked, with the same verdicts; shown is kraft',
    ])
    expect([await warnings('kraft'), await warnings('zookeeper')]).toEqual([[], []])
  })
})
