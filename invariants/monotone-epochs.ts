import type { Reading, StepProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/** V9. Fencing rests on it. A broker that restarts starts anew from the newest metadata. */
export function monotoneEpochs<S>(view: KraftView<S>): StepProperty<S> {
  const n = view.replicas.labels.length
  const goesBack = (before: Reading<S>, after: Reading<S>): boolean => {
    if (view.controllerEpoch(after) < view.controllerEpoch(before)) return true
    if (
      view.controllerLeader(after) !== view.controllerLeader(before) &&
      view.controllerEpoch(after) === view.controllerEpoch(before)
    )
      return true
    for (let r = 0; r < n; r++)
      if (view.isRunning(before, r) && view.isRunning(after, r) && view.leaderEpoch(after, r) < view.leaderEpoch(before, r))
        return true
    return false
  }
  return {
    kind: 'step',
    name: 'MonotoneEpochs',
    statement: 'Leader epochs only rise: at the controller with every change of leader, and at every running broker.',
    holds: (before, after) => !goesBack(before, after),
  }
}
