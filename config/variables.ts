/** Kafka's configuration as the variables that images take: `apache/kafka`, `cp-kafka`, Bitnami. */
import type { Notice } from './document.ts'
import { isKnown, speaksOfReplication } from './keys.ts'
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

/** What variables set. `${NAME:-default}` is its default where nothing else sets it, which is said. */
export function settingsOfVariables(variables: readonly Setting[], say: (message: string, offset: number) => void): Setting[] {
  return variables.flatMap((variable): Setting[] => {
    const key = keyOfVariable(variable.key)
    if (key === undefined) return []
    return [withShellDefault({ ...variable, key }, say)]
  })
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
  /(?:^|\/)(?:(?:apache|bitnami|bitnamilegacy|wurstmeister|strimzi)\/kafka(?:-native)?|cp-kafka|cp-server)(?:[:@]|$)/.test(image)

/** The release of Kafka in an image of a known name; undefined for others, and for tags that name none. */
export function releaseOfImage(image: string): string | undefined {
  const [, strimzi] = /strimzi\/kafka:[^\s]{0,60}-kafka-(\d+\.\d+(?:\.\d+)?)/.exec(image) ?? []
  if (strimzi !== undefined) return strimzi
  const [, name, major = '', minor = '', patch = ''] =
    /(?:^|\/)((?:apache|bitnami|bitnamilegacy|wurstmeister)\/kafka(?:-native)?|cp-kafka|cp-server):[^\s:]{0,20}?(\d+)\.(\d+)(\.\d+)?/.exec(
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
