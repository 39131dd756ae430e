/** Directories of replicas that a reassignment adds (R3): when they are reported, and what the record of it does. */
import { describe, expect, it } from 'vitest'
import { withDefects } from '../../../model/kraft/defects.ts'
import { defaultOptions, kraft } from '../../../model/kraft/index.ts'
import { switchesOf } from '../../../model/kraft/versions.ts'
import { Walk } from './walk.ts'

const NOT_YET = 'its replica has a new directory'
const replaced = {
  ...defaultOptions,
  replicas: 2,
  minIsr: 2,
  records: 1,
  keepsReplicationFactor: true,
  faults: { total: 3, reassignments: 1, fencings: 1, cleanStops: 1 },
} as const
const switches = withDefects(switchesOf('4.2'), ['R3'], '4.2', 'kraft')
const walk = (): Walk => new Walk({ ...replaced, switches })

describe('an added replica', () => {
  it('is reported once the reassignment is complete, and that wipes the eligible leader replicas', () => {
    const at = walk().take(['Reassign', 0b101 - 1])
    expect(at.blocks(['AssignDirectory', 2])).toBe(NOT_YET)
    at.take(['ApplyMetadata', 2, 1], ['ApplyMetadata', 0, 1])
    expect(at.blocks(['AssignDirectory', 2])).toBe(NOT_YET)
    at.take(['ExpandIsr', 0, 2], ['CommitIsr', 0], ['FenceBroker', 2])
    expect(at.state.elr).toBe(0b100)
    expect(at.take(['AssignDirectory', 2]).state.elr).toBe(0)
    expect(at.blocks(['AssignDirectory', 2])).toBe(NOT_YET)
  })

  it('is reported after the next start of its broker, while the reassignment goes on', () => {
    const at = walk().take(['FenceBroker', 1], ['Reassign', 0b101 - 1], ['CleanStop', 2], ['ExpireSession', 2], ['Restart', 2])
    expect(at.state.elr).toBe(0b010)
    expect(at.take(['AssignDirectory', 2]).state.elr).toBe(0)
  })

  it('is not reported where the release has no R3, or nothing is reassigned', () => {
    const names = (options: Parameters<typeof kraft>[0]): string[] => kraft(options).actions.map(({ name }) => name)
    expect(names({ ...replaced, switches })).toContain('AssignDirectory')
    expect(names({ ...replaced, switches: switchesOf('4.2') })).not.toContain('AssignDirectory')
    expect(names({ ...defaultOptions, switches })).not.toContain('AssignDirectory')
  })
})
