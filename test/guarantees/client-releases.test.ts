/** Brokers of another release: their clients are no others for that. */
import { describe, expect, it } from 'vitest'
import { head } from './sides.ts'

describe('another release of brokers', () => {
  const brokers = (version: string) => `kafka.version=${version}\nzookeeper.connect=z:2181\nbroker.id=1\nmin.insync.replicas=2\n`
  const upgraded = (client: string, version = '2.8') =>
    head(
      {
        's.properties': brokers('3.9').replace('zookeeper.connect=z:2181', 'process.roles=broker,controller'),
        'c.properties': client,
      },
      { base: { 's.properties': brokers(version), 'c.properties': client }, ownReleases: true },
    )
  const of = (came: ReturnType<typeof upgraded>) => came.values.filter((value) => /^(?:acks|enable\.idempotence)=/.test(value))

  it('changes no default of a client', () => {
    const came = upgraded('bootstrap.servers=a:9092\ncompression.type=lz4\n')
    expect(of(came)).toEqual(['acks=1 (assumed)', 'enable.idempotence=false (assumed)'])
    expect(came.notes).toContain(
      'clients are taken to stay of Kafka 2.8, whatever brokers run: acks=1, enable.idempotence=false by its default',
    )
    expect(came.configuration.topic['acks']).toBe('1')
    expect(of(upgraded('bootstrap.servers=a:9092\n', '3.6'))).toEqual([
      'acks=all (default of Kafka 3.9)',
      'enable.idempotence=true (default of Kafka 3.9)',
    ])
  })

  it('changes nothing that a file gives, nor what that brings with it in the release of the client', () => {
    expect(of(upgraded('bootstrap.servers=a:9092\nacks=all\n'))).toEqual([
      'acks=all (producer)',
      'enable.idempotence=false (assumed)',
    ])
    expect(of(upgraded('bootstrap.servers=a:9092\nenable.idempotence=true\n'))).toEqual([
      'acks=all (default of Kafka 3.9)',
      'enable.idempotence=true (producer)',
    ])
    expect(of(upgraded('bootstrap.servers=a:9092\ntransactional.id=t\n'))).toEqual([
      'acks=all (default of Kafka 3.9)',
      'enable.idempotence=true (default of Kafka 3.9)',
    ])
  })
})
