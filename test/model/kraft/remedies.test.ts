import { expect, it } from 'vitest'
import { kraftRemedies } from '../../../model/kraft/remedies.ts'
import { resolveSettings } from '../../../model/kraft/settings.ts'
import type { Controller, KafkaVersion } from '../../../model/kraft/versions.ts'

const settings = (version: KafkaVersion, controller?: Controller): string[] =>
  kraftRemedies(resolveSettings({ version, ...(controller !== undefined && { controller }) }).options).map(
    ({ setting, effect }) => `${setting}: ${effect}`,
  )

it('a release is named from which on every one has the rule: what ZooKeeper had since 2.0, KRaft has from 3.9 on (KAFKA-12670)', () => {
  const of = settings('3.5')
  expect(of.filter((text) => text.includes('KAFKA-12670'))).toEqual([
    'Kafka 3.9 or later: unclean.leader.election.enable has an effect (KAFKA-12670)',
    'Kafka 3.9 or later: enabling unclean election reaches leaderless partitions at once (KAFKA-12670)',
  ])
  expect(settings('3.9').filter((text) => text.includes('KAFKA-12670'))).toEqual([])
})

it('of a known defect what repairs it is a release; where none does, it says what to stay clear of', () => {
  const { options } = resolveSettings({ version: '4.2', defects: ['F1', 'F2', 'R1', 'R2', 'X1'] })
  const of = kraftRemedies(options).filter(({ avoid, effect }) => avoid !== undefined || effect.includes('directory'))
  expect(of.map(({ setting, avoid }) => [setting, avoid?.slice(0, 42)])).toEqual([
    ['F1', 'auto.leader.rebalance.enable=false, and no'],
    ['F2', 'min.insync.replicas equal to the replicati'],
    ['Kafka 4.3 or later', undefined],
    ['X1', 'switch the feature off only while every pa'],
    ['R1', 'never start, cancel or roll back a reassig'],
  ])
})
