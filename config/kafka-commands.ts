/**
 * What scripts do with Kafka's own tools: `kafka-topics --create`, `kafka-configs --alter`. Mirrors `TopicCommand` and `ConfigCommand` of
 * org.apache.kafka.tools.
 */
import { distance } from 'fastest-levenshtein'
import { Entries, note } from './collect.ts'
import { shown } from './config-error.ts'
import type { Content, Entry, Notice, TopicConfig } from './document.ts'
import { speaksOfReplication } from './keys.ts'
import { commandsOf, hasCommands, type Ran } from './shell.ts'
import { type Argument, UNKNOWN } from './shell-words.ts'
import type { Source } from './source.ts'

/** A tool that changes topics or configurations. */
const TOOL = /(?:^|[/\\])kafka-(topics|configs)(?:\.sh|\.bat)?$/

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** Options that stand alone. */
const ALONE = words(
  'create alter delete describe list if-not-exists if-exists force all help version entity-default broker-defaults client-defaults user-defaults ip-defaults exclude-internal disable-rack-aware under-replicated-partitions unavailable-partitions under-min-isr-partitions at-min-isr-partitions topics-with-overrides',
)

/** Those with a value, by tool. */
const GIVEN: Readonly<Record<string, ReadonlySet<string>>> = {
  topics: words(
    'bootstrap-server zookeeper command-config topic topic-id partitions replication-factor replica-assignment config delete-config partition-size-limit-per-response',
  ),
  configs: words(
    'bootstrap-server bootstrap-controller zookeeper zk-tls-config-file command-config entity-type entity-name topic broker broker-logger client user ip group client-metrics add-config add-config-file delete-config',
  ),
}

/** What is given to a tool, by option; where nobody knows which options it is given, why. */
function optionsOf(tool: string, given: readonly Argument[]): ReadonlyMap<string, readonly Argument[]> | string {
  const options = new Map<string, Argument[]>()
  for (let i = 0; i < given.length; i++) {
    const word = given[i]
    if (word === undefined) continue
    const [, name, value] = /^--([a-z-]+)(?:=([^]*))?$/.exec(word.value) ?? []
    // A word of a program, or a variable that may hold any options.
    if (name === undefined) return 'has words that nothing here says'
    if (!ALONE.has(name) && GIVEN[tool]?.has(name) !== true) return `has no option ${shown(`--${name}`)}`
    const values = options.get(name) ?? []
    options.set(name, values)
    if (value !== undefined) values.push({ ...word, value, places: word.places.slice(word.value.length - value.length) })
    else if (!ALONE.has(name)) {
      const next = given[i + 1]
      if (next === undefined || next.value.startsWith('--')) return `has no value for --${name}`
      values.push(next)
      i++
    }
  }
  return options
}

const isKnown = ({ value }: Argument): boolean => !value.includes(UNKNOWN)

/** Where a character of a word is written. */
const placeIn = ({ places, offset }: Argument, index: number): number => places[index] ?? offset

interface Setting {
  readonly key: string
  readonly value: string
  readonly offset: number
}

/** Settings of `--config`, which is one, and of `--add-config`: several with commas, of which lists stand in brackets. */
function settingsIn(word: Argument, isList: boolean): readonly Setting[] | undefined {
  const SETTING = isList ? /(\s*([^=,[\]\s]+)\s*=\s*)(\[[^\]]*\]|[^,]*)(?:,|$)/y : /(\s*([^=\s]+)\s*=\s*)([^=]*)$/y
  const found: Setting[] = []
  while (SETTING.lastIndex < word.value.length) {
    const from = SETTING.lastIndex
    const [whole, before = '', key = '', value = ''] = SETTING.exec(word.value) ?? []
    if (whole === undefined) return undefined
    const isBracketed = isList && value.startsWith('[')
    const offset = placeIn(word, from + before.length + (isBracketed ? 1 : 0))
    found.push({ key, value: (isBracketed ? value.slice(1, -1) : value).trim(), offset })
  }
  return found
}

interface Made {
  readonly name: string
  readonly at: number
  readonly entries: Entries
  takesBrokersFactor: boolean
  /** A command makes it here: none that follows does so again. */
  isMade: boolean
}

