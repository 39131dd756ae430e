/**
 * Channels of SmallRye Reactive Messaging, as Quarkus has them in `application.properties` or `application.yml`, each a client.
 * https://smallrye.io/smallrye-reactive-messaging/latest/kafka/writing-kafka-records/#configuration-reference
 */
import { note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import { joinedContent } from '../../content.ts'
import type { Client, Content, TopicConfig } from '../../document.ts'
import { flatDocuments, withDefault } from '../../flat-file.ts'
import { isProperties } from '../../profile-files.ts'
import { inOrderOfProfiles, isOfProfile } from '../../profile-order.ts'
import { isKeyLike, isLikeSetting, isSensitive, speaksOfReplication } from '../../keys.ts'
import {
  byName,
  clientNamed,
  type ClientSetting,
  type Defaults,
  type Found,
  lastOfEach,
  topicMade,
  under,
} from '../../named-client.ts'
import type { Setting } from '../../node-settings.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { listOf } from '../../../text/counted.ts'
import { streamsContent } from '../kafka-streams/application.ts'

/** Attributes of `KafkaConnector` and their defaults, read in smallrye-reactive-messaging at d22275a66074 (2026-07-10) on 2026-11-26. */
const OUTGOING: Defaults = [
  ['acks', '1'],
  ['retries', '2147483647'],
]
const INCOMING: Defaults = [['enable.auto.commit', 'false']]

/** @throws ConfigError. */
export function* readQuarkus(source: Source): Steps<Content> {
  const found: Found = { source, notices: [], unread: [] }
  const documents = yield* flatDocuments(
    source,
    /^[ \t]{0,20}(?:%[\w-]{1,60}\.)?(?:mp\.messaging|quarkus|kafka(?:-streams)?)\.[^\s=]{1,300}[ \t]{0,20}=/m,
  )
  // YAML lies above properties (`ApplicationYamlConfigSourceLoader`, ordinals 255 and 250).
  const ofYaml = ([first]: readonly Setting[]): number =>
    Number(first !== undefined && !isProperties(source.place(first.offset).file))
  const inOrder = documents.toSorted((a, b) => ofYaml(a) - ofYaml(b)).flat()
  const settings = ofProd(found, inOrder).map((setting) => withDefault(setting, found))
  const clients: Client[] = []
  const topics: TopicConfig[] = []
  // What all channels have, once: there may be many of both.
  const ofAll = [...under('kafka.', settings), ...under('mp.messaging.connector.smallrye-kafka.', settings)]
  const ofProducers = ofLayer('producer', ofAll)
  for (const [direction, layer, defaults] of [
    ['outgoing', 'producer', OUTGOING],
    ['incoming', 'consumer', INCOMING],
  ] as const) {
    const all = under(`mp.messaging.${direction}.`, settings)
    const common = ofLayer(layer, ofAll)
    const named = all.filter(({ key }) => !key.startsWith('.'))
    for (const [channel, given] of byName(named, channelOf)) {
      const own = given.map((setting) => ({ ...setting, key: relaxed(setting.key) }))
      const connector = own.find(({ key }) => key === 'connector')
      if (connector !== undefined && connector.value.trim() !== 'smallrye-kafka') {
        if (!OTHER_CONNECTORS.test(connector.value.trim()))
          note(found.unread, {
            message: 'a connector that is not known: whether the channel is Kafka’s is not known either',
            place: source.place(connector.offset),
          })
        continue
      }
      if (layer === 'consumer') topics.push(...deadLetters(found, channel, own, ofProducers))
      clients.push(
        clientNamed(found, {
          name: `${direction} channel ${shown(channel.replaceAll('"', ''))}`,
          offset: own[0]?.offset ?? 0,
          settings: [...common, ...ofLayer(layer, own)],
          defaults,
        }),
      )
      for (const { key, offset } of own)
        if (
          !PRODUCER.has(key) &&
          !CONSUMER.has(key) &&
          !/^(?:failure-strategy$|retry|dead-letter-queue\.|delayed-retry-topic\.)/.test(key) &&
          isLikeSetting(key)
        )
          note(found.unread, {
            message: `${isKeyLike(key) ? shown(key) : 'a key here'} of the channel is not read, and may decide something`,
            place: source.place(offset),
          })
    }
  }
  for (const { key, value, offset } of settings)
    // A line that is broken has the rest of its key in the value.
    if (
      OURS.some((prefix) => key.startsWith(prefix) || prefix.startsWith(key)) &&
      /[=:]/.test(value) &&
      !isSensitive(key) &&
      speaksOfReplication(value)
    )
      note(found.unread, { message: 'what is here speaks of replication, and is not read', place: source.place(offset) })
    else if (
      (!READ.test(key) || key.includes('..')) &&
      isLikeSetting(key.replace(/^.*\./, '')) &&
      (/messag|going|coming|kafka|channel|connector/.test(key) || key.split('.').length <= 2)
    )
      note(found.unread, {
        message: `${isKeyLike(key) ? shown(key) : 'a key here'} is not read, and may decide something`,
        place: source.place(offset),
      })
  const streams = under('kafka-streams.', settings)
  const [first] = streams
  const parts = first === undefined ? [] : [streamsContent(found, 'Kafka Streams', streams, first.offset)]
  const rest = joinedContent([...parts, { ...joinedContent([]), clients, topics }])
  return { ...rest, unread: found.unread, notices: [...found.notices, ...rest.notices] }
}

/**
 * The topics of records that failed, or are tried again, and what writes them (`KafkaDeadLetterQueue`, `KafkaDelayedRetryTopic`, read on
 * 2026-11-26): a producer that is configured below the channel. Brokers make them.
 */
function deadLetters(
  found: Found,
  channel: string,
  own: readonly Setting[],
  ofProducers: readonly ClientSetting[],
): TopicConfig[] {
  const strategy = own.findLast(({ key }) => key === 'failure-strategy')
  const named = strategy?.value.trim() ?? ''
  if (strategy === undefined || !['dead-letter-queue', 'delayed-retry-topic'].includes(named)) return []
  const plain = channel.replaceAll('"', '')
  const by = `incoming channel ${shown(plain)}`
  const section = under('dead-letter-queue.', own)
  const topic = section.findLast(({ key }) => key === 'topic')
  const retries = own.findLast(({ key }) => key === 'delayed-retry-topic.topics')
  const { offset } = topic ?? strategy
  const client = clientNamed(found, {
    name: `the dead letter queue of ${by}`,
    offset,
    settings: [...ofProducers, ...ofLayer('producer', section)],
    defaults: OUTGOING,
  })
  const isRetried = named === 'delayed-retry-topic'
  const given = retries?.value.split(',').map((name) => name.trim()) ?? RETRY_DELAYS.map((delay) => `${plain}_retry_${delay}`)
  // Without a topic for the last of them, what is not retried again is dropped.
  const last = topic?.value.trim() ?? (isRetried ? undefined : `dead-letter-topic-${plain}`)
  return [
    ...(isRetried ? given.map((name) => ({ name, at: (retries ?? strategy).offset })) : []),
    ...(last === undefined ? [] : [{ name: last, at: offset }]),
  ].map(({ name, at }) => topicMade(found, { name, by, offset: at, factor: undefined, client, isOfFailures: true }))
}

/** After so many milliseconds each a record is tried again, unless topics are given. */
const RETRY_DELAYS = [10_000, 20_000, 50_000]

/** The settings that a client of one kind has of what is given, each as it is given last. */
const ofLayer = (layer: 'producer' | 'consumer', settings: readonly Setting[]): readonly ClientSetting[] =>
  lastOfEach(
    settings.filter(({ key }) => (layer === 'producer' ? PRODUCER : CONSUMER).has(key)).map((setting) => ({ ...setting, layer })),
  )

const OURS = ['mp.', 'kafka.', 'kafka-streams.']
const READ =
  /^(?:mp\.messaging\.(?:outgoing|incoming|connector)\.|kafka\.(?:acks|retries|enable\.idempotence|max\.in\.flight\.requests\.per\.connection|auto\.offset\.reset|enable\.auto\.commit)$|kafka-streams\.)/
const OTHER_CONNECTORS =
  /^(?:smallrye-(?:amqp|mqtt|rabbitmq|pulsar|http|jms|in-memory|camel|aws-sqs|gcp-pubsub|redis|knative)|quarkus-.{1,60})$/

const PRODUCER: ReadonlySet<string> = new Set(['acks', 'retries', 'enable.idempotence', 'max.in.flight.requests.per.connection'])
const CONSUMER: ReadonlySet<string> = new Set(['auto.offset.reset', 'enable.auto.commit'])

/** The name of a channel may be quoted, and then have dots. */
const channelOf = (key: string): string => /^(?:"[^"]{1,200}"|[^.]{1,200})/.exec(key)?.[0] ?? key

const relaxed = (key: string): string => key.replaceAll('"', '')

/** What counts in production, or with the profiles that are said to be active, above what has no profile; what others set is said. */
function ofProd({ source, notices, unread }: Found, settings: readonly Setting[]): Setting[] {
  const active = source.profiles ?? ['prod']
  const say = (profile: string, offset: number): void =>
    note(notices, {
      message: `what the profile ${shown(profile)} sets does not count: ${listOf(active.map(shown))} ${active.length === 1 ? 'does' : 'do'}`,
      place: source.place(offset),
    })
  const ordered = inOrderOfProfiles(source, settings, active, say)
  const plain = ordered.filter(({ key }) => !/^"?%/.test(key))
  const named = ordered.flatMap((setting) => {
    if (!/^"?%/.test(setting.key)) return []
    const [, profile, key] = /^"?%(?:\{(?=.{1,300}\}))?([\w,-]{1,120})\}?"?\.(.{1,300})$/.exec(setting.key) ?? []
    if (profile === undefined || key === undefined || (profile.includes(',') && !setting.key.includes('{'))) {
      const message = 'a key that begins with % and names no profile is not read'
      note(isLikeSetting(setting.key.replace(/^.*\./, '')) ? unread : notices, { message, place: source.place(setting.offset) })
      return []
    }
    const rank = Math.max(...profile.split(',').map((name) => active.indexOf(name)))
    if (rank >= 0) return [{ setting: { ...setting, key }, rank }]
    say(profile, setting.offset)
    return []
  })
  // A file of a profile is above what the other file has for profiles.
  const [inFiles, others] = [true, false].map((is) => plain.filter(({ offset }) => is === isOfProfile(source, offset)))
  return [...(others ?? []), ...named.toSorted((a, b) => a.rank - b.rank).map(({ setting }) => setting), ...(inFiles ?? [])]
}
