import { expect, it } from 'vitest'
import { CATALOGUE, propertiesOf, PROPERTY_NAMES } from '../../invariants/index.ts'
import { view } from './partition.ts'

it('names every property as its key does', () => {
  expect(propertiesOf(PROPERTY_NAMES, view).map((p) => p.name)).toEqual(PROPERTY_NAMES)
})

it('states every property in one sentence', () => {
  for (const { statement } of propertiesOf(PROPERTY_NAMES, view)) expect(statement).toMatch(/^[A-Z][^.]*\.$/)
})

it('explains every property that can be violated', () => {
  for (const p of propertiesOf(PROPERTY_NAMES, view)) expect(p.why !== undefined, p.name).toBe(p.kind !== 'witness')
})

it('asks by default for promises only', () => {
  expect(PROPERTY_NAMES.filter((name) => !CATALOGUE[name].default)).toEqual([
    'PartitionHighWatermarkMonotonic',
    'LeaderChangesAfterCommit',
    'TwoPresumedLeaders',
  ])
  expect(PROPERTY_NAMES.filter((name) => CATALOGUE[name].needsHistory)).toEqual(['CommittedRecordsSurvive'])
})
