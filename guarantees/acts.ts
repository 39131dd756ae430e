/** `--reassignment` and `--restart`: the acts that are asked about, on the partitions of a listing. */
import {
  Cluster,
  ConfigError,
  type Document,
  FEATURE_ELR,
  type LivePartition,
  leavesControllerOpen,
  leavesElrOpen,
  placeText,
  readReassignmentPlan,
  resolveConfig,
} from '../config/index.ts'
import { type Controller, CONTROLLERS, type KafkaVersion } from '../model/kraft/versions.ts'
import { FlagError } from '../text/flag-error.ts'
import { flagName } from '../text/flag-name.ts'
import { type Act, type Found, type Outcome, outcomesOf } from './operations.ts'
import { type PolicyId, type Rolling, rollingOf } from './rolling.ts'
import type { Oracle } from './oracle.ts'
import type { Settings } from './questions.ts'
import type { Side } from './result.ts'

export interface OperationFlags {
  /** The file of a plan. */
  readonly reassignment?: string
  /** A broker, or every one. */
  readonly restart?: number | 'all'
  /** By which rule all are restarted. */
  readonly policy?: PolicyId
  /** Seconds until whoever stops a broker kills it. */
  readonly grace?: number
}

/** Seconds that a broker waits for the controller to let it go, before it stops all the same (`BrokerServer#shutdown`). */
export const CONTROLLED_SHUTDOWN = 300

interface Operations {
  /** The text of a plan, under the name of its file. */
  readonly plan: { readonly file: string; readonly text: string } | undefined
  readonly restart: number | 'all' | undefined
  readonly policy: PolicyId | undefined
  readonly grace: number | undefined
  readonly version: KafkaVersion | undefined
  /** What holds the metadata, above what files say. */
  readonly controller?: Controller | undefined
  readonly set: Settings | undefined
  readonly topics: readonly string[] | undefined
  /** What was not read of the files. */
  readonly unread: Side['unread']
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
  'html',
  'baseline',
  'writeBaseline',
  'shard',
] as const

/** @throws FlagError for flags that say nothing beside an act. */
export function refuseBesideOperations(
  flags: OperationFlags & Readonly<Partial<Record<(typeof TABLE_FLAGS)[number], unknown>>>,
): void {
  if (flags.policy !== undefined && flags.restart !== 'all')
    throw new FlagError('--policy is how all brokers are restarted one after the other: --restart all')
  if (flags.grace !== undefined && flags.restart === undefined)
    throw new FlagError('--grace is how long a broker that is stopped has until it is killed: --restart')
  if (!isAboutOperations(flags)) return
  const other = TABLE_FLAGS.find((flag) => flags[flag] !== undefined && flags[flag] !== false)
  if (other !== undefined)
    throw new FlagError(
      `${flagName(other)} is about the table of guarantees, and --reassignment and --restart about partitions as they are`,
    )
}

/**
 * Every act that is asked about, done to the partitions it is about: where nothing says whether eligible leader replicas are on, or what holds the
 * metadata, both ways, and told apart where they differ. @throws FlagError, ConfigError, OptionError.
 */
export async function operate(documents: readonly Document[], operations: Operations, oracle: Oracle): Promise<Operated> {
  const cluster = new Cluster(documents)
  const wanted = cluster.topicNames.filter((topic) => operations.topics?.includes(topic) ?? true)
  const foundBy = (way?: Way): readonly OfTopic[] =>
    wanted.map((topic) => foundIn(cluster, topic, { ...operations, ...way?.taken }))
  const asGiven = foundBy()
  const [first, second] = waysOf(asGiven, operations)
  const one = await operateOne(first === undefined ? asGiven : foundBy(first), operations, oracle)
  const other = second === undefined ? undefined : await operateOne(foundBy(second), operations, oracle)
  const told = <T extends object>(of: (operated: Operated) => readonly T[]): (T & Assuming)[] =>
    of(one).flatMap((found, i) => {
      const too = other && of(other)[i]
      if (too === undefined || JSON.stringify(too) === JSON.stringify(found)) return [found]
      return [
        { ...found, assuming: first?.assuming ?? '' },
        { ...too, assuming: second?.assuming ?? '' },
      ]
    })
  const unread = [...operations.unread, ...one.unread, ...(other?.unread ?? [])]
  return {
    outcomes: told((operated) => operated.outcomes),
    rolling: told((operated) => operated.rolling),
    unread: [...new Map(unread.map((found) => [`${found.message} ${found.place && placeText(found.place)}`, found])).values()],
  }
}

