/** What `kafka-topics.sh --describe` prints (TopicCommand.TopicDescription, PartitionDescription), with tabs or spaces. */
import { Entries, note } from '../../collect.ts'
import { inlineEntries, oddEntry, withoutQuotes } from '../../listing.ts'
import type { Content, LivePartition, Notice, Place, TopicConfig } from '../../document.ts'
import { countsOf, shownOf, withFewest } from '../../replica-counts.ts'
import type { Source } from '../../source.ts'
import { STEP, type Steps } from '../../steps.ts'

/** Every label that a line may have. Copied out of a terminal, tabs are spaces: the labels themselves are what separates. */
const LABEL =
  /(?:^|[ \t])(Topic|TopicId|PartitionCount|ReplicationFactor|Configs|MarkedForDeletion|Partition|Leader|Replicas|Isr|Adding Replicas|Removing Replicas|Elr|LastKnownElr|Offline|ExcessReplicas|Observers|LiveObservers):/g

interface Field {
  readonly text: string
  readonly offset: number
}

interface Topic {
  /** Whether a line shows what it is configured with. */
  hasSummary: boolean
  readonly name: string
  readonly offset: number
  readonly entries: Entries
  readonly partitions: LivePartition[]
  /** How many partitions there are, as the summary has it. */
  count?: Field | undefined
  /** What is not known of it. */
  readonly unread: Notice[]
}

/** No prompt, no line of a log. */
const WRAPPED = /^\s{0,100}[A-Za-z0-9_.,-]{1,500}=(?!.* --)/

/** @throws ConfigError. */
export function* readKafkaTopics(source: Source): Steps<Content> {
  const unread: Notice[] = []
  const notices: Notice[] = []
  const topics = new Map<string, Topic>()
  let odd = false
  let summaryLine = -1
  let notReported: Place | undefined
  for (let i = 0; i < source.lineCount; i++) {
    if (i % STEP === STEP - 1) yield
    const line = withoutQuotes(source.line(i))
    if (line.trim() === '') continue
    const start = source.lineStart(i)
    const fields = fieldsOf(line, start)
    const name = fields.get('Topic')
    if (name === undefined || name.text === '' || name.text.length > 300 || /\s/.test(name.text)) {
      if (!odd) note(notices, { message: 'lines from here on that describe no topic are left out', place: source.place(start) })
      odd = true
      // A terminal or a page that wraps lines leaves the end of a list of settings on a line of its own.
      if (i > 0 && i - 1 === summaryLine && WRAPPED.test(line))
        note(unread, { message: 'this looks like the rest of the line before it, and is not read', place: source.place(start) })
      continue
    }
    const topic = topics.get(name.text) ?? {
      hasSummary: false,
      name: name.text,
      offset: name.offset,
      entries: new Entries(source, notices),
      partitions: [],
      unread: [],
    }
    topics.set(name.text, topic)
    if (fields.get('MarkedForDeletion')?.text === 'true' && fields.has('PartitionCount'))
      note(notices, { message: `topic ${name.text} is marked for deletion`, place: source.place(name.offset) })
    const elr = fields.get('Elr')
    if (elr?.text === 'N/A') notReported ??= source.place(elr.offset)
    if (fields.has('Partition')) {
      topic.partitions.push(partitionOf(source, fields, notices))
      sayObservers(source, fields, topic)
    } else {
      topic.hasSummary = true
      summaryLine = i
      summary(source, fields, topic, unread)
    }
  }
  if (topics.size === 0) source.fail(0, 'has no line of kafka-topics.sh --describe')
  const shows = [...topics.values()].some(({ partitions }) => partitions.length > 0)
  return {
    evidence:
      notReported === undefined
        ? []
        : [{ below: '4.0', why: 'the brokers do not report eligible leader replicas (Elr: N/A)', place: notReported }],
    entries: [],
    topics: [...topics.values()].map((topic): TopicConfig => {
      const { name, offset, partitions, hasSummary } = topic
      const unread = [...topic.unread, ...(shows ? missing(source, topic) : [])]
      return {
        name,
        place: source.place(offset),
        entries: withFewest(topic.entries.list, countsOf([topic])),
        partitions,
        ...(unread.length > 0 && { unread }),
        ...(!hasSummary && { isConfigHidden: true }),
      }
    }),
    complete: false,
    unread,
    notices,
  }
}

/** What a listing has lost that shows fewer partitions than it says there are: it was cut off, or searched for something. */
function missing(source: Source, { name, count, partitions }: Topic): Notice[] {
  const there = new Set(partitions.map(({ partition }) => partition)).size
  if (count === undefined || !/^\d{1,9}$/.test(count.text) || there >= Number(count.text)) return []
  return [{ message: shownOf(name, Number(count.text), there), place: source.place(count.offset) }]
}

