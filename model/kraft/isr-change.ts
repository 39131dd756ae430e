/** How a leader changes the ISR: by an AlterPartition that is sent, or before KIP-497 by a compare-and-set that succeeds or not. */
import { ANY, changePartition } from './election.ts'
import { compact } from './metadata.ts'
import { applyRecord } from './roles.ts'
import { electable, lastRecord } from './state.ts'
import type { State } from './state.ts'
import type { World } from './world.ts'

/** Sends an AlterPartition; before KIP-497 changes the ISR at once. The high watermark is not moved. */
export function changeIsr(w: World, s: State, l: number, isr: number): void {
  if (w.options.switches.asyncAlterPartition) {
    s.proposal[l] = isr
    return
  }
  changePartition(w, s, isr, electable(w, s), 0, ANY, true)
  applyRecord(w, s, l, lastRecord(s))
  compact(w, s)
}
