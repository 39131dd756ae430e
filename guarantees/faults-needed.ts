/** Guarantees that neither configuration keeps, but that take fewer faults to break in one than in the other. */
import type { Oracle } from './oracle.ts'
import type { Level, Observer } from './guarantees.ts'
import type { Configuration } from './questions.ts'
import { type Cell, type CellDelta, isOpen } from './result.ts'
import { cellsOf, envelopeOf, guaranteeOf, questionsOf, type Scope } from './table.ts'

/** The level with a pool of `faults` for an observer. */
export const withFaults = (level: Level, observer: Observer, faults: number): Level => ({
  ...level,
  bounds: { ...level.bounds, [observer]: { ...level.bounds[observer], faults } },
})

/**
 * The deltas, in which those that are refuted on both sides are looked at with smaller pools of faults. Where head breaks with fewer than
 * base the delta is `lost`, where it takes more `gained`. The cell of the stronger side is then that of the greatest pool that it
 * withstands, the cell of the weaker that of the smallest pool that breaks it.
 */
export async function withFaultsNeeded(
  scope: Scope,
  deltas: readonly CellDelta[],
  base: Configuration,
  head: Configuration,
  oracle: Oracle,
): Promise<CellDelta[]> {
  const scopesOf = (delta: CellDelta): Scope[] => {
    const guarantee = guaranteeOf(delta.guarantee)
    const most = scope.level.bounds[guarantee.observer].faults
    const isRefuted = delta.base.verdict === 'refuted' && delta.head.verdict === 'refuted'
    const pools = isRefuted ? Array.from({ length: most - 1 }, (_, i) => i + 1) : []
    return pools.map((pool) => ({
      guarantees: [guarantee],
      envelopes: [envelopeOf(delta.envelope)],
      level: withFaults(scope.level, guarantee.observer, pool),
    }))
  }
  const smaller = deltas.map(scopesOf)
  const answers = await oracle.ask(smaller.flat().flatMap((one) => [...questionsOf(one, base), ...questionsOf(one, head)]))
  return deltas.map((delta, i) => {
    const pools = (smaller[i] ?? []).map((one, p) => ({
      faults: p + 1,
      base: only(cellsOf(one, base, answers)),
      head: only(cellsOf(one, head, answers)),
    }))
    // What one side withstands and the other does not tells them apart, whatever a limit has left open elsewhere.
    for (const [strong, weak] of [
      ['base', 'head'],
      ['head', 'base'],
    ] as const) {
      const telling = pools.findLast((p) => p[strong].verdict === 'proved' && p[weak].verdict === 'refuted')
      const broken = pools.find((p) => p[weak].verdict === 'refuted')
      if (telling === undefined || broken === undefined) continue
      const [withstood, breaks] = [telling[strong], broken[weak]]
      return strong === 'base'
        ? {
            ...delta,
            delta: 'lost',
            base: withstood,
            head: breaks,
            rollout: breaks,
            faults: { from: telling.faults + 1, to: broken.faults },
          }
        : { ...delta, delta: 'gained', base: breaks, head: withstood, faults: { from: broken.faults, to: telling.faults + 1 } }
    }
    const open = pools.find((p) => isOpen(p.base) || isOpen(p.head))
    return open === undefined ? delta : { ...delta, delta: 'unknown', base: open.base, head: open.head }
  })
}

function only(cells: readonly Cell[]): Cell {
  const [cell] = cells
  if (cell === undefined) throw new Error('a guarantee under an envelope is one cell')
  return cell
}
