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

/** What stands in a word for what nobody knows before the script runs. */
export const UNKNOWN = '\u0000'

/** A text with the places at which its characters are written, and at which it ends: a value that a variable has stands where it was given. */
interface Placed {
  readonly value: string
  readonly places: readonly number[]
}

/** A word of a command, expanded: with {@link UNKNOWN} in it in the place of what is not known. */
export interface Argument extends Placed {
  /** Where the word stands in the command. */
  readonly offset: number
  /** A variable in it that has what the script gives it where nobody else does. */
  readonly assumes?: string
}

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
  /** The variables in its words, and those that they were made of. */
  readonly uses: ReadonlySet<string>
  /** The variable that it sets, where it does nothing else. */
  readonly sets?: string
}

/** Commands of one text: a script may call itself, and loops may be within loops. */
const MOST_COMMANDS = 2000
const DEEPEST = 20

type Assignment = Extract<Extract<CommandNode, { type: 'Command' }>['prefix'][number], { type: 'Assignment' }>
type Body = Extract<CommandNode, { type: 'Function' }>['body']

/** Characters of a value, and words of a list: variables may double each other. */
const LONGEST = 100_000

/** A script ends, or does more than is followed. */
class Stopped extends Error {
  readonly isCut: boolean
  constructor(isCut: boolean) {
    super()
    this.isCut = isCut
  }
}

class Shell {
  readonly ran: Ran[] = []
  private variables: Map<string, Placed | readonly Placed[] | undefined>
  readonly functions = new Map<string, Body>()
  private params: readonly Placed[] = []
  private depth = 0
  private isDoubtful = false
  private isPiped = false
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
    this.variables = new Map([...variables].map(([name, value]) => [name, { value, places: [] }]))
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
        node.commands.forEach((one, i) => (i === 0 ? this.node(one) : this.perhaps(() => this.node(one))))
        return
      case 'If': {
        const asks = /kafka-topics|--list|--describe/.test(commandText(node.clause))
        this.list(node.clause.commands)
        const isOnly = asks && node.elif.length === 0 && node.else === undefined
        this.perhaps(() => this.doubting(!isOnly, () => this.list(node.then.commands)))
        for (const { clause, then } of node.elif)
          this.perhaps(() => this.doubting(true, () => this.list([...clause.commands, ...then.commands])))
        const other = node.else
        if (other !== undefined) this.perhaps(() => this.doubting(true, () => this.list(other.commands)))
        return
      }
      case 'Case':
        for (const { body } of node.items) this.perhaps(() => this.doubting(true, () => this.list(body.commands)))
        return
      case 'For': {
        const values = node.wordlist === undefined ? this.params : node.wordlist.flatMap((word) => this.expand(word))
        if (values.some(({ value }) => value.includes(UNKNOWN))) return this.loop(node.body.commands, [node.name.value])
        for (const value of values) {
          this.variables.set(node.name.value, value)
          this.list(node.body.commands)
        }
        return
      }
      case 'While':
        return this.loop([...node.clause.commands, ...node.body.commands])
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
        this.functions.set(node.name.value, node.body)
        return
      case 'Coproc':
        return this.apart(() => this.node(node.body))
      case 'TestCommand':
      case 'ArithmeticCommand':
    }
  }

  /** What is set there is set nowhere else. */
  private apart(run: () => void): void {
    const before = this.variables
    this.variables = new Map(before)
    run()
    this.variables = before
  }

  /** What is set there is perhaps set. */
  private perhaps(run: () => void): void {
    const before = new Map(this.variables)
    run()
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
    for (const name of [...names, ...statements.flatMap((statement) => [...namesSetIn(statement)])])
      this.variables.set(name, undefined)
    this.perhaps(() => this.doubting(true, () => this.list(statements)))
  }

  private command(node: Extract<CommandNode, { type: 'Command' }>): void {
    if (this.ran.length >= MOST_COMMANDS) throw new Stopped(true)
    this.uses = new Set()
    for (const one of node.prefix) if (one.type === 'Assignment' && node.name === undefined) this.assign(one)
    if (node.name === undefined) return
    const words = this.expand(node.name)
    for (const one of node.args) {
      if (one.type === 'Assignment') {
        if (SETS.has(node.name.value)) this.assign(one)
        words.push(this.literal(one.text, one.text, one.pos))
      } else words.push(...this.expand(one))
    }
    const [first, ...others] = words
    if (first === undefined) return
    const body = this.functions.get(first.value)
    if (body !== undefined) return this.call(body, others)
    if (READS.has(first.value)) for (const { value } of others) this.variables.set(value, undefined)
    if (first.value === 'source' || first.value === '.')
      for (const name of this.variables.keys()) this.variables.set(name, undefined)
    if (first.value === 'exit' && !this.isDoubtful && this.depth === 0) throw new Stopped(false)
    if (first.value === 'eval')
      return this.inWord(
        joined(others.flatMap((one, k) => (k === 0 ? [one] : [{ value: ' ', places: [one.offset, one.offset] }, one]))),
      )
    this.ran.push({
      words,
      uses: this.uses,
      start: this.at(node.pos),
      end: this.at(node.end),
      isDoubtful: this.isDoubtful,
      onlySays: SAYS.has(first.value) && !this.isPiped && !node.redirects.some(({ operator }) => /^&?>/.test(operator)),
    })
    if (!SAYS.has(first.value)) for (const word of words) if (/\skafka-|^\S*kafka-\S+\s/.test(word.value)) this.inWord(word)
  }

  /** A script in a word, such as that of `sh -c`. */
  private inWord({ value, places }: Placed): void {
    if (this.depth >= DEEPEST) throw new Stopped(true)
    const before = this.at
    this.at = (offset) => places[offset] ?? places.at(-1) ?? 0
    this.depth++
    this.apart(() => this.script(value))
    this.depth--
    this.at = before
  }

  private call(body: Body, params: readonly Placed[]): void {
    if (this.depth >= DEEPEST) throw new Stopped(true)
    const before = this.params
    this.params = params
    this.depth++
    this.node(body)
    this.depth--
    this.params = before
  }

  private assign(assignment: Assignment): void {
    const { name, value, append, index } = assignment
    const before = this.uses
    this.uses = new Set()
    this.assumes = undefined
    if (append === true || index !== undefined) this.variables.set(name, undefined)
    else if (value.type === 'Word') this.variables.set(name, this.valueOf(value))
    else
      this.variables.set(
        name,
        value.elements.flatMap((word) => this.expand(word)),
      )
    const set = this.variables.get(name)
    if (Array.isArray(set) && set.length > LONGEST) throw new Stopped(true)
    if (this.assumes === undefined) this.assumed.delete(name)
    else this.assumed.set(name, this.assumes)
    this.madeOf.set(name, new Set([...(this.madeOf.get(name) ?? []), ...this.uses]))
    const [start, end] = [this.at(assignment.pos), this.at(assignment.end)]
    this.ran.push({ words: [], uses: this.uses, start, end, isDoubtful: this.isDoubtful, onlySays: false, sets: name })
    this.uses = before
  }

  /** The words that a word becomes. */
  private expand(word: Word): Argument[] {
    const offset = this.at(word.pos)
    const part = word.parts?.length === 1 ? word.parts[0] : undefined
    const inner = part?.type === 'DoubleQuoted' && part.parts.length === 1 ? part.parts[0] : part
    const name = inner === undefined ? undefined : nameOf(inner)
    if (name === '@' || name === '*') return this.params.map((one) => ({ ...one, offset }))
    if (name !== undefined) this.use(name)
    const list = name === undefined ? undefined : this.variables.get(name)
    if (Array.isArray(list) && inner?.type === 'ParameterExpansion' && /^[@*]$/.test(inner.index?.value ?? ''))
      return list.map((one: Placed) => ({ ...one, offset }))
    this.assumes = undefined
    const { value, places } = this.valueOf(word)
    const of = { offset, ...(this.assumes !== undefined && { assumes: this.assumes }) }
    if (part === undefined || name === undefined || part !== inner) return [{ ...of, value, places }]
    return [...value.matchAll(/\S+/g)].map(({ 0: one, index }) => ({
      ...of,
      value: one,
      places: places.slice(index, index + one.length + 1),
    }))
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
        if (operation.type !== 'Default' || !/^:?[-=]$/.test(operation.operator)) return this.unknown(part.pos, part.end)
        if (this.isSet(part.parameter))
          return value.value === '' && operation.operator.startsWith(':') ? this.valueOf(operation.operand) : value
        this.assumes ??= part.parameter
        const otherwise = this.valueOf(operation.operand)
        if (operation.operator.endsWith('=')) this.variables.set(part.parameter, otherwise)
        return otherwise
      }
      default:
        return this.unknown(part.pos, part.end)
    }
  }

  private isSet(name: string): boolean {
    return /^\d+$/.test(name) ? this.params[Number(name) - 1] !== undefined : this.variables.has(name)
  }

  private use(name: string): void {
    this.uses.add(name)
    for (const one of this.madeOf.get(name) ?? []) this.uses.add(one)
  }

  private variable(name: string, { pos, end }: WordPart): Placed {
    this.use(name)
    this.assumes ??= this.assumed.get(name)
    const value = /^\d+$/.test(name) ? this.params[Number(name) - 1] : this.variables.get(name)
    if (value === undefined || !('value' in value)) return this.unknown(pos, end)
    // What it is given from elsewhere stands where it is used.
    return value.places.length > 0
      ? value
      : { ...value, places: Array.from({ length: value.value.length + 1 }, () => this.at(pos)) }
  }
}

