/**
 * The commands that a script of the shell runs, as far as that can be told without running it: variables that it sets itself, loops over
 * what it names, functions that it calls, and scripts in the words of `sh -c`, `docker exec … bash -c` and the like.
 */
import {
  type CommandNode,
  forEachChild,
  parse,
  type PipelineNode,
  type Statement,
  type SyntaxNode,
  type Word,
  type WordPart,
} from 'unbash'
import { placesAmong } from './embedded.ts'
import {
  type Argument,
  joined,
  listedIn,
  LONGEST,
  nameOf,
  type Placed,
  settled,
  Stopped,
  UNKNOWN,
  withoutPart,
} from './shell-words.ts'

const TOOLS = /kafka-(?:topics|configs)(?![\w-])/

/** Whether a text may have a command in it that makes or changes topics. */
export const hasCommands = (text: string): boolean => TOOLS.test(text)

/** A command that is run. */
export interface Ran {
  readonly words: readonly Argument[]
  /** Where it stands in the text: it goes up to `end`. */
  readonly start: number
  readonly end: number
  /** It stands in a branch, or in a loop, of which nothing says whether it is taken. */
  readonly isDoubtful: boolean
  /** It prints what it is given, or looks it up, and to nowhere else. */
  readonly onlySays: boolean
  /** It may be a function of another script, which is not known. */
  readonly mayBeOfOther: boolean
  /** The variables in its words, and those that they were made of. */
  readonly uses: ReadonlySet<string>
  /** The variable that it sets, where it does nothing else. */
  readonly sets?: string
}

/** Commands of one text, and functions: a script may call itself, and loops may be within loops. */
const MOST_COMMANDS = 2000
/** Characters of a script: longer ones are no people's. */
const LONGEST_SCRIPT = 1_000_000
const DEEPEST = 20

type Assignment = Extract<Extract<CommandNode, { type: 'Command' }>['prefix'][number], { type: 'Assignment' }>
type Body = Extract<CommandNode, { type: 'Function' }>['body']

class Shell {
  readonly ran: Ran[] = []
  private variables: Map<string, Placed | readonly Placed[] | undefined>
  readonly functions = new Map<string, Body>()
  /** Those of a function; undefined where whoever calls it gives them. */
  private params: readonly Placed[] | undefined
  /** What the function has for itself, as it was before. */
  private locals: Map<string, Placed | readonly Placed[] | undefined> | undefined
  /** Variables that programs have which the script runs. */
  private exported: Set<string>
  /** Variables that tell what topics there are. */
  private readonly asking = new Set<string>()
  private depth = 0
  /** Branches, loops and shells within shells; and how many of them there were where the function was called. */
  private inner = 0
  private called = 0
  /** The same of the shell that the script is in. */
  private begun = 0
  /** What has perhaps been left before its end. */
  private left: ReadonlySet<'loop' | 'call' | 'script'> = new Set()
  private isDoubtful = false
  private isPiped = false
  /** Another script, which is not known, may have given any variable another value. */
  private isAnythingSet = false
  /** And may have made functions. */
  private isSourced = false
  /** Variables that have their values only where nobody else gives them others, and those that they have them from. */
  private readonly assumed = new Map<string, string>()
  /** What variables were made of, and what is in the words of a command. */
  private readonly madeOf = new Map<string, ReadonlySet<string>>()
  private uses = new Set<string>()
  /** The first of those in what is expanded. */
  private assumes: string | undefined
  /** Where a place of the script stands in the text: a script may be a word of another. */
  private at = (offset: number): number => offset

  constructor(variables: ReadonlyMap<string, string>) {
    this.variables = new Map()
    for (const [name, text] of variables) {
      const { value, assumes } = settled(text)
      this.variables.set(name, { value, places: [] })
      if (assumes !== undefined) this.assumed.set(name, assumes)
    }
    this.exported = new Set(variables.keys())
  }

