/**
 * A net under all readers: what stands in the place of a key, is a setting of replication or nearly one, and has left no trace in what
 * was read. Such a key is misspelt, or in a place where nobody looks for it; either way its value counts for nothing, which is said.
 */
import { distance } from 'fastest-levenshtein'
import { note } from './collect.ts'
import { shown } from './config-error.ts'
import type { Content, Notice, Place } from './document.ts'
import { isKeyLike, isKnown, suggestionFor } from './keys.ts'
import { overriddenIn } from './merged-maps.ts'
import type { Source } from './source.ts'

/** Which words count: all, or the long ones alone where a file is of other things too. */
export type Net = 'all' | 'long' | 'none'

/** Settings of any client or framework, without what stands between their words. */
const LONG =
  'mininsyncreplicas replicationfactor uncleanleaderelectionenable enableidempotence requiredacks maxinflight maxinflightrequests maxinflightrequestsperconnection flushmessages autooffsetreset enableautocommit autoleaderrebalanceenable controlledshutdownenable replicaselectorclass eligibleleaderreplicasversion processingguarantee messagesendmaxretries idempotent idempotence'.split(
    ' ',
  )
const SHORT = ['acks', 'retries']
const INSIDE = /insync|replicationfactor|uncleanleader|idempoten|inflight|offsetreset|autocommit/

