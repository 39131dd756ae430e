/** The flags with which configurations are held to their guarantees: which configurations, what is asked of them, and how far. */
import { FORMATS, VENDOR_NAMES, VERSION_KEY } from '../config/index.ts'
import { DEFECT_IDS } from '../model/kraft/defects.ts'
import { CONTROLLERS } from '../model/kraft/versions.ts'
import { TRANSACTION_DEFECT_IDS } from '../model/transactions/defects.ts'
import { colorFlag, jsonFlag, maxSecondsFlag, outFlag, shardFlag } from '../questions/flags/common.ts'
import { defectsFlag, type Flag, instead, keyValue, namesOf, oneOf, several, wholeNumber } from '../questions/flags/flag.ts'
import { release } from '../questions/flags/kraft.ts'
import type { Share } from '../questions/share.ts'
import { FlagError } from '../text/flag-error.ts'
import { CONTROLLED_SHUTDOWN, type OperationFlags, refuseBesideOperations } from './acts.ts'
import type { AskedDefects } from './code.ts'
import { type Envelope, ENVELOPES, type Guarantee, GUARANTEES, INCIDENTS, LEVELS } from './guarantees.ts'
import type { Given } from './read-cases.ts'
import { POLICY_IDS } from './rolling.ts'
import type { Scope } from './table.ts'

/** What is asked, and of what. */
export interface AskedFlags extends Omit<Given, 'files'>, OperationFlags {
  readonly guarantee?: readonly string[]
  readonly envelope?: readonly string[]
  readonly quick?: boolean
  readonly thorough?: boolean
  readonly defects?: AskedDefects
  readonly shard?: Share
}

/** Forms of the report, of which some contradict each other. */
interface ReportFlags {
  readonly json: boolean
  readonly markdown: boolean
  readonly junit?: string
  readonly sarif?: string
  readonly writeBaseline?: string
  readonly html?: string
  readonly quiet: boolean
  readonly verbose: boolean
}

const ids = (list: readonly { readonly id: string }[]): string[] => list.map((item) => item.id)

/** Which configurations, and what is asked of them. */
const askedFlags: readonly Flag[] = [
  { flag: '--base <file>', help: 'the configuration of today; may be repeated', read: several },
  { flag: '--head <file>', help: 'the proposed configuration; may be repeated', read: several },
  {
    flag: '--propose <key=value>',
    help: `a proposed setting, instead of or above --head; ${VERSION_KEY}=… proposes a release; may be repeated`,
    read: keyValue,
  },
  {
    flag: '--set <key=value>',
    help: 'a setting above those of the files, on both sides; may be repeated',
    read: keyValue,
  },
  {
    flag: '--assume <key=value>',
    help: 'a setting where no file gives it: the report says whose word it is; may be repeated',
    read: keyValue,
  },
  { flag: '--bootstrap-server <host:port>', help: 'a running cluster, read and not written to; several brokers with commas' },
  { flag: '--command-config <file>', help: 'how it is connected to: a file of properties as Kafka’s own tools take it' },
  { flag: '--kafka-version <v>', help: 'the release, above what the files say', read: release },
  {
    flag: '--controller <name>',
    help: 'what holds the metadata of Kafka 3.0 to 3.9, above what the files say: kraft or zookeeper',
    read: oneOf(CONTROLLERS),
  },
  {
    flag: '--topic <name>',
    help: 'of the topics, this one, or with * those that are so called; may be repeated (default: every one, those that are configured alike together)',
    read: several,
  },
  { flag: '--format <name>', help: `what the files are: ${FORMATS.join(', ')} (default: found out)`, read: oneOf(FORMATS) },
  {
    flag: '--profile <name>',
    help: 'a profile of Spring or Quarkus, or an environment of Micronaut, that is active; may be repeated, the strongest last',
    read: several,
  },
  {
    flag: '--vendor <name>',
    help: `whose defaults lie below the files: ${VENDOR_NAMES.join(', ')}`,
    read: oneOf(VENDOR_NAMES),
  },
  {
    flag: '--guarantee <names>',
    help: `rows, separated by commas: ${ids(GUARANTEES).join(', ')}`,
    read: namesOf(ids(GUARANTEES), 'guarantee'),
  },
  {
    flag: '--envelope <names>',
    help: `columns, separated by commas: ${ids(ENVELOPES).join(', ')}; only when they are named: ${ids(INCIDENTS).join(', ')}`,
    read: namesOf(ids([...ENVELOPES, ...INCIDENTS]), 'envelope'),
  },
  {
    flag: '--reassignment <file>',
    help: 'may this plan of kafka-reassign-partitions be started, or what is in progress be cancelled now?',
  },
  {
    flag: '--restart <broker>',
    help: 'what does stopping this broker, or each (all), cost now?',
    read: (text) => (text === 'all' ? text : wholeNumber(0)(text)),
  },
  {
    flag: '--policy <name>',
    help: `the rule by which --restart all stops the next broker: ${POLICY_IDS.join(', ')} (default: each of them)`,
    read: oneOf(POLICY_IDS),
  },
  {
    flag: '--grace <seconds>',
    help: `how long whoever stops a broker waits until it is killed; under ${CONTROLLED_SHUTDOWN} it may be killed before it is done`,
    read: wholeNumber(0),
  },
  {
    flag: '--quick',
    help: 'small bounds: one record where losses are sought, two faults where clients are watched (the default)',
  },
  {
    flag: '--thorough',
    help: 'larger bounds: two records, three faults (two while a setting changes), and clean restarts beside other faults',
  },
  defectsFlag([...DEFECT_IDS, ...TRANSACTION_DEFECT_IDS]),
  instead('--change <key=value>', (text) => `To validate a change is --propose ${text}.`),
  instead('--invariants <names>', () => 'Properties are asked of check; rows of the table are --guarantee.'),
  instead('--scenario <id>', (text) => `It is asked of check: check --scenario ${text}.`),
]