/** Reads commands one after the other; what one says later counts. */
class Reader {
  private readonly topics = new Map<string, Made>()
  private readonly entries: Entries
  /** Topics that are deleted, unless they are made again. */
  private readonly deleted = new Map<string, Argument>()
  readonly unread: Notice[] = []
  readonly notices: Notice[] = []
  private readonly source: Source

  constructor(source: Source) {
    this.source = source
    this.entries = new Entries(source, this.notices)
  }

  get content(): Content {
    for (const [name, { offset }] of this.deleted)
      this.refuse(`${shown(name)} is deleted here, and what it holds with it`, offset)
    const topics = [...this.topics.values()].map(({ name, at, entries, takesBrokersFactor }): TopicConfig => ({
      name,
      place: this.source.place(at),
      entries: lastOf(entries.list),
      partitions: [],
      ...(takesBrokersFactor && { takesBrokersFactor: true }),
    }))
    return { entries: lastOf(this.entries.list), topics, complete: false, unread: this.unread, notices: this.notices }
  }

  /** Says of a value that the shell may have another for it. */
  private assume({ assumes, offset }: Argument): void {
    if (assumes === undefined) return
    const message = `${/^\w{1,40}$/.test(assumes) ? assumes : 'a variable'} has what the script gives it, unless the shell says something else`
    note(this.notices, { message, place: this.source.place(offset) })
  }

  private refuse(message: string, offset: number, about?: string): void {
    note(this.unread, { message, place: this.source.place(offset), ...(about !== undefined && { about }) })
  }

  /** Whether it is such a command, and what it says is read or refused. */
  read(ran: Ran): boolean {
    if (ran.onlySays) return true
    const index = ran.words.findIndex(({ value }) => TOOL.test(value))
    const word = ran.words[index]
    if (word === undefined) return false
    const [, tool = ''] = TOOL.exec(word.value) ?? []
    const given = ran.words.slice(index + 1)
    const changes = given.some(({ value }) => /^--(?:create|alter|delete|add-config|delete-config)\b/.test(value))
    const options = optionsOf(tool, given)
    if (typeof options === 'string') {
      if (changes || given.some((one) => !isKnown(one) || speaksOfReplication(one.value)))
        this.refuse(`a command of kafka-${tool} ${options}, and is not read`, word.offset)
      return true
    }
    if (!changes) {
      if (given.some(({ value }) => speaksOfReplication(value)))
        this.refuse(`a command of kafka-${tool} does nothing, and what it says of replication is not read`, word.offset)
      return true
    }
    if (ran.isDoubtful) {
      this.refuse(`whether this command of kafka-${tool} is run is not known, and it is not read`, word.offset)
      return true
    }
    if (tool === 'topics') this.ofTopics(options, word)
    else this.ofConfigs(options, word)
    return true
  }

  private ofTopics(options: ReadonlyMap<string, readonly Argument[]>, word: Argument): void {
    const [topic, ...others] = options.get('topic') ?? []
    const isMade = options.has('create')
    if (topic === undefined || others.length > 0 || !isKnown(topic) || !NAME.test(topic.value)) {
      if (isMade || options.has('config') || options.has('delete-config') || options.has('delete'))
        this.refuse('of which topic a command of kafka-topics is, is not known, and it is not read', topic?.offset ?? word.offset)
      return
    }
    if (options.has('delete')) {
      if (!this.topics.delete(topic.value)) this.deleted.set(topic.value, topic)
      return
    }
    const configs = options.get('config') ?? []
    const removed = options.get('delete-config') ?? []
    const given = options.get('replication-factor')?.at(-1)
    if (!isMade && (given !== undefined || (options.has('bootstrap-server') && configs.length + removed.length > 0)))
      return this.refuse(
        `kafka-topics --alter takes no --${given === undefined ? 'config' : 'replication-factor'}, and this is not read`,
        given?.offset ?? word.offset,
      )
    if (!isMade && configs.length === 0 && removed.length === 0) return
    if (isMade && this.topics.get(topic.value)?.isMade === true)
      return note(this.notices, {
        message: `${shown(topic.value)} is made above, and this changes nothing of it`,
        place: this.source.place(topic.offset),
      })
    const made = this.topic(topic)
    made.isMade ||= isMade
    this.deleted.delete(topic.value)
    this.assume(topic)
    const assignment = options.get('replica-assignment')?.at(-1)
    if (given !== undefined) {
      this.assume(given)
      if (isKnown(given)) this.add(made, 'replication.factor', given.value, placeIn(given, 0))
      else this.refuse('the replication factor of this topic is not known', given.offset, 'replication.factor')
    } else if (assignment !== undefined) {
      const counts = new Set(assignment.value.split(',').map((replicas) => replicas.split(':').length))
      if (isKnown(assignment) && counts.size === 1)
        this.add(made, 'replication.factor', String([...counts][0]), placeIn(assignment, 0))
      else this.refuse('how many replicas this assignment has is not known', assignment.offset, 'replication.factor')
    } else if (isMade) made.takesBrokersFactor = true
    for (const config of configs) this.settings(config, false, (key, value, offset) => this.add(made, key, value, offset))
    for (const config of removed) this.taken(config)
  }