/** Texts after each other. */
function joined(parts: readonly Placed[]): Placed {
  if (parts.reduce((sum, { value }) => sum + value.length, 0) > LONGEST) throw new Stopped(true)
  return {
    value: parts.map(({ value }) => value).join(''),
    places: [...parts.flatMap(({ value, places }) => places.slice(0, value.length)), ...(parts.at(-1)?.places.slice(-1) ?? [])],
  }
}

/** They set variables of the script. */
const SETS = new Set(['export', 'local', 'declare', 'readonly', 'typeset'])
/** They set variables to what they read. */
const READS = new Set(['read', 'mapfile', 'readarray', 'getopts', 'unset', 'printf', 'let'])
/** They print or look up what they are given. */
const SAYS = new Set([
  'echo',
  'printf',
  'cat',
  'grep',
  'egrep',
  'which',
  'type',
  'command',
  'test',
  '[',
  'alias',
  'pkill',
  'pgrep',
])

function nameOf(part: WordPart): string | undefined {
  if (part.type === 'SimpleExpansion') return part.text.slice(1)
  return part.type === 'ParameterExpansion' && part.operation === undefined && part.prefix === undefined
    ? part.parameter
    : undefined
}

function namesSetIn(node: SyntaxNode): Set<string> {
  const names = new Set<string>()
  const visit = (one: SyntaxNode): void => {
    if (one.type === 'Assignment') names.add(one.name)
    if (one.type === 'Command' && READS.has(one.name?.value ?? ''))
      for (const arg of one.args) if (arg.type === 'Word') names.add(arg.value)
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
  let isCut = false
  try {
    shell.script(text)
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    ;({ isCut } = error)
  }
  return { commands: shell.ran, functions: [...shell.functions.keys()], isCut }
}
