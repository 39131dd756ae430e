/**
 * Topics that the start script of an image makes: `KAFKA_CREATE_TOPICS` of wurstmeister/kafka, `name:partitions:replicas[:policy]` each.
 * https://github.com/wurstmeister/kafka-docker/blob/master/create-topics.sh
 */
import { Entries, note } from './collect.ts'
import type { TopicConfig } from './document.ts'
import type { Found } from './named-client.ts'
import type { Setting } from './node-settings.ts'

const NAME = 'KAFKA_CREATE_TOPICS'

/** The topics that variables name; what is no such list is said. */
export function topicsOfVariables({ source, notices, unread }: Found, variables: readonly Setting[]): TopicConfig[] {
  const given = variables.findLast(({ key }) => key === NAME)
  if (given === undefined) return []
  const separator = variables.findLast(({ key }) => key === `${NAME}_SEPARATOR`)
  const parts = separator === undefined ? [...given.value.matchAll(/[^,]+/g)].map(({ 0: text, index }) => ({ text, index })) : []
  const topics = parts.map(({ text, index }) => ({
    match: /^(\s*)([\w.-]{1,249}):(\d{1,6}):(\d{1,5})(?::\s*[\w,=. -]{0,200})?\s*$/.exec(text),
    index,
  }))
  if (topics.length === 0 || topics.some(({ match }) => match === null)) {
    const message = `${NAME} makes topics, and is not read: a list of name:partitions:replicas with commas was expected`
    note(unread, { message, place: source.place(given.offset) })
    return []
  }
  return topics.flatMap(({ match, index }): TopicConfig[] => {
    const [, space = '', name = '', partitions = '', factor = ''] = match ?? []
    const at = given.offset + index + space.length
    const entries = new Entries(source, notices)
    const offset = at + name.length + partitions.length + 2
    entries.add({ key: 'replication.factor', value: factor, layer: 'topic', offset })
    return [{ name, place: source.place(at), entries: entries.list, partitions: [] }]
  })
}
