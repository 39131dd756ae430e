/** What a stop in order leaves behind by the code: before a broker has started (S1), and where a log directory is taken away (D1). */
import { describe, expect, it } from 'vitest'
import { type DefectId, withDefects } from '../../../model/kraft/defects.ts'
import { currentSwitches, defaultOptions, type Faults, type KraftOptions } from '../../../model/kraft/index.ts'
import { type Move, Walk } from './walk.ts'

function walk(faults: Omit<Faults, 'total'>, defects: readonly DefectId[], rest: Partial<KraftOptions> = {}): Walk {
  const total = Object.values(faults).reduce((sum, n) => sum + n, 0)
  const switches = withDefects(currentSwitches, defects, '4.4', 'kraft')
  return new Walk({ ...defaultOptions, replicas: 2, minIsr: 2, records: 1, switches, ...rest, faults: { ...faults, total } })
}

/** Who leads, and of which brokers, as bits, ISR and ELR are. */
function decided({ state: { metadata, elr } }: Walk): { leader: number; isr: number; elr: number } {
  const last = metadata.length - 1
  return { leader: metadata.leader[last] ?? -1, isr: metadata.isr[last] ?? 0, elr }
}

/** Broker 1 leaves the ISR, and is the eligible replica. */
const stopped: readonly Move[] = [
  ['CleanStop', 1],
  ['ExpireSession', 1],
]

describe('a broker that is stopped in order while it starts', () => {
  const twice: readonly Move[] = [...stopped, ['Restart', 1], ['CleanStop', 1], ['Restart', 1]]

  it('is as clean as any other by design', () => {
    expect(decided(walk({ cleanStops: 2, kills: 1 }, []).take(...twice))).toEqual({ leader: 0, isr: 1, elr: 2 })
  })

  it('has crashed by the code, and is eligible no more (S1)', () => {
    expect(decided(walk({ cleanStops: 2 }, ['S1']).take(...twice))).toEqual({ leader: 0, isr: 1, elr: 0 })
  })

  it('has stopped cleanly once it was unfenced, also where it was fenced since', () => {
    const at = walk({ cleanStops: 2, fencings: 1 }, ['S1']).take(...stopped, ['Restart', 1], ['UnfenceBroker', 1])
    expect(decided(at.take(['FenceBroker', 1], ['CleanStop', 1], ['Restart', 1])).elr).toBe(2)
  })

  it('forces nothing to disk, as one that has started does', () => {
    const flushed = (...moves: readonly Move[]) =>
      walk({ cleanStops: 2, powerLosses: 1 }, ['S1']).take(...stopped, ['Restart', 1], ['Append', 0], ...moves).state.flushed[1]
    expect(flushed(['Fetch', 1], ['CleanStop', 1])).toBe(0)
    expect(flushed(['Fetch', 1], ['UnfenceBroker', 1], ['CleanStop', 1])).toBe(1)
  })

  it('is not stopped by an administrator who waits', () => {
    const at = walk({ cleanStops: 2 }, ['S1'], { administratorWaits: true }).take(...stopped, ['Restart', 1])
    expect(at.blocks(['CleanStop', 1])).toBe('it has started')
    expect(at.take(['UnfenceBroker', 1]).blocks(['CleanStop', 1])).toBeUndefined()
  })
})

describe('a broker whose log directory is taken out of log.dirs', () => {
  const full: readonly Move[] = [
    ['Append', 0],
    ['Fetch', 1],
    ['Fetch', 1],
  ]

  it('is back with an empty log, and still eligible, by the code alone (D1)', () => {
    const at = walk({ diskLosses: 1 }, ['D1']).take(...full, ['RemoveDirectory', 1], ['ExpireSession', 1], ['Restart', 1])
    expect(decided(at)).toEqual({ leader: 0, isr: 1, elr: 2 })
    expect(at.logs).toEqual([1, 0])
    const lost = walk({ diskLosses: 1 }, ['D1']).take(...full, ['LoseDisk', 1], ['ExpireSession', 1], ['Restart', 1])
    expect(decided(lost).elr).toBe(0)
  })

  it('is none by design, and none of an administrator who waits', () => {
    const names = (at: Walk) => at.model.actions.map(({ name }) => name)
    expect(names(walk({ diskLosses: 1 }, ['D1']))).toContain('RemoveDirectory')
    expect(names(walk({ diskLosses: 1 }, []))).not.toContain('RemoveDirectory')
    expect(names(walk({ diskLosses: 1 }, ['D1'], { administratorWaits: true }))).not.toContain('RemoveDirectory')
  })
})
