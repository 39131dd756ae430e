/** YAML with limits: no aliases beyond a few, no depth, no quadratic checks; and maps in which a key stands once. */
import { Composer, isAlias, isMap, isScalar, isSeq, Lexer, Parser, visit } from 'yaml'
import type { Alias, Document, Node, Pair, Scalar, YAMLMap } from 'yaml'
import type { Source } from './source.ts'
import { STEP, type Steps } from './steps.ts'

const DEEPEST = 64
const MOST_TOKENS = 1_000_000
const MOST_ALIASES = 100
const LONGEST_LINE = 1_000_000

/** What a map holds under a key. */
export interface Member {
  readonly key: Node
  readonly value: Node | undefined
}

/** @throws ConfigError when it is not YAML, or beyond the limits. */
export function* parseYaml(source: Source): Steps<YamlFile> {
  return new YamlFile(source, yield* documentsOf(source))
}

export class YamlFile {
  readonly source: Source
  readonly roots: readonly Node[]
  private readonly targets = new Map<Alias, Node>()
  private readonly maps = new Map<YAMLMap, ReadonlyMap<string, Member>>()
  private readonly open = new Set<YAMLMap>()

  /** @throws ConfigError when an alias has no anchor. */
  constructor(source: Source, documents: readonly Document[]) {
    this.source = source
    for (const document of documents) this.resolveAliases(document)
    this.roots = documents.flatMap((document) => (document.contents === null ? [] : [document.contents]))
  }

  /** Offset of the text of a node: inside the quotes, or on the first line of a block. */
  offset(node: Node): number {
    const start = node.range?.[0] ?? 0
    if (!isScalar(node)) return start
    if (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') return start + 1
    if (node.type !== 'BLOCK_LITERAL' && node.type !== 'BLOCK_FOLDED') return start
    const header = /[^\r\n]*[\r\n]\s*/y
    header.lastIndex = start
    return header.test(this.source.text) ? header.lastIndex : start
  }

  /** What an alias stands for; any other node is itself. */
  target(node: Node | undefined): Node | undefined {
    return isAlias(node) ? this.targets.get(node) : node
  }

  /** Members of a map in order, merged ones (`<<`) after its own; undefined when it is not a map. @throws ConfigError. */
  members(given: Node | undefined): ReadonlyMap<string, Member> | undefined {
    const node = this.target(given)
    if (!isMap(node)) return undefined
    const known = this.maps.get(node)
    if (known !== undefined) return known
    if (this.open.has(node)) return this.source.fail(this.offset(node), 'merges a map into itself')
    this.open.add(node)
    const members = this.read(node)
    this.open.delete(node)
    this.maps.set(node, members)
    return members
  }

  /** Items of a sequence; undefined when it is not one. */
  items(given: Node | undefined): readonly Node[] | undefined {
    const node = this.target(given)
    return isSeq<Node>(node) ? node.items : undefined
  }

  private read(map: YAMLMap): ReadonlyMap<string, Member> {
    const members = new Map<string, Member>()
    const merged: Node[] = []
    for (const { key, value } of map.items as Pair<Node | null, Node | null>[]) {
      const name = this.target(key ?? undefined)
      if (!isScalar(name)) continue
      const text = scalarText(name)
      if (text === '<<' && name.type === 'PLAIN') {
        if (value !== null) merged.push(value)
        continue
      }
      if (members.has(text)) this.source.fail(this.offset(name), 'has a key of this map a second time')
      members.set(text, { key: name, value: value ?? undefined })
    }
    for (const node of merged)
      for (const from of this.items(node) ?? [node])
        for (const [name, member] of this.members(from) ?? []) if (!members.has(name)) members.set(name, member)
    return members
  }

  private resolveAliases(document: Document): void {
    const anchors = new Map<string, Node>()
    visit(document, {
      Alias: (_, alias) => {
        const target = anchors.get(alias.source)
        if (target === undefined) this.source.fail(alias.range?.[0] ?? 0, 'has an alias of no anchor before it')
        else this.targets.set(alias, target)
      },
      Value: (_, node) => {
        if (node.anchor !== undefined) anchors.set(node.anchor, node)
      },
    })
  }
}

/** Text of a scalar as Kubernetes hands it on: numbers and booleans as written, the words for booleans of YAML 1.1 as such. */
export function scalarText(node: Scalar): string {
  const { value, source } = node
  if (typeof value === 'string') {
    if (node.type !== 'PLAIN') return value
    return /^(?:yes|Yes|YES|on|On|ON)$/.test(value) ? 'true' : /^(?:no|No|NO|off|Off|OFF)$/.test(value) ? 'false' : value
  }
  if (typeof value === 'number' && Number.isInteger(value) && /[eE.]/.test(source ?? '') && node.type === 'PLAIN')
    return /^-?\d+\.\d+$/.test(source ?? '') ? (source ?? '') : String(value)
  return source ?? String(value)
}

function* documentsOf(source: Source): Steps<Document[]> {
  for (let line = 0; line < source.lineCount; line++)
    if (source.line(line).length > LONGEST_LINE)
      source.fail(source.lineStart(line), `has a line of more than ${LONGEST_LINE} characters`)
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: 'silent', version: '1.2', merge: false })
  const documents: Document[] = []
  const take = (composed: Iterable<Document>): void => {
    for (const document of composed) {
      const [error] = document.errors
      if (error !== undefined) failAt(source, error.pos[0], error.code)
      documents.push(document)
    }
  }
  const parser = new Parser()
  let tokens = 0
  let aliases = 0
  // To YAML a CR alone ends a line, to the lexer it does not.
  for (const lexeme of new Lexer().lex(source.text.replace(/\r(?!\n)/g, '\n'))) {
    if (++tokens > MOST_TOKENS) source.fail(parser.offset, `has more than ${MOST_TOKENS} tokens of YAML`)
    if (tokens % STEP === 0) yield
    if (lexeme.startsWith('*') && ++aliases > MOST_ALIASES) source.fail(parser.offset, `has more than ${MOST_ALIASES} aliases`)
    for (const token of parser.next(lexeme)) take(composer.next(token))
    if (parser.stack.length > DEEPEST) source.fail(parser.offset, `is nested more than ${DEEPEST} deep`)
  }
  for (const token of parser.end()) take(composer.next(token))
  take(composer.end())
  return documents
}

/** What is wrong, in words that quote nothing. */
const REASONS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab is used as indentation',
  BAD_INDENT: 'the indentation is wrong',
  MISSING_CHAR: 'a quote, bracket, comma or colon is missing',
  MULTILINE_IMPLICIT_KEY: 'a key goes over more than one line',
  BLOCK_AS_IMPLICIT_KEY: 'a key is not followed by a value on its level',
  BAD_ALIAS: 'an alias or anchor is malformed',
  BAD_DQ_ESCAPE: 'an escape in double quotes is unknown',
}

/** @throws ConfigError: what a template leaves is seldom YAML, so that is said first. */
function failAt(source: Source, offset: number, code: string): never {
  const template = source.text.search(/^[^#\n]{0,2000}\{\{/m) < 0 ? -1 : source.text.indexOf('{{')
  if (template >= 0) failTemplate(source, template)
  return source.fail(Math.min(offset, source.text.length), `is not YAML: ${REASONS[code] ?? 'what stands here is out of place'}`)
}

/** @throws ConfigError: Helm and the like. */
export function failTemplate(source: Source, offset: number): never {
  return source.fail(offset, 'is a template ({{ … }}), not YAML: give what it renders to, such as the output of helm template')
}

export { isMap, isScalar, isSeq }
