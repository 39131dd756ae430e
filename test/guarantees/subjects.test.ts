/** What one or several files hold of clients and topics: each that differs is asked for by itself, and is named. */
import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { finished } from '../../config/index.ts'
import { casesOf } from '../../guarantees/cases.ts'
import { read, sample } from '../config/samples.ts'
import { subjects } from './subjects.ts'

const caseOf = (name: string): string => readFileSync(new URL(`../config/cases/${name}`, import.meta.url), 'utf8')

const CONNECT = [
  'acks=all vendor',
  'enable.idempotence=false vendor',
  'max.in.flight.requests.per.connection=1 vendor',
  'auto.offset.reset=earliest vendor',
  'enable.auto.commit=false vendor',
]
const withAcks = (acks: string) => CONNECT.map((value) => (value.startsWith('acks=') ? `acks=${acks} producer` : value))

describe('Kafka Connect', () => {
  it('a worker: what its connectors write with, and the topics that it makes, which Connect writes in its own way', () => {
    expect(subjects(sample('connect-distributed.properties'))).toEqual({
      'any topic (Connect worker)': withAcks('1').map((v) =>
        v.startsWith('enable.idem') ? 'enable.idempotence=false producer' : v,
      ),
      'connect-configs; connect-offsets; the topic of status.storage': ['replication.factor=1 topic', ...CONNECT],
    })
  })

  it('a worker beside the brokers: the factor is given, min.insync.replicas inherited', () => {
    const found = subjects(
      caseOf('01-kafka-config-folder/connect-distributed.properties'),
      'broker.id=1\nmin.insync.replicas=2\n',
    )
    expect(found['connect-configs; connect-offsets; connect-status']).toEqual([
      'replication.factor=1 topic',
      'min.insync.replicas=2 static',
      ...CONNECT,
    ])
    expect(found['']).toEqual(['min.insync.replicas=2 static'])
  })

  it('a store that is configured by itself, and a factor that the brokers decide (KIP-605)', () => {
    const text = `${sample('connect-distributed.properties')}offset.storage.min.insync.replicas=2\nstatus.storage.topic=s\nstatus.storage.replication.factor=-1\n`
    const found = subjects(text, 'broker.id=1\ndefault.replication.factor=2\n')
    expect(found['connect-offsets']).toEqual(['replication.factor=1 topic', 'min.insync.replicas=2 topic', ...CONNECT])
    expect(found['s']).toEqual(['replication.factor=2 static', ...CONNECT])
  })

  it('exactly-once sources have idempotent producers (KIP-618)', () => {
    const text = 'key.converter=x\noffset.storage.topic=o\nexactly.once.source.support=enabled\n'
    expect(subjects(text)['any topic (Connect worker)']).toContain('enable.idempotence=true vendor')
  })

  it('a connector overrides its worker, and its topics are its own', () => {
    const found = subjects(
      sample('connector.json'),
      'key.converter=x\nproducer.acks=0\nproducer.retries=3\noffset.storage.file.filename=o\n',
    )
    expect(found).toEqual({
      'any topic (connector s3)': [...withAcks('1').slice(0, 2), 'retries=3 producer', ...withAcks('1').slice(2)],
      'any topic (Connect worker)': [...withAcks('0').slice(0, 2), 'retries=3 producer', ...withAcks('0').slice(2)],
      'the topics that connector s3 makes': ['replication.factor=2 topic', ...withAcks('1')],
    })
  })

  it('the dead letter queue of a sink has three replicas by default', () => {
    const text = '{"name":"s","config":{"connector.class":"Sink","errors.deadletterqueue.topic.name":"dlq"}}'
    const found = subjects(text, 'broker.id=1\ndefault.replication.factor=2\n')
    expect(found['the dead letter queue of connector s']).toEqual(['replication.factor=3 vendor', ...CONNECT])
  })

  it('MirrorMaker 2: each flow and the topics that it makes', () => {
    expect(subjects(sample('mm2.properties'))).toEqual({
      'any topic (MirrorMaker to backup); checkpoints (primary to backup); heartbeats (primary to backup)': withAcks('1'),
      'config of MirrorMaker to backup; offset of MirrorMaker to backup; status of MirrorMaker to backup': [
        'replication.factor=3 vendor',
        ...CONNECT,
      ],
      'the topics mirrored (primary to backup); offset syncs (primary to backup)': [
        'replication.factor=1 topic',
        ...withAcks('1'),
      ],
    })
    const flow = subjects(
      'clusters=a,b\na->b.enabled=true\nb->a.enabled=false\na->b.replication.factor=4\nreplication.factor=1\n',
    )
    expect(found(flow, 'the topics mirrored')).toBe('replication.factor=4 topic')
    expect(found(subjects('clusters=a,b\na->b.enabled=true\n'), 'the topics mirrored')).toBe('replication.factor=2 vendor')
  })
})

const found = (all: Record<string, string[]>, name: string): string | undefined =>
  Object.entries(all).find(([key]) => key.startsWith(name))?.[1][0]

describe('Kafka Streams', () => {
  it('its clients, and what it keeps', () => {
    const name = 'Kafka Streams orders-enricher'
    const client = [
      'acks=all producer',
      'enable.idempotence=true vendor',
      'auto.offset.reset=latest consumer',
      'enable.auto.commit=false vendor',
    ]
    expect(subjects(sample('streams.properties'))).toEqual({
      [`any topic (${name})`]: client,
      [`changelogs and repartition topics of ${name}`]: ['min.insync.replicas=2 topic', ...client],
    })
  })
})

describe('frameworks', () => {
  it('Quarkus: a channel is a client, with the defaults of SmallRye, and of profiles prod counts', () => {
    expect(subjects(sample('quarkus.properties'))).toEqual({
      'any topic (outgoing channel orders)': ['acks=1 vendor', 'retries=7 producer'],
      'any topic (outgoing channel audit)': ['acks=all producer', 'retries=7 producer'],
      'any topic (incoming channel prices)': ['auto.offset.reset=earliest consumer', 'enable.auto.commit=false vendor'],
    })
    const yaml = 'mp:\n  messaging:\n    outgoing:\n      o:\n        connector: smallrye-kafka\n        acks: ${A:0}\n'
    expect(subjects(yaml)).toEqual({ 'any topic (outgoing channel o)': ['acks=0 producer', 'retries=2147483647 vendor'] })
  })

  it('Micronaut: a section is a client, above default and what all have', () => {
    expect(subjects(sample('micronaut.yml'))).toEqual({
      'any topic (producer default)': ['acks=1 producer', 'retries=5 producer'],
      'any topic (producer orders)': ['acks=all producer', 'retries=5 producer'],
      'any topic (consumer default)': ['auto.offset.reset=latest consumer', 'enable.auto.commit=false vendor'],
    })
  })
})

describe('a subject that is refused', () => {
  const bad = 'Topic: bad\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: min.insync.replicas=x\n'
  const good = 'Topic: good\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: min.insync.replicas=2\n'

  it('does not stop the others, and leaves their answers open', () => {
    const { cases } = finished(casesOf([], [read(bad + good)], false, { headVersion: '3.9', controller: 'kraft' }))
    expect(cases.map(({ topics, head }) => [topics, head.side.unread])).toEqual([
      [
        ['good'],
        [
          {
            message: 'refused: min.insync.replicas must be an integer of at least 1, not x',
            place: { file: 'given', line: 1, column: 80 },
          },
        ],
      ],
    ])
  })

  it('is an error where nothing else is', () => {
    expect(() => finished(casesOf([], [read(bad)], false, {}))).toThrow('min.insync.replicas must be an integer')
  })
})
