import { expect, it } from 'vitest'
import { boundsInWords } from '../../model/bound-words.ts'

it('a bound is spelled as Kafka spells a setting, and else in words, as its flag is', () => {
  const bounds = { minIsr: 2, minIsrChangesTo: 1, elr: true, acks: 'all', logSize: 2, leaderEpochs: 3, brokersReturn: false }
  expect(boundsInWords('kraft', bounds)).toEqual([
    'min.insync.replicas 2',
    'min.insync.replicas changes to 1',
    'eligible.leader.replicas.version 1',
    'acks all',
    'log size 2',
    'leader epochs 3',
    'brokers return false',
  ])
  expect(boundsInWords('own', { replicas: 3, maxTerm: 2, 'log.size': 1 })).toEqual(['replicas 3', 'max term 2', 'log.size 1'])
})
