/** Kafka's configuration as the variables that images take: `apache/kafka`, `cp-kafka`, Bitnami. */
import { note } from './collect.ts'
import { shown } from './config-error.ts'
import type { Notice } from './document.ts'
import { isKnown, isLikeSetting, isRead, passedOver, speaksOfReplication } from './keys.ts'
import type { Found } from './named-client.ts'
import type { Setting } from './node-settings.ts'

/** Variables of start scripts and images, which are no keys of Kafka's. */
const OTHERS =
  /^KAFKA_(?:HEAP_OPTS|OPTS|JVM_|GC_|JMX_|LOG4J_|TOOLS_|HOME|VERSION|VOLUME_DIR|CLUSTER_ID|KRAFT_|ENABLE_KRAFT|CERTIFICATE_|CLIENT_|CONTROLLER_(?:USER|PASSWORD)|INTER_BROKER_(?:USER|PASSWORD)|EXTRA_FLAGS|DEBUG|CREATE_TOPICS)/

/** The key a variable sets: `KAFKA_A_B` and `KAFKA_CFG_A_B` are `a.b`, `__` is `_`, `___` is `-`. Undefined when it sets none. */
export function keyOfVariable(name: string): string | undefined {
  if (!/^KAFKA_[A-Z0-9_]{1,200}$/.test(name) || OTHERS.test(name)) return undefined
  const parts = name.replace(/^KAFKA_(?:CFG_)?/, '').toLowerCase()
  const key = parts.replace(/_+/g, (run) => (run.length === 1 ? '.' : run.length === 2 ? '_' : '-'))
  return isKnown(key) || parts.includes('_') ? key : undefined
}

/**
 * What variables set in an image. `${NAME:-default}` is its default where nothing else sets it, which is said, and so is what has no
 * effect in the image, or may have none where it is not known.
 */
export function settingsOfVariables(found: Found, variables: readonly Setting[], image?: string): Setting[] {
  const say = noticeAt(found.notices, (offset) => found.source.place(offset))
  const given = variables.flatMap((variable): Given[] => {
    const key = keyOfVariable(variable.key)
    return key === undefined ? [] : [{ ...variable, key, name: variable.key, prefix: prefixOf(variable.key) }]
  })
  const prefix = image === undefined ? undefined : prefixOfImage(image)
  const counting = prefix === undefined ? inAnyImage(found, given) : inImage(found, given, prefix)
  return counting.map(({ key, value, offset }) => withShellDefault({ key, value, offset }, say))
}

type Prefix = 'KAFKA_' | 'KAFKA_CFG_'

interface Given extends Setting {
  /** Of the variable. */
  readonly name: string
  readonly prefix: Prefix
}

const prefixOf = (name: string): Prefix => (name.startsWith('KAFKA_CFG_') ? 'KAFKA_CFG_' : 'KAFKA_')

/**
 * What images of a known name take: `KafkaDockerWrapper` of apache/kafka, `dub` of Confluent’s, and
 * `kafka_configure_from_environment_variables` of Bitnami’s libkafka.sh.
 */
function prefixOfImage(image: string): Prefix | undefined {
  if (/(?:^|\/)bitnami(?:legacy|secure)?\/kafka(?:[:@]|$)/.test(image)) return 'KAFKA_CFG_'
  return /(?:^|\/)(?:(?:apache|wurstmeister)\/kafka(?:-native)?|cp-kafka|cp-server)(?:[:@]|$)/.test(image) ? 'KAFKA_' : undefined
}

/** What Bitnami’s images take without `CFG` too, above the same with it (`kafka_create_alias_environment_variables`). */
const ALIASES: ReadonlySet<string> = new Set([
  'advertised.listeners',
  'broker.id',
  'node.id',
  'controller.quorum.voters',
  'process.roles',
  'default.replication.factor',
  'inter.broker.listener.name',
  'listeners',
  'log.dirs',
  'log.flush.interval.messages',
  'log.flush.interval.ms',
  'offsets.topic.replication.factor',
  'transaction.state.log.min.isr',
  'transaction.state.log.replication.factor',
  'zookeeper.connect',
])

function inImage({ source, unread }: Found, given: readonly Given[], taken: Prefix): readonly Given[] {
  const isAlias = ({ key, prefix }: Given): boolean => taken === 'KAFKA_CFG_' && prefix === 'KAFKA_' && ALIASES.has(key)
  for (const one of given)
    if (one.prefix !== taken && !isAlias(one) && isLikeSetting(one.key))
      note(unread, {
        message: `${shown(one.name)} has no effect in this image, ${passedOver(one.key) === undefined ? `which takes ${taken}${one.name.slice(one.prefix.length)}` : `nor in a broker: ${passedOver(one.key)}`}`,
        place: source.place(one.offset),
        about: one.key,
        ...(isRead(one.key) && { said: one.value }),
      })
  return [...given.filter(({ prefix }) => prefix === taken), ...given.filter(isAlias)]
}

