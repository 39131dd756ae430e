/** Fault budgets: one pool, and a cap per kind. They live in the state, so two states that differ in what may still go wrong differ. */
import type { FaultKind, PartedKind } from './options.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

const never = (): boolean => false
const anyLeft = (s: Seen): boolean => s.faultsLeft > 0
/** Of kinds that are counted; a function each, whose code knows the field. */
const someLeft: Readonly<Record<FaultKind, (s: Seen) => boolean>> = {
  cleanStops: (s) => s.faultsLeft > 0 && s.cleanStopsLeft > 0,
  kills: (s) => s.faultsLeft > 0 && s.killsLeft > 0,
  powerLosses: (s) => s.faultsLeft > 0 && s.powerLossesLeft > 0,
  diskLosses: (s) => s.faultsLeft > 0 && s.diskLossesLeft > 0,
  fencings: (s) => s.faultsLeft > 0 && s.fencingsLeft > 0,
  isrShrinks: (s) => s.faultsLeft > 0 && s.isrShrinksLeft > 0,
  elections: (s) => s.faultsLeft > 0 && s.electionsLeft > 0,
  unregistrations: (s) => s.faultsLeft > 0 && s.unregistrationsLeft > 0,
  reassignments: (s) => s.faultsLeft > 0 && s.reassignmentsLeft > 0,
  zoneKills: (s) => s.faultsLeft > 0 && s.zoneKillsLeft > 0,
  zonePowerLosses: (s) => s.faultsLeft > 0 && s.zonePowerLossesLeft > 0,
  zoneDiskLosses: (s) => s.faultsLeft > 0 && s.zoneDiskLossesLeft > 0,
  zoneFencings: (s) => s.faultsLeft > 0 && s.zoneFencingsLeft > 0,
  isrCollapses: (s) => s.faultsLeft > 0 && s.isrCollapsesLeft > 0,
  preferredElections: (s) => s.faultsLeft > 0 && s.preferredElectionsLeft > 0,
  uncleanElections: (s) => s.faultsLeft > 0 && s.uncleanElectionsLeft > 0,
  lateReplies: (s) => s.faultsLeft > 0 && s.lateRepliesLeft > 0,
  slowRequests: (s) => s.faultsLeft > 0 && s.slowRequestsLeft > 0,
}

/** What says of a state whether a fault of this kind may still happen. */
export const mayHappen = (w: World, kind: FaultKind): ((s: Seen) => boolean) =>
  w.caps[kind] === 0 ? never : w.counted[kind] ? someLeft[kind] : anyLeft

/** Whether a fault of this kind may still happen. */
export const allows = (w: World, s: Seen, kind: FaultKind): boolean => mayHappen(w, kind)(s)

