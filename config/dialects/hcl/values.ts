/** What expressions come to that files alone settle: literals, and variables and locals that have one. */
import { items, type Json, member } from '../../json-tree.ts'
import type { Place } from '../../document.ts'
import type { TerraformFile } from './blocks.ts'

/** What is not settled: flagged in a tree like that of the values, with why by the offset of its flag. */
export interface Settled {
  /** Without what is not settled. */
  readonly values: Json | undefined
  readonly unknown: Json | undefined
}

/** Where the value of a variable stands, which Terraform may be given another for. */
export interface UsedVariable {
  readonly name: string
  readonly place: Place
}

interface Found {
  readonly node: Json
  readonly file: TerraformFile
}

const REFERENCE = /^\s*(var|local)\.([\w-]{1,100})((?:\.[\w-]{1,100}|\["[^"\\$%]{1,100}"\])*)\s*$/
const DEEPEST = 20

export class Values {
  /** By the offset of its flag, why something is not settled: after "is". */
  readonly why = new Map<number, string>()
  /** Variables that were used since it was last asked for. */
  private used: UsedVariable[] = []
  private readonly variables = new Map<string, Found[]>()
  private readonly locals = new Map<string, Found[]>()
  private readonly given = new Map<string, Found>()
  /** Variables with a value in a file that Terraform reads only where it is named. */
  private readonly named = new Map<string, Place>()

  /** @param ofVariables in the order in which Terraform takes them, the strongest last. */
  constructor(files: readonly TerraformFile[], ofVariables: readonly TerraformFile[], named: readonly TerraformFile[]) {
    const add = (to: Map<string, Found[]>, name: string, found: Found) => to.set(name, [...(to.get(name) ?? []), found])
    for (const file of files)
      for (const { type, labels, body } of file.blocks)
        if (type === 'variable') add(this.variables, labels[0] ?? '', { node: body, file })
        else if (type === 'locals') for (const [name, node] of body.members) add(this.locals, name, { node, file })
    for (const file of ofVariables) for (const [name, node] of file.attributes) this.given.set(name, { node, file })
    for (const { attributes, source } of named)
      for (const [name, node] of attributes) this.named.set(name, source.place(node.offset))
  }

  /** Takes what was used since the last time. */
  takeUsed(): readonly UsedVariable[] {
    const used = this.used
    this.used = []
    return used
  }

  /** What a value comes to, all of it placed where it stands in the file of `node`. */
  settled(node: Json | undefined): Settled {
    return node === undefined ? { values: undefined, unknown: undefined } : this.settle(node, 0)
  }

  /** A text in which what is not settled stays as it is written. */
  partly(text: string): string {
    return text.replace(/(?<!\$)\$\{([^{}"]{1,200})\}/g, (whole, expression: string) => {
      const found = REFERENCE.test(expression) ? this.reference(expression, 0) : undefined
      const value = found !== undefined && typeof found !== 'string' ? textOf(found) : undefined
      return value ?? whole
    })
  }

  private settle(node: Json, depth: number): Settled {
    if (node.kind === 'string') {
      const came = this.template(node.text, node.offset, depth)
      if (typeof came !== 'string') return { values: came, unknown: undefined }
      this.why.set(node.offset, came)
      return { values: undefined, unknown: flag(node.offset) }
    }
    if (node.kind === 'array') {
      const all = node.items.map((item) => this.settle(item, depth))
      const nothing = (): Json => ({ kind: 'null', offset: node.offset, text: 'null' })
      return {
        values: { ...node, items: all.map(({ values }) => values ?? nothing()) },
        unknown: all.some(({ unknown }) => unknown !== undefined)
          ? { ...node, items: all.map(({ unknown }) => unknown ?? nothing()) }
          : undefined,
      }
    }
    if (node.kind !== 'object') return { values: node, unknown: undefined }
    if ([...node.members.keys()].some((key) => /[$%]\{/.test(key))) {
      this.why.set(node.offset, 'an object with a key that Terraform works out')
      return { values: undefined, unknown: flag(node.offset) }
    }
    const all = [...node.members].map(([name, value]) => [name, this.settle(value, depth)] as const)
    const only = (part: 'values' | 'unknown') =>
      new Map(all.flatMap(([name, came]) => (came[part] === undefined ? [] : [[name, came[part]] as const])))
    const unknown = only('unknown')
    return {
      values: { ...node, members: only('values') },
      unknown: unknown.size === 0 ? undefined : { ...node, members: unknown },
    }
  }

  /** A string is why it is not settled. */
  private template(text: string, offset: number, depth: number): Json | string {
    const [, only] = /^\$\{([^{}]*)\}$/.exec(text) ?? []
    if (only !== undefined) {
      const found = this.reference(only, depth)
      return typeof found === 'string' ? found : placed(found, offset)
    }
    let settled = ''
    for (const [part] of text.matchAll(/\$\$\{|%%\{|\$\{[^{}]*\}|[$%]\{|[^$%]+|[$%]/g)) {
      if (part === '%{' || part === '${') return describedWhole(text)
      if (part === '$${' || part === '%%{') settled += part.slice(1)
      else if (part.startsWith('${')) {
        const found = this.reference(part.slice(2, -1), depth)
        if (typeof found === 'string') return `a text with ${found}`
        const value = textOf(found)
        if (value === undefined) return describedWhole(text)
        settled += value
      } else settled += part
    }
    return { kind: 'string', offset, text: settled }
  }

  private reference(expression: string, depth: number): Json | string {
    const [, kind, name, path] = REFERENCE.exec(expression) ?? []
    if (name === undefined || path === undefined) return described(expression)
    const what = `${kind ?? ''}.${name}`
    if (depth > DEEPEST) return `${what}, which is of itself`
    const found = kind === 'var' ? this.variable(name) : this.local(name)
    if (typeof found === 'string') return found
    const { values, unknown } = this.settle(found.node, depth + 1)
    if (values === undefined || unknown !== undefined) return `${what}, which Terraform works out`
    let node: Json | undefined = values
    for (const [, plain, quoted] of path.matchAll(/\.([\w-]+)|\["([^"]+)"\]/g)) node = member(node, plain ?? quoted ?? '')
    if (node === undefined) return `${what}${path}, which is not there`
    if (kind === 'var') this.used.push({ name, place: found.file.source.place(found.node.offset) })
    return node
  }

  private variable(name: string): Found | string {
    const named = this.named.get(name)
    if (named !== undefined)
      return `var.${name}, which has a value in ${named.file}:${named.line} that Terraform takes only where -var-file names the file`
    const [block, second] = this.variables.get(name) ?? []
    if (block === undefined) return `var.${name}, which no file given has`
    if (second !== undefined) return `var.${name}, which there is twice`
    const hides = member(block.node, 'sensitive')
    if (hides !== undefined && !(hides.kind === 'boolean' && hides.text === 'false')) return `var.${name}, which is sensitive`
    const given = this.given.get(name)
    if (given !== undefined) return given
    const value = member(block.node, 'default')
    return value === undefined
      ? `var.${name}, which has no default, and no value in a file given`
      : { node: value, file: block.file }
  }

  private local(name: string): Found | string {
    const [found, second] = this.locals.get(name) ?? []
    if (found === undefined) return `local.${name}, which no file given has`
    return second === undefined ? found : `local.${name}, which there is twice`
  }
}

const flag = (offset: number): Json => ({ kind: 'boolean', offset, text: 'true' })

const textOf = (node: Json): string | undefined =>
  node.kind === 'string' || node.kind === 'number' || node.kind === 'boolean' ? node.text : undefined

/** What stands elsewhere, as if it stood here. */
function placed(node: Json, offset: number): Json {
  if (node.kind === 'array') return { ...node, offset, items: items(node).map((item) => placed(item, offset)) }
  if (node.kind !== 'object') return { ...node, offset }
  return {
    ...node,
    offset,
    end: offset,
    members: new Map([...node.members].map(([name, value]) => [name, placed(value, offset)])),
  }
}

/** An expression in a message: what it refers to, or what it calls; nothing else, which may hold a secret. */
export function described(expression: string): string {
  const text = expression.trim()
  if (/^[a-z_][\w-]*(?:\.[\w*-]+|\[(?:\d+|\*|each\.key|count\.index)\])+$/i.test(text) && text.length <= 80)
    return `${text}, which Terraform works out`
  const [, called] = /^([a-z_]\w{0,40})\(/.exec(text) ?? []
  return called === undefined ? 'an expression that Terraform works out' : `${called}(…), which Terraform works out`
}

const describedWhole = (text: string): string => {
  const [, only] = /^\$\{(.*)\}$/s.exec(text) ?? []
  return only === undefined ? 'a text with an expression that Terraform works out' : described(only)
}
