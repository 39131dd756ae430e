/** What the code of a release loses that the protocol as designed keeps. */
import { DEFECT_IDS } from '../model/kraft/defects.ts'
import type { Cell, CellDelta, CodeLoss } from './result.ts'
import type { Storyteller } from './story.ts'
import { guaranteeOf } from './table.ts'

/** Guarantees that the code alone breaks, with the shortest counterexample of each. */
export function codeLossesOf(cells: readonly Cell[], teller: Storyteller, when?: 'rollout'): CodeLoss[] {
  const refuted = cells.flatMap((cell) => (cell.code?.verdict === 'refuted' ? [{ ...cell, code: cell.code }] : []))
  return [...new Set(refuted.map((c) => c.guarantee))].flatMap((guarantee): CodeLoss[] => {
    const of = refuted.filter((c) => c.guarantee === guarantee)
    const [cell] = of.map((c) => c.code).toSorted((a, b) => (a.steps ?? Infinity) - (b.steps ?? Infinity))
    if (cell === undefined) return []
    const used = new Set(of.flatMap(({ code }) => code.defects ?? []))
    // What avoids a defect stands with the defect.
    const { prevented: _, ...story } = teller.tell(guaranteeOf(guarantee), cell)
    return [
      {
        guarantee,
        ...(when !== undefined && { when }),
        envelopes: of.map((c) => c.envelope),
        cell,
        defects: DEFECT_IDS.filter((id) => used.has(id)),
        story,
      },
    ]
  })
}

/** What a change loses by the code alone: once it is made, and only while it is made. */
export const codeLossesOfChange = (deltas: readonly CellDelta[], teller: Storyteller): CodeLoss[] => [
  ...codeLossesOf(
    deltas.flatMap((d) => (d.code === 'lost' && d.delta !== 'lost' ? [d.head] : [])),
    teller,
  ),
  ...codeLossesOf(
    deltas.flatMap((d) => (d.code === 'lost while changing' && d.delta === 'kept' ? [d.rollout] : [])),
    teller,
    'rollout',
  ),
]
