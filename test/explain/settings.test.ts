/** What a topic works with, where records stop saying it, or say it anew. */
import { describe, expect, it } from 'vitest'
import { BEGINNING, changed, decided, explained, metadata, PARTITION, set, type Written } from './written.ts'

const MIN_ISR = 'min.insync.replicas'
const CLEARS = ['CLEAR_ELR_RECORD', { topicName: 't' }] as const
const begins = (...settings: readonly Written[]): readonly Written[] => [
  ...BEGINNING,
  ...settings,
  ['PARTITION_RECORD', PARTITION],
]
/** Broker 1 is cut off; with min.insync.replicas=2 it is eligible. */
const CUT_OFF: readonly Written[] = [decided({ isr: [0], eligibleLeaderReplicas: [1] }), changed(1, { fenced: 1 })]

describe('what the topic has of its own is removed', () => {
  const removed = metadata(begins(set(MIN_ISR, '1')), [set(MIN_ISR, null), CLEARS], CUT_OFF)

  it('and what brokers have stands in no record: it is not known', async () => {
    const told = await explained(removed)
    expect(told).toMatchObject({ code: 152, verdict: 'incomplete' })
    expect(told.said).toContain(
      'min.insync.replicas is no longer set there, and what brokers have by themselves stands in no record: --set min.insync.replicas=VALUE says it (offset 9',
    )
  })

  it('and what brokers have is given, or the default of the cluster says it', async () => {
    expect(await explained(removed, {}, '--set', `${MIN_ISR}=2`)).toMatchObject({ code: 0, verdict: 'kept' })
    const otherwise = ['--set', `${MIN_ISR}=1`, '--set', 'unclean.leader.election.enable=false']
    expect(await explained(removed, {}, ...otherwise)).toMatchObject({ code: 10, verdict: 'unexplained' })
    expect((await explained(removed, {}, '--set', `${MIN_ISR}=x`)).stderr).toContain('--set min.insync.replicas must be')
    const below = metadata(begins(set(MIN_ISR, '2', ''), set(MIN_ISR, '1')), [set(MIN_ISR, null), CLEARS], CUT_OFF)
    expect(await explained(below)).toMatchObject({ code: 0, verdict: 'kept' })
  })

  it('which may be whether unclean leaders are elected', async () => {
    const unclean = 'unclean.leader.election.enable'
    const records = metadata(begins(set(MIN_ISR, '2'), set(unclean, 'true')), [set(unclean, null)])
    expect((await explained(records)).said).toContain(`${unclean} is no longer set there`)
    expect(await explained(records, {}, '--set', `${unclean}=false`)).toMatchObject({ code: 0, verdict: 'kept' })
  })
})

it('what a single broker has of its own is none that the model takes for all', async () => {
  const told = await explained(metadata(begins(set(MIN_ISR, '2', '1'))))
  expect(told).toMatchObject({ code: 152, verdict: 'incomplete' })
  expect(told.said).toContain('a broker has min.insync.replicas of its own, which the topic does not override')
  expect(await explained(metadata(begins(set(MIN_ISR, '2', '1'), set(MIN_ISR, '2'))))).toMatchObject({ verdict: 'kept' })
})

it('min.insync.replicas that is written once more clears the eligible leader replicas (F10)', async () => {
  const told = await explained(
    metadata(begins(set(MIN_ISR, '2', '')), CUT_OFF, [set(MIN_ISR, '2', ''), ['CLEAR_ELR_RECORD', { topicName: '' }]]),
  )
  expect(told).toMatchObject({ code: 0, verdict: 'kept' })
  expect(told.run).toContain('ChangeConfig()')
})

it('what no run shows with what is assumed, another may with what brokers had', async () => {
  const told = await explained(metadata(begins(), CUT_OFF))
  expect(told).toMatchObject({ code: 152, verdict: 'incomplete' })
  expect(told).toHaveProperty(
    'because',
    'no run shows them with min.insync.replicas and unclean.leader.election.enable as Kafka has it by itself, which stands in no record: --set KEY=VALUE says what brokers had',
  )
  expect(await explained(metadata(begins(), CUT_OFF), {}, '--set', `${MIN_ISR}=2`)).toMatchObject({ code: 0, verdict: 'kept' })
})

describe('the topic', () => {
  const gone = ['REMOVE_TOPIC_RECORD', { topicId: 'T' }] as const
  const anew: readonly Written[] = [
    ['TOPIC_RECORD', { name: 't', topicId: 'U' }],
    ['PARTITION_RECORD', { ...PARTITION, topicId: 'U' }],
  ]

  it('was deleted and made anew: whose the logs and lines are nothing says, but who names where it begins', async () => {
    const records = metadata(begins(set(MIN_ISR, '2')), [gone], anew)
    const told = await explained(records)
    expect(told).toMatchObject({ code: 152, verdict: 'incomplete' })
    expect(told.said).toContain('give only such as are, and --from 11')
    expect(await explained(records, {}, '--from', '11')).toMatchObject({ code: 0, verdict: 'kept' })
  })

  it('was deleted: nothing of it is kept', async () => {
    const records = metadata(begins(set(MIN_ISR, '2')), [gone])
    expect(await explained(records)).toMatchObject({
      code: 152,
      verdict: 'undecided',
      missing: ['the topic was deleted at offset 9, with all that it had: --to names what is before'],
    })
    expect(await explained(records, {}, '--to', '8')).toMatchObject({ code: 0, verdict: 'kept' })
  })
})