  script(text: string): void {
    const { commands, errors = [] } = parse(text)
    // What is not understood is not run: the text that is left says so.
    if (errors.length === 0) this.list(commands)
  }

  list(statements: readonly Statement[]): void {
    for (const { command } of statements) this.node(command)
  }

  private node(node: PipelineNode | Statement['command'] | Body): void {
    switch (node.type) {
      case 'Command':
        return this.command(node)
      case 'Pipeline':
        for (const [i, one] of node.commands.entries())
          this.apart(() => this.piping(i < node.commands.length - 1, () => this.node(one)))
        return
      case 'AndOr':
        for (const [i, one] of node.commands.entries()) {
          const isOther = node.operators[i - 1] === '||'
          // `… || exit`: with the error of what went before.
          if (isOther && one.type === 'Command' && LEAVES.has(one.name?.value ?? '') && one.args.length === 0) continue
          const isDoubtful = node.commands
            .slice(0, i)
            .some(
              (before) =>
                ((isOther || isTest(before)) && !this.asks(before)) ||
                (isOther && this.textOf(before).some((text) => CHANGES.test(text))),
            )
          if (i === 0) this.node(one)
          else this.perhaps(() => this.doubting(isDoubtful, () => this.node(one)))
        }
        return
      case 'If': {
        this.list(node.clause.commands)
        const changing = [node.then, node.else].filter(
          (one) => one !== undefined && this.textOf(one).some((text) => CHANGES.test(text)),
        )
        const isOnly = node.elif.length === 0 && changing.length < 2 && this.asks(node.clause)
        this.perhaps(() => this.doubting(!isOnly, () => this.list(node.then.commands)))
        for (const { clause, then } of node.elif)
          this.perhaps(() => this.doubting(true, () => this.list([...clause.commands, ...then.commands])))
        const other = node.else
        if (other !== undefined) this.perhaps(() => this.doubting(!isOnly, () => this.list(other.commands)))
        return
      }
      case 'Case':
        for (const { body } of node.items) this.perhaps(() => this.doubting(true, () => this.list(body.commands)))
        return
      case 'For': {
        const values = node.wordlist === undefined ? this.params : node.wordlist.flatMap((word) => this.expand(word))
        if (values === undefined || values.some(({ value }) => value.includes(UNKNOWN)))
          return this.loop(node.body.commands, [node.name.value])
        return this.leaving('loop', () => {
          for (const value of values) {
            this.variables.set(node.name.value, value)
            this.list(node.body.commands)
          }
        })
      }
      case 'While':
        // What is asked is asked once in any case.
        this.unknowing(namesSetIn(node))
        this.perhaps(() => this.list(node.clause.commands))
        return this.loop(node.body.commands)
      case 'ArithmeticFor':
        return this.loop(node.body.commands)
      case 'Select':
        return this.loop(node.body.commands, [node.name.value])
      case 'Subshell':
        return this.apart(() => this.list(node.body.commands))
      case 'BraceGroup':
        return this.list(node.body.commands)
      case 'CompoundList':
        return this.list(node.commands)
      case 'Redirected':
        return this.node(node.command)
      case 'Function':
        if (this.functions.size >= MOST_COMMANDS) throw new Stopped(true)
        this.functions.set(node.name.value, node.body)
        return
      case 'Coproc':
        return this.apart(() => this.node(node.body))
      case 'ArithmeticCommand':
        return this.unknowing(namesSetIn(node))
      case 'TestCommand':
    }
  }

  /** What is set there is set nowhere else. */
  private apart(run: () => void): void {
    const before = this.variables
    const { left } = this
    this.variables = new Map(before)
    this.inner++
    run()
    this.inner--
    this.left = left
    this.variables = before
  }

  /** What is set there is perhaps set. */
  private perhaps(run: () => void): void {
    const before = new Map(this.variables)
    this.inner++
    run()
    this.inner--
    for (const [name, value] of this.variables) if (before.get(name) !== value) this.variables.set(name, undefined)
  }

