/** What reassignments cost, every state seen: with and without the defect R1, and without eligible leader replicas. */
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/search/explore.ts'
import { kraftProperties, type KraftPropertyName } from '../../../invariants/kraft-catalogue.ts'
import { defaultOptions, kraft } from '../../../model/kraft/index.ts'
import { currentSwitches, type Switches } from '../../../model/kraft/switches.ts'

const asked = ['AckedDurable', 'ElrWithinReplicas', 'IsrElrWellFormed', 'LeaderInIsr', 'MetadataFits'] as const

async function explored(switches: Partial<Switches>, properties: readonly KraftPropertyName[] = asked) {
  const options = {
    ...defaultOptions,
    replicas: 2,
    minIsr: 2,
    records: 1,
    brokersReturn: false,
    faults: { total: 3, reassignments: 2, fencings: 1 },
    switches: { ...currentSwitches, ...switches },
  }
  const model = kraft(options, (view) => kraftProperties(view, properties))
  const found = await exploreHere(model, { workers: 1, maxMemory: 2 ** 30, rangeChecks: false })
  expect(found.exhausted).toBe(true)
  return Object.fromEntries(found.properties.map((p) => [p.name, p.path?.steps.length ?? p.verdict]))
}

const sound = { LeaderInIsr: 'holds', MetadataFits: 'holds' }
const kept = { AckedDurable: 'holds', ElrWithinReplicas: 'holds', IsrElrWellFormed: 'holds', ...sound }

describe('two reassignments and a broker that is cut off, at replication factor 2', () => {
  it('lose nothing by design', async () => {
    expect(await explored({})).toEqual(kept)
  })

  it.each(['added', 'target', 'added-or-target'] as const)(
    'leave deleted replicas eligible (R1), which a reassignment cannot elect, whatever completes one: %s',
    async (reassignmentCompletion) => {
      const found = await explored({ elrWithinReplicas: false, reassignmentCompletion })
      expect(found).toEqual({ AckedDurable: 'holds', ElrWithinReplicas: 1, IsrElrWellFormed: 1, ...sound })
    },
  )

  it('would lose at once, were the election of who was no replica not refused', async () => {
    expect(await explored({ elrWithinReplicas: false, refusesNewcomer: false }, ['AckedDurable'])).toEqual({ AckedDurable: 6 })
  })

  it('lose nothing without eligible leader replicas', async () => {
    expect(await explored({ elr: false, elrWithinReplicas: false })).toEqual(kept)
  })
})
