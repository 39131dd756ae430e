/** An application of Kafka Streams: its clients, and the topics that it makes (`StreamsConfig`). */
import { note } from '../../collect.ts'
import type { Content, Notice } from '../../document.ts'
import { isKeyLike, isKnown, isLikeSetting } from '../../keys.ts'
import {
  clientNamed,
  type ClientSetting,
  clientSettings,
  type Defaults,
  type Found,
  lastOfEach,
  topicMade,
  under,
} from '../../named-client.ts'
import { shown } from '../../config-error.ts'
import type { Setting } from '../../node-settings.ts'

/** `StreamsConfig#CONSUMER_DEFAULT_OVERRIDES`: it commits offsets itself. */
const STREAMS: Defaults = [
  ['auto.offset.reset', 'earliest'],
  ['enable.auto.commit', 'false'],
]

/** `PRODUCER_EOS_OVERRIDES`: transactions need idempotence, and it acks=all. */
const EXACTLY_ONCE: Defaults = [
  ['enable.idempotence', 'true'],
  ['acks', 'all'],
]

/** Own keys of Streams that look like settings of replication and decide nothing of it. */
const OTHERS =
  /^(?:num\.standby\.replicas|max\.warmup\.replicas|acceptable\.recovery\.lag|probing\.rebalance\.interval\.ms|rack\.aware)/

/** @param title what the application is called; @param isOld whether topics have one replica by default, as before 3.0. */
export function streamsContent(found: Found, title: string, settings: readonly Setting[], offset: number): Content {
  const of = new Map(settings.map((setting) => [setting.key, setting]))
  const guarantee = of.get('processing.guarantee')
  const isExact = (guarantee?.value.trim() ?? '').startsWith('exactly_once')
  // What Streams is given without a prefix both clients have, and main. is above consumer.
  const plain = (layer: ClientSetting['layer'], keys: readonly string[]): ClientSetting[] =>
    settings.flatMap((setting) => (keys.includes(setting.key) ? [{ ...setting, layer }] : []))
  const given: readonly ClientSetting[] = [
    ...plain('producer', ['acks', 'retries', 'enable.idempotence', 'max.in.flight.requests.per.connection']),
    ...plain('consumer', ['auto.offset.reset', 'enable.auto.commit']),
    ...clientSettings('', settings),
    ...under('main.consumer.', settings).map((setting) => ({ ...setting, layer: 'consumer' as const })),
  ]
  // `NON_CONFIGURABLE_PRODUCER_EOS_CONFIGS`: it warns, and takes its own.
  const isTaken = ({ key, layer }: ClientSetting): boolean => !(isExact && layer === 'producer' && key === 'enable.idempotence')
  const last = new Set(lastOfEach(given))
  for (const setting of given) {
    const { key, offset: at } = setting
    if (isTaken(setting) && last.has(setting)) continue
    const why = isTaken(setting) ? 'lies below another that the application is given' : 'decides nothing with exactly-once'
    note(found.notices, { message: `${key} ${why}`, place: found.source.place(at) })
  }
  const client = clientNamed(found, {
    name: title,
    offset,
    settings: given.filter(isTaken),
    defaults: isExact ? [...STREAMS, ...EXACTLY_ONCE] : STREAMS,
  })
  const topic = topicMade(found, {
    name: `changelogs and repartition topics of ${title}`,
    by: title,
    offset: of.get('replication.factor')?.offset ?? offset,
    factor: of.get('replication.factor'),
    configs: under('topic.', settings),
    client,
  })
  const notices: Notice[] = []
  if (guarantee !== undefined)
    note(notices, {
      message: isExact
        ? `${title} writes exactly once: its producer is idempotent, with acks=all`
        : `${title} writes at least once: its producer is as it is configured`,
      place: found.source.place(guarantee.offset),
    })
  if (!of.has('replication.factor'))
    note(notices, {
      message: `${title} gives its topics no replication factor: since Kafka Streams 3.0 that is the brokers' default, before it 1`,
      place: found.source.place(offset),
    })
  for (const { key, offset: at } of settings)
    if (
      !isKnown(key) &&
      !/^(?:producer|consumer|main\.consumer|restore\.consumer|global\.consumer|admin|topic)\./.test(key) &&
      !OTHERS.test(key) &&
      isLikeSetting(key)
    )
      note(found.unread, {
        message: `${isKeyLike(key) ? shown(key) : 'a key here'} is not read, and may decide something`,
        place: found.source.place(at),
      })
  return { entries: [], topics: [topic], clients: [client], complete: false, notices }
}
