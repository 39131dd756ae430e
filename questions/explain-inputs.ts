/** From a cluster's own records to what is told of them: which partition, which part of its history, and whether the model explains it. */
import { LayoutError } from '../checker/fields.ts'
import { KEPT, LOST } from '../explain/following.ts'
import { contentsOf, type History, historyOf, membersOf, type Window } from '../explain/history.ts'
import type { ReplicaLog } from '../explain/evidence.ts'
import { gapText, type Inputs, type Said } from '../explain/inputs.ts'
import { knownOf, saysAcknowledged } from '../explain/missing.ts'
import type { ClientRecord } from '../explain/records/client-lines.ts'
import type { DumpedRecord } from '../explain/records/read-dump.ts'
import { NEWEST_LEVEL, releaseOfLevel, type Story, storyOf, type Unfit } from '../explain/story.ts'
import { settingNamed } from '../model/kraft/settings.ts'
import { CURRENT_VERSION, type KafkaVersion, since } from '../model/kraft/versions.ts'
import { OptionError } from '../model/option-error.ts'
import { listOf } from '../text/counted.ts'
import { FlagError } from '../text/flag-error.ts'
import { ALWAYS, explainLog, type Explanation, type Searching } from './explain-log.ts'
import { postMortem, type PostMortem } from './post-mortem.ts'

/** What is asked of the records. */
export interface AskedOfRecords {
  readonly topic: string | undefined
  readonly partition: number | undefined
  /** Offsets of the metadata log, or times in milliseconds, both included. */
  readonly from: Bound | undefined
  readonly to: Bound | undefined
  readonly version: KafkaVersion | undefined
  /** Kafka keys that no record says. */
  readonly set: Readonly<Record<string, string>>
}

export type Bound = { readonly offset: number } | { readonly time: number }

/**
 * - `kept`: explained, and no acknowledged record is lost; `lost`: explained, and one is;
 * - `undecided`: explained with and without a loss, because nobody says what was acknowledged;
 * - `unexplained`: no run of the model shows this; `incomplete`: it could not be told.
 */
export type ExplainVerdict = 'kept' | 'lost' | 'undecided' | 'unexplained' | 'incomplete'

/** What is told of an explanation. */
export interface ToldExplanation {
  readonly history: History
  readonly release: KafkaVersion
  readonly read: readonly Said[]
  readonly unread: readonly Said[]
  /** What brokers have said of themselves and of this partition. */
  readonly said: Inputs['said']
  /** What a reader should know before believing it. */
  readonly notes: readonly string[]
  readonly story: Story | Unfit
  readonly explanation: Explanation | undefined
  /** What the files do not say, of what it takes to say that nothing is lost. */
  readonly missing: readonly string[]
  readonly mortem: PostMortem | undefined
  readonly verdict: ExplainVerdict
}

/** There is nothing to explain in the records; the message says why. */
export class NothingFound extends Error {
  override name = 'NothingFound'
}

