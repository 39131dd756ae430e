/** The flags of `check`, whatever the model. */
import type { Command } from 'commander'
import type { ExploreOptions } from '../checker/index.ts'
import { addCommand } from './commands.ts'
import { addFlags, type LimitFlags, maxMemoryFlag, type OutputFlags, workersFlag } from './flags.ts'
import { colorFlag, jsonFlag, maxSecondsFlag, outFlag, shardFlag, sharedCacheFlag } from '../questions/flags/common.ts'
import { engineFlags } from '../questions/flags/engine.ts'
import type { Flag } from '../questions/flags/flag.ts'
import { fromFlag } from '../questions/flags/from.ts'
import { kraftFlags } from '../questions/flags/kraft.ts'
import { modelFlags } from '../questions/flags/model.ts'
import { transactionsFlags } from '../questions/flags/transactions.ts'
import { zookeeperFlags } from '../questions/flags/zookeeper.ts'
import { boundFlags, soughtFlags, type SoughtFlags } from '../questions/flags/search.ts'
import type { Program } from '../reports/program.ts'
import type { Terminal } from './terminal.ts'

export interface CheckFlags extends SoughtFlags, LimitFlags, OutputFlags {
  readonly maxStates?: number
  readonly maxDepth?: number
  readonly allowIncomplete: boolean
  readonly verbose: boolean
}

/** What the argument of a command is that explores a model. */
export const MODULE_HELP = 'a model of your own: a module, such as model.ts or model.js (default: Kafka as brokers run it)'

const checkFlags: readonly Flag[] = [
  ...modelFlags,
  fromFlag,
  { flag: '--checkpoint <dir>', help: 'keep the search in a folder, level by level, to go on with it later' },
  sharedCacheFlag,
  shardFlag('--scenario all'),
  {
    flag: '--resume <dir>',
    help: 'go on with the search kept there, which the same flags ask for; limits and workers may be others',
  },
  ...engineFlags,
  ...soughtFlags,
  workersFlag(),
  maxMemoryFlag(),
  ...boundFlags,
  maxSecondsFlag('end as incomplete after this time'),
  { flag: '--allow-incomplete', help: 'exit with 0 when a limit was hit and nothing was violated', standard: false },
  outFlag,
  jsonFlag,
  { flag: '--quiet', help: 'no progress, and of the result only the verdicts', standard: false },
  {
    flag: '--verbose',
    help: 'all that the report folds to a line: assumptions, defaults, actions that were taken',
    standard: false,
  },
  colorFlag,
]

/** The flags of one model each. */
export function addModelFlags(command: Command): Command {
  addFlags(command.optionsGroup('Kafka as brokers run it (--model kraft):'), kraftFlags)
  addFlags(command.optionsGroup('The published protocols (--model zookeeper):'), zookeeperFlags)
  const transactions = 'Transactions (--model transactions), which also takes --kafka-version, --set, --defects and --scenario:'
  return addFlags(command.optionsGroup(transactions), transactionsFlags)
}

/** Adds `check` and its flags to the program; `run` is given what was asked for. */
export function addCheck(
  program: Command,
  started: Program,
  run: (files: readonly string[], flags: CheckFlags) => Promise<void>,
): void {
  const command = addFlags(addCommand(program, 'check', MODULE_HELP), checkFlags)
  addModelFlags(command).addHelpText('after', help(started)).action(run)
}

const help = ({ commandLine }: Program): string => `
Exit codes: 0 holds, 10 a witness was not reached, 11 deadlock, 12 a property is violated, 13 no way back to a
good state, 64 bad flags, 75/76 an action or a property threw, 129/130/143 interrupted, 152 incomplete, 255 internal error.

Examples:
  ${commandLine('check')}
  ${commandLine('check', '--set', 'acks=1', '--elections', '1', '--invariants', 'Acks1Durable')}
  ${commandLine('check', '--scenario', 'A12')}
  ${commandLine('check', '--model', 'transactions', '--kafka-version', '4.1')}
  ${commandLine('check', '--model', 'zookeeper', '--protocol', 'kip-101', '--replicas', '2', '--invariants', 'StrongIsr')}
  ${commandLine('check', 'model.ts', '--args', '3')}
`

/** The limits and wishes of a search. */
export const exploreOptions = (flags: CheckFlags, terminal: Terminal): ExploreOptions => ({
  workers: flags.workers,
  maxMemory: flags.maxMemory,
  maxStates: flags.maxStates,
  maxDepth: flags.maxDepth,
  maxSeconds: flags.maxSeconds,
  first: flags.first,
  forbidDeadlock: flags.deadlock,
  guardCoverage: flags.coverage,
  rangeChecks: flags.rangeChecks,
  signal: terminal.signal,
})
