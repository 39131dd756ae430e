/** The flags of an exhaustive search, whatever the model: where it starts, what is sought, and how far. */
import { FlagError } from '../../text/flag-error.ts'
import type { Share } from '../share.ts'
import type { EngineFlags } from './engine.ts'
import { type Flag, wholeNumber } from './flag.ts'
import type { From } from './from.ts'
import type { ModelFlags } from './model.ts'

export interface SoughtFlags extends ModelFlags, EngineFlags {
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
  readonly quiet: boolean
  readonly json: boolean
  readonly verbose: boolean
}

/** What is sought, and how closely it is looked at. */
export const soughtFlags: readonly Flag[] = [
  { flag: '--first', help: 'end with the first violation', standard: false },
  { flag: '--deadlock', help: 'a state without successors is a violation', standard: false },
  {
    flag: '--strict',
    help: 'the exit code also follows the verdict on the code of the release, with its known defects',
    standard: false,
  },
  { flag: '--coverage', help: 'count how often each guard blocked', standard: false },
  {
    flag: '--range-checks',
    help: 'look at all that guards and effects do in every state, not only in a sample (slow)',
    standard: false,
  },
  { flag: '--mutate', help: 'switch every rule off in turn and show which property breaks', standard: false },
]

/** Where it ends at the latest. */
export const boundFlags: readonly Flag[] = [
  { flag: '--max-states <n>', help: 'end as incomplete beyond this many distinct states', read: wholeNumber(1) },
  { flag: '--max-depth <n>', help: 'end as incomplete beyond this many steps', read: wholeNumber(0) },
]

/** @throws FlagError for flags that contradict each other. */
export function refuseContradictions(flags: SoughtFlags): void {
  const refuse = (message: string): never => {
    throw new FlagError(message)
  }
  if (flags.checkpoint !== undefined && flags.resume !== undefined)
    refuse('--resume keeps what it goes on with in the same folder; --checkpoint is for a new one')
  if (flags.scenario === 'all' && (flags.checkpoint ?? flags.resume) !== undefined)
    refuse('--scenario all runs many searches, and only one check can be kept')
  if (flags.scenario === 'all' && flags.engine === 'spark')
    refuse('--scenario all runs many small searches: --engine spark is for a large one')
  if (flags.master !== undefined && flags.engine !== 'spark') refuse('--master is for --engine spark')
  if (flags.scenario !== 'all' && (flags.cache !== undefined || flags.shard !== undefined))
    refuse(`--${flags.shard === undefined ? 'cache' : 'shard'} is for --scenario all; one check is kept by --checkpoint`)
  if (flags.quiet && flags.verbose) refuse('--quiet and --verbose contradict each other')
  if (flags.quiet && flags.coverage && !flags.json)
    refuse('--quiet shows the verdicts alone, and --coverage counts more than those: take --coverage without it, or with --json')
  const none = flags.invariants === 'none'
  if (none && flags.first && !flags.deadlock)
    refuse('--first ends with the first violation, and --invariants none leaves nothing to violate')
  if (none && flags.mutate) refuse('--mutate needs properties that may break, and --invariants none leaves none')
  for (const [flag, given] of [
    ['--first', flags.first],
    ['--deadlock', flags.deadlock],
    ['--coverage', flags.coverage],
    ['--scenario', flags.scenario !== undefined],
    ['--from', flags.from !== undefined],
    ['--checkpoint', flags.checkpoint !== undefined],
    ['--resume', flags.resume !== undefined],
    ['--engine spark', flags.engine === 'spark'],
  ] as const)
    if (flags.mutate && given) refuse(`--mutate and ${flag} cannot be combined: every mutant is explored until a property breaks`)
}