  private ofConfigs(options: ReadonlyMap<string, readonly Argument[]>, word: Argument): void {
    const types = options.get('entity-type') ?? []
    const type = types.at(-1)?.value ?? ['topic', 'broker', 'broker-defaults', ...OF_OTHERS].find((name) => options.has(name))
    if (type === undefined || types.some((one) => !isKnown(one)))
      return this.refuse('of what a command of kafka-configs is, is not known, and it is not read', word.offset)
    const kind = type.replace(/s$/, '')
    if (OF_OTHERS.has(kind)) return
    if (kind !== 'topic' && kind !== 'broker' && kind !== 'broker-default')
      return this.refuse(`kafka-configs has nothing of the type ${shown(type)}, and what is said of it is not read`, word.offset)
    const name = (options.get('entity-name') ?? options.get(kind))?.at(-1)
    const isDefault = options.has('entity-default') || options.has('broker-defaults') || name?.value === '<default>'
    if (isDefault && kind === 'topic')
      return this.refuse('topics have no defaults of kafka-configs, and what is said of them is not read', word.offset)
    if (!isDefault && (name === undefined || !isKnown(name) || !(kind === 'topic' ? NAME : /^\d{1,9}$/).test(name.value)))
      return this.refuse(
        `of which ${kind} a command of kafka-configs is, is not known, and it is not read`,
        name?.offset ?? word.offset,
      )
    for (const file of options.get('add-config-file') ?? []) this.refuse('what this file adds is not read', file.offset)
    for (const config of options.get('delete-config') ?? []) this.taken(config)
    const made = kind === 'topic' && name !== undefined ? this.topic(name) : undefined
    const of = isDefault ? ({ layer: 'cluster' } as const) : ({ layer: 'broker', broker: Number(name?.value) } as const)
    for (const config of options.get('add-config') ?? [])
      this.settings(config, true, (key, value, offset) => {
        if (made === undefined) this.entries.add({ key, value, offset, ...of })
        else this.add(made, key, value, offset)
      })
  }

  private topic(word: Argument): Made {
    const { value: name } = word
    const known = this.topics.get(name)
    if (known !== undefined) return known
    const entries = new Entries(this.source, this.notices)
    const made = { name, at: placeIn(word, 0), entries, takesBrokersFactor: false, isMade: false }
    this.topics.set(name, made)
    return made
  }

  private add({ entries }: Made, key: string, value: string, offset: number): void {
    entries.add({ key, value, layer: 'topic', offset })
  }

  private settings(config: Argument, isList: boolean, add: (key: string, value: string, offset: number) => void): void {
    const found = settingsIn(config, isList)
    this.assume(config)
    if (found === undefined || found.some(({ key }) => key.includes(UNKNOWN)))
      return this.refuse('which settings are given here is not known', config.offset)
    for (const { key, value, offset } of found)
      if (value.includes(UNKNOWN)) this.refuse(`the value of ${shown(key)} is not known here`, config.offset, key)
      else add(key, value, offset)
  }

  /** What is taken away has the brokers' value, unless it is given again. */
  private taken(config: Argument): void {
    for (const key of config.value.split(',').map((one) => one.trim()))
      if (speaksOfReplication(key)) this.refuse(`that ${shown(key)} is taken away here is not read`, config.offset, key)
  }
}