/** Explains records. @throws NothingFound; FlagError for a release that cannot be; OptionError for settings that Kafka, the model or the records refuse. */
export async function explainInputs(inputs: Inputs, asked: AskedOfRecords, searching: Searching): Promise<ToldExplanation> {
  const { topic, partition, strange } = partitionOf(inputs, asked)
  const window = windowOf(inputs, asked)
  const history = historyOf(inputs.metadata, topic, partition, window)
  if (history === undefined) throw new NothingFound(`${topic}-${partition} has no history in the part of the log that is named`)
  const isOf = (other: { readonly topic: string; readonly partition: number | undefined }): boolean =>
    other.topic === topic && (other.partition ?? partition) === partition
  const members = membersOf(history.first, history.happenings)
  const isOfMember = ({ broker }: { readonly broker: number }): boolean => members.includes(broker)
  const replicas = inputs.replicas.filter((replica) => isOf(replica) && isOfMember(replica))
  const clients = inputs.clients.filter(isOf)
  const release = asked.version ?? releaseOfLevel(history.metadataVersion) ?? CURRENT_VERSION
  refuseOlder(history, asked)
  const settings = settingsOf(history, asked)
  const story =
    unreadOf(inputs, strange, history, asked) ??
    endOf(inputs.metadata, replicas, history, asked) ??
    whoseOf(history, window) ??
    storyOf(history, replicas, clients, settings.given)
  const others = inputs.replicas.filter((other) => !isOf(other))
  const told = {
    history,
    release,
    read: inputs.read,
    unread: [
      ...inputs.unread,
      ...others.map(({ dump }) => ({ file: dump.path, what: `is of another partition than ${topic}-${partition}` })),
      ...inputs.replicas
        .filter((replica) => isOf(replica) && !isOfMember(replica))
        .map(({ broker, dump }) => ({ file: dump.path, what: `broker ${broker} has no replica in the part that is explained` })),
      ...strange.map(({ offset }) => ({ file: `metadata log, offset ${offset}`, what: 'is no record that is known' })),
    ],
    said: inputs.said.filter((line) => line.partition === undefined || line.partition === `${topic}-${partition}`),
    notes: notesOf({
      history,
      release,
      asked,
      story,
      replicas: replicas.map(({ broker }) => broker),
      others: inputs.clients.filter((line) => !isOf(line)),
      clients,
    }),
    story,
  }
  const untold = { ...told, explanation: undefined, missing: [], mortem: undefined, verdict: 'incomplete' } as const
  if ('why' in story) return untold
  const { evidence, brokers } = story
  const { missing, isLossSaid } = knownOf({ history, logs: replicas, clients, evidence, brokers, unsure: inputs.unsure })
  const found = await explainLog(story, { version: release, set: settings.counts }, isLossSaid, searching).catch(
    (error: unknown): Explanation => {
      if (error instanceof LayoutError) return { kind: 'incomplete', why: error.message }
      const at = error instanceof OptionError ? history.saidAt.get(error.option) : undefined
      if (error instanceof OptionError && at !== undefined)
        throw new NothingFound(`offset ${at} of the metadata log: ${error.message}`)
      throw error
    },
  )
  const explanation = asFarAsKnown(found, history, settings.given)
  if (explanation.kind !== 'explained') return { ...told, explanation, missing, mortem: undefined, verdict: explanation.kind }
  const { kept, lost, spec, model } = explanation
  const mortem =
    lost === undefined
      ? kept === undefined
        ? undefined
        : postMortem(story, model, spec, kept, KEPT)
      : postMortem(story, model, spec, lost, LOST)
  return { ...told, explanation, missing, mortem, verdict: verdictOf(explanation, missing) }
}

/** With other settings than Kafka has by itself there may be a run that shows it. */
function asFarAsKnown(found: Explanation, { settings }: History, given: Readonly<Record<string, string>>): Explanation {
  const assumed = [
    ...(settings.minIsr === undefined ? ['min.insync.replicas'] : []),
    ...(settings.unclean === undefined ? ['unclean.leader.election.enable'] : []),
  ].filter((key) => given[key] === undefined)
  if (found.kind !== 'unexplained' || assumed.length === 0) return found
  const why = `no run shows them with ${listOf(assumed)} as Kafka has it by itself, which stands in no record: --set KEY=VALUE says what brokers had`
  return { kind: 'incomplete', why }
}

/** Kept is said where the files say all that it takes; Lost where no run that shows them ends without a loss. */
function verdictOf(
  { kept, lost, isKeptWithMore }: Extract<Explanation, { kind: 'explained' }>,
  missing: readonly string[],
): ExplainVerdict {
  if (lost === undefined) return missing.length === 0 ? 'kept' : 'undecided'
  return kept === undefined && !isKeptWithMore ? 'lost' : 'undecided'
}

/** Why a metadata log that was not read in full is held against no run. */
function unreadOf(
  { gap, differs }: Inputs,
  strange: readonly DumpedRecord[],
  { begins }: History,
  { to }: AskedOfRecords,
): Unfit | undefined {
  const end = to !== undefined && 'offset' in to ? to.offset : Infinity
  // A topic that cannot be read is another one: this one was found.
  const unknown = strange.find(({ payload }) => payload?.startsWith('{"type":"TOPIC_RECORD"') !== true)
  const what =
    differs !== undefined && differs <= end
      ? `two dumps of the metadata log differ at offset ${differs}: they are of two clusters, or one has what was never committed`
      : gap !== undefined && gap.from <= end
        ? `the metadata log lacks ${gapText(gap)}: a segment or a snapshot was not given`
        : unknown !== undefined && unknown.offset <= end
          ? `offset ${unknown.offset} of the metadata log is no record that is known`
          : undefined
  return what === undefined
    ? undefined
    : { why: `${what}; what it says of this partition, its brokers and settings is not known`, at: begins }
}

/** Milliseconds that clocks may be apart, and a controller without anything to decide may be silent. */
const SILENCE = 10_000

/**
 * Why a metadata log ends before the logs of replicas do. A controller that has nothing to write writes that twice a second
 * (`metadata.max.idle.interval.ms`); of one that does not nothing is known.
 */
