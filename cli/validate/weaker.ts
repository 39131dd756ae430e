/** Guarantees that neither configuration keeps, of which one takes fewer faults to break: no less a loss. */
import type { Explorer } from './explorer.ts'
import type { Level, Observer } from './guarantees.ts'
import type { Configuration } from './questions.ts'
import type { Cell, CellDelta } from './result.ts'
import { cellsOf, envelopeOf, guaranteeOf, questionsOf, type Scope } from './table.ts'

/** The level with a pool of `faults` for an observer. */
export const withPool = (level: Level, observer: Observer, faults: number): Level => ({
  ...level,
  bounds: { ...level.bounds, [observer]: { ...level.bounds[observer], faults } },
})

/**
 * The deltas, in which those that are refuted on both sides are looked at with smaller pools of faults. Where head breaks with
 * fewer than base, the delta is `lost` against the greatest pool that base withstands, and its cells are those of that pool.
 */
export async function withWeaker(
  scope: Scope,
  deltas: readonly CellDelta[],
  base: Configuration,
  head: Configuration,
  explorer: Explorer,
  cwd: string,
): Promise<CellDelta[]> {
  const scopesOf = (delta: CellDelta): Scope[] => {
    const guarantee = guaranteeOf(delta.guarantee)
    const most = scope.level.bounds[guarantee.observer].faults
    const isRefuted = delta.base.verdict === 'refuted' && delta.head.verdict === 'refuted'
    const pools = isRefuted ? Array.from({ length: most - 1 }, (_, i) => i + 1) : []
    return pools.map((pool) => ({
      guarantees: [guarantee],
      envelopes: [envelopeOf(delta.envelope)],
      level: withPool(scope.level, guarantee.observer, pool),
    }))
  }
  const smaller = deltas.map(scopesOf)
  const answers = await explorer.ask(smaller.flat().flatMap((one) => [...questionsOf(one, base), ...questionsOf(one, head)]))
  return deltas.map((delta, i) => {
    const pools = (smaller[i] ?? []).map((one, p) => ({
      faults: p + 1,
      before: only(cellsOf(one, base, answers, cwd)),
      after: only(cellsOf(one, head, answers, cwd)),
    }))
    const least = (side: 'before' | 'after'): number =>
      pools.find((p) => p[side].verdict === 'refuted')?.faults ?? pools.length + 1
    const [from, to] = [least('before'), least('after')]
    const withstood = pools.find((p) => p.faults === from - 1)
    if (withstood === undefined || to >= from || withstood.before.verdict !== 'proved') return delta
    const { before, after } = withstood
    return { ...delta, delta: 'lost', base: before, head: after, rollout: after, weaker: { from, to } }
  })
}

function only(cells: readonly Cell[]): Cell {
  const [cell] = cells
  if (cell === undefined) throw new Error('a guarantee under an envelope is one cell')
  return cell
}
