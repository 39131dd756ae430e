/** Documents to cases: what is to be compared with what, topic by topic. */
import {
  ConfigError,
  type Document,
  FEATURE_ELR,
  leavesElrOpen,
  type LivePartition,
  placeText,
  resolveConfig,
  topicsOf,
} from '../config/index.ts'
import type { KafkaVersion } from '../model/kraft/versions.ts'
import { listOf } from '../text/counted.ts'
import { configurationOf, type Resolved } from './configuration.ts'
import type { Settings } from './questions.ts'
import type { Case } from './validate.ts'

/** What is given beside documents, and stands above them. */
export interface Above {
  readonly baseVersion?: KafkaVersion | undefined
  /** Also of the one configuration where there is no base. */
  readonly headVersion?: KafkaVersion | undefined
  /** On both sides, and on head alone. */
  readonly set?: Settings | undefined
  readonly proposed?: Settings | undefined
  /** The topics wanted; all of them when not given. */
  readonly topics?: readonly string[] | undefined
}

/**
 * Each topic on both sides; topics that are configured alike are one case. Without `compares` there is no base.
 * @throws ConfigError, OptionError.
 */
export function casesOf(before: readonly Document[], after: readonly Document[], compares: boolean, given: Above): Case[] {
  const everything = [...before, ...after]
  /** @param elr what is assumed of eligible leader replicas where nothing says it. */
  const side = (label: Resolved['side']['label'], topic: string | undefined, elr?: Elr, earlier?: Resolved): Resolved => {
    const isHead = label !== 'base'
    const documents = isHead ? after : before
    return configurationOf(
      label,
      documents.map((d) => d.file),
      resolveConfig(documents, {
        topic,
        version: isHead ? given.headVersion : given.baseVersion,
        before: earlier?.effective,
        assumeElr: elr,
        // Eligible leader replicas are of a cluster, not of a topic or a side.
        found: everything.flatMap((d) => d.topics.flatMap((t) => t.partitions)),
        set: { ...given.set, ...(isHead && given.proposed) },
      }),
      // The cluster is found as it is, whichever side the listing stands on.
      foundIn(everything, topic),
      earlier?.effective,
    )
  }
  const [were, are] = [topicsOf(before), topicsOf(after)]
  const gone = are.length > 0 && given.topics === undefined ? were.filter((name) => !are.includes(name)) : []
  const cases = topicsToCheck(before, after, given.topics, compares).flatMap(({ topic, isNew }): Case[] => {
    const topics = topic === undefined ? [] : [topic]
    const notes = goneNotes(gone)
    if (!compares) return eitherWay((elr) => ({ topics, head: side('configuration', topic, elr) }))
    if (isNew) {
      const nothing = 'base has no such topic: there is nothing to compare it with'
      return eitherWay((elr) => {
        // What base says of the cluster holds all the same.
        const cluster = side('base', were[0], elr)
        return { topics, head: withNotes(side('configuration', topic, elr, cluster), [nothing, ...notes]) }
      })
    }
    return eitherWay((elr, elrOfBase = elr) => {
      const earlier = side('base', topic, elrOfBase)
      return { topics, base: earlier, head: withNotes(side('head', topic, elr, earlier), notes) }
    })
  })
  const [notice] = [...before, ...after].flatMap((d) => d.notices)
  if (cases.length === 0 && notice !== undefined && were.length + are.length === 0)
    throw new ConfigError(notice.message, notice.place)
  return alikeTogether(cases)
}

type Elr = '0' | '1'

/**
 * The case; or where nothing says whether eligible leader replicas are on, one with them and one without. What head says and base does
 * not is a change.
 */
function eitherWay(make: (elr?: Elr, elrOfBase?: Elr) => Case): Case[] {
  const one = make()
  const isOpen = (resolved: Resolved | undefined): boolean => resolved !== undefined && leavesElrOpen(resolved.effective)
  if (!isOpen(one.base) && !isOpen(one.head)) return [one]
  const said = one.head.effective.values.find(({ key }) => key === FEATURE_ELR)
  if (said?.layer === 'feature' || said?.layer === 'flag') return [make(undefined, said.value === '0' ? '1' : '0')]
  return (['1', '0'] as const).map((elr) => ({ ...make(elr), assuming: { key: FEATURE_ELR, value: elr } }))
}