/** Each image takes one of the two: where both are given, only what they agree on is known. */
function inAnyImage({ source, unread }: Found, given: readonly Given[]): readonly Given[] {
  const read = given.filter(({ key }) => isRead(key))
  if (new Set(read.map(({ prefix }) => prefix)).size < 2) return given
  const last = new Map(read.map(({ key, prefix, value }) => [`${prefix} ${key}`, value.trim()]))
  const isAgreed = ({ key, prefix, value }: Given): boolean =>
    last.get(`${prefix === 'KAFKA_' ? 'KAFKA_CFG_' : 'KAFKA_'} ${key}`) === value.trim()
  const open = new Set(read.filter((one) => !isAgreed(one)))
  for (const { key, name, offset } of open)
    note(unread, {
      message: `whether ${shown(name)} counts is not known: an image takes KAFKA_… or KAFKA_CFG_…, both are here, and none is named`,
      place: source.place(offset),
      about: key,
    })
  return given.filter((one) => !open.has(one))
}

/** `${NAME:-default}` as its default, which is said. */
export function withShellDefault(setting: Setting, say: (message: string, offset: number) => void): Setting {
  const [, before = '', byDefault] = /^(\$\{[A-Za-z0-9_]{1,100}:?-)([^}$]{0,200})\}$/.exec(setting.value) ?? []
  if (byDefault === undefined) return setting
  const offset = setting.offset + before.length
  if (isKnown(setting.key) || speaksOfReplication(setting.key))
    say(`${setting.key} is what a variable says, or else this: its default is taken`, offset)
  return { ...setting, value: byDefault, offset }
}

/** Whether an image of a known name runs Kafka, whatever its tag. */
export const isKafkaImage = (image: string): boolean =>
  /(?:^|\/)(?:(?:apache|bitnami|bitnamilegacy|bitnamisecure|wurstmeister|strimzi)\/kafka(?:-native)?|cp-kafka|cp-server)(?:[:@]|$)/.test(
    image,
  )

/** Programs that stand beside Kafka, and what other brokers there are: their variables are their own. */
const BESIDE_KAFKA =
  /(?:^|[\W_])(?:ui|exporter|manager|operator|console|kafdrop|akhq|kowl|cmak|zookeeper|zoo|schema-registry|topics-ui|conduktor|rabbitmq|mosquitto|activemq|artemis|emqx|nats|redis|pulsar|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?)(?:$|[\W_\d])/i

/** Whether a container’s name says that it is Kafka’s or a client’s. */
export const isKafkasName = (name: string): boolean => /kafka|broker/i.test(name) && !BESIDE_KAFKA.test(name)

interface Container {
  /** What it is called. */
  readonly names: readonly string[]
  readonly image: string | undefined
  /** What it runs and mounts. */
  readonly texts: readonly string[]
  readonly variables: readonly string[]
}

/** Whether a container of an image that is not known may be Kafka’s or a client’s all the same: by its name, what it runs, mounts or has. */
export function mayRunKafka({ names, image = '', texts, variables }: Container): boolean {
  if (BESIDE_KAFKA.test(image) || (!/kafka/i.test(image) && names.some((name) => BESIDE_KAFKA.test(name)))) return false
  return (
    names.some((name) => /kafka|broker/i.test(name)) ||
    [image, ...texts].some((text) => /kafka/i.test(text)) ||
    variables.some((name) => /^(?:[A-Z]{1,20}_)?KAFKA_|^CONNECT_[A-Z]/.test(name))
  )
}

/** The release of Kafka in an image of a known name; undefined for others, and for tags that name none. */
export function releaseOfImage(image: string): string | undefined {
  const [, strimzi] = /strimzi\/kafka:[^\s]{0,60}-kafka-(\d+\.\d+(?:\.\d+)?)/.exec(image) ?? []
  if (strimzi !== undefined) return strimzi
  const [, name, major = '', minor = '', patch = ''] =
    /(?:^|\/)((?:apache|bitnami|bitnamilegacy|bitnamisecure|wurstmeister)\/kafka(?:-native)?|cp-kafka|cp-server):[^\s:]{0,20}?(\d+)\.(\d+)(\.\d+)?/.exec(
      image,
    ) ?? []
  if (name === undefined) return undefined
  if (!name.startsWith('cp-')) return `${major}.${minor}${patch}`
  return releaseOfConfluent(Number(major), Number(minor))
}

/** https://docs.confluent.io/platform/current/installation/versions-interoperability.html */
function releaseOfConfluent(major: number, minor: number): string | undefined {
  if (major >= 8) return `${major - 4}.${minor}`
  if (major === 7) return `3.${minor}`
  if (major === 6) return `2.${6 + minor}`
  return major === 5 ? `2.${minor}` : undefined
}

export const noticeAt =
  (notices: Notice[], place: (offset: number) => Notice['place']) =>
  (message: string, offset: number): void =>
    void notices.push({ message, place: place(offset) })

/** A text in which each `${NAME:-default}` is its default. */
export const withDefaults = (text: string): string => text.replace(/\$\{[A-Za-z_]\w{0,200}:?-([^{}$]{0,200})\}/g, '$1')