/** A word before `=` or `:`, or after `name:`, or alone on its line. */
const KEY =
  /^[ \t]{0,200}(?:- )?([\w%][\w.%-]{2,200})[ \t]{0,10}$|(?<!\w[.-]?)([\w%][\w.%{}#"\\[\]\t-]{2,200})["'\]]{0,2}[ \t]{0,10}(?:=|:(?!\/))|(?<=\bname["']?[ \t]{0,4}:[ \t]{0,4}["']?)([A-Za-z_](?:[\w.{}#"\\[\]-]|,(?=[A-Z_])){2,200})/g

/** Keys beside a value, which do not part it from its name. */
const BESIDE = new Set(['value', 'name', 'source', 'sensitive', 'synonyms'])

const MOST_LINES = 50_000
const LONGEST_LINE = 20_000

/** What of a file has left no trace. */
export function leftovers(source: Source, content: Content, net: Net): Notice[] {
  if (net === 'none') return []
  // What has its values from another file has traces there.
  const files = new Set(source.parts.map((part) => part.source.file))
  const own = placesOf(content).filter(({ file }) => files.has(file))
  const places = new Set(own.map((place) => source.offsetOf(place)))
  const traces = Array.from(places).toSorted((a, b) => a - b)
  const hasTrace = (from: number, to: number): boolean => {
    let [low, high] = [0, traces.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((traces[middle] ?? 0) < from) low = middle + 1
      else high = middle
    }
    // A value that looks like a key is one all the same.
    return (traces[low] ?? Infinity) <= to
  }
  /** Lines of which it is said already that they are not read. */
  const told = new Set(
    (content.unread ?? []).filter(({ place }) => files.has(place.file)).map(({ place }) => source.lineOf(place)),
  )
  const known = new Map<string, boolean>()
  const found: Notice[] = []
  const suspects: { readonly key: string; readonly at: number }[] = []
  let last = -1
  const close = (to: number): void => {
    for (const { key, at } of suspects.splice(0))
      if (!hasTrace(at, to))
        note(found, {
          message: `${keyText(key)} is not read here, and may decide something${meantText(key)}`,
          place: source.place(at),
        })
  }
  let cut: number | undefined
  for (let i = 0; i < Math.min(source.lineCount, MOST_LINES); i++) {
    const [start, next] = [source.lineStart(i), source.lineStart(i + 1)]
    if (next - start > LONGEST_LINE) cut ??= start + LONGEST_LINE
    if (told.has(i + 1)) continue
    const line = source.line(i, LONGEST_LINE)
    if (/^\s*(?:[#!]|\/\/)/.test(line)) continue
    const comment = line.search(/\s#/)
    for (const match of line.matchAll(KEY)) {
      if (comment >= 0 && match.index > comment) break
      const key = (match[1] ?? match[2] ?? match[3] ?? '').replace(/["\]]{1,9}$/, '')
      const at = source.lineStart(i) + match.index
      // The name of a variable, in a value.
      if (match.index >= 2 && line.startsWith('${', match.index - 2)) continue
      if (!BESIDE.has(key.toLowerCase()) && at > last) {
        close(at)
        // A word alone is no key of something else, which may have retries too.
        const words = match[1] === undefined ? net : 'all'
        const is = known.get(`${words} ${key}`) ?? (known.size < 5000 && resembles(key, words))
        known.set(`${words} ${key}`, is)
        if (is) suspects.push({ key, at })
      }
      last = at
    }
  }
  close(source.text.length + 1)
  const below = found.length === 0 ? new Set<number>() : overriddenIn(source)
  const left = found.filter(({ place }) => !below.has(source.offsetOf(place)))
  const beyond = (what: string, at: number): void =>
    void left.push({
      message: `${what} is not looked through for settings that are misspelt or out of place`,
      place: source.place(at),
    })
  if (cut !== undefined) beyond(`what is beyond ${LONGEST_LINE} characters of a line, here and perhaps in others,`, cut)
  if (source.lineCount > MOST_LINES) beyond(`what is beyond ${MOST_LINES} lines`, source.lineStart(MOST_LINES))
  return left
}

/** Whether a key is a setting of replication, or one with a letter or two wrong. */
function resembles(key: string, net: Net): boolean {
  // As it is, not as it is to be.
  if (key === 'inSyncReplicas') return false
  const words = key
    .replace(/([a-z])([A-Z])/g, '$1.$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
  if (INSIDE.test(words.join(''))) return true
  const isOfClients = net === 'all' || /kafka|produce|consum|mp_messaging/i.test(key)
  for (let from = Math.max(0, words.length - 8); from < words.length; from++) {
    const end = words.slice(from).join('')
    if (end.length >= 8 && LONG.some((name) => Math.abs(name.length - end.length) <= 2 && distance(name, end) <= 2)) return true
    if (isOfClients && SHORT.some((name) => isNear(name, end) || (end.length >= 8 && end.endsWith(name)))) return true
  }
  return false
}

/** A letter wrong, or two in the wrong order. */
const isNear = (name: string, given: string): boolean =>
  (Math.abs(name.length - given.length) <= 1 && distance(name, given) <= 1) ||
  (distance(name, given) === 2 && letters(name) === letters(given))

const letters = (text: string): string => Array.from(text).toSorted().join('')

/** What a key is nearly, in the form that it has: with dots, or as a variable. */
function meantText(key: string): string {
  const prefix = /^(?:KAFKA_CFG_|KAFKA_)/.exec(key)?.[0] ?? ''
  const asKey = prefix === '' ? key : key.slice(prefix.length).toLowerCase().replaceAll('_', '.')
  if (!/^[a-z]+(?:\.[a-z]+)+$/.test(asKey) || isKnown(asKey)) return ''
  const meant = suggestionFor(asKey)
  if (meant === undefined || distance(meant, asKey) > 2) return ''
  return ` (did you mean ${prefix === '' ? meant : `${prefix}${meant.toUpperCase().replaceAll('.', '_')}`}?)`
}

const keyText = (key: string): string => (isKeyLike(key) || /^[A-Za-z]{1,40}$/.test(key) ? shown(key) : 'a key here')

function placesOf({
  entries,
  topics,
  clients = [],
  versions = [],
  brokers = [],
  evidence = [],
  unread = [],
  notices,
}: Content): Place[] {
  const all = [
    ...entries,
    ...topics,
    ...topics.flatMap((topic) => [...topic.entries, ...(topic.client?.entries ?? [])]),
    ...clients.flatMap((client) => client.entries),
  ]
  // A default stands where its client does, and says nothing of what stands there.
  const given = all.filter((one) => !('layer' in one) || one.layer !== 'vendor')
  return [...given, ...versions, ...brokers, ...evidence, ...unread, ...notices].flatMap((one) =>
    'also' in one && one.also !== undefined ? [one.place, one.also] : [one.place],
  )
}
