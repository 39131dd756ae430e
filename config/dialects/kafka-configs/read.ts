/** What `kafka-configs.sh --describe` prints (ConfigCommand#describeResourceConfig), with and without `--all`, of any release. */
import { Entries, note } from '../../collect.ts'
import type { Content, Entry, GivenVersion, Layer, Notice, TopicConfig } from '../../document.ts'
import { shown } from '../../config-error.ts'
import { isKnown, isLikeSetting, isRead, isSensitive } from '../../keys.ts'
import { inlineEntries, withoutQuotes } from '../../listing.ts'
import { withDescribedRoles } from '../../roles.ts'
import type { Source } from '../../source.ts'
import { STEP, type Steps } from '../../steps.ts'

/** DescribeConfigsResponse.ConfigSource, as tools print it. */
export const LAYER_OF_SOURCE: ReadonlyMap<string, Layer> = new Map([
  ['DYNAMIC_TOPIC_CONFIG', 'topic'],
  ['DYNAMIC_BROKER_CONFIG', 'broker'],
  ['DYNAMIC_DEFAULT_BROKER_CONFIG', 'cluster'],
  ['STATIC_BROKER_CONFIG', 'static'],
  ['DEFAULT_CONFIG', 'release'],
])

/** Headers, whose groups are what is listed, the kind of entity, and its name. */
const SECTION = /^(All|Dynamic) configs for ([a-z-]+) (\S{1,300}) are:$/
const CLUSTER = /^Default configs? for ([a-z-]+) in the cluster are:$/
/** Before 2.6 brokers had no `Dynamic`, and everything else came from ZooKeeper, on the header's own line. */
const OLD_BROKER = /^Configs for broker (\S{1,300}) are:$/
const OLD_INLINE = /^Configs for ([a-z]+)[ :]'?([^\s']{1,300})'? are(?: |$)/
/** What all brokers have, as ZooKeeper has it: by its name there in the first releases. */
const OLD_DEFAULT = /^Configs for (?:default ([a-z]+)|([a-z]+)[ :]'?<default>'?) are(?: |$)/

/** Keys that every topic and every broker has, in every release. */
const ALWAYS_LISTED = ['min.insync.replicas', 'unclean.leader.election.enable'] as const

/** The last line in which something stands. */
function lastLineOf(source: Source): number {
  let last = source.lineCount - 1
  while (last > 0 && source.line(last, 1000).trim() === '') last--
  return last
}

interface Section {
  readonly kind: string
  readonly name: string
  readonly layer: Layer
  readonly all: boolean
}

/** @throws ConfigError. */
export function* readKafkaConfigs(source: Source): Steps<Content> {
  const notices: Notice[] = []
  const unread: Notice[] = []
  const entries: Entry[] = []
  const topics: { name: string; offset: number; entries: Entry[] }[] = []
  const sections: Section[] = []
  let section: Section | undefined
  let into = new Entries(source, notices)
  let odd = false
  let sectionStart = 0
  const oddLine = (offset: number) => {
    if (!odd) note(notices, { message: 'lines from here on that are no entry are left out', place: source.place(offset) })
    odd = true
  }
  const close = () => {
    if (section?.all === true && (section.kind === 'topic' || section.kind === 'broker'))
      for (const key of ALWAYS_LISTED)
        if (!into.list.some((entry) => entry.key === key))
          note(unread, {
            message: `--all lists every key, but not ${key} of ${section.kind} ${shown(section.name)} here: something is cut out`,
            place: source.place(sectionStart),
            about: key,
          })
    const list = section?.kind === 'topic' ? topics.at(-1)?.entries : entries
    for (const entry of into.list) list?.push(entry)
  }
  const lastLine = lastLineOf(source)
  for (let i = 0; i < source.lineCount; i++) {
    if (i % STEP === STEP - 1) yield
    const line = withoutQuotes(source.line(i))
    const start = source.lineStart(i)
    const header = line.length < 1000 || line.trimStart().startsWith('Configs for ') ? headerOf(line.trim()) : undefined
    if (header !== undefined) {
      close()
      section = header
      sectionStart = start
      sections.push(header)
      into = new Entries(source, notices)
      if (header.kind === 'topic')
        topics.push({ name: header.name, offset: start + line.indexOf(header.name, line.indexOf(' for ') + 11), entries: [] })
      else if (header.kind !== 'broker')
        note(notices, { message: `configuration of a ${header.kind} is not read`, place: source.place(start) })
      if ([OLD_INLINE, OLD_DEFAULT].some((old) => old.test(line.trimStart())) && !line.trimEnd().endsWith(' are:'))
        inline(line, start, header, into)
    } else if (line.trim() === '') continue
    else if (section === undefined) oddLine(start)
    else if (section.kind === 'topic' || section.kind === 'broker') {
      const sayUnknown = (unknown: string): void => {
        if (isRead(unknown))
          note(unread, {
            message: `a value of ${unknown} is from a source that is not known, and not read`,
            place: source.place(start),
            about: unknown,
          })
      }
      if (entryLine(line, start, section, into, sayUnknown)) continue
      // An entry of which a part is missing, at the end of what was copied or in the middle, is not known.
      const [, key] = /^\s{1,20}([A-Za-z][\w.-]{0,248})(?:=|$)/.exec(line) ?? []
      if (key !== undefined && (isLikeSetting(key) || i === lastLine))
        note(unread, {
          message: `${isKnown(key) ? `the entry of ${key}` : 'an entry'} is cut short, and not read`,
          place: source.place(start),
        })
      else oddLine(start)
    }
  }
  close()
  const read = sections.filter((s) => s.kind === 'topic' || s.kind === 'broker')
  if (read.length === 0) source.fail(0, 'has no section of kafka-configs.sh --describe for a topic or a broker')
  return {
    entries: withDescribedRoles(entries),
    topics: topics.map(({ name, offset, entries: own }): TopicConfig => {
      return { name, place: source.place(offset), entries: own, partitions: [] }
    }),
    listed: read.flatMap((s) => (s.kind === 'broker' && /^\d{1,9}$/.test(s.name) ? [Number(s.name)] : [])),
    // The default of this key is the release's own.
    versions: entries.flatMap(({ key, value, place }): GivenVersion[] =>
      key === 'inter.broker.protocol.version' && value !== '' ? [{ value, place, of: 'protocol' }] : [],
    ),
    complete: read.some((s) => s.all) && read.every((s) => s.all || s.name === ''),
    unread,
    notices,
  }
}

