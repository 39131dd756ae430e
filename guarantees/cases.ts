/** Documents to cases: what is to be compared with what, topic by topic. */
import {
  Cluster,
  ConfigError,
  type Document,
  FEATURE_ELR,
  leavesControllerOpen,
  leavesElrOpen,
  OFFSETS_FACTOR,
  OFFSETS_TOPIC,
  type LivePartition,
  NOTHING_UNMADE,
  placeText,
  resolveConfig,
  SETTABLE_KEYS,
  type Steps,
} from '../config/index.ts'
import { type Controller, CONTROLLERS, controllersOf, type KafkaVersion } from '../model/kraft/versions.ts'
import { configurationOf, type Resolved } from './configuration.ts'
import type { Settings } from './questions.ts'
import { Alike } from './alike.ts'
import { placed } from './placement.ts'
import type { Destroyed } from './result.ts'
import { destroyedIn, goneTopics, goneWith, unwritten } from './gone.ts'
import { isOfTransactions, type TransactionsSetup, transactionsSetup, unmadeState } from './transactions-setup.ts'
import type { Case } from './validate.ts'

/** What is to be asked, and what is lost whatever the answers are. */
export interface Cases {
  readonly cases: readonly Case[]
  readonly destroyed: readonly Destroyed[]
  /** When head speaks of transactions, or they are asked for. */
  readonly transactions?: { readonly base: TransactionsSetup; readonly head: TransactionsSetup }
}

/** What is given beside documents, and stands above them. */
export interface Above {
  readonly baseVersion?: KafkaVersion | undefined
  /** Also of the one configuration where there is no base. */
  readonly headVersion?: KafkaVersion | undefined
  /** On both sides, and on head alone. */
  readonly set?: Settings | undefined
  readonly proposed?: Settings | undefined
  /** Where no file gives it. */
  readonly assume?: Settings | undefined
  /** Whether what is not read is taken to change nothing: it is said, and no longer keeps an answer from being one. */
  readonly assumeDefaults?: boolean | undefined
  /** The topics wanted; all of them when not given. */
  readonly topics?: readonly string[] | undefined
  /** Whether transactions are asked about, though nothing may speak of them. */
  readonly transactions?: boolean | undefined
  /** What holds the metadata, above what files say. */
  readonly controller?: Controller | undefined
  /** Columns that are asked for by name: of some it counts where replicas stand. */
  readonly envelopes?: readonly string[] | undefined
}

/**
 * Each topic on both sides, a step for each; topics that are configured alike are one case. Without `compares` there is no base.
 * @throws ConfigError, OptionError.
 */