  private doubting(isDoubtful: boolean, run: () => void): void {
    const before = this.isDoubtful
    this.isDoubtful ||= isDoubtful
    run()
    this.isDoubtful = before
  }

  private piping(isPiped: boolean, run: () => void): void {
    const before = this.isPiped
    this.isPiped = isPiped
    run()
    this.isPiped = before
  }

  /** A loop whose turns are not known: nothing that it sets is. */
  private loop(statements: readonly Statement[], names: readonly string[] = []): void {
    this.unknowing([...names, ...statements.flatMap((statement) => [...namesSetIn(statement)])])
    this.leaving('loop', () => this.perhaps(() => this.doubting(true, () => this.list(statements))))
  }

  private unknowing(names: Iterable<string>): void {
    for (const name of names) this.variables.set(name, undefined)
  }

  /** Who leaves it before its end goes on behind it. */
  private leaving(what: 'loop' | 'call', run: () => void): void {
    const wasLeft = this.left.has(what)
    run()
    if (!wasLeft) this.left = new Set([...this.left].filter((one) => one !== what))
  }

  /** `exit`, `return`, `break`: what follows is perhaps not run, unless there is an error where it is. */
  private leave(what: 'loop' | 'call' | 'script', status: Placed | undefined): void {
    const isBranch = this.inner > (what === 'script' ? this.begun : this.called)
    if (what === 'script' && this.inner === 0 && this.depth === 0) throw new Stopped(false)
    if (isBranch && (!this.isDoubtful || (what !== 'loop' && status !== undefined && status.value !== '0'))) return
    this.left = new Set([...this.left, what])
  }

  /** Its words, and those of the functions that it calls. */
  private textOf(node: SyntaxNode): readonly string[] {
    const texts = [commandText(node)]
    const names = new Set((texts[0] ?? '').match(/[\w-]+/g))
    for (const [name, body] of this.functions) if (names.has(name)) texts.push(commandText(body))
    return texts
  }

