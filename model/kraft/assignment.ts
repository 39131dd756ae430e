/**
 * Who has a replica, and when a reassignment is over. Mirrors `PartitionReassignmentReplicas` (maybeCompleteReassignment) and, for
 * ZooKeeper, `KafkaController#isReassignmentComplete`.
 */
import { sizeOf } from '../../checker/model.ts'
import type { Seen } from './state.ts'
import { lastRecord } from './state.ts'
import type { World } from './world.ts'

/** Sets of brokers. The replicas are the target and what is removed; their order is that of the brokers, what is removed last. */
export interface Assignment {
  readonly replicas: number
  readonly adding: number
  readonly removing: number
}

/** As the controller has it. Only where the partition may be reassigned. */
export const currentAssignment = (s: Seen): Assignment => ({
  replicas: s.metadata.replicas[lastRecord(s)],
  adding: s.adding,
  removing: s.removing,
})

/** The replicas there are once the reassignment in progress is over. */
export const targetOf = ({ replicas, removing }: Assignment): number => replicas & ~removing

export const isSameAssignment = (a: Assignment, b: Assignment): boolean =>
  a.replicas === b.replicas && a.adding === b.adding && a.removing === b.removing

/** The assignment and the ISR after a change to `isr`: the reassignment in progress completes with it, if it can. */
export function settle(w: World, isr: number, assignment: Assignment): { readonly assignment: Assignment; readonly isr: number } {
  const { adding, removing } = assignment
  const left = isr & ~removing
  const target = targetOf(assignment)
  if (adding === 0 && removing === 0) return { assignment, isr }
  if ((removing !== 0 && left === 0) || (awaitedOf(w, assignment) & ~left) !== 0) return { assignment, isr }
  return { assignment: { replicas: target, adding: 0, removing: 0 }, isr: left }
}

/** The replicas that must be in the ISR before a reassignment completes. */
function awaitedOf(w: World, assignment: Assignment): number {
  const { adding, removing } = assignment
  switch (w.options.switches.reassignmentCompletion) {
    case 'added':
      return adding
    case 'target':
      return targetOf(assignment)
    case 'added-or-target':
      return sizeOf(adding) < sizeOf(removing) ? adding | targetOf(assignment) : adding
  }
}
