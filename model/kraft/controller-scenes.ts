/** What the steps of the controller look like, and how brokers hear of them. */
import type { Exchange, Scene, SceneOf } from '../picture-facts.ts'
import { TELLS_ADDED } from './state.ts'
import type { Seen, State } from './state.ts'
import type { Words } from './words.ts'
import type { World } from './world.ts'

export function controllerScenes(w: World, { name, setOf, outcomes, decision }: Words): Record<string, SceneOf<State>> {
  const decided = (before: Seen, after: Seen): string => (decision(before) === decision(after) ? '' : `: ${decision(after)}`)
  const told = (summary: string, first: Exchange, before: Seen, after: Seen): Scene => ({
    summary,
    exchanges: [first, ...outcomes(before, after)],
  })
  const reassignment = (s: Seen): string => {
    const parts = [
      ...(s.adding === 0 ? [] : [`${setOf(s.adding)} is being added`]),
      ...(s.removing === 0 ? [] : [`${setOf(s.removing)} is to be removed`]),
    ]
    return parts.length === 0 ? '' : `; ${parts.join(', ')}`
  }
  return {
    FenceBroker: (before, after, b) =>
      told(
        `${name(b)} misses its heartbeats and is fenced, though it runs${decided(before, after)}`,
        { from: 'controller', to: b, kind: 'fault', label: 'fenced' },
        before,
        after,
      ),
    ExpireSession: (before, after, b) =>
      told(
        `the session of ${name(b)}, which is down, expires${decided(before, after)}`,
        { from: 'controller', to: b, kind: 'fault', label: 'session expired' },
        before,
        after,
      ),
    UnfenceBroker: (before, after, b) =>
      told(
        `${name(b)} sends heartbeats again and is unfenced${decided(before, after)}`,
        { from: b, to: 'controller', kind: 'metadata', label: 'heartbeat' },
        before,
        after,
      ),
    ApplyMetadata: (before, after, b, record) =>
      told(
        `${name(b)} hears from the controller: ${decision(before, record)}`,
        { from: 'controller', to: b, kind: 'metadata', label: decision(before, record) },
        before,
        after,
      ),
    CommitIsr: (before, after, l) =>
      told(
        `the controller commits the ISR ${setOf(before.proposal[l])} that ${name(l)} proposed${decided(before, after)}`,
        { from: 'controller', to: 'controller', kind: 'metadata', label: 'AlterPartition accepted' },
        before,
        after,
      ),
    RefuseIsr: (before, after, l) =>
      told(
        `the controller refuses the ISR ${setOf(before.proposal[l])} that ${name(l)} proposed`,
        { from: 'controller', to: l, kind: 'metadata', label: 'AlterPartition refused' },
        before,
        after,
      ),
    LearnIsr: (before, after, l) =>
      told(
        `the answer to its AlterPartition tells ${name(l)} that the ISR is ${setOf(after.metadata.isr[after.applied[l]])}, before the metadata log does`,
        { from: 'controller', to: l, kind: 'metadata', label: 'AlterPartition answered' },
        before,
        after,
      ),
    RedeliverIsr: (before, after, l) =>
      told(
        before.proposal[l] === 0
          ? `the metadata log brings ${name(l)} the ISR it knows already`
          : `the metadata log brings ${name(l)} the ISR it knows already, and ${name(l)} forgets that ${setOf(before.proposal[l])} is pending`,
        { from: 'controller', to: l, kind: 'metadata', label: 'known already' },
        before,
        after,
      ),
    AssignDirectory: (before, after, b) =>
      told(
        `${name(b)} reports the log directory of its ${before.newDirectory[b] === TELLS_ADDED ? 'new replica' : 'new disk'}${before.elr === after.elr ? '' : ', and the record of it wipes the eligible leader replicas'}`,
        { from: b, to: 'controller', kind: 'metadata', label: 'log directory' },
        before,
        after,
      ),
    Unregister: (before, after, b) =>
      told(
        `an administrator unregisters ${name(b)} for good${decided(before, after)}`,
        { from: 'controller', to: 'controller', kind: 'metadata', label: `unregisters ${name(b)}` },
        before,
        after,
      ),
    ElectLeader: (before, after, b) =>
      told(
        `the controller moves leadership to ${name(b)}, as a preferred election does${decided(before, after)}`,
        { from: 'controller', to: 'controller', kind: 'metadata', label: `elects ${name(b)}` },
        before,
        after,
      ),
    ElectPreferred: (before, after) =>
      told(
        `the controller moves leadership to the preferred leader${decided(before, after)}`,
        { from: 'controller', to: 'controller', kind: 'metadata', label: 'preferred election' },
        before,
        after,
      ),
    BalanceLeaders: (before, after) =>
      told(
        `the controller balances leaders and comes to this partition, which has none${decided(before, after)}${before.elr !== 0 && after.elr === 0 ? '; its eligible leader replicas are wiped' : ''}`,
        { from: 'controller', to: 'controller', kind: 'metadata', label: 'balances leaders' },
        before,
        after,
      ),
    ElectUnclean: (before, after) =>
      told(
        `an administrator asks for a leader whatever it lacks${decided(before, after)}`,
        { from: 'controller', to: 'controller', kind: 'metadata', label: 'unclean election' },
        before,
        after,
      ),
    Reassign: (before, after) =>
      told(
        `an administrator reassigns the partition${decided(before, after)}${reassignment(after)}`,
        { from: 'controller', to: 'controller', kind: 'metadata', label: 'reassignment' },
        before,
        after,
      ),
    CancelReassignment: (before, after) =>
      told(
        `an administrator cancels the reassignment${decided(before, after)}`,
        { from: 'controller', to: 'controller', kind: 'metadata', label: 'reassignment cancelled' },
        before,
        after,
      ),
    ControlledShutdown: (before, after, b) =>
      told(
        `${name(b)} asks for a controlled shutdown${decided(before, after)}`,
        { from: b, to: 'controller', kind: 'metadata', label: 'wants to stop' },
        before,
        after,
      ),
    ChangeConfig: (before, after) => {
      const [from, to] = w.minIsrs
      const changed = [
        ...(from === to ? [] : [`min.insync.replicas from ${from} to ${to}`]),
        ...(w.uncleans[0] === w.uncleans[1] ? [] : [`unclean.leader.election.enable to ${w.uncleans[1]}`]),
        ...(w.elrs[0] === w.elrs[1] ? [] : [`eligible.leader.replicas.version to ${w.elrs[1] === true ? 1 : 0}`]),
      ]
      const what = changed.length === 0 ? 'nothing that counts here' : changed.join(' and ')
      return told(
        `an administrator changes ${what}${decided(before, after)}`,
        { from: 'controller', to: 'controller', kind: 'metadata', label: 'new configuration' },
        before,
        after,
      )
    },
    ApplyConfig: (before, after, b) =>
      told(
        `${name(b)} starts to work with the new configuration`,
        { from: 'controller', to: b, kind: 'metadata', label: 'new configuration' },
        before,
        after,
      ),
  }
}