  /** Whether all that is asked is which topics there are, or whether making them has failed. */
  private asks(node: SyntaxNode): boolean {
    if (node.type === 'AndOr') return node.commands.every((one) => this.asks(one))
    if (node.type === 'CompoundList') return node.commands.every(({ command }) => this.asks(command))
    return this.textOf(node).some(
      (text) => ASKS.test(text) || [...text.matchAll(/\$\{?(\w+)/g)].some(([, name = '']) => this.asking.has(name)),
    )
  }

  private command(node: Extract<CommandNode, { type: 'Command' }>): void {
    if (this.ran.length >= MOST_COMMANDS) throw new Stopped(true)
    this.uses = new Set()
    for (const one of node.prefix) if (one.type === 'Assignment' && node.name === undefined) this.assign(one)
    if (node.name === undefined) return
    const words = this.expand(node.name)
    for (const one of node.args) {
      if (one.type === 'Assignment') {
        if (/^(?:local|declare|typeset)$/.test(node.name.value)) this.keep(one.name)
        if (SETS.has(node.name.value)) this.assign(one)
        words.push(this.literal(one.text, one.text, one.pos))
        if (node.name.value === 'export') this.exported.add(one.name)
      } else words.push(...this.expand(one))
    }
    const [first, ...others] = words
    if (first === undefined) return
    const body = this.functions.get(first.value)
    if (body !== undefined) {
      this.sets('@', node)
      return this.call(body, others)
    }
    if (READS.has(first.value)) this.unknowing(others.map(({ value }) => value.replace(/\W.*/s, '')))
    if (first.value === 'export') for (const { value } of others) this.exported.add(value)
    if (first.value === 'local')
      for (const { value } of others)
        if (/^\w+$/.test(value)) {
          this.keep(value)
          this.variables.set(value, undefined)
        }
    if (first.value === 'shift' || (first.value === 'set' && others.some(({ value }) => value === '--')))
      this.setParams(first.value, others)
    if (first.value === 'source' || first.value === '.') {
      this.isSourced = true
      this.setAnything()
    }
    const leaves = LEAVES.get(first.value)
    if (leaves !== undefined) return this.leave(leaves, others[0])
    if (first.value === 'eval') return this.evaluate(others)
    const says = SAYS.has(first.value) || (first.value === 'command' && others[0]?.value.startsWith('-') === true)
    this.ran.push({
      words,
      uses: this.uses,
      start: this.at(node.pos),
      end: this.at(node.end),
      isDoubtful: this.isDoubtful || this.left.size > 0,
      onlySays: says && !this.isPiped && !node.redirects.some(({ operator }) => /^&?>/.test(operator)),
      mayBeOfOther: this.isSourced && /^[\w-]+$/.test(first.value) && !PROGRAMS.has(first.value),
    })
    if (says) return
    for (const word of words) if (/\s/.test(word.value) && TOOLS.test(word.value)) this.inShell(first.value, word)
    if (words.some(({ value }) => SHELL.test(value)) || first.value === 'ssh')
      for (const one of node.redirects) {
        if (one.type !== 'HereDoc' || !TOOLS.test(one.body.text)) continue
        const { parts, text, pos } = one.body
        this.inShell(
          first.value,
          parts === undefined ? this.literal(text, text, pos) : joined(parts.map((part) => this.partOf(part))),
        )
      }
  }

  /** Words that are a script of this shell. */
  private evaluate(words: readonly Argument[]): void {
    const blank = ({ offset }: Argument): Placed => ({ value: ' ', places: [offset, offset] })
    const script = joined(words.flatMap((word, i) => (i === 0 ? [word] : [blank(word), word])))
    if (script.value.includes(UNKNOWN)) this.setAnything()
    this.inWord(script)
  }

  private setAnything(): void {
    this.isAnythingSet = true
    this.unknowing(this.variables.keys())
  }

  /** A script of another shell, which has the variables that it is given, and on another machine none. */
  private inShell(program: string, script: Placed): void {
    const { params, called, begun } = this
    this.apart(() => {
      const isElsewhere = /^(?:ssh|docker|docker-compose|podman|kubectl|oc|nerdctl)$/.test(program)
      this.variables = new Map(isElsewhere ? [] : [...this.variables].filter(([name]) => this.exported.has(name)))
      this.params = undefined
      this.called = this.inner
      this.begun = this.inner
      this.inWord(script)
    })
    this.params = params
    this.called = called
    this.begun = begun
  }

  /** A script in a word, such as that of `sh -c`. */
  private inWord({ value, places }: Placed): void {
    if (this.depth >= DEEPEST) throw new Stopped(true)
    const before = this.at
    this.at = (offset) => places[offset] ?? places.at(-1) ?? 0
    this.depth++
    this.script(value)
    this.depth--
    this.at = before
  }

  private setParams(by: string, others: readonly Argument[]): void {
    const from = by === 'set' ? others.findIndex(({ value }) => value === '--') + 1 : Number(others[0]?.value ?? 1)
    const list = by === 'set' ? others : this.params
    const isKnown =
      this.inner === this.called && Number.isInteger(from) && list?.every(({ value }) => !value.includes(UNKNOWN)) === true
    this.params = isKnown ? list.slice(from) : undefined
  }

  private call(body: Body, params: readonly Placed[]): void {
    if (this.depth >= DEEPEST) throw new Stopped(true)
    const { params: before, locals, called } = this
    const [only] = params
    // All that the script is given, whatever that is.
    this.params = params.length === 1 && only?.value === ANY_WORDS ? undefined : params
    this.locals = new Map()
    this.called = this.inner
    this.depth++
    this.leaving('call', () => this.node(body))
    this.depth--
    for (const [name, value] of this.locals) this.variables.set(name, value)
    this.params = before
    this.locals = locals
    this.called = called
  }

  /** What a variable has is what it has again behind the function. */
  private keep(name: string): void {
    if (this.locals?.has(name) === false) this.locals.set(name, this.variables.get(name))
  }

  private assign(assignment: Assignment): void {
    const { name, value, append, index } = assignment
    const had = this.variables.get(name)
    const before = this.uses
    this.uses = new Set()
    this.assumes = undefined
    if (index !== undefined || (append === true && had === undefined)) this.variables.set(name, undefined)
    else if (value.type === 'Word') {
      const given = this.valueOf(value)
      if (append !== true) this.variables.set(name, given)
      else this.variables.set(name, had !== undefined && 'value' in had ? joined([had, given]) : undefined)
    } else {
      // `([a]=3)` has names.
      const isList = value.elements.every(({ text }) => !/^\[[^\]]*\]\+?=/.test(text))
      const before = append === true && had !== undefined ? [had].flat() : []
      this.variables.set(name, isList ? [...before, ...value.elements.flatMap((word) => this.expand(word))] : undefined)
    }
    if (ASKS.test(assignment.text)) this.asking.add(name)
    const set = this.variables.get(name)
    if (Array.isArray(set) && set.length > LONGEST) throw new Stopped(true)
    if (this.assumes === undefined) this.assumed.delete(name)
    else this.assumed.set(name, this.assumes)
    this.madeOf.set(name, new Set([...(this.madeOf.get(name) ?? []), ...this.uses]))
    this.sets(name, assignment)
    this.uses = before
  }