export function* casesOf(
  documentsBefore: readonly Document[],
  documentsAfter: readonly Document[],
  compares: boolean,
  given: Above,
): Steps<Cases> {
  const [before, after] = [new Cluster(documentsBefore), new Cluster(documentsAfter)]
  const everything = new Cluster([...documentsBefore, ...documentsAfter])
  const { racks } = everything
  const offsetsFound = foundIn(everything.partitions(OFFSETS_TOPIC))
  const side = (
    label: Resolved['side']['label'],
    { topic, client }: Written,
    taken: Taken = {},
    earlier?: Resolved,
  ): Resolved => {
    const isHead = label !== 'base'
    const cluster = isHead ? after : before
    const set = ofReplication({ ...given.set, ...(isHead && given.proposed) })
    const withSet = (values: Settings) =>
      resolveConfig(cluster, {
        topic,
        client,
        assume: given.assume,
        version: isHead ? given.headVersion : given.baseVersion,
        before: earlier?.effective,
        isOffsetsThere: earlier !== undefined && (before.isAboutBrokers || given.proposed?.[OFFSETS_FACTOR] !== undefined),
        assumeElr: taken.elr,
        assumeController: taken.controller,
        controller: given.controller,
        // Eligible leader replicas are of a cluster, not of a topic or a side.
        found: everything,
        set: values,
      })
    const resolved = configurationOf(
      label,
      cluster.files,
      withSet(set),
      // The cluster is found as it is, whichever side the listing stands on.
      { topic: foundIn(everything.partitions(topic)), offsets: offsetsFound },
      earlier?.effective,
      Object.keys(set).length === 0 ? undefined : () => withSet({}),
    )
    const standing = placed(resolved, racks, everything.partitions(topic), given.envelopes)
    return given.assumeDefaults === true ? withoutUnread(standing) : standing
  }
  const [were, are] = [before.topicNames, after.topicNames]
  const gone = given.topics === undefined ? goneTopics(before, after) : []
  const casesOfTopic = ({ isNew, ...written }: TopicToCheck): Case[] => {
    const { topic, client } = written
    const topics = nameOf(written)
    if (!compares) return eitherWay((taken) => ({ topics, head: side('configuration', written, taken) }))
    if (isNew || (client !== undefined && !before.clients.has(client))) {
      const what = isNew ? 'topic' : 'client'
      const nothing = `base has no such ${what}: there is nothing to compare it with`
      return eitherWay((taken) => {
        // What base says of the cluster holds all the same.
        const cluster = side('base', { topic: isNew ? were[0] : topic }, taken)
        return { topics, head: withNotes(side('configuration', written, taken, cluster), [nothing]) }
      })
    }
    return eitherWay((taken, takenOfBase = taken) => {
      const earlier = side('base', written, takenOfBase)
      return { topics, base: earlier, head: side('head', written, taken, earlier) }
    })
  }
  const alike = new Alike()
  const refused: ConfigError[] = []
  for (const topic of topicsToCheck(before, after, given.topics, compares)) {
    try {
      for (const one of casesOfTopic(topic)) alike.add(one)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      refused.push(error)
    }
    yield
  }
  // One that is refused does not stop the others; when all are, there is nothing to say but why.
  const found = alike.cases()
  const [firstRefused] = refused
  if (found.length === 0 && firstRefused !== undefined) throw firstRefused
  const ofHead = transactionsSetup(after, given.transactions === true, { ...given.set, ...given.proposed })
  const ofBase = ofHead && transactionsSetup(before, true, given.set)
  const destroyed = [...destroyedIn(before, given.topics), ...unwritten(before, after, gone)]
  const left = goneWith(
    before,
    gone.filter((name) => !destroyed.some(({ topic }) => topic === name)),
  )
  // What base says of a topic that is there counts.
  const state = ofHead === undefined ? NOTHING_UNMADE : unmadeState((compares ? ofBase : ofHead) ?? ofHead, after)
  const unknown = [...refusedNotices(refused), ...left.unread, ...state.unread]
  const notes = [...left.notes, ...state.notices.map(({ message, place }) => `${placeText(place)}: ${message}`)]
  const cases =
    unknown.length + notes.length === 0
      ? found
      : found.map((one) => ({
          ...one,
          head: withNotes(withUnread(one.head, unknown, given.assumeDefaults === true), notes),
        }))
  const [notice] = everything.notices
  const { unread } = everything
  if (cases.length + destroyed.length === 0 && unread[0] !== undefined) throw new ConfigError(unread[0].message, unread[0].place)
  if (cases.length === 0 && notice !== undefined && were.length + are.length === 0)
    throw new ConfigError(notice.message, notice.place)
  return {
    cases,
    destroyed,
    ...(ofHead !== undefined && ofBase !== undefined && { transactions: { base: ofBase, head: ofHead } }),
  }
}

/** What is taken to be so where nothing says it: whether eligible leader replicas are on, what holds the metadata. */
interface Taken {
  readonly elr?: '0' | '1'
  readonly controller?: Controller
}

type Make = (taken: Taken, takenOfBase?: Taken) => Case

const sidesOf = ({ base, head }: Case): Resolved['effective'][] => [base, head].flatMap((side) => side?.effective ?? [])

/**
 * The case; or where nothing says what holds the metadata of 3.0 to 3.9, one with KRaft and one with ZooKeeper. A side of a release that
 * has one of them alone says it of the other too: no cluster comes to 4.0 with ZooKeeper.
 */
function eitherWay(make: Make): Case[] {
  const sides = sidesOf(make({}))
  if (!sides.some(leavesControllerOpen)) return withOrWithoutElr(make)
  const [only] = sides.map(({ version }) => controllersOf(version)).find(({ length }) => length === 1) ?? []
  if (only === undefined)
    return CONTROLLERS.map((controller) => ({ ...make({ controller }), assuming: { key: 'controller', value: controller } }))
  return withOrWithoutElr((taken, ofBase = taken) => make({ ...taken, controller: only }, { ...ofBase, controller: only }))
}

/**
 * The case; or where nothing says whether eligible leader replicas are on, one with them and one without. What head says and base does
 * not is a change.
 */
function withOrWithoutElr(make: Make): Case[] {
  const one = make({})
  if (!sidesOf(one).some(leavesElrOpen)) return [one]
  const said = one.head.effective.values.find(({ key }) => key === FEATURE_ELR)
  if (said?.layer === 'feature' || said?.layer === 'flag') return [make({}, { elr: said.value === '0' ? '1' : '0' })]
  return (['1', '0'] as const).map((elr) => ({ ...make({ elr }), assuming: { key: FEATURE_ELR, value: elr } }))
}

/** Settings that partitions have; others are of transactions alone. */
const ofReplication = (settings: Settings): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([key]) => !isOfTransactions(key)))

/** The partitions of a topic as a listing found them, each once. */
const foundIn = (partitions: readonly LivePartition[]): LivePartition[] => [
  ...new Map(partitions.map((p) => [`${placeText(p.place)} ${p.partition}`, p])).values(),
]

