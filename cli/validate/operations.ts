/** `validate --reassignment` and `--restart`: what comes of an act on the partitions of a listing. */
import {
  Cluster,
  type Document,
  FEATURE_ELR,
  type LivePartition,
  readReassignmentPlan,
  resolveConfig,
} from '../../config/index.ts'
import { type Act, type Found, type Outcome, outcomesOf } from '../../guarantees/operations.ts'
import type { Oracle } from '../../guarantees/oracle.ts'
import type { Settings } from '../../guarantees/questions.ts'
import type { Explorer } from '../../answers/oracle.ts'
import { ExitCode, exitCodeOfSignal } from '../../machine/exit-codes.ts'
import { UserError } from '../../machine/errors.ts'
import type { KafkaVersion } from '../../model/kraft/versions.ts'
import { operationsJson } from '../../reports/operations/json.ts'
import { operationsText, verdictOf } from '../../reports/operations/text.ts'
import { jsonText } from '../../text/json-text.ts'
import { programStarted } from '../started-by.ts'
import { painter, signalOf, type Terminal, wantsColor } from '../terminal.ts'
import { asUserError, type Given, readDocuments, readText } from './files.ts'

export interface OperationFlags {
  /** The file of a plan. */
  readonly reassignment?: string
  /** A broker, or every one. */
  readonly restart?: number | 'all'
}

interface Operations {
  /** The text of a plan, under the name of its file. */
  readonly plan: { readonly file: string; readonly text: string } | undefined
  readonly restart: number | 'all' | undefined
  readonly version: KafkaVersion | undefined
  readonly set: Settings | undefined
  readonly topics: readonly string[] | undefined
}

interface Flags extends OperationFlags, Omit<Given, 'files'> {
  readonly json: boolean
  readonly strict: boolean
  readonly allowIncomplete: boolean
  readonly color: boolean
}

export const isAboutOperations = ({ reassignment, restart }: OperationFlags): boolean =>
  reassignment !== undefined || restart !== undefined

/** What says nothing beside an act: it is about the table of guarantees, or a change of configuration. */
const TABLE_FLAGS = [
  'base',
  'head',
  'propose',
  'assume',
  'guarantee',
  'envelope',
  'quick',
  'thorough',
  'defects',
  'vendor',
  'markdown',
  'junit',
  'sarif',
  'shard',
] as const

/** Has flags refused that say nothing beside an act. */
export function refuseBesideOperations(
  flags: OperationFlags & Readonly<Partial<Record<(typeof TABLE_FLAGS)[number], unknown>>>,
  refuse: (message: string) => never,
): void {
  if (!isAboutOperations(flags)) return
  const other = TABLE_FLAGS.find((flag) => flags[flag] !== undefined && flags[flag] !== false)
  if (other !== undefined)
    refuse(`--${other} is about the table of guarantees, and --reassignment and --restart about partitions as they are`)
}

/** Runs the command for what is done to the partitions of a listing. @throws UserError. */
export async function validateOperations(
  files: readonly string[],
  flags: Flags,
  terminal: Terminal,
  explorer: Explorer,
): Promise<ExitCode> {
  const { reassignment, restart } = flags
  try {
    const documents = await readDocuments({ files, format: flags.format }, terminal)
    const plan = reassignment === undefined ? undefined : { file: reassignment, text: await readText(reassignment, terminal) }
    const operations = { version: flags.kafkaVersion, set: flags.set, topics: flags.topic, plan, restart }
    const outcomes = await operate(documents, operations, explorer)
    const program = programStarted(terminal.env)
    if (flags.json) terminal.out(jsonText(operationsJson(outcomes, program)))
    else {
      const asked = [
        ...(reassignment === undefined ? [] : [`--reassignment ${reassignment}`]),
        ...(restart === undefined ? [] : [`--restart ${restart}`]),
      ].join(' ')
      if (terminal.errIsTerminal) terminal.err('\r\u001b[K')
      const paint = painter(wantsColor(terminal, flags.color))
      terminal.out(operationsText(outcomes, { program, paint, width: terminal.width, asked }))
    }
    return exitOf(outcomes, flags, terminal)
  } catch (error) {
    throw asUserError(error)
  } finally {
    await explorer.end()
  }
}

/** A record that is lost although nothing fails is a loss; with `--strict` so is a partition that can be used no more. */
function exitOf(outcomes: readonly Outcome[], flags: Flags, terminal: Terminal): ExitCode {
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  const found = new Set(outcomes.map(verdictOf))
  if (found.has('LOST') || (flags.strict && (found.has('OFFLINE') || found.has('STOPS WRITES')))) return ExitCode.safety
  return found.has('UNDECIDED') && !flags.allowIncomplete ? ExitCode.incomplete : ExitCode.holds
}

/** Every act that is asked about, done to the partitions it is about. @throws UserError, ConfigError, OptionError. */
async function operate(documents: readonly Document[], operations: Operations, oracle: Oracle): Promise<readonly Outcome[]> {
  const cluster = new Cluster(documents)
  const wanted = cluster.topicNames.filter((topic) => operations.topics?.includes(topic) ?? true)
  const found = wanted.flatMap((topic) => foundIn(cluster, topic, operations))
  if (found.length === 0)
    throw new UserError('TM-101', 'there is no partition to act on: give what kafka-topics.sh --describe prints')
  const acts = [...planned(found, operations), ...restarted(found, operations)]
  return outcomesOf(acts, oracle)
}

function foundIn(cluster: Cluster, topic: string, { version, set }: Operations): Found[] {
  const effective = resolveConfig(cluster, { topic, version, set })
  const value = (key: string) => effective.values.find((v) => v.key === key)?.value
  return cluster.partitions(topic).map((live: LivePartition): Found => ({
    topic,
    live,
    version: effective.version,
    ...(effective.controller !== undefined && { controller: effective.controller }),
    minIsr: Number(value('min.insync.replicas')),
    unclean: value('unclean.leader.election.enable') === 'true',
    elr: (value(FEATURE_ELR) ?? '0') !== '0',
  }))
}

/** Starting what a plan says; of a reassignment in progress cancelling it too. @throws UserError for a partition that is not there. */
function planned(found: readonly Found[], { plan }: Operations): (readonly [Found, Act])[] {
  if (plan === undefined) return []
  return readReassignmentPlan(plan.file, plan.text).flatMap(({ topic, partition, replicas, place }) => {
    const of = found.find(({ topic: name, live }) => name === topic && live.partition === partition)
    if (of === undefined)
      throw new UserError(
        'TM-402',
        `${place.file}:${place.line}:${place.column}: the listing has no partition ${partition} of ${topic}`,
        ExitCode.unreadableInput,
      )
    const start = [of, { kind: 'reassign', target: replicas }] as const
    const isOpen = of.live.adding !== undefined || of.live.removing !== undefined
    return isOpen ? [start, [of, { kind: 'cancel' }] as const] : [start]
  })
}

function restarted(found: readonly Found[], { restart }: Operations): (readonly [Found, Act])[] {
  if (restart === undefined) return []
  const brokers = new Set(found.flatMap(({ live }) => live.replicas).toSorted((a, b) => a - b))
  if (restart !== 'all' && !brokers.has(restart))
    throw new UserError('TM-101', `--restart ${restart}: the listing has no replica on it; it has ${[...brokers].join(', ')}`)
  return [...brokers]
    .filter((broker) => restart === 'all' || broker === restart)
    .flatMap((broker) =>
      found.filter(({ live }) => live.replicas.includes(broker)).map((of) => [of, { kind: 'stop', broker }] as const),
    )
}
