/**
 * Topics in which Spring's listeners try again what failed, and the last of them: `spring.kafka.retry.topic.enabled`. Spring Boot makes none
 * of them (`KafkaAutoConfiguration#kafkaRetryTopicConfiguration`: doNotAutoCreateRetryTopics, read on 2026-11-26).
 */
import { note } from '../../collect.ts'
import type { TopicConfig } from '../../document.ts'
import { clientNamed, type ClientSetting, type Found, topicMade } from '../../named-client.ts'
import type { Setting } from '../../node-settings.ts'

/** @param ofBoot what `spring.kafka` gives its clients: its template writes them. */
export function retryTopics(found: Found, settings: readonly Setting[], ofBoot: readonly ClientSetting[]): TopicConfig[] {
  const enabled = settings.findLast(({ key }) => key === 'spring.kafka.retry.topic.enabled')
  if (enabled?.value.trim() !== 'true') return []
  const { offset } = enabled
  const name = 'retry and dead letter topics of Spring'
  note(found.unread, {
    message: `${name} are made by something that is not read: give it too, or --topic for another`,
    place: found.source.place(offset),
  })
  const client = clientNamed(found, {
    name: 'Spring’s template',
    offset,
    settings: ofBoot,
    defaults: [['enable.auto.commit', 'false']],
  })
  return [topicMade(found, { name, by: 'Spring', offset, factor: undefined, client, isOfFailures: true })]
}