/** The partitions of a topic as a listing found them, each once. */
const foundIn = (documents: readonly Document[], topic: string | undefined): LivePartition[] => {
  const all = documents.flatMap((d) => d.topics.filter((t) => t.name === topic).flatMap((t) => t.partitions))
  return [...new Map(all.map((p) => [`${placeText(p.place)} ${p.partition}`, p])).values()]
}

const withNotes = (resolved: Resolved, notes: readonly string[]): Resolved => ({
  ...resolved,
  side: { ...resolved.side, notes: [...resolved.side.notes, ...notes] },
})

/** At most five are named. */
function goneNotes(gone: readonly string[]): string[] {
  if (gone.length === 0) return []
  const names = listOf([...gone.slice(0, 5), ...(gone.length > 5 ? [`${gone.length - 5} more`] : [])])
  return [`only base has ${gone.length === 1 ? 'topic' : 'topics'} ${names}, which cannot be compared with anything`]
}

interface TopicToCheck {
  readonly topic: string | undefined
  /** Whether there is nothing to compare it with. */
  readonly isNew: boolean
}

/** The topics of both sides; of a plan those that it changes. A topic that goes has no guarantees any more. */
function topicsToCheck(
  before: readonly Document[],
  after: readonly Document[],
  wanted: readonly string[] | undefined,
  compares: boolean,
): TopicToCheck[] {
  const [were, are] = [topicsOf(before), topicsOf(after)]
  const isPlanned = (name: string): boolean =>
    after.some((d) => d.format === 'terraform' && d.topics.some((t) => t.name === name))
  // Files that name no topic are of every topic; a plan names all that there are.
  const isNew = (name: string): boolean => compares && !were.includes(name) && (were.length > 0 || isPlanned(name))
  if (wanted !== undefined) return [...new Set(wanted)].map((topic) => ({ topic, isNew: isNew(topic) }))
  const isUntouched = (name: string): boolean =>
    compares && after.flatMap((d) => d.topics).some((t) => t.name === name && t.changed === false)
  const isPlan = after.some((d) => d.format === 'terraform')
  // What a plan does not have afterwards it deletes; other files of head may speak of the cluster alone.
  const names = are.length > 0 || isPlan ? are : were
  if (names.length === 0) return isPlan ? [] : [{ topic: undefined, isNew: false }]
  return names.filter((name) => !isUntouched(name)).map((topic) => ({ topic, isNew: isNew(topic) }))
}

/** Topics with equal configurations, before and after, are one case. */
function alikeTogether(cases: readonly Case[]): Case[] {
  const groups = new Map<string, Case>()
  for (const one of cases) {
    const key = JSON.stringify([one.base?.configuration, one.head.configuration, one.assuming])
    const before = groups.get(key)
    groups.set(key, before === undefined ? one : together(before, one))
  }
  return [...groups.values()]
}

/** What is to be said of one topic is said of the group: a key that Kafka does not know changes no configuration. */
function together(a: Case, b: Case): Case {
  const both = (x: Resolved, y: Resolved): Resolved => {
    const known = new Set(x.side.unknown.map(({ key, place }) => JSON.stringify([key, place])))
    return {
      ...x,
      side: {
        ...x.side,
        notes: [...new Set([...x.side.notes, ...y.side.notes])],
        warnings: [...new Set([...x.side.warnings, ...y.side.warnings])],
        unknown: [...x.side.unknown, ...y.side.unknown.filter(({ key, place }) => !known.has(JSON.stringify([key, place])))],
        ignored: Math.max(x.side.ignored, y.side.ignored),
      },
    }
  }
  return {
    topics: [...a.topics, ...b.topics],
    head: both(a.head, b.head),
    ...(a.assuming !== undefined && { assuming: a.assuming }),
    ...(a.base !== undefined && b.base !== undefined && { base: both(a.base, b.base) }),
  }
}
