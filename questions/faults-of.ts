/** The faults of a run of the kraft model, counted by kind. */
import type { Model } from '../checker/model.ts'
import { type AnyView, viewerOf } from '../checker/state/view.ts'
import type { Path } from '../checker/verdict.ts'
import type { FaultKind } from '../model/kraft/index.ts'
import type { Trace } from '../traces/index.ts'
import { FAULT_WORDS } from './fault-words.ts'

export type FaultCounts = Readonly<Partial<Record<FaultKind, number>>>

/** The kind that an action takes out of the pool, when it takes one. */
const KIND_OF: Readonly<Record<string, FaultKind>> = {
  FenceBroker: 'fencings',
  ElectLeader: 'elections',
  ControlledShutdown: 'cleanStops',
  CleanStop: 'cleanStops',
  Kill: 'kills',
  LosePower: 'powerLosses',
  LoseDisk: 'diskLosses',
  RemoveDirectory: 'diskLosses',
  ShrinkIsr: 'isrShrinks',
  LagBehind: 'isrShrinks',
  Unregister: 'unregistrations',
  Reassign: 'reassignments',
  ZoneKill: 'zoneKills',
  ZoneLosePower: 'zonePowerLosses',
  ZoneLoseDisks: 'zoneDiskLosses',
  ZoneCutOff: 'zoneFencings',
  CollapseIsr: 'isrCollapses',
  ElectPreferred: 'preferredElections',
  ElectUnclean: 'uncleanElections',
  FetchLate: 'lateReplies',
  AppendSlowly: 'slowRequests',
  CancelReassignment: 'reassignments',
}

/** How often each kind happens in a run of the search. @throws RangeError when a fault is of no kind that is known here. */
export function faultsOf(model: Model, { states, steps }: Path): FaultCounts {
  const viewer = viewerOf(model.layout)
  return counted(
    states.map((cells) => viewer.view(cells)),
    steps.map((step) => model.actions[step.action]?.name ?? ''),
  )
}

/** The same of a trace that has been replayed. */
export const faultsOfTrace = ({ states, steps }: Pick<Trace, 'states' | 'steps'>): FaultCounts =>
  counted(
    states,
    steps.map((step) => step.action),
  )

/** An action counts where it leaves fewer faults in the pool, so that a stop for which the controller was asked first is one. */
function counted(states: readonly AnyView[], actions: readonly string[]): FaultCounts {
  const left = states.map((state) => Number(state.get('faultsLeft', 0)))
  const counts: Partial<Record<FaultKind, number>> = {}
  actions.forEach((name, i) => {
    if ((left[i + 1] ?? 0) >= (left[i] ?? 0)) return
    const kind = KIND_OF[name]
    if (kind === undefined) throw new RangeError(`${name} is a fault of no kind`)
    counts[kind] = (counts[kind] ?? 0) + 1
  })
  return counts
}

/** `1 kill + 2 cut off`, in one order always; `no fault` when there is none. */
export function faultsText(faults: FaultCounts): string {
  const parts = Object.entries(FAULT_WORDS).flatMap(([kind, { one, many, brief }]) => {
    const n = faults[kind as FaultKind] ?? 0
    return n === 0 ? [] : [`${n} ${brief ?? (n === 1 ? one : many)}`]
  })
  return parts.length === 0 ? 'no fault' : parts.join(' + ')
}
