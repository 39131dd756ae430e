/** What a resource that was read from a running cluster says of itself: what its spec asks for may not be what the cluster has. */
import { describe, expect, it } from 'vitest'
import { cameTo } from './subjects-of.ts'

const topic = (metadata: object, status: object): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'kafka.strimzi.io/v1beta2',
        kind: 'KafkaTopic',
        metadata: { name: 'a', ...metadata },
        spec: { replicas: 3, config: { 'min.insync.replicas': '2' } },
        status,
      },
    ],
  })
const READY = { type: 'Ready', status: 'True' }
const unread = (metadata: object, status: object): readonly string[] => cameTo({ 't.json': topic(metadata, status) }).unread

describe('a KafkaTopic', () => {
  it('is what is written where nothing says otherwise', () => {
    expect(unread({}, { topicName: 'a', conditions: [READY], observedGeneration: 1 })).toEqual([])
  })

  it.each<[string, object, object, string]>([
    [
      'deleted',
      { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['x'] },
      {},
      'topic a is being deleted (metadata.deletionTimestamp)',
    ],
    [
      'not ready',
      {},
      { conditions: [{ type: 'Ready', status: 'False', reason: 'NotSupported', message: 'no' }] },
      'the operator says that topic a is not ready (NotSupported): whether the cluster has what is written is not known',
    ],
    [
      'about to have other replicas',
      {},
      { conditions: [READY], replicasChange: { targetReplicas: 1, state: 'ongoing' } },
      'the replication factor of topic a is being changed to 1 (status.replicasChange): what its partitions have is not known',
    ],
    [
      'of another name',
      {},
      { topicName: 'a.real' },
      'topic a is a.real in the cluster (status.topicName): what that has is not read',
    ],
  ])('%s is not known', (_name, metadata, status, message) => {
    expect(unread(metadata, status)).toEqual([message])
  })
})

it('a cluster and a pool of nodes that are deleted, or not ready, are not known', () => {
  const resource = (kind: string, spec: object, more: object = {}): string =>
    JSON.stringify({
      apiVersion: 'kafka.strimzi.io/v1beta2',
      kind,
      metadata: { name: 'my', deletionTimestamp: '2026-01-01T00:00:00Z' },
      spec,
      ...more,
    })
  const status = { conditions: [{ type: 'Ready', status: 'False' }] }
  const kafka = resource('Kafka', { kafka: { replicas: 3, config: { 'min.insync.replicas': 2 } } }, { status })
  expect(cameTo({ 'k.yaml': kafka }).unread).toEqual([
    'this cluster is being deleted (metadata.deletionTimestamp)',
    'the operator says that this cluster is not ready (no reason given): whether the cluster has what is written is not known',
  ])
  const pool = resource('KafkaNodePool', { replicas: 3, roles: ['broker'], storage: { type: 'ephemeral' } })
  expect(cameTo({ 'p.yaml': pool, 's.properties': 'broker.id=1\nmin.insync.replicas=2\n' }).unread).toEqual([
    'this pool of nodes is being deleted (metadata.deletionTimestamp)',
  ])
})
