/** What the controller comes to only when it balances leaders: what nothing else had it decide before. */
import { describe, expect, it } from 'vitest'
import { withDefects } from '../../../model/kraft/defects.ts'
import { currentSwitches, defaultOptions, kraft } from '../../../model/kraft/index.ts'
import { switchesOf } from '../../../model/kraft/versions.ts'
import { type Move, Walk } from './walk.ts'

/** Who leads, and of which brokers, as bits, ISR and ELR are. */
function decided({ state: { metadata, elr } }: Walk): readonly number[] {
  const last = metadata.length - 1
  return [metadata.leader[last] ?? -1, metadata.isr[last] ?? 0, elr]
}

const pair = { ...defaultOptions, replicas: 2, minIsr: 2, records: 1 } as const

describe('the controller, balancing leaders,', () => {
  it('elects a replica once its new directory is known, although nobody is unfenced (R2)', () => {
    const switches = withDefects(switchesOf('4.1'), ['R2'], '4.1', 'kraft')
    const at = new Walk({ ...pair, switches, faults: { total: 2, diskLosses: 1, cleanStops: 1 } })
    at.take(['LoseDisk', 1], ['ExpireSession', 1], ['Restart', 1], ['UnfenceBroker', 1]).settle()
    at.take(['ExpandIsr', 0, 1], ['CommitIsr', 0], ['CleanStop', 0], ['ExpireSession', 0], ['Restart', 0], ['UnfenceBroker', 0])
    expect(decided(at)).toEqual([-1, 0b10, 0b01])
    expect(at.blocks(['BalanceLeaders'])).toBe('there is something to decide')
    expect(decided(at.take(['AssignDirectory', 1], ['BalanceLeaders']))).toEqual([1, 0b10, 0])
  })

  const stopped: readonly Move[] = [0, 1].flatMap((b): Move[] => [
    ['CleanStop', b],
    ['ExpireSession', b],
  ])

  it('wipes the eligible leader replicas once the feature is off, although nobody is unfenced (X1)', () => {
    const switches = withDefects(currentSwitches, ['X1'], '4.4', 'kraft')
    const at = new Walk({ ...pair, switches, configChange: { elr: false }, faults: { total: 2, cleanStops: 2 } })
    at.take(...stopped)
    expect(decided(at)).toEqual([-1, 0, 0b11])
    expect(at.blocks(['BalanceLeaders'])).toBe('there is something to decide')
    at.take(['ChangeConfig'], ['BalanceLeaders'], ['Restart', 0], ['UnfenceBroker', 0], ['Restart', 1], ['UnfenceBroker', 1])
    expect(decided(at)).toEqual([-1, 0, 0])
    expect(at.blocks(['BalanceLeaders'])).toBe('there is something to decide')
  })

  it('finds nothing that was left to it by design', () => {
    const asked = [pair, { ...pair, configChange: { elr: false } }, { ...pair, faults: { total: 2, reassignments: 2 } }] as const
    for (const options of asked) expect(kraft(options).actions.map(({ name }) => name)).not.toContain('BalanceLeaders')
  })
})