/** Confluent's: replicas that copy the log and are in no ISR. */
function sayObservers(source: Source, fields: ReadonlyMap<string, Field>, { unread }: Topic): void {
  const field = [fields.get('Observers'), fields.get('LiveObservers')].find((one) => /\d/.test(one?.text ?? ''))
  const partition = fields.get('Partition')?.text.slice(0, 10) ?? ''
  if (field !== undefined)
    note(unread, {
      message: `partition ${partition} has observers (${field.text.slice(0, 100)}), which are no candidates for its ISR: they are not modelled, and counted as replicas`,
      place: source.place(field.offset),
    })
}

function fieldsOf(line: string, start: number): Map<string, Field> {
  const labels = [...line.matchAll(LABEL)]
  const fields = new Map<string, Field>()
  for (const [i, label] of labels.entries()) {
    const [whole, name = ''] = label
    const from = label.index + whole.length
    const raw = line.slice(from, labels[i + 1]?.index ?? line.length)
    const text = raw.trim()
    const indent = text === '' ? 0 : raw.length - raw.trimStart().length
    if (!fields.has(name)) fields.set(name, { text, offset: start + from + indent })
  }
  return fields
}

function summary(source: Source, fields: ReadonlyMap<string, Field>, topic: Topic, unread: Notice[]): void {
  const factor = fields.get('ReplicationFactor')
  if (factor !== undefined) {
    integer(source, 'ReplicationFactor', factor)
    topic.entries.add({ key: 'replication.factor', value: factor.text, layer: 'topic', offset: factor.offset })
  }
  topic.count = fields.get('PartitionCount') ?? topic.count
  const configs = fields.get('Configs')
  if (configs === undefined) return
  const odd = oddEntry(configs.text)
  if (odd !== undefined)
    note(unread, { message: 'something here speaks of replication and is no entry', place: source.place(configs.offset + odd) })
  for (const { key, value, at } of inlineEntries(configs.text))
    topic.entries.add({ key, value, layer: 'topic', offset: configs.offset + at, isListed: true })
}

function partitionOf(source: Source, fields: ReadonlyMap<string, Field>, notices: Notice[]): LivePartition {
  const field = (label: string): Field =>
    fields.get(label) ?? source.fail(fields.get('Topic')?.offset ?? 0, `has a partition without ${label}`)
  const partition = field('Partition')
  const place = source.place(partition.offset)
  if (fields.has('Adding Replicas') || fields.has('Removing Replicas'))
    note(notices, { message: `partition ${partition.text.slice(0, 10)} is being reassigned: its replicas are changing`, place })
  const leader = field('Leader')
  const replicas = brokers(source, 'Replicas', field('Replicas'))
  const isr = brokers(source, 'Isr', field('Isr'))
  const isReplica = new Set(replicas)
  const strangers = isr.filter((id) => !isReplica.has(id))
  if (strangers.length > 0)
    note(notices, {
      message: `the ISR of partition ${partition.text.slice(0, 10)} names ${strangers.slice(0, 5).join(', ')}, which ${strangers.length === 1 ? 'is no replica' : 'are no replicas'} of it`,
      place,
    })
  const elr = reported(source, 'Elr', fields)
  const lastKnownElr = reported(source, 'LastKnownElr', fields)
  const adding = reported(source, 'Adding Replicas', fields) ?? []
  const removing = reported(source, 'Removing Replicas', fields) ?? []
  return {
    partition: integer(source, 'Partition', partition),
    leader: leader.text === 'none' || leader.text === '-1' ? undefined : integer(source, 'Leader', leader),
    replicas,
    isr,
    ...(elr !== undefined && { elr }),
    ...(lastKnownElr !== undefined && { lastKnownElr }),
    ...(adding.length > 0 && { adding }),
    ...(removing.length > 0 && { removing }),
    place,
  }
}

/** `N/A` is what a broker shows that does not report it. */
function reported(source: Source, label: string, fields: ReadonlyMap<string, Field>): readonly number[] | undefined {
  const field = fields.get(label)
  return field === undefined || field.text === 'N/A' ? undefined : brokers(source, label, field)
}

function brokers(source: Source, label: string, field: Field): number[] {
  if (field.text === '') return []
  return field.text.split(/,[ \t]*/).map((text) => integer(source, label, { text, offset: field.offset }))
}

function integer(source: Source, label: string, field: Field): number {
  if (!/^\d{1,9}$/.test(field.text)) source.fail(field.offset, `has a ${label} that is not a whole number`)
  return Number(field.text)
}
