/** `--command-config`: how Kafka's own tools are told to connect, as far as the client here can do it. */
import { isIP } from 'node:net'
import type { ConnectionOptions } from '@platformatic/kafka'
import { ConfigError, isKafkaKey, type Place, propertiesOf, Source } from '../config/index.ts'
import { suggestion } from '../text/nearest.ts'

/** How a node is connected to; what is secret in it, so that no message says it. */
export interface Access {
  readonly clientId: string
  /** For the node at this host. */
  readonly options: (host: string) => ConnectionOptions
  readonly secrets: readonly string[]
}

/** Milliseconds. */
const CONNECT_TIMEOUT = 10_000
const REQUEST_TIMEOUT = 30_000

const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const
const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const

/** Read here; other keys that begin as these do would change how it connects, and are refused. */
const READ = [
  'security.protocol',
  'sasl.mechanism',
  'sasl.jaas.config',
  'ssl.truststore.type',
  'ssl.truststore.location',
  'ssl.truststore.certificates',
  'ssl.keystore.type',
  'ssl.keystore.location',
  'ssl.keystore.password',
  'ssl.keystore.key',
  'ssl.keystore.certificate.chain',
  'ssl.key.password',
  'ssl.enabled.protocols',
  'ssl.endpoint.identification.algorithm',
  'client.id',
  'request.timeout.ms',
  'socket.connection.setup.timeout.ms',
] as const
type Key = (typeof READ)[number]

const DECIDES = /^(?:security|sasl|ssl|config\.providers)(?:\.|$)/

/** Without a file: a connection in plain text. */
export const PLAIN_ACCESS: Access = {
  clientId: 'tidemark',
  options: () => ({ connectTimeout: CONNECT_TIMEOUT, requestTimeout: REQUEST_TIMEOUT }),
  secrets: [],
}

/**
 * @param readFile of a file that a value names, as it is; throws what a file system does.
 * @throws ConfigError at the key that is not supported, or has a value that it cannot have; no message has a value that may be secret.
 */
export function accessOf(file: string, text: string, readFile: (path: string) => Buffer): Access {
  const given = new Given(file, text)
  const protocol = given.oneOf('security.protocol', PROTOCOLS, 'PLAINTEXT')
  const tls = protocol.endsWith('SSL') ? tlsOf(given, readFile) : undefined
  const sasl = protocol.startsWith('SASL') ? saslOf(given) : undefined
  const requestTimeout = given.milliseconds('request.timeout.ms', REQUEST_TIMEOUT)
  const connectTimeout = given.milliseconds('socket.connection.setup.timeout.ms', CONNECT_TIMEOUT)
  return {
    clientId: given.value('client.id') ?? PLAIN_ACCESS.clientId,
    options: (host) => ({
      requestTimeout,
      connectTimeout,
      ...(tls !== undefined && { tls, ...(isIP(host) === 0 && { tlsServerName: host }) }),
      ...(sasl !== undefined && { sasl }),
    }),
    secrets: [
      ...(sasl === undefined ? [] : [sasl.password, sasl.username]),
      ...['ssl.keystore.password', 'ssl.key.password'].flatMap((key) => given.value(key as Key) ?? []),
    ].filter((secret) => secret !== ''),
  }
}

/** What the file gives, by key. */
class Given {
  readonly #values = new Map<string, { readonly value: string; readonly place: Place }>()
  readonly #start: Place

  constructor(file: string, text: string) {
    const source = new Source(file, text)
    this.#start = source.place(0)
    for (const { key, value, offset } of propertiesOf(source)) {
      const place = source.place(offset)
      if (!READ.some((known) => known === key)) {
        refuse(key, place)
        continue
      }
      if (value.includes('${')) throw new ConfigError(`${key} names a variable, and config.providers are not supported`, place)
      this.#values.set(key, { value: value.trim(), place })
    }
  }

  value(key: Key): string | undefined {
    return this.#values.get(key)?.value
  }