  /** @param name `@` for the parameters of functions. */
  private sets(name: string, { pos, end }: SyntaxNode): void {
    const { uses, isDoubtful } = this
    this.ran.push({
      words: [],
      uses,
      start: this.at(pos),
      end: this.at(end),
      isDoubtful,
      onlySays: false,
      mayBeOfOther: false,
      sets: name,
    })
  }

  /** The words that a word becomes. */
  private expand(word: Word): Argument[] {
    const offset = this.at(word.pos)
    const part = word.parts?.length === 1 ? word.parts[0] : undefined
    const inner = part?.type === 'DoubleQuoted' && part.parts.length === 1 ? part.parts[0] : part
    const name = inner === undefined ? undefined : nameOf(inner)
    if (name === '@' || name === '*') {
      this.use(name)
      return (
        this.params?.map((one) => ({ ...one, offset })) ?? [{ ...this.unknown(word.pos, word.end), value: ANY_WORDS, offset }]
      )
    }
    const listed = part === undefined ? undefined : listedIn(part)
    if (listed !== undefined) return listed.map((value) => ({ value, places: [], offset }))
    if (name !== undefined) this.use(name)
    const list = name === undefined ? undefined : this.variables.get(name)
    if (Array.isArray(list) && inner?.type === 'ParameterExpansion' && /^[@*]$/.test(inner.index?.value ?? ''))
      return list.map((one: Placed) => ({ ...one, offset }))
    this.assumes = undefined
    const { value, places } = this.valueOf(word)
    const of = { offset, ...(this.assumes !== undefined && { assumes: this.assumes }) }
    if (part === undefined || name === undefined || part !== inner) return [{ ...of, value, places }]
    const splits = this.splitting()
    if (splits === undefined) return [{ ...of, ...this.unknown(word.pos, word.end) }]
    return [...value.matchAll(splits)].map(({ 0: one, index }) => ({
      ...of,
      value: one,
      places: places.slice(index, index + one.length + 1),
    }))
  }

