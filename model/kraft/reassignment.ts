/**
 * An administrator moves the partition between brokers. Mirrors `ReplicationControlManager` (changePartitionReassignment,
 * cancelPartitionReassignment), `PartitionReassignmentReplicas` and `PartitionReassignmentRevert`. That it completes is part of
 * every change of the partition (`election.ts`).
 */
import { action, bound, given, members, sizeOf } from '../../checker/model.ts'
import type { Action } from '../../checker/model.ts'
import { currentAssignment, targetOf } from './assignment.ts'
import { ANY, changePartition, firstOf, isBelowMinIsr } from './election.ts'
import { mayHappen, spend } from './faults.ts'
import { compact } from './metadata.ts'
import { electable, hasRoom, lastRecord, replicasAt, UNREGISTERED } from './state.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

export function reassignmentActions(w: World): Action<State>[] {
  if (!w.reassigns) return []
  const may = {
    'an administrator may still act': bound(mayHappen(w, 'reassignments')),
    'the metadata log has room': bound((s: Seen) => hasRoom(w, s)),
    ...(w.options.administratorWaits === true && { 'min.insync.replicas are in sync': bound((s: Seen) => isInSync(w, s)) }),
  }
  /** Every set of brokers but the empty one, by its bits. */
  const assignments = members(
    'assignment',
    Array.from(
      { length: w.allBrokers },
      (_, i) => `{${w.brokers.labels.filter((_b, b) => (((i + 1) >>> b) & 1) === 1).join(',')}}`,
    ),
  )

  const reassign = action<State>()(
    'Reassign',
    'An administrator reassigns the partition; it completes at once when the ISR allows it, and may replace a reassignment in progress (`changePartitionReassignment`).',
    [['target', assignments]],
    {
      guards: {
        ...may,
        'the target is another': given((s: Seen, i: number) => i + 1 !== targetOf(currentAssignment(s))),
        ...(w.options.keepsReplicationFactor === true
          ? {
              // `validatePartitionReplicationFactorUnchanged`
              'it has as many replicas': given((s: Seen, i: number) => sizeOf(i + 1) === sizeOf(targetOf(currentAssignment(s)))),
            }
          : {
              // One replica more or fewer at a time: a longer way is several reassignments.
              'it changes the replication factor by one at most': bound(
                (s: Seen, i: number) => Math.abs(sizeOf(i + 1) - sizeOf(targetOf(currentAssignment(s)))) <= 1,
              ),
            }),
        'its brokers are registered': given((s: Seen, i: number) => {
          for (let b = 0; b < w.n; b++) if ((((i + 1) >>> b) & 1) === 1 && s.status[b] === UNREGISTERED) return false
          return true
        }),
      },
      apply: (s, i) => {
        spend(w, s, 'reassignments')
        startReassignment(w, s, i + 1)
        compact(w, s)
      },
    },
  )

  const cancel = action<State>()(
    'CancelReassignment',
    'An administrator cancels the reassignment in progress: what it was adding goes (`cancelPartitionReassignment`).',
    [],
    {
      guards: {
        ...may,
        'a reassignment is in progress': given(isReassigned),
        'somebody of the ISR stays, or elections may be unclean': given((s: Seen) => reverted(w, s) !== 0),
      },
      apply: (s) => {
        spend(w, s, 'reassignments')
        cancelReassignment(w, s)
        compact(w, s)
      },
    },
  )

  return [reassign, cancel]
}

/** Whether the ISR has as many members as the controller asks for. */
function isInSync(w: World, s: Seen): boolean {
  const last = lastRecord(s)
  return !isBelowMinIsr(w, s.metadata.config[last], s.metadata.isr[last], replicasAt(w, s, last))
}

/** Whether a reassignment is in progress. */
const isReassigned = (s: Seen): boolean => s.adding !== 0 || s.removing !== 0

/** Whether the controller would take a cancellation. */
export const isCancellable = (w: World, s: Seen): boolean => isReassigned(s) && reverted(w, s) !== 0

/**
 * What a reassignment to `target` records. A list that comes out empty leaves the one of before as it was. It elects nobody uncleanly, whatever the
 * configuration (`changePartitionReassignment` leaves the election at ONLINE); that is for the controller's next look (`BalanceLeaders`).
 */
export function startReassignment(w: World, s: State, target: number): void {
  const { replicas, adding, removing } = currentAssignment(s)
  const after = {
    replicas: target | replicas,
    adding: target & ~replicas || adding,
    removing: replicas & ~target || removing,
  }
  changePartition(w, s, s.metadata.isr[lastRecord(s)], electable(w, s), 0, ANY, false, after, false)
}

export function cancelReassignment(w: World, s: State): void {
  const replicas = currentAssignment(s).replicas & ~s.adding
  changePartition(w, s, reverted(w, s), electable(w, s), 0, ANY, false, { replicas, adding: 0, removing: 0 })
}

/** The ISR after a cancelled reassignment: without who was added; if that is nobody, the first replica where that is allowed. */
function reverted(w: World, s: Seen): number {
  const last = lastRecord(s)
  const isr = s.metadata.isr[last] & ~s.adding
  if (isr !== 0 || !w.uncleans[s.metadata.config[last]]) return isr
  const rest = s.metadata.replicas[last] & ~s.adding
  return 1 << firstOf(rest, s.removing)
}