/** Takes one fault of this kind out of the pool. A cap above what the pool still holds means nothing and is lowered to it. */
export function spend(w: World, s: State, kind: FaultKind): void {
  const rest = s.faultsLeft - 1
  s.faultsLeft = rest
  if (w.counted[kind])
    switch (kind) {
      case 'cleanStops':
        s.cleanStopsLeft--
        break
      case 'kills':
        s.killsLeft--
        break
      case 'powerLosses':
        s.powerLossesLeft--
        break
      case 'diskLosses':
        s.diskLossesLeft--
        break
      case 'fencings':
        s.fencingsLeft--
        break
      case 'isrShrinks':
        s.isrShrinksLeft--
        break
      case 'elections':
        s.electionsLeft--
        break
      case 'unregistrations':
        s.unregistrationsLeft--
        break
      case 'reassignments':
        s.reassignmentsLeft--
        break
      case 'zoneKills':
        s.zoneKillsLeft--
        break
      case 'zonePowerLosses':
        s.zonePowerLossesLeft--
        break
      case 'zoneDiskLosses':
        s.zoneDiskLossesLeft--
        break
      case 'zoneFencings':
        s.zoneFencingsLeft--
        break
      case 'isrCollapses':
        s.isrCollapsesLeft--
        break
      case 'preferredElections':
        s.preferredElectionsLeft--
        break
      case 'uncleanElections':
        s.uncleanElectionsLeft--
        break
      case 'lateReplies':
        s.lateRepliesLeft--
        break
      case 'slowRequests':
        s.slowRequestsLeft--
        break
    }
  if (w.ends !== undefined) for (const other of w.ends[kind] ?? []) end(s, other)
  if (s.cleanStopsLeft > rest) s.cleanStopsLeft = rest
  if (s.killsLeft > rest) s.killsLeft = rest
  if (s.powerLossesLeft > rest) s.powerLossesLeft = rest
  if (s.diskLossesLeft > rest) s.diskLossesLeft = rest
  if (s.fencingsLeft > rest) s.fencingsLeft = rest
  if (s.isrShrinksLeft > rest) s.isrShrinksLeft = rest
  if (s.electionsLeft > rest) s.electionsLeft = rest
  if (s.unregistrationsLeft > rest) s.unregistrationsLeft = rest
  if (w.reassigns && s.reassignmentsLeft > rest) s.reassignmentsLeft = rest
  if (w.incidents) {
    if (s.zoneKillsLeft > rest) s.zoneKillsLeft = rest
    if (s.zonePowerLossesLeft > rest) s.zonePowerLossesLeft = rest
    if (s.zoneDiskLossesLeft > rest) s.zoneDiskLossesLeft = rest
    if (s.zoneFencingsLeft > rest) s.zoneFencingsLeft = rest
    if (s.isrCollapsesLeft > rest) s.isrCollapsesLeft = rest
  }
  if (w.caps.preferredElections > 0 && s.preferredElectionsLeft > rest) s.preferredElectionsLeft = rest
  if (w.caps.uncleanElections > 0 && s.uncleanElectionsLeft > rest) s.uncleanElectionsLeft = rest
  if (w.parks && s.lateRepliesLeft > rest) s.lateRepliesLeft = rest
  if (w.stalls && s.slowRequestsLeft > rest) s.slowRequestsLeft = rest
  if (w.tracksFlush && !allows(w, s, 'powerLosses') && !allows(w, s, 'zonePowerLosses')) s.flushed.fill(0)
}

/** Leaves none of a kind. */
function end(s: State, kind: PartedKind): void {
  switch (kind) {
    case 'cleanStops':
      s.cleanStopsLeft = 0
      break
    case 'kills':
      s.killsLeft = 0
      break
    case 'powerLosses':
      s.powerLossesLeft = 0
      break
    case 'diskLosses':
      s.diskLossesLeft = 0
      break
    case 'fencings':
      s.fencingsLeft = 0
      break
    case 'isrShrinks':
      s.isrShrinksLeft = 0
      break
    case 'elections':
      s.electionsLeft = 0
      break
  }
}

/** Fills every budget. */
export function fillBudgets(w: World, s: State): void {
  const kept = (kind: FaultKind) => (w.counted[kind] ? w.caps[kind] : 0)
  s.faultsLeft = w.options.faults.total
  s.cleanStopsLeft = kept('cleanStops')
  s.killsLeft = kept('kills')
  s.powerLossesLeft = kept('powerLosses')
  s.diskLossesLeft = kept('diskLosses')
  s.fencingsLeft = kept('fencings')
  s.isrShrinksLeft = kept('isrShrinks')
  s.electionsLeft = kept('elections')
  s.unregistrationsLeft = kept('unregistrations')
  if (w.reassigns) s.reassignmentsLeft = kept('reassignments')
  if (w.incidents) {
    s.zoneKillsLeft = kept('zoneKills')
    s.zonePowerLossesLeft = kept('zonePowerLosses')
    s.zoneDiskLossesLeft = kept('zoneDiskLosses')
    s.zoneFencingsLeft = kept('zoneFencings')
    s.isrCollapsesLeft = kept('isrCollapses')
  }
  if (w.caps.preferredElections > 0) s.preferredElectionsLeft = kept('preferredElections')
  if (w.caps.uncleanElections > 0) s.uncleanElectionsLeft = kept('uncleanElections')
  if (w.parks) s.lateRepliesLeft = kept('lateReplies')
  if (w.stalls) s.slowRequestsLeft = kept('slowRequests')
}