function endOf(
  metadata: readonly DumpedRecord[],
  replicas: readonly ReplicaLog[],
  { happenings, begins }: History,
  { to }: AskedOfRecords,
): Unfit | undefined {
  const last = metadata.reduce((most, { time = -1 }) => Math.max(most, time), -1)
  if (to !== undefined || last < 0 || !metadata.some(({ payload }) => payload?.startsWith('{"type":"NO_OP_RECORD"')))
    return undefined
  const timeOf = ({ dump }: ReplicaLog): number => dump.records.reduce((most, { time = -1 }) => Math.max(most, time), -1)
  const later = replicas.find((log) => timeOf(log) > last + SILENCE)
  return later === undefined
    ? undefined
    : {
        why: `the log of broker ${later.broker} has records of ${Math.round((timeOf(later) - last) / 1000)} seconds after the last record of the metadata log: its end is missing, or clocks are apart; --to names where it ends`,
        at: happenings.at(-1) ?? begins,
      }
}

/** Why nothing says whether logs and lines of clients are of this topic or of one before it; who names where it begins has said so. */
function whoseOf({ madeAnew }: History, { from }: Window): Unfit | undefined {
  if (madeAnew === undefined || from >= madeAnew.offset) return undefined
  const why = `a topic of this name was deleted and this one made after it; whether logs and lines of clients are of this one nothing says: give only such as are, and --from ${madeAnew.offset}`
  return { why, at: madeAnew }
}

/** A broker does not start with a metadata.version that it does not know. @throws FlagError. */
function refuseOlder({ metadataVersion, saidAt }: History, { version }: AskedOfRecords): void {
  const needs = releaseOfLevel(metadataVersion)
  if (version === undefined || needs === undefined || metadataVersion === undefined || since(version, needs)) return
  throw new FlagError(
    `--kafka-version ${version}: offset ${saidAt.get('metadata.version') ?? 0} of the metadata log says metadata.version ${metadataVersion}, with which no broker before Kafka ${needs} starts`,
  )
}

function partitionOf({ metadata, gap }: Inputs, { topic, partition }: AskedOfRecords) {
  if (metadata.length === 0)
    throw new NothingFound('no dump of the metadata log is among the files (kafka-dump-log --cluster-metadata-decoder)')
  const { partitions, strange } = contentsOf(metadata)
  const named = partitions.filter(
    (of) =>
      (topic === undefined ? !of.topic.startsWith('__') : of.topic === topic) && of.partition === (partition ?? of.partition),
  )
  const [first, second] = named
  const list = partitions.slice(0, 10).map((of) => `${of.topic}-${of.partition}`)
  const known = `${list.join(', ')}${partitions.length > 10 ? `, … (${partitions.length} in all)` : ''}`
  if (first === undefined)
    throw new NothingFound(
      `the metadata log has no such partition; it has ${known || 'none'}${gap === undefined ? '' : `, and lacks ${gapText(gap)}`}`,
    )
  if (second !== undefined)
    throw new NothingFound(`the metadata log has several partitions: ${known}; --topic and --partition name one`)
  return { ...first, strange }
}

/**
 * The offsets that bounds name. A time stands for the records written from it on, or up to it; what the controller decided at once is not
 * cut in two.
 */
function windowOf({ metadata }: Inputs, { from, to }: AskedOfRecords): Window {
  const at = (time: number): number =>
    metadata.findLast((record) => record.time !== undefined && record.time <= time)?.offset ?? -1
  const endOf = (offset: number): number => {
    let last = metadata.findLastIndex((record) => record.offset <= offset)
    while (last >= 0 && metadata[last + 1]?.batch === metadata[last]?.batch) last++
    return Math.max(offset, metadata[last]?.offset ?? offset)
  }
  const offsetOf = (bound: Bound | undefined, otherwise: number): number =>
    bound === undefined ? otherwise : endOf('offset' in bound ? bound.offset : at(bound.time))
  return { from: offsetOf(from, -1), to: offsetOf(to, Number.MAX_SAFE_INTEGER) }
}

/**
 * What the topic works with at the beginning: as its records say, else as is given, else as Kafka has it by itself. What is given also counts
 * where records do not say it any more. @throws OptionError for what records say otherwise.
 */
