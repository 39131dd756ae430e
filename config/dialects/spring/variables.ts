/**
 * A Spring Boot application by the variables of its process: `SPRING_KAFKA_PRODUCER_ACKS` is `spring.kafka.producer.acks`, with dashes left
 * out or as underscores. https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.typesafe-configuration-properties.relaxed-binding.environment-variables
 */
import { note } from '../../collect.ts'
import type { Client } from '../../document.ts'
import { isRead } from '../../keys.ts'
import { clientNamed, type Found } from '../../named-client.ts'
import type { Setting } from '../../node-settings.ts'
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

/** The client that they configure; undefined when there are none. */
export function clientOfVariables(found: Found, variables: readonly Setting[], name: string): Client | undefined {
  const [first] = variables.filter(({ key }) => isSpringVariable(key))
  if (first === undefined) return undefined
  const given = variables.flatMap((variable): (ClientKey & Setting)[] => {
    const key = keyOf(variable.key)
    if (key === undefined || !isRead(key.key)) return []
    const [, before = '', byDefault] = /^(\$\{[A-Za-z0-9_]{1,100}:?-)([^}$]{0,200})\}$/.exec(variable.value) ?? []
    if (byDefault === undefined) return [{ ...variable, ...key }]
    const offset = variable.offset + before.length
    note(found.notices, {
      message: `${key.key} is what a variable says, or else this: its default is taken`,
      place: found.source.place(offset),
    })
    return [{ value: byDefault, offset, ...key }]
  })
  const settings = given.toSorted((a, b) => a.strength - b.strength)
  return clientNamed(found, { name, offset: first.offset, settings, defaults: [['enable.auto.commit', 'false']] })
}
