/** The flags of `confirm`: what is driven on a cluster, and what is left of it. */
import { MOST_SEED } from '../../checker/index.ts'
import { FlagError } from '../../text/flag-error.ts'
import { colorFlag, jsonFlag, outFlag } from './common.ts'
import { RUN_MODELS, type RunModel } from '../random-runs.ts'
import { type Flag, oneOf, wholeNumber } from './flag.ts'

export interface ConfirmFlags {
  readonly scenario?: string
  readonly claim?: string
  readonly random?: number
  readonly model?: RunModel
  readonly nemesis?: number
  readonly mutate?: string | true
  readonly seed?: number
  readonly steps: number
  readonly out: string
  readonly kafka?: string
  readonly evidence?: string
  readonly report?: string
  readonly keep: boolean
  readonly writeDocs: boolean
  readonly json: boolean
  readonly quiet: boolean
  readonly color: boolean
}

export const confirmFlags: readonly Flag[] = [
  {
    flag: '--scenario <ids>',
    help: 'instead of a file the counterexamples of scenarios, separated by commas, or all',
  },
  { flag: '--claim <id>', help: 'instead of a file the counterexample of a claim, such as acks1-needs-a-crash' },
  {
    flag: '--random <n>',
    help: 'instead of a file so many random runs of the code of the release, each on a fresh cluster',
    read: wholeNumber(1),
  },
  { flag: '--model <name>', help: `whose random runs: ${RUN_MODELS.join(' or ')} (default: kraft)`, read: oneOf(RUN_MODELS) },
  {
    flag: '--nemesis <n>',
    help: 'instead of a file random faults on so many fresh clusters, whose own records explain must explain',
    read: wholeNumber(1),
  },
  {
    flag: '--seed <n>',
    help: 'what random runs and faults follow from; drawn and told when not given',
    read: wholeNumber(0, MOST_SEED),
  },
  { flag: '--steps <n>', help: 'steps of a random run at most', read: wholeNumber(1, 60), standard: 12 },
  { ...outFlag, help: 'where random runs that diverge are saved, and records that are not explained' },
  {
    flag: '--mutate [rules]',
    help: 'instead of a file what the model does without one rule of the release, for each (or those named): brokers must not do it',
  },
  {
    flag: '--kafka <version>',
    help: 'a release that was fetched, or the folder of a Kafka (default: KAFKA_HOME, else as the trace)',
  },
  {
    flag: '--evidence <file>',
    help: 'what was seen after each step, as JSON, for trace --evidence (default: beside the trace)',
  },
  { flag: '--report <file>', help: 'the replay as Markdown, for a ticket in the tracker of Kafka' },
  { flag: '--keep', help: 'leave the folder of the cluster, with its logs; of --nemesis the records', standard: false },
  {
    flag: '--write-docs',
    help: 'with --scenario: write the outcomes to docs/confirmed.json and docs/confirmed.md',
    standard: false,
  },
  jsonFlag,
  { flag: '--quiet', help: 'no progress', standard: false },
  colorFlag,
]

/** @throws FlagError when flags, and the trace file, do not go together. */
export function refuseConfirmFlags(file: string | undefined, flags: ConfirmFlags): void {
  const many = [flags.scenario, flags.random, flags.mutate, flags.nemesis]
  const given = [file, flags.claim, ...many].filter((subject) => subject !== undefined)
  if (given.length !== 1) throw new FlagError('give one of a trace file, --scenario, --claim, --random, --mutate and --nemesis')
  if (many.some((subject) => subject !== undefined) && (flags.report ?? flags.evidence) !== undefined)
    throw new FlagError('--report and --evidence are of one replay; --scenario, --random, --mutate and --nemesis may be many')
  if ((flags.random ?? flags.nemesis) === undefined && flags.seed !== undefined)
    throw new FlagError('--seed is for --random and --nemesis')
  if (flags.random === undefined && flags.model !== undefined) throw new FlagError('--model is for --random')
  if (flags.writeDocs && flags.scenario === undefined) throw new FlagError('--write-docs is for --scenario')
}