  /** What words are between blanks, or what else separates them. */
  private splitting(): RegExp | undefined {
    if (!this.variables.has('IFS')) return /\S+/g
    const by = this.variables.get('IFS')
    if (by === undefined || !('value' in by) || by.value.includes(UNKNOWN)) return undefined
    return by.value === '' ? /[^]+/g : new RegExp(`[^${by.value.replaceAll(/[\\\]^-]/g, String.raw`\$&`)}]+`, 'g')
  }

  private literal(value: string, text: string, pos: number): Argument {
    const places = value === text ? Array.from({ length: value.length + 1 }, (_, i) => i) : placesAmong(value, text)
    return { value, places: places.map((one) => this.at(pos + one)), offset: this.at(pos) }
  }

  private unknown(pos: number, end: number): Placed {
    return { value: UNKNOWN, places: [this.at(pos), this.at(end)] }
  }

  private valueOf(word: Word): Placed {
    return word.parts === undefined
      ? this.literal(word.value, word.text, word.pos)
      : joined(word.parts.map((part) => this.partOf(part)))
  }

  private partOf(part: WordPart): Placed {
    switch (part.type) {
      case 'Literal':
      case 'SingleQuoted':
      case 'AnsiCQuoted':
      case 'Glob':
        return this.literal(part.value, part.text, part.pos)
      case 'DoubleQuoted':
      case 'LocaleString':
        return joined(part.parts.map((one) => this.partOf(one)))
      case 'SimpleExpansion':
        return this.variable(nameOf(part) ?? '', part)
      case 'ParameterExpansion': {
        const { operation } = part
        const isWhole = part.prefix === undefined && part.index === undefined
        const value = isWhole ? this.variable(part.parameter, part) : this.unknown(part.pos, part.end)
        if (operation === undefined) return value
        if (operation.type === 'Remove' && isWhole) return withoutPart(value, operation) ?? this.unknown(part.pos, part.end)
        if (operation.type !== 'Default' || !/^:?[-=]$/.test(operation.operator)) return this.unknown(part.pos, part.end)
        if (this.isSet(part.parameter))
          return value.value === '' && operation.operator.startsWith(':') ? this.valueOf(operation.operand) : value
        if (this.isAnythingSet && !/^\d+$/.test(part.parameter)) return value
        this.assumes ??= part.parameter
        const otherwise = this.valueOf(operation.operand)
        if (operation.operator.endsWith('=')) this.variables.set(part.parameter, otherwise)
        return otherwise
      }
      case 'CommandExpansion': {
        const { script } = part
        const { uses, assumes } = this
        if (script !== undefined && TOOLS.test(part.text)) this.apart(() => this.list(script.commands))
        this.uses = uses
        this.assumes = assumes
        return this.unknown(part.pos, part.end)
      }
      default:
        return this.unknown(part.pos, part.end)
    }
  }

  private isSet(name: string): boolean {
    return /^\d+$/.test(name) ? this.params?.[Number(name) - 1] !== undefined : this.variables.has(name)
  }

  private use(name: string): void {
    this.uses.add(/^[\d*]+$/.test(name) ? '@' : name)
    for (const one of this.madeOf.get(name) ?? []) this.uses.add(one)
  }

  private variable(name: string, { pos, end }: WordPart): Placed {
    this.use(name)
    this.assumes ??= this.assumed.get(name)
    const value = /^\d+$/.test(name) ? this.params?.[Number(name) - 1] : this.variables.get(name)
    if (value === undefined || !('value' in value)) return this.unknown(pos, end)
    // What it is given from elsewhere stands where it is used.
    return value.places.length > 0
      ? value
      : { ...value, places: Array.from({ length: value.value.length + 1 }, () => this.at(pos)) }
  }
}

/** Words of which nobody knows how many there are. */
const ANY_WORDS = `${UNKNOWN}${UNKNOWN}`
/** It says what topics there are, or makes one and fails. */
const ASKS = /kafka-topics|--list|--describe/
const CHANGES = /--(?:create|alter|delete)\b/
const SHELL = /^(?:\S*\/)?(?:ba|da|z|k|a)?sh$/
const LEAVES = new Map([
  ['exit', 'script'],
  ['return', 'call'],
  ['break', 'loop'],
  ['continue', 'loop'],
] as const satisfies readonly (readonly [string, string])[]) as ReadonlyMap<string, 'script' | 'call' | 'loop'>

