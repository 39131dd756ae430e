/**
 * Kafka partition replication as it ran on ZooKeeper: one partition, one controller, LeaderAndIsr requests.
 *
 * The controller elects leaders and shrinks the ISR (`controller.ts`); each change is a LeaderAndIsr request in a new leader epoch.
 * A replica that is told to lead takes writes, advances the high watermark and changes the ISR (`leader.ts`); one that is told
 * to follow truncates its log and fetches (`follower.ts`, `truncation.ts`). A broker that fails is one that takes no more steps.
 *
 * The five protocols are those Jason Gustafson published as TLA+ modules (hachikuji/kafka-specification), each the answer to a
 * hole found in the one before; state graphs are equal to theirs, state by state. They differ only in `rules.ts`:
 *
 * - `truncate-to-hw`: a new follower truncates to its high watermark (before 0.11);
 * - `kip-101`: it asks the leader where the epoch of its last record ends (0.11);
 * - `kip-279`: it walks back to the last record it shares with the leader (2.0);
 * - `kip-320-first-try`: it truncates when a fetch finds the logs apart (a draft, never released);
 * - `kip-320`: fetching and truncating happen within one leader epoch only (2.1).
 */
import { type Model, type Property, withMember } from '../../checker/model.ts'
import { requireInteger, requireOneOf } from '../option-error.ts'
import type { CommitHistoryView } from '../replication-view.ts'
import { controllerActions, uncleanElection } from './controller.ts'
import { followerActions } from './follower.ts'
import { independentPairs } from './independent.ts'
import { leaderActions } from './leader.ts'
import type { Parts } from './parts.ts'
import { type Protocol, PROTOCOLS, rulesOf } from './rules.ts'
import { type Bounds, epochsOf, layoutOf, logsOf, presumesLeadership, replicasOf, type State } from './state.ts'
import { switchesOf } from './switches.ts'
import { zookeeperView } from './view.ts'

export { type Protocol, PROTOCOLS } from './rules.ts'
export type { State } from './state.ts'
export { zookeeperView } from './view.ts'

export interface ZookeeperOptions extends Bounds {
  readonly protocol: Protocol
  /** Whether a leaderless partition may get a leader from outside the ISR. Not in the published modules. */
  readonly uncleanLeaderElection: boolean
  /** Treat replicas as interchangeable, which they are here: one state stands for all its renamings. Counts are then not TLC's. */
  readonly symmetry?: boolean
  /** The name of a switch to leave out, for the mutation suite. */
  readonly off?: string
}

/** Builds the properties of a model over its view. */
export type Properties = (view: CommitHistoryView<State>) => readonly Property<State>[]

/**
 * The model. Constants as in the published modules: records 0..records−1, leader epochs 0..maxEpoch.
 * @throws OptionError when an option is out of range, LayoutError when a state of these bounds cannot be packed.
 */
export function zookeeper(options: ZookeeperOptions, properties: Properties = () => []): Model<State> {
  checkOptions(options)
  const { protocol, replicas, logSize, records, maxEpoch, uncleanLeaderElection } = options
  const logs = logsOf(options)
  const parts: Parts = {
    bounds: options,
    replicas: replicasOf(options),
    epochs: epochsOf(options),
    logs,
    rules: rulesOf(protocol, logs),
    on: (name) => options.off !== name,
  }
  const actions = [
    ...controllerActions(parts),
    ...(uncleanLeaderElection ? [uncleanElection(parts)] : []),
    ...leaderActions(parts),
    ...followerActions(parts),
  ]
  return {
    name: 'zookeeper',
    bounds: {
      protocol,
      replicas,
      logSize,
      records,
      maxEpoch,
      uncleanLeaderElection,
      ...(options.symmetry === true && { symmetry: true }),
    },
    assumptions: [
      'brokers lose no log data',
      'ZooKeeper is updated atomically and seen at once by whoever writes to it',
      'a LeaderAndIsr request may arrive late, repeatedly or never, but unaltered',
    ],
    layout: layoutOf(options, parts.replicas),
    initial: [
      (draft) => {
        for (let r = 0; r < replicas; r++) draft.controllerIsr = withMember(draft.controllerIsr, r)
      },
    ],
    actions,
    ...(options.symmetry === true && { symmetry: parts.replicas }),
    ...(options.commitHistory && { observe: rememberCommits(options) }),
    properties: properties(zookeeperView(options)),
    ...(options.off === undefined && { independent: { of: actions, pairs: independentPairs(parts) } }),
    switches: switchesOf(protocol),
  }
}

/** What a presumed leader counts as committed it has answered producers and shown to consumers. */
function rememberCommits(bounds: Bounds): (draft: State) => void {
  const { recordAt } = logsOf(bounds)
  return (draft) => {
    for (let r = 0; r < bounds.replicas; r++) {
      if (!presumesLeadership(draft, r)) continue
      const end = Math.min(draft.highWatermark[r], draft.log.length[r])
      for (let offset = 0; offset < end; offset++) draft.committed = withMember(draft.committed, recordAt(draft, r, offset))
    }
  }
}

function checkOptions(options: ZookeeperOptions): void {
  requireOneOf('protocol', options.protocol, PROTOCOLS)
  requireInteger('replicas', options.replicas, 1, 31)
  requireInteger('logSize', options.logSize, 1, 127)
  requireInteger('records', options.records, 1, 31)
  requireInteger('maxEpoch', options.maxEpoch, 0, 127)
  const names = switchesOf(options.protocol).map((s) => s.name)
  if (options.off !== undefined) requireOneOf('off', options.off, names)
}
