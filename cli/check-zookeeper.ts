/** `check --model zookeeper`: the flags of the published protocols, and which searches they ask for. */
import { type Command, Option } from 'commander'
import type { PropertyName } from '../invariants/index.ts'
import { type Protocol, PROTOCOLS } from '../model/zookeeper/index.ts'
import { type CheckPlan, planSearch } from './check-run.ts'
import { oneOf, wholeNumber } from './flags.ts'
import { needsHistory, type ZookeeperSpec } from './models.ts'

export interface ZookeeperFlags {
  readonly protocol?: Protocol
  readonly replicas?: number
  readonly logSize?: number
  readonly records?: number
  readonly maxEpoch?: number
  readonly uncleanLeaderElection?: boolean
  readonly symmetry?: boolean
}

/** Flags that only this model has; any of them implies it. */
export const ZOOKEEPER_FLAGS = ['protocol', 'replicas', 'maxEpoch', 'uncleanLeaderElection', 'symmetry'] as const

export function addZookeeperFlags(command: Command): void {
  const help = `how followers truncate: ${PROTOCOLS.join(', ')} (default: kip-320)`
  command
    .optionsGroup('The published protocols (--model zookeeper):')
    .addOption(new Option('--protocol <name>', help).argParser(oneOf(PROTOCOLS)))
    .addOption(new Option('--replicas <n>', 'replicas of the partition (default: 3)').argParser(wholeNumber(1, 31)))
    .addOption(new Option('--max-epoch <n>', 'leader epochs go from 0 to this (default: 2)').argParser(wholeNumber(0, 127)))
    .option('--unclean-leader-election', 'a leaderless partition may get a leader from outside the ISR')
    .option('--symmetry', 'treat replicas as interchangeable: the same verdicts from fewer states; counts are not those of TLC')
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