function withoutUnread(resolved: Resolved): Resolved {
  const { unread, warnings } = resolved.side
  const said = unread.map(
    ({ message, place }) =>
      `${message}${place === undefined ? '' : ` (${placeText(place)})`}: taken to change nothing, as --assume-defaults says`,
  )
  return { ...resolved, side: { ...resolved.side, unread: [], warnings: [...warnings, ...said] } }
}

type Unread = Resolved['side']['unread']

/** What was refused of other topics is not known, and no answer is a pass beside it. */
const refusedNotices = (refused: readonly ConfigError[]): Unread => [
  ...new Map(refused.map((error) => [String(error), { message: `refused: ${error.message}`, place: error.place }])).values(),
]

function withUnread({ side, ...of }: Resolved, more: Unread, isTaken: boolean): Resolved {
  const resolved = { ...of, side: { ...side, unread: [...side.unread, ...more] } }
  return isTaken ? withoutUnread(resolved) : resolved
}

const withNotes = (resolved: Resolved, notes: readonly string[]): Resolved => ({
  ...resolved,
  side: { ...resolved.side, notes: [...resolved.side.notes, ...notes] },
})

/** A topic, and the client that writes and reads it; undefined is any topic, and the clients of files that name none. */
interface Written {
  readonly topic: string | undefined
  readonly client?: string | undefined
}

/** As reports call it: nothing where it is any topic. */
const nameOf = ({ topic, client }: Written): string[] =>
  client !== undefined ? [`${topic ?? 'any topic'} (${client})`] : topic === undefined ? [] : [topic]

interface TopicToCheck extends Written {
  /** Whether there is nothing to compare it with. */
  readonly isNew: boolean
}

/** The topics of both sides; of a plan those that it changes. A topic that goes has no guarantees any more. */
function topicsToCheck(
  before: Cluster,
  after: Cluster,
  wanted: readonly string[] | undefined,
  compares: boolean,
): TopicToCheck[] {
  const [were, are] = [new Set(before.topicNames), after.topicNames]
  const isPlan = after.documents.some((d) => d.format === 'terraform')
  const isClusterChanged = compares && saidOfCluster(before).join('\n') !== saidOfCluster(after).join('\n')
  // Only a plan says whether a topic changes.
  const isPlanned = (name: string): boolean => after.topic(name).some((t) => t.changed !== undefined)
  // Files that name no topic are of every topic; a plan names all that there are.
  const isNew = (name: string): boolean => compares && !were.has(name) && (were.size > 0 || isPlanned(name))
  const made = new Set([...before.madeNames, ...after.madeNames])
  const byClients = ({ topic, isNew }: TopicToCheck): TopicToCheck[] => [
    { topic, isNew },
    ...[...after.clients.keys()].map((client) => ({ topic, client, isNew })),
  ]
  const written = (one: TopicToCheck): TopicToCheck[] => (made.has(one.topic ?? '') ? [one] : byClients(one))
  if (wanted !== undefined) return [...new Set(wanted)].flatMap((topic) => written({ topic, isNew: isNew(topic) }))
  // A topic that a plan leaves alone has another configuration all the same where the cluster gets one.
  const isUntouched = (name: string): boolean => !isClusterChanged && after.topic(name).some((t) => t.changed === false)
  // What a plan does not have afterwards it deletes; other files of head may speak of the cluster alone.
  const names = are.length > 0 || isPlan ? are : before.topicNames
  const ofFrameworks = after.madeNames.map((topic) => ({ topic, isNew: compares && !before.madeNames.includes(topic) }))
  if (names.length === 0) {
    // What has a name of its own is asked for by it; of any other topic nothing is said, unless a plan changes the cluster.
    const isMade = isPlan && saidOfCluster(before).length === 0
    const [plain, ...named] = isPlan && !isClusterChanged ? [] : byClients({ topic: undefined, isNew: isMade })
    const isAsked = isPlan ? saidOfCluster(after).length > 0 : after.isAboutAnyTopic || (compares && before.isAboutAnyTopic)
    return [...(plain !== undefined && isAsked ? [plain] : []), ...named, ...ofFrameworks]
  }
  const changed = names.filter((name) => !isUntouched(name))
  return [...changed.flatMap((topic) => written({ topic, isNew: isNew(topic) })), ...ofFrameworks]
}

/** What bears on every topic of a cluster: settings that are read, releases. */
const saidOfCluster = ({ documents }: Cluster): string[] =>
  documents.flatMap(({ entries, versions }) => [
    ...entries.filter(({ key }) => SETTABLE_KEYS.includes(key)).map(({ key, value, layer }) => `${layer} ${key}=${value}`),
    ...versions.map(({ value, of }) => `${of} ${value}`),
  ])
