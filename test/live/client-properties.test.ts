import { describe, expect, it } from 'vitest'
import { accessOf, PLAIN_ACCESS } from '../../live/client-properties.ts'

const files: Readonly<Record<string, string>> = { 'ca.pem': 'CA', 'me.pem': 'KEY AND CERT', 'me.p12': 'P12' }
const read = (path: string): Buffer => {
  const text = files[path]
  if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
  return Buffer.from(text)
}
const access = (...lines: readonly string[]) => accessOf('client.properties', `${lines.join('\n')}\n`, read)
const said = (...lines: readonly string[]): string => {
  try {
    access(...lines)
    return 'nothing'
  } catch (error) {
    return String(error)
  }
}

const SCRAM = [
  'security.protocol=SASL_SSL',
  'sasl.mechanism=SCRAM-SHA-512',
  'sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\',
  String.raw`  username="operator" password="zq\\"quoted\\" qz";`,
]

describe('a file of --command-config', () => {
  it('says nothing about how to connect, unless it does', () => {
    expect(access('bootstrap.servers=other:9092', 'acks=all').options('h')).toEqual(PLAIN_ACCESS.options('h'))
  })

  it('gives user and password of SASL, and TLS that checks the name of the host', () => {
    const { options, secrets } = access(...SCRAM, 'ssl.truststore.type=PEM', 'ssl.truststore.location=ca.pem')
    expect(options('kafka.example.org')).toEqual({
      connectTimeout: 10_000,
      requestTimeout: 30_000,
      tls: { ca: Buffer.from('CA') },
      tlsServerName: 'kafka.example.org',
      sasl: { mechanism: 'SCRAM-SHA-512', username: 'operator', password: 'zq"quoted" qz' },
    })
    expect(options('10.0.0.1')).not.toHaveProperty('tlsServerName')
    expect(secrets).toEqual(['zq"quoted" qz', 'operator'])
  })

  it('gives a key of its own, as PEM or PKCS12, and which TLS', () => {
    const pem = ['security.protocol=SSL', 'ssl.keystore.type=PEM', 'ssl.keystore.location=me.pem', 'ssl.key.password=x']
    const both = Buffer.from('KEY AND CERT')
    expect(access(...pem).options('10.0.0.1').tls).toEqual({ key: both, cert: both, passphrase: 'x' })
    const p12 = ['security.protocol=SSL', 'ssl.keystore.type=PKCS12', 'ssl.keystore.location=me.p12', 'ssl.keystore.password=y']
    expect(access(...p12, 'ssl.enabled.protocols=TLSv1.3').options('10.0.0.1').tls).toEqual({
      pfx: Buffer.from('P12'),
      passphrase: 'y',
      minVersion: 'TLSv1.3',
      maxVersion: 'TLSv1.3',
    })
    const unchecked = access('security.protocol=SSL', 'ssl.endpoint.identification.algorithm=').options('10.0.0.1').tls
    expect(unchecked?.checkServerIdentity?.('h', {} as never)).toBeUndefined()
  })

  it.each([
    [
      ['security.protocol=SASL_PLAINTEXT', 'sasl.mechanism=GSSAPI'],
      '2:16: sasl.mechanism GSSAPI is not supported; it must be one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512',
    ],
    [
      ['security.protocol=SASL_SSL'],
      '1:1: sasl.mechanism is GSSAPI unless given, which is not supported; it must be one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512',
    ],
    [['security.protocol=SASL_SSL', 'sasl.mechanism=PLAIN'], '1:1: sasl.jaas.config is needed for sasl.mechanism PLAIN'],
    [
      ['security.protocol=SSL', 'ssl.truststore.location=ca.pem'],
      '2:25: ssl.truststore.type must be PEM (it is JKS unless given, which is not supported): keytool -exportcert -rfc writes PEM',
    ],
    [
      ['security.protocol=SSL', 'ssl.truststore.type=PEM', 'ssl.truststore.location=gone.pem'],
      '3:25: the file of ssl.truststore.location cannot be read: ENOENT',
    ],
    [
      ['security.protocol=SSL', 'ssl.keystore.location=me.p12'],
      '2:23: ssl.keystore.type must be PEM or PKCS12 (it is JKS unless given, which is not supported)',
    ],
    [['security.protocol=SSL', 'ssl.enabled.protocols=TLSv1.1'], '2:23: ssl.enabled.protocols must be of TLSv1.2, TLSv1.3'],
    [['request.timeout.ms=soon'], '1:20: request.timeout.ms must be a number of milliseconds'],
    [
      ['sasl.jaas.config=${file:/etc/secrets:jaas}'],
      '1:18: sasl.jaas.config names a variable, and config.providers are not supported',
    ],
    [['security.protocl=SSL'], '1:18: security.protocl is not supported (did you mean security.protocol?)'],
    [['sasl.client.callback.handler.class=a.B'], '1:36: sasl.client.callback.handler.class is not supported'],
    [['requst.timeout.ms=1'], '1:19: requst.timeout.ms is no key of a client of Kafka (did you mean request.timeout.ms?)'],
  ])('%j is refused, by its key', (lines, message) => {
    expect(said(...lines)).toContain(`client.properties:${message}`)
  })

  it('shows nothing that may be secret, however the file is broken', () => {
    const secret = 'zqSECRETqz'
    const broken = [
      ['security.protocol=SASL_SSL', 'sasl.mechanism=PLAIN', `sasl.jaas.config=a.B required username=u password="${secret}";`],
      ['security.protocol=SASL_SSL', `sasl.mechanism=${secret}`],
      [`security.protocol=${secret}`],
      ['sasl.jaas.config=a.B required', `  username="u" password="${secret}";`],
      [secret],
      [`password="${secret}";`],
      [`ssl.keystore.key=${secret}`, `ssl.${secret}=1`],
      [`request.timeout.ms=${secret}`],
      ['security.protocol=SSL', `ssl.keystore.location=${secret}`, 'ssl.keystore.type=PEM'],
    ]
    for (const lines of broken) {
      expect(said(...lines)).toContain('client.properties:')
      expect(said(...lines)).not.toContain(secret)
    }
  })
})