/** What else has configurations, which decide nothing of replication. */
const OF_OTHERS = words(
  'user client ip group broker-logger client-metric client-metrics user-default client-default ip-default user-defaults client-defaults ip-defaults',
)

const NAME = /^[\w.-]{1,249}$/

/** Of settings that are given again the last. */
function lastOf(entries: readonly Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [`${entry.key} ${entry.layer} ${entry.broker ?? ''}`, entry])).values()]
}

/** Whether a command may be meant for a function, which has another name or is made further down. */
const isNear = (name: string, command: string): boolean =>
  name.startsWith(command) || command.startsWith(name) || (name.length > 3 && distance(name, command) <= 2)

/** A tool, what it is to change, and the end of a line that does not go on. */
const MARKS = /\s--(?:create|alter|delete)\b|kafka-(?:topics|configs)(?![\w-])|(?<!\\)(?<!\\\r)\n/g

/** Where the commands of Kafka's tools stand in a text that change something, by their words alone. */
function changesIn(text: string): readonly number[] {
  const found: number[] = []
  let tool: number | undefined
  for (const { 0: mark, index } of text.matchAll(MARKS)) {
    if (hasCommands(mark)) tool ??= index
    else {
      if (tool !== undefined && mark !== '\n') found.push(tool)
      tool = undefined
    }
  }
  return found
}

/** What such a command has, whatever its name is here. */
const LIKE_OPTIONS = [/^--(?:create|alter)$/, /^--(?:topic|entity-type|entity-name|add-config)\b/]

/** What a script says, and which of its lines speak of replication beside what was read. @param variables those that it is given. */
export function readScript(source: Source, variables?: ReadonlyMap<string, string>): Content {
  const reader = new Reader(source)
  const { commands, functions, isCut } = commandsOf(source.text, variables)
  if (isCut)
    note(reader.unread, {
      message: 'this script does more than is followed, and the rest of it is not read',
      place: source.place(0),
    })
  const read = new Set(commands.filter((ran) => reader.read(ran)))
  for (const { words: given, start, mayBeOfOther } of commands.filter((ran) => !read.has(ran))) {
    const [first] = given
    if (mayBeOfOther && first !== undefined)
      note(reader.unread, {
        message: `what ${shown(first.value)} does, which another script may say, is not read`,
        place: source.place(start),
      })
    if (LIKE_OPTIONS.every((option) => given.some(({ value }) => option.test(value)))) {
      const message = 'which program this is is not known, and what it makes or changes is not read'
      note(reader.unread, { message, place: source.place(start) })
    }
  }
  for (const { words: given, onlySays } of commands)
    for (const [i, { value, offset }] of (onlySays ? [] : given).entries()) {
      const near = functions.find((name) => (i === 0 ? isNear(name, value) : name === value))
      if (near === undefined) continue
      const message = `${shown(value)} runs no function of this script here, and what ${shown(near)} does is not read of it`
      note(reader.unread, { message, place: source.place(offset) })
    }
  const used = new Set([...read].flatMap(({ uses }) => [...uses]))
  const told = [...read, ...commands.filter(({ sets }) => sets !== undefined && used.has(sets))]
  const rest = source.text.split('')
  for (const { start, end } of told) for (let i = start; i < end; i++) if (/[^\r\n]/.test(rest[i] ?? '')) rest[i] = ' '
  const left = rest.join('').replaceAll(/(?<=^|\s)#.*$/gm, (comment) => ' '.repeat(comment.length))
  for (const index of changesIn(left)) {
    const place = source.place(index)
    note(reader.unread, { message: 'this command is run in a way that is not followed, or never, and it is not read', place })
  }
  let at = 0
  for (const line of left.split('\n')) {
    if (speaksOfReplication(line)) {
      const place = source.place(at + Math.max(0, line.search(/\S/)))
      note(reader.unread, { message: 'what is said of replication here is not read', place })
    }
    at += line.length + 1
  }
  return reader.content
}

/** What the one command says that a program is started with, word by word; undefined where it is no such command. */
export function readWords(source: Source, words: readonly Argument[]): Content | undefined {
  const reader = new Reader(source)
  return reader.read({ words, start: 0, end: 0, isDoubtful: false, onlySays: false, mayBeOfOther: false, uses: new Set() })
    ? reader.content
    : undefined
}
