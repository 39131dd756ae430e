/** Fault budgets: one pool, and a cap per kind. They live in the state, so two states that differ in what may still go wrong differ. */
import type { FaultKind, PartedKind } from './options.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

/** Whether a fault of this kind may still happen. */
export function allows(w: World, s: Seen, kind: FaultKind): boolean {
  if (s.faultsLeft === 0) return false
  return w.caps[kind] > 0 && (!w.counted[kind] || left(s, kind) > 0)
}

/** What is left of a kind that is counted. */
function left(s: Seen, kind: FaultKind): number {
  switch (kind) {
    case 'cleanStops':
      return s.cleanStopsLeft
    case 'kills':
      return s.killsLeft
    case 'powerLosses':
      return s.powerLossesLeft
    case 'diskLosses':
      return s.diskLossesLeft
    case 'fencings':
      return s.fencingsLeft
    case 'isrShrinks':
      return s.isrShrinksLeft
    case 'elections':
      return s.electionsLeft
    case 'unregistrations':
      return s.unregistrationsLeft
    case 'reassignments':
      return s.reassignmentsLeft
    case 'zoneKills':
      return s.zoneKillsLeft
    case 'zonePowerLosses':
      return s.zonePowerLossesLeft
    case 'zoneDiskLosses':
      return s.zoneDiskLossesLeft
    case 'zoneFencings':
      return s.zoneFencingsLeft
    case 'isrCollapses':
      return s.isrCollapsesLeft
    case 'preferredElections':
      return s.preferredElectionsLeft
    case 'uncleanElections':
      return s.uncleanElectionsLeft
    case 'lateReplies':
      return s.lateRepliesLeft
  }
}

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
}
