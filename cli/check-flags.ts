/** The flags of `check`, whatever the model. */
import { type Command, Option } from 'commander'
import type { ExploreOptions } from '../checker/index.ts'
import { addCommand } from './commands.ts'
import { addKraftFlags, type KraftFlags } from './check-kraft.ts'
import { addTransactionsFlags, type TransactionsFlags } from './check-transactions.ts'
import { addZookeeperFlags } from './check-zookeeper.ts'
import {
  type From,
  fromOption,
  maxMemoryOption,
  maxSecondsOption,
  oneOf,
  sharedCacheOption,
  shardOption,
  wholeNumber,
  workersOption,
} from './flags.ts'
import type { Share } from '../questions/share.ts'
import { MODEL_NAMES, type ModelName } from '../questions/spec.ts'
import type { ZookeeperFlags } from '../questions/plan-zookeeper.ts'
import type { Program } from '../reports/program.ts'
import type { JsonValue } from '../traces/index.ts'
import { argsOption } from './own-model.ts'
import type { Terminal } from './terminal.ts'

/** What chooses a model and its properties. */
export interface ModelFlags extends ZookeeperFlags, KraftFlags, TransactionsFlags {
  readonly model?: ModelName
  readonly args?: JsonValue
  readonly invariants?: string
}

export interface CheckFlags extends ModelFlags {
  readonly from?: From
  readonly checkpoint?: string
  readonly resume?: string
  readonly cache?: string
  readonly shard?: Share
  readonly first: boolean
  readonly deadlock: boolean
  readonly strict: boolean
  readonly coverage: boolean
  readonly rangeChecks: boolean
  readonly mutate: boolean
  readonly workers: number
  readonly maxMemory: number
  readonly maxStates?: number
  readonly maxDepth?: number
  readonly maxSeconds?: number
  readonly allowIncomplete: boolean
  readonly out: string
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly color: boolean
}

/** What the argument of a command is that explores a model. */
export const MODULE_HELP = 'a model of your own: a module, such as model.ts or model.js (default: Kafka as brokers run it)'

/** The flags that choose a model, its properties and size. */
export const addModelChoice = (command: Command): Command =>
  command
    .addOption(
      new Option('--model <name>', `the model to explore: ${MODEL_NAMES.join(', ')} (default: ${MODEL_NAMES[0]})`).argParser(
        oneOf(MODEL_NAMES),
      ),
    )
    .option(
      '--invariants <names>',
      'properties to check: names separated by commas, all, or none (default: what the model promises)',
    )
    .addOption(
      new Option(
        '--replicas <n>',
        'replicas of the partition; of kraft this is --set replication.factor=n (default: 3)',
      ).argParser(wholeNumber(1, 31)),
    )
    .addOption(argsOption())
    .addOption(new Option('--records <n>', 'records that producers write in all (default: 2)').argParser(wholeNumber(1, 31)))
    .addOption(
      new Option('--log-size <n>', 'records that fit in a log (default: 2; kraft: as many as can be appended)').argParser(
        wholeNumber(1, 127),
      ),
    )

/** The flags of one model each. */
export function addModelFlags(command: Command): Command {
  addKraftFlags(command)
  addZookeeperFlags(command)
  addTransactionsFlags(command)
  return command
}

/** Adds `check` and its flags to the program; `run` is given what was asked for. */
export function addCheck(
  program: Command,
  started: Program,
  run: (files: readonly string[], flags: CheckFlags) => Promise<void>,
): void {
  const command = addModelChoice(addCommand(program, 'check', MODULE_HELP))
    .addOption(fromOption())
    .option('--checkpoint <dir>', 'keep the search in a folder, level by level, to go on with it later')
    .addOption(sharedCacheOption())
    .addOption(shardOption('--scenario all'))
    .option('--resume <dir>', 'go on with the search kept there, which the same flags ask for; limits and workers may be others')
    .option('--first', 'end with the first violation', false)
    .option('--deadlock', 'a state without successors is a violation', false)
    .option('--strict', 'the exit code also follows the verdict on the code of the release, with its known defects', false)
    .option('--coverage', 'count how often each guard blocked', false)
    .option('--range-checks', 'look at all that guards and effects do in every state, not only in a sample (slow)', false)
    .option('--mutate', 'switch every rule off in turn and show which property breaks', false)
    .addOption(workersOption())
    .addOption(maxMemoryOption())
    .addOption(new Option('--max-states <n>', 'end as incomplete beyond this many distinct states').argParser(wholeNumber(1)))
    .addOption(new Option('--max-depth <n>', 'end as incomplete beyond this many steps').argParser(wholeNumber(0)))
    .addOption(maxSecondsOption('end as incomplete after this time'))
    .option('--allow-incomplete', 'exit with 0 when a limit was hit and nothing was violated', false)
    .option('--out <dir>', 'where counterexamples are saved', '.tidemark/traces')
    .option('--json', 'print one JSON object and nothing else', false)
    .option('--quiet', 'no progress, and of the result only the verdicts', false)
    .option('--verbose', 'all that the report folds to a line: assumptions, defaults, actions that were taken', false)
    .option('--no-color', 'never colour the output')
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
