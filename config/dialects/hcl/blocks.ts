/** The blocks of a file of Terraform's, in HCL or in JSON, with the place of everything. */
import { items, type Json, type JsonObject, parseJson } from '../../json-tree.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { parsedHcl } from './parse.ts'
import { scanned, type ScannedBlock, type ScannedBody, type Spot } from './scan.ts'

export interface Block {
  readonly type: string
  readonly labels: readonly string[]
  /** Blocks in it are lists of objects under their type; strings are templates as they are written. */
  readonly body: JsonObject
}

export interface TerraformFile {
  readonly source: Source
  readonly blocks: readonly Block[]
  /** Outside of blocks: the values of variables, where it is a file of those. */
  readonly attributes: ReadonlyMap<string, Json>
  /** Offsets of values that are heredocs. */
  readonly heredocs: ReadonlySet<number>
  readonly again: readonly { readonly key: string; readonly at: number; readonly before: number }[]
}

/** How many labels a block of each type has. */
const LABELS: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['ephemeral', 2],
  ['variable', 1],
  ['output', 1],
  ['module', 1],
  ['provider', 1],
  ['check', 1],
  ['locals', 0],
  ['terraform', 0],
  ['moved', 0],
  ['import', 0],
  ['removed', 0],
])

export const isBlockType = (type: string): boolean => LABELS.has(type)

/** A string says why it cannot be read. @throws ConfigError when it is neither HCL nor JSON. */
export function* blocksOf(source: Source): Steps<TerraformFile | string> {
  if (/\.json$/i.test(source.file) || /^\s*\{/.test(source.text)) return blocksOfJson(source)
  const parsed = yield* parsedHcl(source)
  if ('why' in parsed) return parsed.why
  if ('fault' in parsed) {
    const { line, column, message } = parsed.fault
    return source.fail(source.lineStart(line - 1) + column - 1, `is not HCL: ${message}`)
  }
  const body = scanned(source.text)
  const heredocs = new Set<number>()
  const again: TerraformFile['again'][number][] = []
  const joined = new Join(source, heredocs, again)
  const counts = new Map<string, number>()
  const blocks = body.blocks.map((block): Block => {
    const id = [block.type, ...block.labels].join('\0')
    const at = counts.get(id) ?? 0
    counts.set(id, at + 1)
    let value: unknown = parsed.body[block.type]
    for (const label of block.labels) value = memberOf(value, label)
    return { type: block.type, labels: block.labels, body: joined.body(Array.isArray(value) ? value[at] : undefined, block) }
  })
  const attributes = new Map([...body.attributes].map(([name, spot]) => [name, joined.value(parsed.body[name], spot)] as const))
  return { source, blocks, attributes, heredocs, again }
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined

/** Values of the library with the places of the text. */
class Join {
  private readonly source: Source
  private readonly heredocs: Set<number>
  private readonly again: TerraformFile['again'][number][]

  constructor(source: Source, heredocs: Set<number>, again: TerraformFile['again'][number][]) {
    this.source = source
    this.heredocs = heredocs
    this.again = again
  }

  body(value: unknown, { at, end, body }: { at: number; end: number; body: ScannedBody }): JsonObject {
    const members = new Map<string, Json>()
    for (const [name, spot] of body.attributes) members.set(name, this.value(memberOf(value, name), spot))
    const byType = new Map<string, ScannedBlock[]>()
    for (const block of body.blocks) byType.set(block.type, [...(byType.get(block.type) ?? []), block])
    for (const [type, blocks] of byType) {
      const counts = new Map<string, number>()
      const of = blocks.map((block): Json => {
        const id = block.labels.join('\0')
        const nth = counts.get(id) ?? 0
        counts.set(id, nth + 1)
        let inner = memberOf(value, type)
        for (const label of block.labels) inner = memberOf(inner, label)
        return this.body(Array.isArray(inner) ? inner[nth] : undefined, block)
      })
      members.set(type, { kind: 'array', offset: blocks[0]?.at ?? at, items: of })
    }
    return { kind: 'object', offset: at, end, members }
  }

  /** What the library and the text do not agree on is an expression, and not read. */
  value(value: unknown, spot: Spot): Json {
    const { at, end } = spot
    if (spot.isHeredoc === true) this.heredocs.add(at)
    if (value === null) return { kind: 'null', offset: at, text: 'null' }
    if (typeof value === 'string') return { kind: 'string', offset: at, text: value }
    if (typeof value === 'boolean') return { kind: 'boolean', offset: at, text: String(value) }
    if (typeof value === 'number') {
      // As it is written: the library has it as a number of JavaScript's.
      const text = this.source.text.slice(at, end)
      const isWritten = /^-?\d+(?:\.\d+)?$/.test(text)
      if (isWritten || Number.isSafeInteger(value)) return { kind: 'number', offset: at, text: isWritten ? text : String(value) }
    }
    if (Array.isArray(value)) return { kind: 'array', offset: at, items: value.map((item) => this.value(item, { at, end })) }
    if (typeof value !== 'object') return { kind: 'string', offset: at, text: '${…}' }
    this.again.push(...(spot.again ?? []))
    const names = [...new Set([...(spot.members?.keys() ?? []), ...Object.keys(value)])].filter((name) =>
      Object.hasOwn(value, name),
    )
    const members = new Map(
      names.map((name) => [name, this.value(memberOf(value, name), spot.members?.get(name) ?? { at, end })]),
    )
    return { kind: 'object', offset: at, end, members }
  }
}

/** https://developer.hashicorp.com/terraform/language/syntax/json: blocks are objects, or lists of them, under their type and labels. */
function blocksOfJson(source: Source): TerraformFile {
  const root = parseJson(source)
  if (root.kind !== 'object') source.fail(root.offset, 'is not an object, as a file of Terraform’s in JSON is')
  const blocks: Block[] = []
  const attributes = new Map<string, Json>()
  const open = (type: string, labels: readonly string[], node: Json): void => {
    if (node.kind === 'array') for (const item of items(node)) open(type, labels, item)
    else if (node.kind !== 'object') attributes.set(type, node)
    else if (labels.length >= (LABELS.get(type) ?? 0)) blocks.push({ type, labels, body: node })
    else for (const [label, inner] of node.members) open(type, [...labels, label], inner)
  }
  const isOfVariables = /\.tfvars\.json$/i.test(source.file)
  for (const [type, node] of root.members)
    if (isOfVariables) attributes.set(type, node)
    else if (type !== '//') open(type, [], node)
  return { source, blocks, attributes, heredocs: new Set(), again: [] }
}