const isTest = (node: PipelineNode): boolean =>
  node.type === 'TestCommand' ||
  node.type === 'ArithmeticCommand' ||
  (node.type === 'Pipeline' && node.commands.some(isTest)) ||
  (node.type === 'Command' && /^(?:\[|test|e?grep)$/.test(node.name?.value ?? ''))

/** Programs, and commands of the shell, that a script may well run beside its own functions. */
const PROGRAMS: ReadonlySet<string> = new Set(
  (
    'alias apt apk apt-get awk aws az base64 basename bash bg cat cd chmod chown command cp cub curl cut date declare dig dirname docker docker-compose ' +
    'echo egrep env envsubst exec exit export false fg find gcloud getent git grep gunzip gzip head helm hostname id install java jobs jq kafka-acls ' +
    'kafka-broker-api-versions kafka-cluster kafka-configs kafka-console-consumer kafka-console-producer kafka-features kafka-ready kafka-storage kafka-topics ' +
    'kill kubectl let ln local ls make mkdir mktemp mv nc nslookup openssl popd printf ps pushd pwd python python3 read readonly rm rmdir sed seq set sh shift ' +
    'shopt sleep sort source ssh stat sudo systemctl tail tar tee terraform test time timeout touch tput tr trap true type ulimit umask uname uniq unset unzip ' +
    'wait wc wget which whoami xargs yes yq yum'
  ).split(' '),
)

/** They set variables of the script. */
const SETS = new Set(['export', 'local', 'declare', 'readonly', 'typeset'])
/** They set variables to what they read. */
const READS = new Set(['read', 'mapfile', 'readarray', 'getopts', 'unset', 'printf', 'let'])
/** They print or look up what they are given. */
const SAYS = new Set(['echo', 'printf', 'cat', 'grep', 'egrep', 'which', 'type', 'test', '[', 'alias', 'pkill', 'pgrep'])

function namesSetIn(node: SyntaxNode): Set<string> {
  const names = new Set<string>()
  const visit = (one: SyntaxNode): void => {
    if (one.type === 'Assignment') names.add(one.name)
    if (one.type === 'ArithmeticCommand' || one.type === 'ArithmeticExpansion')
      for (const [name] of ('body' in one ? one.body : one.text).matchAll(/[A-Za-z_]\w*/g)) names.add(name)
    if (one.type === 'Command' && READS.has(one.name?.value ?? ''))
      for (const arg of one.args) if (arg.type === 'Word') names.add(arg.value.replace(/\W.*/s, ''))
    forEachChild(one, visit)
  }
  visit(node)
  return names
}

const commandText = (node: SyntaxNode): string => {
  let text = ''
  const visit = (one: SyntaxNode): void => {
    if (one.type === 'Word') text += ` ${one.text}`
    forEachChild(one, visit)
  }
  visit(node)
  return text
}

/** What a script runs, and the functions that it has. */
export interface Run {
  readonly commands: readonly Ran[]
  readonly functions: readonly string[]
  /** It does more than is followed. */
  readonly isCut: boolean
}

/** The commands that a script runs. @param variables those that it is given. */
export function commandsOf(text: string, variables: ReadonlyMap<string, string> = new Map()): Run {
  const shell = new Shell(variables)
  let isCut = text.length > LONGEST_SCRIPT
  try {
    // A line that goes on does so with the end of a line of Windows, too.
    if (!isCut) shell.script(text.replaceAll('\\\r\n', ' \\\n'))
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    ;({ isCut } = error)
  }
  return { commands: shell.ran, functions: [...shell.functions.keys()], isCut }
}