/** What is taken to be so where nothing says it, in words such as `eligible.leader.replicas.version=1`. */
export interface Assuming {
  readonly assuming?: string
}

export interface Operated {
  readonly outcomes: readonly (Outcome & Assuming)[]
  /** What a restart of all of them, one after the other, comes to; nothing unless all are to be restarted. */
  readonly rolling: readonly (Rolling & Assuming)[]
  /** What is not known of the partitions or of what they are set to: beside it no answer is a pass. */
  readonly unread: Side['unread']
}

interface Way extends Required<Assuming> {
  readonly taken: Partial<Operations>
}

/** The two ways in which what nothing says may be; none where all is said. */
function waysOf(topics: readonly OfTopic[], { set }: Operations): readonly Way[] {
  const effective = topics.flatMap(({ found, effective: of }) => (found.length > 0 ? [of] : []))
  if (effective.some(leavesControllerOpen))
    return CONTROLLERS.map((one) => ({ taken: { controller: one }, assuming: `controller=${one}` }))
  if (!effective.some(leavesElrOpen)) return []
  return ['1', '0'].map((elr) => ({ taken: { set: { ...set, [FEATURE_ELR]: elr } }, assuming: `${FEATURE_ELR}=${elr}` }))
}

async function operateOne(each: readonly OfTopic[], operations: Operations, oracle: Oracle): Promise<Operated> {
  const found = each.flatMap((of) => of.found)
  if (found.length === 0) throw new FlagError('there is no partition to act on: give what kafka-topics.sh --describe prints')
  const outcomes = await outcomesOf([...planned(found, operations), ...restarted(found, operations)], oracle)
  const { restart, policy } = operations
  const rolling = restart === 'all' ? rollingOf(found, policy === undefined ? undefined : [policy]) : []
  return { outcomes, rolling, unread: each.flatMap((of) => (of.found.length > 0 ? of.effective.unread : [])) }
}

/** The partitions of a topic, and what holds for them. */
interface OfTopic {
  readonly found: readonly Found[]
  readonly effective: ReturnType<typeof resolveConfig>
}

function foundIn(cluster: Cluster, topic: string, { version, set, controller }: Operations): OfTopic {
  const effective = resolveConfig(cluster, { topic, version, set, controller })
  const value = (key: string) => effective.values.find((v) => v.key === key)?.value
  const found = cluster.partitions(topic).map((live: LivePartition): Found => ({
    topic,
    live,
    version: effective.version,
    ...(effective.controller !== undefined && { controller: effective.controller }),
    minIsr: Number(value('min.insync.replicas')),
    unclean: value('unclean.leader.election.enable') === 'true',
    elr: (value(FEATURE_ELR) ?? '0') !== '0',
  }))
  return { found, effective }
}

/** Starting what a plan says; of a reassignment in progress cancelling it too. @throws ConfigError for a partition that is not there. */
function planned(found: readonly Found[], { plan }: Operations): (readonly [Found, Act])[] {
  if (plan === undefined) return []
  return readReassignmentPlan(plan.file, plan.text).flatMap(({ topic, partition, replicas, place }) => {
    const of = found.find(({ topic: name, live }) => name === topic && live.partition === partition)
    if (of === undefined) throw new ConfigError(`the listing has no partition ${partition} of ${topic}`, place)
    const start = [of, { kind: 'reassign', target: replicas }] as const
    const isOpen = of.live.adding !== undefined || of.live.removing !== undefined
    return isOpen ? [start, [of, { kind: 'cancel' }] as const] : [start]
  })
}

/** Of a broker that may be killed before it has stopped, both: time is not in the model, so either may come. */
function restarted(found: readonly Found[], { restart, grace }: Operations): (readonly [Found, Act])[] {
  if (restart === undefined) return []
  const brokers = new Set(found.flatMap(({ live }) => live.replicas).toSorted((a, b) => a - b))
  if (restart !== 'all' && !brokers.has(restart))
    throw new FlagError(`--restart ${restart}: the listing has no replica on it; it has ${[...brokers].join(', ')}`)
  const ways: readonly { readonly killed?: true }[] =
    grace === undefined || grace >= CONTROLLED_SHUTDOWN ? [{}] : [{}, { killed: true }]
  return [...brokers]
    .filter((broker) => restart === 'all' || broker === restart)
    .flatMap((broker) => ways.map((way) => ({ kind: 'stop' as const, broker, ...way })))
    .flatMap((act) => found.filter(({ live }) => live.replicas.includes(act.broker)).map((of) => [of, act] as const))
}