function headerOf(line: string): Section | undefined {
  const [, what, kind, name] = SECTION.exec(line) ?? []
  if (kind !== undefined && name !== undefined)
    return { kind, name, layer: kind === 'topic' ? 'topic' : what === 'All' ? 'static' : 'broker', all: what === 'All' }
  const [, plural] = CLUSTER.exec(line) ?? []
  if (plural !== undefined) return { kind: plural.replace(/s$/, ''), name: '', layer: 'cluster', all: false }
  const [, broker] = OLD_BROKER.exec(line) ?? []
  if (broker !== undefined) return { kind: 'broker', name: broker, layer: 'broker', all: false }
  const [whole, newer, older] = OLD_DEFAULT.exec(line) ?? []
  if (whole !== undefined) return { kind: (newer ?? older ?? '').replace(/s$/, ''), name: '', layer: 'cluster', all: false }
  const [, entity, of] = OLD_INLINE.exec(line) ?? []
  if (entity !== undefined && of !== undefined) {
    const single = entity.replace(/s$/, '')
    return { kind: single, name: of, layer: single === 'topic' ? 'topic' : 'broker', all: false }
  }
  return undefined
}

/** `  key=value sensitive=false synonyms={SOURCE:key=value, …}`; read from the right, since a value may hold anything. */
function entryLine(line: string, start: number, section: Section, into: Entries, sayUnknown: (key: string) => void): boolean {
  const text = line.trimEnd()
  const equals = text.indexOf('=')
  const indent = text.length - text.trimStart().length
  const key = text.slice(indent, Math.max(equals, indent))
  if (equals < 0 || key.length > 300) return false
  const tail = Math.max(text.lastIndexOf(' sensitive=false synonyms={'), text.lastIndexOf(' sensitive=true synonyms={'))
  if (!text.endsWith('}') || tail < equals) return false
  const sensitive = text.startsWith(' sensitive=true', tail) || isSensitive(key)
  const open = text.indexOf('{', tail) + 1
  const synonyms = synonymsOf(text.slice(open, -1))
  const broker = section.kind === 'broker' && /^\d{1,9}$/.test(section.name) ? Number(section.name) : undefined
  const own = (layer: Layer) => (layer === 'cluster' || layer === 'release' || broker === undefined ? {} : { broker })
  const layer = synonyms[0]?.layer ?? (synonyms.length === 0 ? section.layer : undefined)
  const value = text.slice(equals + 1, tail)
  if (
    layer === undefined ||
    synonyms.some((synonym) => synonym.layer === undefined) ||
    (synonyms.length === 0 && !text.endsWith('{}'))
  )
    sayUnknown(key)
  if (layer !== undefined && (sensitive || value !== 'null'))
    into.add({ key, value, layer, offset: start + equals + 1, sensitive, ...own(layer) })
  for (const lower of synonyms.slice(1))
    if (lower.layer !== undefined && isKnown(lower.key) && !sensitive && lower.value !== 'null')
      into.add({ ...lower, layer: lower.layer, offset: start + open + lower.at, ...own(lower.layer) })
  return true
}

interface Synonym {
  readonly key: string
  readonly value: string
  readonly layer: Layer | undefined
  /** Where the value starts. */
  readonly at: number
}

/** Values hold commas and spaces: the next synonym starts where a source, a key and `=` follow a comma. */
function synonymsOf(text: string): Synonym[] {
  const heads = [...text.matchAll(/(?:^|, )([A-Z][A-Z_]{2,60}):([A-Za-z][\w.-]{0,248})=/g)]
  return heads.map((head, i) => {
    const [whole, from = '', key = ''] = head
    const at = head.index + whole.length
    return { key, value: text.slice(at, heads[i + 1]?.index ?? text.length), layer: LAYER_OF_SOURCE.get(from), at }
  })
}

function inline(line: string, start: number, section: Section, into: Entries): void {
  if (section.kind !== 'topic' && section.kind !== 'broker') return
  const from = line.indexOf(' are ') + 5
  const broker = section.kind === 'broker' && /^\d{1,9}$/.test(section.name) ? Number(section.name) : undefined
  for (const { key, value, at } of inlineEntries(line.slice(from).trimEnd()))
    into.add({ key, value, layer: section.layer, offset: start + from + at, ...(broker !== undefined && { broker }) })
}
