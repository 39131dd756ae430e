/** `.properties`: server, topic, producer or consumer configuration, or a profile that holds some of each. */
import { Properties } from 'properties-file/parser'
import { Entries, givenAgain, note, versionText } from '../../collect.ts'
import type { Content, GivenVersion, Layer, Notice } from '../../document.ts'
import { FEATURE_ELR, isKnown, PROTOCOL_VERSION_KEYS, sidesOf, type Side, VERSION_KEY } from '../../keys.ts'
import type { Source } from '../../source.ts'
import { STEP, type Steps } from '../../steps.ts'

const MOST_LINES = 200_000

/** Keys that only the configuration of a server has, and every one has some of. */
const SERVER_MARKS: ReadonlySet<string> = new Set([
  'process.roles',
  'node.id',
  'broker.id',
  'broker.rack',
  'log.dir',
  'log.dirs',
  'listeners',
  'advertised.listeners',
  'zookeeper.connect',
  'controller.quorum.voters',
  'controller.quorum.bootstrap.servers',
  'controller.listener.names',
])

interface Property {
  readonly key: string
  readonly value: string
  /** Of the value. */
  readonly offset: number
  /** Whether `=` or `:` stands between key and value. */
  readonly separated: boolean
}

/** Values as `java.util.Properties` reads them; of a key given twice the last counts. @throws ConfigError. */
export function* readProperties(source: Source): Steps<Content> {
  const all = propertiesOf(source)
  const notices: Notice[] = []
  const last = new Map<string, Property>()
  for (const property of all) {
    const before = last.get(property.key)
    if (before !== undefined && isKnown(property.key))
      note(notices, givenAgain(source, property.key, property.offset, before.offset))
    last.delete(property.key)
    last.set(property.key, property)
  }
  const entries = new Entries(source, notices)
  const versions: GivenVersion[] = []
  const layer = layers(last)
  for (const [i, property] of [...last.values()].entries()) {
    if (i % STEP === STEP - 1) yield
    const { key, value, offset, separated } = property
    const place = source.place(offset)
    if (key === VERSION_KEY) versions.push({ value: versionText(value), place, of: 'release' })
    else if (PROTOCOL_VERSION_KEYS.has(key)) versions.push({ value: versionText(value), place, of: 'protocol' })
    if (key !== VERSION_KEY && key !== 'metadata.version')
      entries.add({ key: separated || isKnown(key) ? key : '', value, layer: layer(key), offset })
  }
  return { entries: entries.list, topics: [], versions, complete: false, notices }
}

/**
 * The layer of each key. A key of one component is that component's. One that topics and brokers share is the broker's in a
 * file of a server, or in one that has keys of brokers and none that only topics have.
 */
function layers(given: ReadonlyMap<string, Property>): (key: string) => Layer {
  const only = (side: Side) => [...given.keys()].some((key) => sidesOf(key).size === 1 && sidesOf(key).has(side))
  const server = [...given.keys()].some((key) => SERVER_MARKS.has(key)) || (only('broker') && !only('topic'))
  const client: Layer = only('consumer') && !only('producer') ? 'consumer' : 'producer'
  const isClient = !server && !only('topic') && (only('producer') || only('consumer'))
  return (key) => {
    if (key === FEATURE_ELR) return 'feature'
    const sides = sidesOf(key)
    if (isClient && (sides.has('producer') || sides.has('consumer'))) return sides.has(client) ? client : otherClient(client)
    if (sides.has('topic') && sides.has('broker')) return server ? 'static' : 'topic'
    if (sides.has('topic')) return 'topic'
    if (sides.has('broker') && (sides.size === 1 || server)) return 'static'
    if (sides.has('producer') && sides.has('consumer')) return client
    if (sides.has('producer')) return 'producer'
    if (sides.has('consumer')) return 'consumer'
    return server ? 'static' : isClient ? client : 'topic'
  }
}

const otherClient = (client: Layer): Layer => (client === 'producer' ? 'consumer' : 'producer')

function propertiesOf(source: Source): Property[] {
  if (source.lineCount > MOST_LINES) source.fail(source.lineStart(MOST_LINES), `has more than ${MOST_LINES} lines`)
  const found: Property[] = []
  for (const node of parse(source)) {
    if (node.type !== 'property') continue
    const { escapedKey, separatorLeading, separatorChar = '', separatorTrailing } = node
    const at = escapedKey.length + separatorLeading.length + separatorChar.length + separatorTrailing.length
    const offset = physical(source, node.startingLineNumber - 1, node.rawLines, at)
    found.push({ key: node.key, value: node.value, offset, separated: separatorChar !== '' })
  }
  return found
}

function parse(source: Source) {
  try {
    return new Properties(source.text).nodes
  } catch {
    return source.fail(malformedEscape(source), 'has a \\u that four hexadecimal digits do not follow, which Java refuses')
  }
}

/** Where a character of a logical line stands: a line that ends in an odd number of backslashes goes on in the next. */
function physical(source: Source, firstLine: number, rawLines: readonly string[], at: number): number {
  let rest = at
  let end = source.lineStart(firstLine)
  for (const [i, raw] of rawLines.entries()) {
    const indent = raw.length - raw.replace(/^[ \t\f]+/, '').length
    const length = raw.length - (endsInBackslashes(raw) % 2) - indent
    const start = source.lineStart(firstLine + i) + indent
    if (rest < length) return start + rest
    rest -= Math.max(length, 0)
    end = start + Math.max(length, 0)
  }
  return end
}

/** Offset of the first `\u` that is none. A comment is a line of its own; no other line goes on from it. */
function malformedEscape(source: Source): number {
  let goesOn = false
  for (let i = 0; i < source.lineCount; i++) {
    const line = source.line(i)
    if (!goesOn && /^[ \t\f]*[#!]/.test(line)) continue
    // A backslash and what it escapes are taken together.
    for (const { index, 0: escape } of line.matchAll(/\\(?:u[0-9A-Fa-f]{4}|.|$)/gs))
      if (escape === '\\u') return source.lineStart(i) + index
    goesOn = endsInBackslashes(line) % 2 === 1
  }
  return 0
}

function endsInBackslashes(line: string): number {
  let count = 0
  while (line[line.length - 1 - count] === '\\') count++
  return count
}