  /** @throws ConfigError, always. */
  fail(key: Key, message: string): never {
    throw new ConfigError(message, this.#values.get(key)?.place ?? this.#start)
  }

  oneOf<T extends string>(key: Key, choices: readonly T[], standard: T): T {
    const value = this.value(key)
    if (value === undefined) return standard
    const found = choices.find((choice) => choice === value.toUpperCase())
    return found ?? this.fail(key, `${key} ${shownChoice(value)} is not supported; it must be one of ${choices.join(', ')}`)
  }

  milliseconds(key: Key, standard: number): number {
    const value = this.value(key)
    if (value === undefined) return standard
    return /^[1-9]\d{0,8}$/.test(value) ? Number(value) : this.fail(key, `${key} must be a number of milliseconds`)
  }
}

/** A choice of a client is a word in capitals; anything else may be what nobody should see. */
const shownChoice = (value: string): string => (/^[A-Z][A-Z0-9_-]{1,30}$/.test(value) ? value : '(not shown)')

/** Of a key that is not read: one that decides how to connect, or that nobody knows, is an error; others are about something else. */
function refuse(key: string, place: Place): void {
  const name = /^[a-z]{1,30}(?:\.[a-z]{1,30}){1,6}$/.test(key) ? key : 'what is here'
  if (DECIDES.test(key)) {
    throw new ConfigError(`${name} is not supported${suggestion(key, READ)}; supported are ${READ.join(', ')}`, place)
  }
  if (isKafkaKey(key) || key === 'bootstrap.servers' || key === 'default.api.timeout.ms') return
  throw new ConfigError(`${name} is no key of a client of Kafka${suggestion(key, READ)}`, place)
}

type Tls = NonNullable<ConnectionOptions['tls']>

function tlsOf(given: Given, readFile: (path: string) => Buffer): Tls {
  const read = (key: Key): Buffer | undefined => {
    const path = given.value(key)
    if (path === undefined) return undefined
    try {
      return readFile(path)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'it is not there'
      return given.fail(key, `the file of ${key} cannot be read: ${code}`)
    }
  }
  const trust = given.value('ssl.truststore.certificates') ?? read('ssl.truststore.location')
  if (trust !== undefined && given.value('ssl.truststore.type') !== 'PEM')
    given.fail(
      given.value('ssl.truststore.type') === undefined ? 'ssl.truststore.location' : 'ssl.truststore.type',
      'ssl.truststore.type must be PEM (it is JKS unless given, which is not supported): keytool -exportcert -rfc writes PEM',
    )
  const algorithm = given.value('ssl.endpoint.identification.algorithm') ?? 'https'
  if (algorithm !== '' && algorithm.toLowerCase() !== 'https')
    given.fail('ssl.endpoint.identification.algorithm', 'ssl.endpoint.identification.algorithm must be https or empty')
  return {
    ...(trust !== undefined && { ca: trust }),
    ...keyOf(given, read),
    ...versionsOf(given),
    // Kafka checks no name then.
    ...(algorithm === '' && { checkServerIdentity: () => undefined }),
  }
}

function keyOf(given: Given, read: (key: Key) => Buffer | undefined): Tls {
  const inline = given.value('ssl.keystore.key')
  const chain = given.value('ssl.keystore.certificate.chain')
  const store = read('ssl.keystore.location')
  if (inline === undefined && chain === undefined && store === undefined) return {}
  const type = given.value('ssl.keystore.type')
  const passphrase = given.value('ssl.key.password')
  if (type === 'PEM') {
    const [key, cert] = store === undefined ? [inline, chain] : [store, store]
    if (key === undefined || cert === undefined)
      return given.fail('ssl.keystore.type', 'ssl.keystore.key and ssl.keystore.certificate.chain go together')
    return { key, cert, ...(passphrase !== undefined && { passphrase }) }
  }
  if (type === 'PKCS12' && store !== undefined) return { pfx: store, passphrase: given.value('ssl.keystore.password') ?? '' }
  return given.fail(
    type === undefined ? 'ssl.keystore.location' : 'ssl.keystore.type',
    'ssl.keystore.type must be PEM or PKCS12 (it is JKS unless given, which is not supported)',
  )
}

function versionsOf(given: Given): Tls {
  const key = 'ssl.enabled.protocols'
  const value = given.value(key)
  if (value === undefined) return {}
  const known = ['TLSv1.2', 'TLSv1.3'] as const
  const wanted = value.split(',').map((part) => part.trim())
  const found = known.filter((one) => wanted.includes(one))
  const [least, most] = [found[0], found.at(-1)]
  if (least === undefined || most === undefined || found.length < wanted.length)
    return given.fail(key, `${key} must be of ${known.join(', ')}`)
  return { minVersion: least, maxVersion: most }
}

interface Sasl {
  readonly mechanism: (typeof MECHANISMS)[number]
  readonly username: string
  readonly password: string
}

const MODULES: Readonly<Record<string, string>> = {
  PLAIN: 'org.apache.kafka.common.security.plain.PlainLoginModule',
  'SCRAM-SHA-256': 'org.apache.kafka.common.security.scram.ScramLoginModule',
  'SCRAM-SHA-512': 'org.apache.kafka.common.security.scram.ScramLoginModule',
}

function saslOf(given: Given): Sasl {
  const key = 'sasl.mechanism'
  if (given.value(key) === undefined)
    given.fail(key, `${key} is GSSAPI unless given, which is not supported; it must be one of ${MECHANISMS.join(', ')}`)
  const mechanism = given.oneOf(key, MECHANISMS, 'PLAIN')
  const jaas = given.value('sasl.jaas.config')
  if (jaas === undefined) return given.fail('sasl.jaas.config', `sasl.jaas.config is needed for ${key} ${mechanism}`)
  const [, module, options = ''] = /^([\w.$]+)\s+(?:required|requisite|sufficient|optional)\s*([^]*?);?\s*$/.exec(jaas) ?? []
  const expected = MODULES[mechanism]
  if (module !== expected)
    given.fail(
      'sasl.jaas.config',
      `sasl.jaas.config must be "${expected ?? ''} required username=… password=…;" for ${mechanism}`,
    )
  const option = (name: string): string | undefined => {
    const match = new RegExp(String.raw`(?:^|\s)${name}\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s;"']+))`).exec(
      options,
    )
    return (match?.[1] ?? match?.[2] ?? match?.[3])?.replace(/\\(.)/g, '$1')
  }
  const [username, password] = [option('username'), option('password')]
  if (username === undefined || password === undefined)
    return given.fail('sasl.jaas.config', 'sasl.jaas.config must have username and password')
  return { mechanism, username, password }
}
