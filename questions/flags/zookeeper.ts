/** The flags of the published protocols. */
import { PROTOCOLS } from '../../model/zookeeper/index.ts'
import { type Flag, oneOf, wholeNumber } from './flag.ts'

/** Flags that only this model has; any of them implies it. Of `--replicas` others have a meaning too. */
export const ZOOKEEPER_FLAGS = ['protocol', 'maxEpoch', 'uncleanLeaderElection', 'symmetry'] as const

export const zookeeperFlags: readonly Flag[] = [
  {
    flag: '--protocol <name>',
    help: `how followers truncate: ${PROTOCOLS.join(', ')} (default: kip-320)`,
    read: oneOf(PROTOCOLS),
  },
  { flag: '--max-epoch <n>', help: 'leader epochs go from 0 to this (default: 2)', read: wholeNumber(0, 127) },
  { flag: '--unclean-leader-election', help: 'a leaderless partition may get a leader from outside the ISR' },
  {
    flag: '--symmetry',
    help: 'treat replicas as interchangeable: the same verdicts from fewer states; counts are not those of TLC',
  },
]
