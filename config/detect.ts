/** Which format a text is in: by what stands in it, and by the name of the file only where that leaves it open. */
import { visit } from 'jsonc-parser'
import type { Format } from './document.ts'
import { isKeyLike, isKnown } from './keys.ts'
import type { Source } from './source.ts'

const EXPECTED =
  'a .properties file, the output of kafka-configs.sh --describe or kafka-topics.sh --describe, resources of Strimzi, ' +
  'terraform show -json of a plan, or the JSON of an AdminClient'

const LINES_SEEN = 20_000
const HEAD = 200_000

/** @throws ConfigError when it is none of the formats, saying what was expected. */
export function detectFormat(source: Source): Format {
  const first = source.text.search(/\S/)
  const byName = /\.properties$/i.test(source.file)
  if (first < 0) return byName ? 'properties' : source.fail(0, `is empty; expected ${EXPECTED}`)
  const start = source.text[first]
  if ((start === '{' || start === '[') && !source.text.startsWith('{{', first)) return jsonFormat(source, first)
  return linesFormat(source, byName) ?? source.fail(first, `is in no format that is read; expected ${hint(source) ?? EXPECTED}`)
}

function hint(source: Source): string | undefined {
  if (/^\s{0,100}(?:resource|variable|module|terraform|provider|locals)\s{1,10}["{]/m.test(source.text.slice(0, 100_000)))
    return 'terraform show -json of a plan: HCL itself is not read'
  if (/^(?:apiVersion|kind)[ \t]{0,10}:/m.test(source.text)) return 'resources of Strimzi: KafkaTopic, Kafka, KafkaNodePool'
  return undefined
}

function linesFormat(source: Source, byName: boolean): Format | undefined {
  let strimzi = false
  let properties = false
  let template = false
  for (let i = 0; i < Math.min(source.lineCount, LINES_SEEN); i++) {
    const line = source.line(i).slice(0, 1000)
    if (
      /^(?:(?:All|Dynamic) configs for [a-z-]{1,40} \S{1,300} are:|Default configs? for [a-z-]{1,40} in the cluster are:|Configs for (?:topic|broker)s?[ :])/.test(
        line,
      )
    )
      return 'kafka-configs'
    if (/^\s{0,100}Topic:\s{0,20}\S/.test(line) && /\s(?:PartitionCount|Partition):/.test(line)) return 'kafka-topics'
    if (
      /^[\s-]{0,20}(?:apiVersion\s{0,10}:\s{0,10}["']?(?:kafka|core)\.strimzi\.io\/|kind\s{0,10}:\s{0,10}["']?Kafka(?:Topic|NodePool)?["']?\s{0,10}(?:#|$))/.test(
        line,
      )
    )
      strimzi = true
    template ||= line.trimStart().startsWith('{{')
    properties ||= isProperty(line, byName)
  }
  if (strimzi) return 'strimzi'
  if (template && !properties) return undefined
  return properties && !isYaml(source) ? 'properties' : byName ? 'properties' : undefined
}

/** `apiVersion:` at the start of a line is YAML of Kubernetes, and no key of Kafka's. */
const isYaml = (source: Source): boolean => /^(?:apiVersion|kind)[ \t]{0,10}:/m.test(source.text)

function isProperty(line: string, byName: boolean): boolean {
  const [, key, separator] = /^[ \t\f]{0,100}([A-Za-z][A-Za-z0-9._-]{0,200})[ \t]{0,20}([=:])/.exec(line) ?? []
  if (key === undefined) return /^[ \t\f]{0,100}[#!]/.test(line) && byName
  return byName || isKnown(key) || (separator === '=' && isKeyLike(key))
}

/** What decides mostly stands near the start; a file is gone through once more where it does not. */
function jsonFormat(source: Source, first: number): Format {
  const { text } = source
  const heads = text.length > HEAD ? [text.slice(0, HEAD), text] : [text]
  for (const head of heads) {
    const format = formatOf(topNames(head))
    if (format !== undefined) return format
  }
  return source.fail(first, `is in no format that is read; expected ${EXPECTED}`)
}

function formatOf(names: ReadonlySet<string>): Format | undefined {
  if (names.has('resource_changes') || names.has('format_version') || names.has('planned_values')) return 'terraform'
  if (names.has('apiVersion') && names.has('kind')) return 'strimzi'
  const admin = ['resources', 'resourceType', 'configEntries', 'configs', 'configName', 'configSource', 'source', 'data']
  if (admin.some((name) => names.has(name)) || (names.has('name') && names.has('value'))) return 'admin-json'
  return undefined
}

/** Names of the outermost object, or of the first objects of the outermost array; as many as can be read. */
function topNames(text: string): ReadonlySet<string> {
  const names = new Set<string>()
  const done = new Error('enough was seen')
  let depth = 0
  let arrays = 0
  const enter = () => {
    if (++depth > 64) throw done
  }
  try {
    visit(text, {
      onObjectBegin: enter,
      onObjectEnd: () => void depth--,
      onArrayBegin: () => {
        if (depth === 0) arrays = 1
        enter()
      },
      onArrayEnd: () => void depth--,
      onObjectProperty: (name) => {
        if (depth === 1 + arrays) names.add(name)
      },
      onError: () => {
        throw done
      },
    })
  } catch (error) {
    if (error !== done) throw error
  }
  return names
}
