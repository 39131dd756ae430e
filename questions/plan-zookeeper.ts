/** Which searches answer a question about the published protocols. */
import type { PropertyName } from '../invariants/index.ts'
import type { Protocol } from '../model/zookeeper/index.ts'
import { type CheckPlan, planSearch } from './check.ts'
import { needsHistory, type ZookeeperSpec } from './spec.ts'

export interface ZookeeperFlags {
  readonly protocol?: Protocol
  readonly replicas?: number
  readonly logSize?: number
  readonly records?: number
  readonly maxEpoch?: number
  readonly uncleanLeaderElection?: boolean
  readonly symmetry?: boolean
}

/**
 * At most two searches. Most properties read the state as published. Those that need a memory of what was committed make
 * states distinct that are otherwise one, so they get a search of their own, and the counts of the first stay comparable
 * with TLC's.
 */
export function planZookeeper(flags: ZookeeperFlags, names: readonly PropertyName[]): CheckPlan {
  const {
    protocol = 'kip-320',
    replicas = 3,
    logSize = 2,
    records = 2,
    maxEpoch = 2,
    uncleanLeaderElection = false,
    symmetry = false,
  } = flags
  const specOf = (commitHistory: boolean, properties: readonly PropertyName[]): ZookeeperSpec => ({
    model: 'zookeeper',
    options: {
      protocol,
      replicas,
      logSize,
      records,
      maxEpoch,
      uncleanLeaderElection,
      commitHistory,
      ...(symmetry && { symmetry }),
    },
    properties,
  })
  const plain = names.filter((name) => !needsHistory(name))
  const history = names.filter(needsHistory)
  const because = `states remember what was ever committed, for ${history.join(', ')}`
  return {
    searches: [
      ...(plain.length > 0 || history.length === 0 ? [planSearch(specOf(false, plain))] : []),
      ...(history.length > 0 ? [planSearch(specOf(true, history), because)] : []),
    ],
    whole: planSearch(specOf(history.length > 0, names)),
    stem: `zookeeper-${protocol}-r${replicas}-l${logSize}-n${records}-e${maxEpoch}${uncleanLeaderElection ? '-unclean' : ''}${symmetry ? '-sym' : ''}`,
    notes: [],
  }
}
