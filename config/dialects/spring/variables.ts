/**
 * A Spring Boot application by the variables of its process: `SPRING_KAFKA_PRODUCER_ACKS` is `spring.kafka.producer.acks`, with dashes left
 * out or as underscores. https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.typesafe-configuration-properties.relaxed-binding.environment-variables
 */
import { note } from '../../collect.ts'
import { ConfigError } from '../../config-error.ts'
import type { Client } from '../../document.ts'
import { inString } from '../../embedded.ts'
import { isLikeSetting, isRead, speaksOfReplication } from '../../keys.ts'
import { clientNamed, type Found } from '../../named-client.ts'
import type { Setting } from '../../node-settings.ts'
import { finished } from '../../steps.ts'
import { flat } from '../../yaml-flat.ts'
import { parseYaml } from '../../yaml-tree.ts'
import { withShellDefault } from '../../variables.ts'
import { type ClientKey, clientKey } from './keys.ts'

export const isSpringVariable = (name: string): boolean => /^SPRING_KAFKA_[A-Z0-9_]{1,200}$/.test(name)

/** Own keys of Spring's clients that are read, without what stands between their words. */
const DIRECT = ['acks', 'retries', 'auto-offset-reset', 'enable-auto-commit']

function keyOf(name: string): ClientKey | undefined {
  const [, side, isProperty, rest = ''] =
    /^SPRING_KAFKA_(?:(PRODUCER|CONSUMER)_)?(PROPERTIES_)?([A-Z0-9_]{1,200})$/.exec(name) ?? []
  const prefix = `spring.kafka.${side === undefined ? '' : `${side.toLowerCase()}.`}`
  if (isProperty !== undefined) return clientKey(`${prefix}properties.${rest.toLowerCase().replaceAll('_', '.')}`)
  const direct = DIRECT.find((key) => key.replaceAll('-', '') === rest.toLowerCase().replaceAll('_', ''))
  return side === undefined || direct === undefined ? undefined : clientKey(`${prefix}${direct}`)
}

/** What stands in `SPRING_APPLICATION_JSON`, above all other variables. */
function ofJson({ source, unread }: Found, variables: readonly Setting[]): Setting[] {
  const given = variables.findLast(({ key }) => key === 'SPRING_APPLICATION_JSON')
  if (given === undefined) return []
  const { value, offset } = given
  try {
    const inner = inString(source, value, offset)
    const file = finished(parseYaml(inner))
    const settings = file.roots.flatMap((root) => flat(file, root))
    return settings.map((setting) => ({ ...setting, offset: source.offsetOf(inner.place(setting.offset)) }))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    if (speaksOfReplication(value) || value.includes('kafka'))
      note(unread, { message: 'SPRING_APPLICATION_JSON is not JSON, and not read', place: source.place(offset) })
    return []
  }
}

/** The client that they configure; undefined when there are none. */
export function clientOfVariables(found: Found, variables: readonly Setting[], name: string): Client | undefined {
  const inJson = ofJson(found, variables).filter(({ key }) => key.startsWith('spring.') && key.includes('kafka'))
  const [first] = [...variables.filter(({ key }) => isSpringVariable(key)), ...inJson]
  if (first === undefined) return undefined
  for (const { key, offset } of inJson)
    if (clientKey(key) === undefined && isLikeSetting(key.replace(/^.*\./, '')))
      note(found.unread, {
        message: 'a key of SPRING_APPLICATION_JSON is not read, and may decide something',
        place: found.source.place(offset),
      })
  const given = variables.flatMap((variable): (ClientKey & Setting)[] => {
    const key = keyOf(variable.key)
    if (key === undefined || !isRead(key.key)) return []
    const setting = withShellDefault({ ...variable, key: key.key }, (message, offset) =>
      note(found.notices, { message, place: found.source.place(offset) }),
    )
    return [{ ...setting, ...key }]
  })
  const stronger = inJson.flatMap((setting): (ClientKey & Setting)[] => {
    const key = clientKey(setting.key)
    return key === undefined ? [] : [{ ...setting, ...key }]
  })
  for (const { key, layer, strength, offset } of given)
    if (stronger.some((one) => one.key === key && one.layer === layer && one.strength >= strength))
      note(found.notices, { message: `SPRING_APPLICATION_JSON lies above this ${key}`, place: found.source.place(offset) })
  const settings = [...given, ...stronger].toSorted((a, b) => a.strength - b.strength)
  return clientNamed(found, { name, offset: first.offset, settings, defaults: [['enable.auto.commit', 'false']] })
}