function settingsOf(
  history: History,
  { set }: AskedOfRecords,
): { readonly counts: Readonly<Record<string, string>>; readonly given: Readonly<Record<string, string>> } {
  const { first, settings, saidAt, begins, happenings } = history
  const recorded: Readonly<Record<string, string>> = {
    'replication.factor': String(first.replicas.length),
    ...(settings.minIsr !== undefined && { 'min.insync.replicas': String(settings.minIsr) }),
    ...(settings.unclean !== undefined && { 'unclean.leader.election.enable': String(settings.unclean) }),
    'eligible.leader.replicas.version': settings.elr ? '1' : '0',
  }
  const later = happenings.flatMap((happening) => (happening.kind === 'settings' ? [happening.settings] : []))
  // What is no longer said later, and how it is written.
  const removed: Readonly<Record<string, RegExp>> = {
    ...(later.some(({ minIsr }) => minIsr === undefined) && { 'min.insync.replicas': /^[1-9]\d{0,8}$/ }),
    ...(later.some(({ unclean }) => unclean === undefined) && { 'unclean.leader.election.enable': /^(?:true|false)$/ }),
  }
  const counts: Readonly<Record<string, string>> = { ...recorded, ...ALWAYS }
  const given: Record<string, string> = {}
  for (const [name, value] of Object.entries(set)) {
    const key = settingNamed(name)
    const recordedValue = counts[key]
    given[key] = value
    if (removed[key]?.test(value) === false) throw new OptionError(name, 'as Kafka has it', value)
    if (recordedValue === undefined || value === recordedValue || removed[key] !== undefined) continue
    const at = saidAt.get(key) ?? begins.offset
    throw new OptionError(
      name,
      `${recordedValue}, as ${key in ALWAYS ? 'explain' : `offset ${at} of the metadata log`} has it`,
      value,
    )
  }
  return { counts: { 'min.insync.replicas': '1', ...set, ...recorded }, given }
}

function notesOf(of: {
  readonly history: History
  readonly release: KafkaVersion
  readonly asked: AskedOfRecords
  readonly story: Story | Unfit
  readonly replicas: readonly number[]
  /** Lines of other partitions. */
  readonly others: readonly ClientRecord[]
  readonly clients: readonly ClientRecord[]
}): readonly string[] {
  const { history, release, asked, story, replicas, others, clients } = of
  const elsewhere = new Set(others.map(({ topic, partition }) => `${topic}${partition === undefined ? '' : `-${partition}`}`))
  const missing = membersOf(history.first, history.happenings).filter((id) => !replicas.includes(id))
  return [
    ...(asked.version === undefined
      ? [
          history.metadataVersion === undefined
            ? `the log does not say its metadata.version: the rules are those of Kafka ${release} (--kafka-version)`
            : history.metadataVersion > NEWEST_LEVEL
              ? `metadata.version ${history.metadataVersion} is of a release that is not known here: the rules are those of Kafka ${release}`
              : `metadata.version ${history.metadataVersion} is that of Kafka ${release}; brokers may be newer (--kafka-version)`,
        ]
      : []),
    ...('why' in story || story.brokers.every((id, place) => id === place)
      ? []
      : [`brokers by the names of the model: ${story.brokers.map((id, place) => `b${place} is broker ${id}`).join(', ')}`]),
    ...(history.settings.minIsr === undefined && asked.set['min.insync.replicas'] === undefined
      ? ['min.insync.replicas stands in no record: 1, as Kafka has it by itself (--set min.insync.replicas=N)']
      : []),
    ...(history.settings.unclean === undefined && asked.set['unclean.leader.election.enable'] === undefined
      ? ['unclean.leader.election.enable stands in no record: false, as Kafka has it by itself (--set)']
      : []),
    ...(missing.length === 0
      ? []
      : [`no log was given of ${missing.map((id) => `broker ${id}`).join(', ')}: it may hold anything`]),
    ...(saysAcknowledged(clients)
      ? []
      : [`no lines of producers of ${history.topic}-${history.partition} were given: what was acknowledged is not known`]),
    ...(elsewhere.size === 0 ? [] : [`lines of clients of other partitions are left out: ${shortList([...elsewhere])}`]),
    ...('why' in story || story.evidence.gone.length === 0 ? [] : [goneText(story.evidence.gone)]),
    ...(history.reorders.length === 0
      ? []
      : [
          `the order of the replicas was changed (offset ${history.reorders.map(({ offset }) => offset).join(', ')}); the model keeps one order`,
        ]),
    ...('why' in story || story.moves.length === 0
      ? []
      : [
          `it is reassigned (offset ${story.moves.map(({ offset }) => offset).join(', ')}): of the replicas the model elects in the order in which they are named here, the brokers of the beginning first`,
        ]),
    ...(history.deleted === undefined ? [] : [`the topic was deleted at offset ${history.deleted.offset}`]),
    ...(!('why' in story) && story.evidence.start > 0
      ? [`records below offset ${story.evidence.start} are left out: not every log goes back that far`]
      : []),
    ...(since(release, '3.3') ? [] : [`Kafka ${release} is older than what is held against clusters here`]),
  ]
}

const shortList = (names: readonly string[]): string =>
  `${names.slice(0, 5).join(', ')}${names.length > 5 ? `, … (${names.length} in all)` : ''}`

function goneText(gone: Story['evidence']['gone']): string {
  const shown = gone.slice(0, 5).map(({ offset, value }) => `offset ${offset} (${value.slice(0, 40)})`)
  const more = gone.length > 5 ? `, … (${gone.length} in all)` : ''
  return `acknowledged, and in no log that was given: ${shown.join(', ')}${more}`
}
