/** What `rpk topic describe` prints: a summary, the configuration of the topic, its partitions. https://docs.redpanda.com/current/reference/rpk/rpk-topic/rpk-topic-describe/ */
import { Entries, note } from '../../collect.ts'
import type { Content, Notice, PartitionCount, TopicConfig } from '../../document.ts'
import { isLikeSetting, isRead } from '../../keys.ts'
import { withoutQuotes } from '../../listing.ts'
import { shownOf, withFewest } from '../../replica-counts.ts'
import type { Source } from '../../source.ts'
import { STEP, type Steps } from '../../steps.ts'
import { LAYER_OF_SOURCE } from '../kafka-configs/read.ts'

export const HEADER = /^KEY\s{2,200}VALUE\s{2,200}SOURCE$/
const ENTRY = /^(\s{0,20}([A-Za-z][\w.-]{0,248})\s{1,300})(\S.{0,2000}?)\s{2,2000}([A-Z][A-Z_]{2,60})\s*$/
const SUMMARY = /^(\s{0,20}(NAME|REPLICAS)\s{1,200})(\S{1,249})\s*$/

/** The table of partitions names its columns, which are not the same in all releases. It does not show the ISR. */
const PARTITIONS = /^PARTITION\s+LEADER\s.*\bREPLICAS\b/
const CELL = /\[[^\]]{0,2000}\]|\S+/g
const TOTAL = /^\s{0,20}PARTITIONS\s{1,200}(\d{1,9})\s*$/

/** A topic as far as it is described: several may be, one after the other. */
class Described {
  name: { readonly text: string; readonly offset: number } | undefined
  total: { readonly count: number; readonly offset: number } | undefined
  readonly entries: Entries
  readonly counts: PartitionCount[] = []
  readonly ofPartitions: Notice[] = []

  constructor(source: Source, notices: Notice[]) {
    this.entries = new Entries(source, notices)
  }

  /** Undefined where nothing says of which topic it is. */
  topic(source: Source): TopicConfig | undefined {
    const { name, total, counts, ofPartitions: unread } = this
    if (name === undefined) return undefined
    const there = new Set(counts.map(({ partition }) => partition)).size
    if (total !== undefined && there > 0 && there < total.count)
      note(unread, { message: shownOf(name.text, total.count, there), place: source.place(total.offset) })
    return {
      name: name.text,
      place: source.place(name.offset),
      entries: withFewest(this.entries.list, counts),
      partitions: [],
      ...(counts.length > 0 && { counts }),
      ...(unread.length > 0 && { unread }),
    }
  }
}

/** @throws ConfigError. */
export function* readRpk(source: Source): Steps<Content> {
  const notices: Notice[] = []
  const unread: Notice[] = []
  let one = new Described(source, notices)
  const all = [one]
  let isTable = false
  let columns: readonly string[] = []
  for (let i = 0; i < source.lineCount; i++) {
    if (i % STEP === STEP - 1) yield
    const line = withoutQuotes(source.line(i, 3000))
    const start = source.lineStart(i)
    const [, lead = '', field, text = ''] = SUMMARY.exec(line) ?? []
    if (line.trim() === 'SUMMARY' || (field === 'NAME' && one.name !== undefined)) {
      one = new Described(source, notices)
      all.push(one)
      isTable = false
      columns = []
    }
    if (HEADER.test(line.trim())) {
      isTable = true
      continue
    }
    const [, total] = TOTAL.exec(line) ?? []
    if (!isTable && total !== undefined) one.total = { count: Number(total), offset: start }
    if (PARTITIONS.test(line.trim())) {
      isTable = false
      columns = line.trim().split(/\s+/)
      continue
    }
    if (columns.length > 0) {
      const cells = (line.match(CELL) ?? []).slice(0, 100)
      const cell = (name: string): string => cells[columns.indexOf(name)] ?? ''
      const [id, place] = [cell('PARTITION'), source.place(start)]
      if (!/^\d{1,9}$/.test(id)) columns = []
      else {
        one.counts.push({ partition: Number(id), replicas: (cell('REPLICAS').match(/\d+/g) ?? []).length, place })
        if (!/^\d+$/.test(cell('LEADER')))
          note(one.ofPartitions, { message: `partition ${id} has no leader: how it goes on from there is not checked`, place })
        else if (/\d/.test(cell('OFFLINE-REPLICAS')))
          note(one.ofPartitions, {
            message: `partition ${id} has offline replicas: how it goes on from there is not checked`,
            place,
          })
        continue
      }
    }
    if (!isTable && field === 'NAME') one.name = { text, offset: start + lead.length }
    else if (!isTable && field === 'REPLICAS')
      one.entries.add({ key: 'replication.factor', value: text, layer: 'topic', offset: start + lead.length })
    const [, before = '', key = '', value = '', from = ''] = ENTRY.exec(line) ?? []
    if (!isTable && isRead(key))
      note(unread, { message: 'an entry here is in no table, and not read', place: source.place(start) })
    if (!isTable || line.trim() === '') continue
    const layer = LAYER_OF_SOURCE.get(from)
    if (key !== '' && layer !== undefined) one.entries.add({ key, value, layer, offset: start + before.length })
    else if (isLikeSetting(line.trim().split(/\s/)[0] ?? ''))
      note(unread, {
        message: 'an entry here is cut short, or from a place that is not known, and not read',
        place: source.place(start),
      })
    else isTable = !/^(?:PARTITIONS|SUMMARY|=)/.test(line.trim()) && isTable
  }
  const topics = all.flatMap((each) => each.topic(source) ?? [])
  const nameless = all.filter(({ name }) => name === undefined).flatMap(({ entries }) => entries.list)
  // A table without the summary does not say whose entries they are: they are those of the topic that is asked for.
  if (topics.length === 0) return { entries: nameless, topics, unread, complete: false, notices }
  const [first] = nameless
  if (first !== undefined)
    note(unread, { message: 'no NAME says of which topic the entries here are, and they are not read', place: first.place })
  return { entries: [], topics, unread, complete: false, notices }
}
