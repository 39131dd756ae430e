/** A plan as `terraform show -json` prints it: topics and configurations of several providers, before or after the plan. */
import { note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import { joinedContent } from '../../content.ts'
import type { Content, Notice, PlanSide, TopicConfig } from '../../document.ts'
import { inString } from '../../embedded.ts'
import { firstMember, items, type Json, member, parseJson } from '../../json-tree.ts'
import type { Source } from '../../source.ts'
import { STEP, type Steps } from '../../steps.ts'
import { type Given, mskCluster, mskConfiguration, type Said, topicOf } from './mapping.ts'
import { mayMatter, TOPIC_RESOURCES, type TopicResource } from './resources.ts'

/** @throws ConfigError. */
export function* readTerraform(source: Source, side: PlanSide): Steps<Content> {
  const root = parseJson(source)
  const version = firstMember(root, ['format_version'])
  if (version === undefined) source.fail(root.offset, 'has no format_version, which terraform show -json gives')
  if (!/^(?:1(?:\.\d{1,6}){0,2}|0\.[12])$/.test(version.text))
    source.fail(version.offset, `has format_version ${shown(version.text)}; only 1.x, and 0.1 and 0.2, can be read`)
  const changes = member(root, 'resource_changes')
  if (changes === undefined && member(root, 'planned_values') === undefined)
    source.fail(root.offset, 'has no resource_changes: give what terraform show -json prints of a plan, not of a state')
  const notices: Notice[] = []
  const unread: Notice[] = []
  const topics: TopicConfig[] = []
  const parts: Content[] = []
  for (const [i, change] of items(changes).entries()) {
    if (i % STEP === STEP - 1) yield
    const type = firstMember(change, ['type'])
    if (type === undefined) {
      note(unread, { message: 'a change of a resource without a type is not read', place: source.place(change.offset) })
      continue
    }
    if (firstMember(change, ['mode'])?.text === 'data') continue
    const resource = TOPIC_RESOURCES.get(type.text)
    if (resource !== undefined) {
      const topic = plannedTopic(source, change, side, resource, { notices, unread })
      if (topic !== undefined) topics.push(topic)
    } else if (type.text === 'aws_msk_configuration') {
      const given = givenOf(change, side)
      if (given !== undefined)
        parts.push(yield* mskConfiguration(source, given, ({ text, offset }) => inString(source, text, offset)))
    } else if (type.text === 'aws_msk_cluster') parts.push(mskCluster(source, member(member(change, 'change'), side)))
    else if (mayMatter(type.text, () => source.text.slice(change.offset, change.kind === 'object' ? change.end : change.offset)))
      note(unread, { message: `resources of type ${shown(type.text)} are not read`, place: source.place(type.offset) })
  }
  unread.push(...unreadMsk(source, items(changes)))
  const rest = joinedContent(parts)
  return { ...rest, topics, unread: [...unread, ...(rest.unread ?? [])], notices: [...notices, ...rest.notices] }
}

const actionsOf = (change: Json | undefined): string[] =>
  items(member(change, 'actions')).map((action) => (action.kind === 'string' ? action.text : ''))

/** https://developer.hashicorp.com/terraform/internals/json-format#change-representation; `forget` since Terraform 1.7. */
const ACTIONS: ReadonlySet<string> = new Set(['no-op', 'create', 'read', 'update', 'delete', 'forget'])

/** One side of a resource; undefined when it has none there. */
function givenOf(resource: Json, side: PlanSide): Given | undefined {
  const change = member(resource, 'change')
  const values = member(change, side)
  if (values?.kind !== 'object') return undefined
  return {
    address: firstMember(resource, ['address']),
    values,
    unknown: side === 'after' ? member(change, 'after_unknown') : undefined,
    sensitive: member(change, `${side}_sensitive`),
    whyNot: () => ({ message: 'is known only after the plan is applied, and left out' }),
  }
}

function plannedTopic(source: Source, resource: Json, side: PlanSide, of: TopicResource, said: Said): TopicConfig | undefined {
  const change = member(resource, 'change')
  const { unread } = said
  if (member(change, side) === undefined)
    note(unread, { message: `a topic has no ${side} in the plan, and is not read`, place: source.place(resource.offset) })
  const given = givenOf(resource, side)
  if (given === undefined) return undefined
  const actions = actionsOf(change)
  // Whether it is deleted or made anew is not known without them.
  if (actions.length === 0 || !actions.every((action) => ACTIONS.has(action)))
    note(unread, { message: 'a topic is changed in a way that is not read', place: source.place(resource.offset) })
  const reason = firstMember(resource, ['action_reason'])?.text
  return {
    ...topicOf(source, given, of, said),
    changed: actions.some((action) => action !== 'no-op' && action !== 'read'),
    ...(actions.includes('delete') && {
      destroyed: {
        by: actions.includes('create') ? 'replace' : 'delete',
        ...(reason !== undefined && { reason: shown(reason) }),
      },
    }),
  }
}

/** What a cluster of MSK is configured with, where that is a configuration of which the plan says nothing, or one that goes. */
function unreadMsk(source: Source, changes: readonly Json[]): Notice[] {
  const isOf = (type: string) => (change: Json) =>
    firstMember(change, ['type'])?.text === type && firstMember(change, ['mode'])?.text !== 'data'
  const isTouched = (change: Json): boolean => actionsOf(member(change, 'change')).some((a) => a !== 'no-op' && a !== 'read')
  const configurations = changes.filter(isOf('aws_msk_configuration'))
  const hasAfter = configurations.some((change) => member(member(change, 'change'), 'after')?.kind === 'object')
  const say = (message: string) => (change: Json) => ({ message, place: source.place(change.offset) })
  return [
    ...(hasAfter
      ? []
      : configurations.filter(isTouched).map(say('aws_msk_configuration is deleted: what its clusters have then is not read'))),
    ...(configurations.length > 0
      ? []
      : changes
          .filter((change) => isOf('aws_msk_cluster')(change) && isTouched(change))
          .map(say('the configuration of aws_msk_cluster is not in this plan, and not read'))),
  ]
}
