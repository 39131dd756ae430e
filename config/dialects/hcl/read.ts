/**
 * Terraform’s files as they are written: what is wanted, not what is there. What literals settle is read; what Terraform works out is said,
 * with its place, and is in a plan.
 */
import { note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import { joinedContent } from '../../content.ts'
import type { Content, Notice, TopicConfig } from '../../document.ts'
import { decoded, inLines, inString } from '../../embedded.ts'
import { items, type Json, type JsonLiteral, type JsonObject, member } from '../../json-tree.ts'
import { isKnown, isLikeSetting, speaksOfReplication } from '../../keys.ts'
import { Source } from '../../source.ts'
import { STEP, type Steps } from '../../steps.ts'
import { type Given, mskCluster, mskConfiguration, topicOf } from '../terraform/mapping.ts'
import { mayMatter, TOPIC_RESOURCES } from '../terraform/resources.ts'
import { type Block, blocksOf, isBlockType, type TerraformFile } from './blocks.ts'
import { described, Values } from './values.ts'

const MAY_MATTER = /kafka|msk|confluent|aiven|strimzi|redpanda/i
const PLAN = 'terraform plan -out=tfplan && terraform show -json tfplan > plan.json'

/** @throws ConfigError when it is neither HCL nor JSON. */
export function* readHcl(source: Source): Steps<Content> {
  const file = yield* blocksOf(source)
  if (typeof file === 'string')
    return notRead(
      source,
      `HCL is not read${file === '' ? '' : `, since it ${file}`}: give the plan that it comes to, made by ${PLAN}`,
    )
  if (isOfVariables(source.file)) return variablesContent(source)
  const folder = yield* folderOf(file)
  const reading = new Reading(file, folder)
  yield* reading.blocks()
  return reading.content()
}

const isOfVariables = (name: string): boolean => /\.tfvars(?:\.json)?$/i.test(name)

/** Nothing of a file is read. What bears on nothing of Kafka leaves nothing open. */
function notRead(source: Source, message: string): Content {
  const lines = Array.from({ length: Math.min(source.lineCount, 50_000) }, (_, i) => source.line(i, 1000))
  const matters = lines.findIndex((line) => !/^\s*(?:#|\/\/)/.test(line) && (MAY_MATTER.test(line) || speaksOfReplication(line)))
  const notice = { message, place: source.place(matters < 0 ? 0 : source.lineStart(matters)) }
  const isOpen = matters >= 0 || lines.length < source.lineCount
  return { entries: [], topics: [], complete: false, unread: isOpen ? [notice] : [], notices: isOpen ? [] : [notice] }
}

/** The files of its folder that were given: they are one module. */
interface Folder {
  readonly values: Values
  readonly hasConfigurations: boolean
  /** Files beside it that could not be read. */
  readonly unread: readonly string[]
}

const ASKS = /\b(?:var|local)\.|aws_msk_cluster/
const ANSWERS = /\b(?:variable|locals|aws_msk_configuration)\b/

function* folderOf(file: TerraformFile): Steps<Folder> {
  const all = [file]
  const ofVariables = new Map<string, TerraformFile>()
  const unread: string[] = []
  for (const [name, { file: shownName, text }] of file.source.beside) {
    // What has nothing that is asked for need not be parsed, once for each file of a large folder.
    if (!ASKS.test(file.source.text) || (!isOfVariables(name) && !ANSWERS.test(text))) continue
    const other = yield* blocksOf(new Source(shownName, text))
    if (typeof other === 'string') unread.push(shownName)
    else if (isOfVariables(name)) ofVariables.set(name, other)
    else all.push(other)
  }
  // https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
  const isTaken = (name: string): boolean => /^terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(name)
  const rank = (name: string): string => `${name === 'terraform.tfvars' ? 0 : name === 'terraform.tfvars.json' ? 1 : 2} ${name}`
  const taken = [...ofVariables].filter(([name]) => isTaken(name)).toSorted(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
  const named = [...ofVariables].filter(([name]) => !isTaken(name))
  const values = new Values(
    all,
    taken.map(([, one]) => one),
    named.map(([, one]) => one),
  )
  const hasConfigurations = all.some(({ blocks }) =>
    blocks.some(({ type, labels }) => type === 'resource' && labels[0] === 'aws_msk_configuration'),
  )
  return { values, hasConfigurations, unread }
}

/** Values of variables say nothing without the files that use them; with one of those, what they come to is said there. */
function variablesContent(source: Source): Content {
  return [...source.beside.keys()].some((name) => !isOfVariables(name))
    ? joinedContent([])
    : notRead(
        source,
        'it gives values to variables, and no .tf file beside it uses them: give that too, or the plan that they come to',
      )
}

class Reading {
  private readonly source: Source
  private readonly file: TerraformFile
  private readonly folder: Folder
  private readonly topics: TopicConfig[] = []
  private readonly parts: Content[] = []
  private readonly unread: Notice[] = []
  private readonly notices: Notice[] = []

  constructor(file: TerraformFile, folder: Folder) {
    this.source = file.source
    this.file = file
    this.folder = folder
  }

  *blocks(): Steps<void> {
    const { source, file } = this
    if (/(?:^|[/\\]|_)override\.tf(?:\.json)?$/.test(source.file))
      this.open('it changes what other files say, and is not read', 0)
    for (const [name, node] of file.attributes)
      this.open(
        `${/^\w{1,40}$/.test(name) ? shown(name) : 'a name here'} stands outside of blocks, which Terraform refuses`,
        node.offset,
      )
    for (const { key, at, before } of file.again)
      if (isKnown(key) || isLikeSetting(key))
        note(this.notices, {
          message: `${shown(key)} is given again: the last counts, not line ${source.place(before).line}`,
          place: source.place(at),
          also: source.place(before),
        })
    for (const name of this.folder.unread) this.open(`${name}, beside it, is not read`, 0)
    const addresses = new Set<string>()
    for (const [i, block] of file.blocks.entries()) {
      if (i % STEP === STEP - 1) yield
      const { type, labels, body } = block
      const what = [type, ...labels].map((word) => (/^[\w.-]{1,60}$/.test(word) ? word : '…')).join('.')
      if (type === 'module') this.open(`module ${what.slice(7)} is not read: what it makes is not in this file`, body.offset)
      else if (type === 'removed' && MAY_MATTER.test(this.textOf(body)))
        this.open('a resource is removed, and what becomes of it is not read', body.offset)
      else if (!isBlockType(type)) this.open(`a block of type ${shown(type)} is none of Terraform’s, and not read`, body.offset)
      else if (type === 'resource') {
        if (addresses.has(what)) this.open(`${what.slice(9)} is there twice, which Terraform refuses`, body.offset)
        addresses.add(what)
        yield* this.resource(block, what.slice(9))
      }
    }
  }

  content(): Content {
    const { topics, unread, notices, source } = this
    const rest = joinedContent(this.parts)
    const all = [...unread, ...(rest.unread ?? [])]
    // Once for all of them.
    if (all.length > 0)
      note(notices, {
        message: `what is not read here is in the plan that ${PLAN} makes`,
        place: all[0]?.place ?? source.place(0),
      })
    return { ...rest, topics, unread: all, notices: [...notices, ...rest.notices] }
  }

  private open(message: string, offset: number): void {
    note(this.unread, { message, place: this.source.place(offset) })
  }

  private textOf(body: JsonObject): string {
    return this.source.text.slice(body.offset, body.end)
  }

  private *resource({ labels, body }: Block, address: string): Steps<void> {
    const { source } = this
    const type = labels[0] ?? ''
    const topic = TOPIC_RESOURCES.get(type)
    const isRead = topic !== undefined || type === 'aws_msk_configuration' || type === 'aws_msk_cluster'
    if (!isRead) {
      if (mayMatter(type, () => this.textOf(body)))
        this.open(`${shown(address)} is not read: nothing is known of resources of its type`, body.offset)
      return
    }
    for (const many of ['count', 'for_each']) {
      const given = member(body, many)
      if (given === undefined) continue
      this.open(`${shown(address)} is not read: ${many} says how many there are, and Terraform works that out`, given.offset)
      return
    }
    const dynamic = member(body, 'dynamic')
    if (dynamic !== undefined) {
      this.open(`${shown(address)} is not read: a dynamic block is what Terraform works out`, dynamic.offset)
      return
    }
    for (const lifecycle of blocksIn(member(body, 'lifecycle'))) {
      const ignored = member(lifecycle, 'ignore_changes')
      if (ignored !== undefined && /all|config|replication|server_properties|kafka_version/.test(this.textAround(ignored)))
        this.open(
          `lifecycle of ${shown(address)} leaves what is there as it is: this file does not say what that is`,
          ignored.offset,
        )
    }
    const name = topic?.name
    const wanted = topic === undefined ? OF_MSK : [topic.name, topic.factor ?? '', 'config']
    const given = this.given(body, address, wanted, topic?.isBlock === true)
    if (name !== undefined) {
      const flag = member(given.unknown, name)
      if (flag !== undefined)
        note(this.notices, {
          message: `${shown(address)} stands for its name, which ${given.whyNot(flag).message.replace(', and left out', '')}`,
          place: source.place(flag.offset),
        })
    }
    if (topic !== undefined) this.topics.push(topicOf(source, given, topic, { notices: this.notices, unread: this.unread }))
    else if (type === 'aws_msk_configuration')
      this.parts.push(yield* mskConfiguration(source, given, (properties) => this.inner(properties)))
    else this.parts.push(mskCluster(source, given.values))
    this.sayUsed(address, body.offset)
    if (topic !== undefined) return
    for (const key of ['kafka_version', 'kafka_versions']) {
      const flag = member(given.unknown, key)
      if (flag !== undefined) this.open(`${key} of ${shown(address)} ${given.whyNot(flag).message}`, flag.offset)
    }
    if (type === 'aws_msk_cluster' && !this.folder.hasConfigurations)
      this.open(`the configuration of ${shown(address)} is not in the files given, and not read`, body.offset)
  }

  /** What is wanted of a resource with what literals settle; other attributes as they are written. */
  private given(body: JsonObject, address: string, wanted: readonly string[], isBlock: boolean): Given {
    const members = new Map<string, Json>(body.members)
    const unknown = new Map<string, Json>()
    for (const name of wanted) {
      const node = members.get(name)
      if (node === undefined) continue
      // Of server_properties each key is told apart.
      if (name === 'server_properties' && node.kind === 'string' && this.isSettledByLine(node.text)) continue
      // In JSON one block need not be in a list.
      const listed: Json =
        isBlock && name === 'config' && node.kind === 'object' ? { kind: 'array', offset: node.offset, items: [node] } : node
      const { values, unknown: flags } = this.folder.values.settled(listed)
      if (values === undefined) members.delete(name)
      else members.set(name, values)
      if (flags !== undefined) unknown.set(name, flags)
      if (flags !== undefined && name === 'kafka_versions') members.delete(name)
    }
    return {
      address: { kind: 'string', offset: body.offset, text: address },
      values: { ...body, members },
      unknown: unknown.size === 0 ? undefined : { ...body, members: unknown },
      whyNot: (flag) =>
        flag === undefined
          ? { message: 'is not given' }
          : { message: `is ${this.folder.values.why.get(flag.offset) ?? described('')}, and left out`, offset: flag.offset },
    }
  }

  /** Whether every template in a text of properties stands in the value of a key, and is no more than a reference. */
  private isSettledByLine(text: string): boolean {
    return (
      !text.includes('%{') &&
      text.split('\n').every((line) => /^[^$]*$|^\s*#|^[^$=:]*[=:](?:[^$]|\$\{[\w.[\]"-]+\})*$/.test(line))
    )
  }

  /** server_properties as a file of its own, with variables in it that are settled. */
  private inner(properties: JsonLiteral): Source {
    const { source, file } = this
    const text = this.folder.values.partly(properties.text)
    if (file.heredocs.has(properties.offset)) return inLines(source, text, source.place(properties.offset).line)
    return text === properties.text && source.text.startsWith(text.slice(0, 5), properties.offset)
      ? inString(source, text, properties.offset)
      : decoded(source, text, properties.offset)
  }

  private sayUsed(address: string, offset: number): void {
    const said = new Set<string>()
    for (const { name, place } of this.folder.values.takeUsed()) {
      if (said.has(name)) continue
      said.add(name)
      note(this.notices, {
        message: `${shown(address)} has var.${shown(name)} from ${place.file}:${place.line}, unless -var, TF_VAR_${shown(name)} or another file of variables says something else`,
        place: this.source.place(offset),
      })
    }
  }

  private textAround(node: Json): string {
    return this.source.text.slice(node.offset, node.offset + 500).split(/[}\n]\s*[}\n]/)[0] ?? ''
  }
}

const OF_MSK = ['server_properties', 'kafka_versions', 'kafka_version', 'number_of_broker_nodes']

const blocksIn = (node: Json | undefined): readonly Json[] => (node?.kind === 'object' ? [node] : items(node))
