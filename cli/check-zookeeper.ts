/** `check --model zookeeper`: the flags of the published protocols. */
import { type Command, Option } from 'commander'
import { PROTOCOLS } from '../model/zookeeper/index.ts'
import { oneOf, wholeNumber } from './flags.ts'

/** Flags that only this model has; any of them implies it. Of `--replicas` both have a meaning. */
export const ZOOKEEPER_FLAGS = ['protocol', 'maxEpoch', 'uncleanLeaderElection', 'symmetry'] as const

export function addZookeeperFlags(command: Command): void {
  const help = `how followers truncate: ${PROTOCOLS.join(', ')} (default: kip-320)`
  command
    .optionsGroup('The published protocols (--model zookeeper):')
    .addOption(new Option('--protocol <name>', help).argParser(oneOf(PROTOCOLS)))
    .addOption(new Option('--max-epoch <n>', 'leader epochs go from 0 to this (default: 2)').argParser(wholeNumber(0, 127)))
    .option('--unclean-leader-election', 'a leaderless partition may get a leader from outside the ISR')
    .option('--symmetry', 'treat replicas as interchangeable: the same verdicts from fewer states; counts are not those of TLC')
}
