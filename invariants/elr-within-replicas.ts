import type { StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { setInWords } from './records.ts'

/** Vanlightly's `UpdateElr` of kip_966.tla takes what a reassignment removes out of ISR and ELR alike. */
export function elrWithinReplicas<S>(view: KraftView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'ElrWithinReplicas',
    statement: 'Every eligible leader replica is a replica of the partition.',
    holds: (s) => (view.eligibleReplicas(s) & ~view.assigned(s)) === 0,
    why: (s) =>
      `${setInWords(view, view.eligibleReplicas(s) & ~view.assigned(s))} may be elected once it is a replica again, and has deleted its log`,
  }
}
