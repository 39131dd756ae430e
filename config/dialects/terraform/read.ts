/** A plan as `terraform show -json` prints it: resources `kafka_topic` of the provider Mongey/kafka, before or after the plan. */
import { Entries, note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import type { Content, Notice, PlanSide, TopicConfig } from '../../document.ts'
import { firstMember, isTrue, items, type Json, member, parseJson } from '../../json-tree.ts'
import type { Source } from '../../source.ts'
import { STEP, type Steps } from '../../steps.ts'

/** @throws ConfigError. */
export function* readTerraform(source: Source, side: PlanSide): Steps<Content> {
  const root = parseJson(source)
  const version = firstMember(root, ['format_version'])
  if (version === undefined) source.fail(root.offset, 'has no format_version, which terraform show -json gives')
  if (!/^1(?:\.\d{1,6}){0,2}$/.test(version.text))
    source.fail(version.offset, `has format_version ${shown(version.text)}; only 1.x can be read`)
  const changes = member(root, 'resource_changes')
  if (changes === undefined && member(root, 'planned_values') === undefined)
    source.fail(root.offset, 'has no resource_changes: give what terraform show -json prints of a plan, not of a state')
  const notices: Notice[] = []
  const topics: TopicConfig[] = []
  for (const [i, change] of items(changes).entries()) {
    if (i % STEP === STEP - 1) yield
    const type = firstMember(change, ['type'])
    if (type?.text === 'kafka_topic' && firstMember(change, ['mode'])?.text !== 'data') {
      const topic = topicOf(source, change, side, notices)
      if (topic !== undefined) topics.push(topic)
    } else if (type?.text.includes('kafka_topic'))
      note(notices, { message: `resources of type ${shown(type.text)} are not read`, place: source.place(type.offset) })
  }
  return { entries: [], topics, complete: false, notices }
}

function topicOf(source: Source, resource: Json, side: PlanSide, notices: Notice[]): TopicConfig | undefined {
  const change = member(resource, 'change')
  const values = member(change, side)
  if (values === undefined || values.kind !== 'object') return undefined
  const unknown = side === 'after' ? member(change, 'after_unknown') : undefined
  const sensitive = member(change, `${side}_sensitive`)
  const actions = items(member(change, 'actions')).map((action) => (action.kind === 'string' ? action.text : ''))
  const address = firstMember(resource, ['address'])
  const name = isTrue(member(unknown, 'name')) ? address : (firstMember(values, ['name']) ?? address)
  if (name === undefined) source.fail(values.offset, 'has a kafka_topic without a name')
  const entries = new Entries(source, notices)
  const leaveOut = (what: string, offset: number) =>
    note(notices, {
      message: `${shown(what)} of topic ${shown(name.text)} is known only after the plan is applied, and left out`,
      place: source.place(offset),
    })

  const factor = firstMember(values, ['replication_factor'])
  if (isTrue(member(unknown, 'replication_factor'))) leaveOut('replication_factor', name.offset)
  else if (factor !== undefined) {
    if (factor.text === '-1')
      source.fail(
        factor.offset,
        'has replication_factor -1: placement constraints say how many replicas there are, not this plan',
      )
    entries.add({ key: 'replication.factor', value: factor.text, layer: 'topic', offset: factor.offset })
  }

  const config = member(values, 'config')
  const unknownConfig = member(unknown, 'config')
  const hidden = member(sensitive, 'config')
  if (isTrue(unknownConfig)) leaveOut('config', name.offset)
  const unknownKeys = unknownConfig?.kind === 'object' ? unknownConfig.members : new Map<string, Json>()
  for (const [key, flag] of unknownKeys) if (isTrue(flag)) leaveOut(key, name.offset)
  if (config !== undefined && config.kind !== 'null' && config.kind !== 'object')
    source.fail(config.offset, 'has a config that is not an object')
  if (config?.kind === 'object' && !isTrue(unknownConfig))
    for (const key of config.members.keys()) {
      const value = firstMember(config, [key])
      if (value === undefined || isTrue(unknownKeys.get(key))) continue
      const secret = isTrue(sensitive) || isTrue(hidden) || isTrue(member(hidden, key))
      entries.add({ key, value: value.text, layer: 'topic', offset: value.offset, sensitive: secret })
    }
  return {
    name: name.text,
    place: source.place(name.offset),
    entries: entries.list,
    partitions: [],
    changed: actions.some((action) => action !== 'no-op' && action !== 'read'),
  }
}