/** @throws FlagError for flags that contradict each other, or say too little. */
export function refuseContradictions(files: readonly string[], flags: AskedFlags & ReportFlags): void {
  const refuse = (message: string): never => {
    throw new FlagError(message)
  }
  refuseBesideOperations(flags)
  const { base = [], head = [], propose = {} } = flags
  const isLive = flags.bootstrapServer !== undefined
  if (flags.commandConfig !== undefined && !isLive) refuse('--command-config is for --bootstrap-server')
  if (files.length + base.length + head.length === 0 && flags.set === undefined && flags.vendor === undefined && !isLive)
    refuse('validate needs a configuration: files, --base and --head, --bootstrap-server, or --set')
  if (head.length > 0 && base.length === 0 && !isLive && (files.length === 0 || Object.keys(propose).length === 0))
    refuse('--head needs --base to be compared with; to check one configuration, give its files alone')
  if (base.length > 0 && head.length === 0 && Object.keys(propose).length === 0 && !isLive)
    refuse('--base needs --head or --propose: what is it to become?')
  const reports = [flags.junit, flags.sarif, flags.html, flags.writeBaseline]
  if (flags.shard !== undefined && (flags.markdown || reports.some((file) => file !== undefined)))
    refuse('--shard decides a part; the run that joins the shares writes the reports')
  if (flags.quick && flags.thorough) refuse('--quick and --thorough contradict each other')
  if (flags.quiet && flags.verbose) refuse('--quiet and --verbose contradict each other')
  if (flags.json && flags.markdown) refuse('--json and --markdown contradict each other: each is all there is on standard output')
  for (const flag of ['guarantee', 'envelope'] as const)
    if (flags[flag]?.length === 0) refuse(`--${flag} none leaves nothing to check`)
}

/** Which rows and columns are asked about, and within which bounds. */
export function scopeOf(flags: AskedFlags): Scope {
  const chosen = <T extends Guarantee | Envelope>(all: readonly T[], names: readonly string[] | undefined): readonly T[] =>
    names === undefined ? all : all.filter((item) => names.includes(item.id))
  return {
    guarantees: chosen(GUARANTEES, flags.guarantee),
    envelopes: chosen(flags.envelope === undefined ? ENVELOPES : [...ENVELOPES, ...INCIDENTS], flags.envelope),
    level: LEVELS[flags.thorough ? 'thorough' : 'quick'],
  }
}

/** All flags of `validate`, in the order of help; `machine` are those of the machine that searches. */
export const flagsOfValidate = (machine: readonly Flag[]): readonly Flag[] => [
  ...askedFlags,
  {
    flag: '--strict',
    help: 'fail when a guarantee is refuted, also when it never held, and also by the code alone',
    standard: false,
  },
  ...machine,
  { flag: '--max-states <n>', help: 'leave an exploration incomplete beyond this many states', read: wholeNumber(1) },
  maxSecondsFlag('leave an exploration incomplete after this time'),
  { flag: '--transactions', help: 'ask about transactions too, though no file speaks of them', standard: false },
  {
    flag: '--assume-defaults',
    help: 'what is not read is taken to change nothing, and the report says so',
    standard: false,
  },
  { flag: '--allow-incomplete', help: 'exit with 0 when a limit was hit and nothing is lost', standard: false },
  { flag: '--cache <dir>', help: "where answers are kept (default: tidemark in the user's cache folder)" },
  { flag: '--no-cache', help: 'neither read nor keep answers' },
  shardFlag('the explorations'),
  outFlag,
  jsonFlag,
  {
    flag: '--markdown',
    help: 'print Markdown, for a job summary or a comment, and nothing else',
    standard: false,
  },
  { flag: '--junit <file>', help: 'write a JUnit report' },
  { flag: '--html <file>', help: 'write a page to be read in a browser, with everything in it' },
  { flag: '--sarif <file>', help: 'write a SARIF report, for code scanning' },
  {
    flag: '--quiet',
    help: 'no progress, and of the result only the answer: what is lost or weaker, by what, and what helps',
    standard: false,
  },
  {
    flag: '--verbose',
    help: 'all that the report folds to a line: defaults, bounds, assumptions; each group of topics at length',
    standard: false,
  },
  { flag: '--baseline <file>', help: 'fail only on what is broken and was not in this file: a baseline, or an earlier --json' },
  { flag: '--write-baseline <file>', help: 'write what is broken now, for --baseline' },
  { flag: '--no-config', help: 'do not read tidemark.yaml' },
  colorFlag,
]

/** What help says after the flags; commands in it are as the user types them. */
export const helpOfValidate = ({
  commandLine,
}: {
  readonly commandLine: (command: string, ...words: readonly string[]) => string
}): string => `
Files are recognised by their content: .properties, listings of Kafka's tools, Strimzi and other YAML, clients and
frameworks (docs/config.md has them all),
terraform show -json, describeConfigs JSON of an admin client. Several files are read as layers of one configuration.
A Terraform plan alone is its own base and head.

Exit codes follow the protocol as designed, with --strict also the code of the release:
0 no guarantee is lost, 12 one is lost (with --strict: or refuted), 64 bad flags, 129/130/143 interrupted,
151 a file cannot be read or contradicts itself, 152 incomplete, 255 internal error.

Examples:
  ${commandLine('validate', 'kafka/')}
  ${commandLine('validate', '--base', 'today.properties', '--head', 'proposed.properties')}
  ${commandLine('validate', 'today.properties', '--propose', 'min.insync.replicas=1')}
  ${commandLine('validate', 'plan.json')}
`
