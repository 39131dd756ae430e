/** What `kafka-reassign-partitions.sh --reassignment-json-file` takes, and `--generate` and `--execute` print. */
import type { Place } from './document.ts'
import { type Json, member, parseJson } from './json-tree.ts'
import { Source } from './source.ts'

export interface PlannedPartition {
  readonly topic: string
  readonly partition: number
  /** In the order of the plan: the first is the preferred leader. */
  readonly replicas: readonly number[]
  readonly place: Place
}

/** @throws ConfigError when the text is no such plan. */
export function readReassignmentPlan(file: string, text: string): readonly PlannedPartition[] {
  const source = new Source(file, text)
  const root = parseJson(source)
  const version = root.kind === 'object' ? member(root, 'version') : undefined
  const list = root.kind === 'object' ? member(root, 'partitions') : undefined
  if (list?.kind !== 'array')
    return source.fail(root.offset, 'is no plan of kafka-reassign-partitions: it has no list of "partitions"')
  if (version !== undefined && !(version.kind === 'number' && version.text === '1'))
    source.fail(version.offset, 'has another "version" than 1')
  const seen = new Set<string>()
  return list.items.map((item): PlannedPartition => {
    const topic = member(item, 'topic')
    if (topic?.kind !== 'string') return source.fail(item.offset, 'has a partition without "topic"')
    const replicas = member(item, 'replicas')
    if (replicas?.kind !== 'array' || replicas.items.length === 0)
      return source.fail(item.offset, 'has a partition without "replicas"')
    const partition = integer(source, 'partition', member(item, 'partition') ?? item)
    const ids = replicas.items.map((id) => integer(source, 'replica', id))
    if (new Set(ids).size < ids.length) source.fail(replicas.offset, 'names a replica twice')
    const name = `${topic.text} ${partition}`
    if (seen.has(name)) source.fail(item.offset, 'names a partition twice')
    seen.add(name)
    return { topic: topic.text, partition, replicas: ids, place: source.place(item.offset) }
  })
}

function integer(source: Source, what: string, json: Json): number {
  if (json.kind !== 'number' || !/^\d{1,9}$/.test(json.text))
    return source.fail(json.offset, `has a ${what} that is not a whole number`)
  return Number(json.text)
}
