/** Which process decides what: a file of a broker is not that of the controller. */
import { describe, expect, it } from 'vitest'
import { read, resolve } from './samples.ts'
import type { ResolveRequest } from '../../config/index.ts'

const BROKER = 'process.roles=broker\nnode.id=1\nmin.insync.replicas=2\nunclean.leader.election.enable=true\n'
const CONTROLLER = 'process.roles=controller\nnode.id=9\n'
const COMBINED = BROKER.replace('broker', 'broker,controller')

/** `value layer` of both keys, of the partition and of `__consumer_offsets`, and what is left open. */
function of(texts: readonly string[], request: ResolveRequest = { version: '4.1' }) {
  const result = resolve(
    texts.map((text, i) => read(text, `f${i}`)),
    request,
  )
  const shown = (values: typeof result.values, key: string) => {
    const found = values.find((value) => value.key === key)
    return `${found?.value} ${found?.layer}`
  }
  return {
    minIsr: [shown(result.values, 'min.insync.replicas'), shown(result.offsets.values, 'min.insync.replicas')],
    unclean: [
      shown(result.values, 'unclean.leader.election.enable'),
      shown(result.offsets.values, 'unclean.leader.election.enable'),
    ],
    open: result.unread.map(({ message }) => message),
  }
}

const lines = (...given: readonly string[]): string => `${given.join('\n')}\n`
const nested = (text: string): string[] => text.split('\n').map((line) => `    ${line}`)

const on: ResolveRequest = { version: '4.1', assumeElr: '1' }
const off: ResolveRequest = { version: '4.1', assumeElr: '0' }

describe('unclean election', () => {
  it('of a broker has no say; without the file of a controller it is not known', () => {
    expect(of([BROKER], off)).toMatchObject({
      unclean: ['false default', 'false default'],
      open: ['unclean.leader.election.enable of the controller is not known: give its file too'],
    })
    expect(of([BROKER, CONTROLLER], off)).toMatchObject({ unclean: ['false default', 'false default'], open: [] })
  })

  it('is the controller’s, or a combined process’s', () => {
    const controller = `${CONTROLLER}unclean.leader.election.enable=true\n`
    const broker = BROKER.replace('=true', '=false')
    expect(of([controller, broker], off).unclean).toEqual(['true static', 'true static'])
    expect(of([COMBINED], off)).toMatchObject({ unclean: ['true static', 'true static'], open: [] })
  })

  it('on ZooKeeper is any broker’s', () => {
    const text = 'broker.id=1\nzookeeper.connect=z:2181\nunclean.leader.election.enable=true\n'
    expect(of([text], { version: '3.6' })).toMatchObject({ unclean: ['true static', 'true static'], open: [] })
  })
})

describe('min.insync.replicas', () => {
  it('is the broker’s without eligible leader replicas, whatever a controller has', () => {
    expect(of([BROKER, `${CONTROLLER}min.insync.replicas=3\n`], off).minIsr).toEqual(['2 static', '2 static'])
  })

  it('is the controller’s with them, 1 where it is given none', () => {
    expect(of([BROKER, `${CONTROLLER}min.insync.replicas=3\n`], on).minIsr).toEqual(['3 cluster', '3 cluster'])
    expect(of([BROKER, CONTROLLER], on)).toMatchObject({ minIsr: ['1 assumed', '1 assumed'], open: [] })
    expect(of([COMBINED], on).minIsr).toEqual(['2 static', '2 static'])
  })

  it('is not known then without the file of a controller, unless somebody says it', () => {
    const broker = BROKER.replace(/unclean.*\n/, '')
    expect(of([broker], on)).toMatchObject({
      minIsr: ['1 assumed', '1 assumed'],
      open: ['min.insync.replicas of the controller is not known: give its file too'],
    })
    expect(of([broker], { ...on, assume: { 'min.insync.replicas': '2' } })).toMatchObject({
      minIsr: ['2 assumed', '1 assumed'],
      open: [],
    })
  })

  it('of a topic, or of the cluster while it runs, is above all that', () => {
    const dump =
      'Default configs for brokers in the cluster are:\n  min.insync.replicas=3 sensitive=false synonyms={DYNAMIC_DEFAULT_BROKER_CONFIG:min.insync.replicas=3}\n'
    expect(of([BROKER, CONTROLLER, dump], on).minIsr).toEqual(['3 cluster', '3 cluster'])
  })
})

describe('separate controllers', () => {
  const cfk = (...more: readonly string[]) =>
    lines(
      'apiVersion: platform.confluent.io/v1beta1',
      'kind: Kafka',
      'metadata: {name: kafka}',
      'spec:',
      '  replicas: 3',
      '  configOverrides: {server: [min.insync.replicas=2, unclean.leader.election.enable=true]}',
      '  dependencies: {kRaftController: {clusterRef: {name: kraft}}}',
      ...more,
    )
  const controllers = ['---', 'apiVersion: platform.confluent.io/v1beta1', 'kind: KRaftController', 'metadata: {name: kraft}']
  const helm = (...of: readonly string[]) =>
    lines(
      'extraConfig: |',
      '  num.partitions=1',
      'controller:',
      '  replicaCount: 3',
      ...of,
      'broker:',
      '  replicaCount: 3',
      '  extraConfig: |',
      '    min.insync.replicas=2',
      '    unclean.leader.election.enable=true',
    )
  const ansible = (...more: readonly string[]) =>
    lines('kafka_broker_custom_properties:', '  min.insync.replicas: 2', '  unclean.leader.election.enable: true', ...more)
  const NOT_KNOWN = ['unclean.leader.election.enable of the controller is not known: give its file too']

  it.each([
    ['Confluent for Kubernetes', cfk(...controllers, 'spec: {replicas: 3}')],
    ['values of Helm', helm('  controllerOnly: true')],
    ['cp-ansible', ansible('kafka_controller_custom_properties:', '  log.dirs: /x')],
    ['hosts of cp-ansible', lines('kafka_controller: {hosts: {c1: {}}}', 'kafka_broker:', '  vars:', ...nested(ansible()))],
  ])('of %s decide by their own values', (_, text) => {
    expect(of([text], on)).toEqual({
      minIsr: ['1 assumed', '1 assumed'],
      unclean: ['false default', 'false default'],
      open: [],
    })
    expect(of([text], off)).toMatchObject({ minIsr: ['2 static', '2 static'], unclean: ['false default', 'false default'] })
  })

  it.each([
    [
      'Confluent for Kubernetes',
      cfk(...controllers, 'spec: {configOverrides: {server: [min.insync.replicas=3, unclean.leader.election.enable=true]}}'),
    ],
    [
      'values of Helm',
      helm('  controllerOnly: true', '  extraConfig: |', '    min.insync.replicas=3', '    unclean.leader.election.enable=true'),
    ],
    [
      'cp-ansible',
      ansible('kafka_controller_custom_properties:', '  min.insync.replicas: 3', '  unclean.leader.election.enable: true'),
    ],
  ])('of %s have what they are given', (_, text) => {
    expect(of([text], on)).toEqual({ minIsr: ['3 cluster', '3 cluster'], unclean: ['true static', 'true static'], open: [] })
  })

  it.each([
    ['Confluent for Kubernetes', cfk()],
    ['cp-ansible for Confluent 8', ansible('confluent_package_version: "8.0.0"')],
  ])('that stand in no file are asked for: %s', (_, text) => {
    expect(of([text], off)).toMatchObject({ minIsr: ['2 static', '2 static'], open: NOT_KNOWN })
  })

  it('are not all the nodes of a chart: controllers are brokers too unless it says otherwise', () => {
    expect(of([helm('  extraConfig: unclean.leader.election.enable=true')], on).unclean).toEqual(['true static', 'true static'])
    expect(of([helm()], on).unclean).toEqual(['false default', 'false default'])
    expect(of([`zookeeper: {enabled: true}\n${helm()}`], { version: '3.6' }).unclean).toEqual(['true static', 'true static'])
  })

  it('have no part in what brokers use that describe themselves, but for unclean elections', () => {
    const entry = (key: string, value: string) =>
      `  ${key}=${value} sensitive=false synonyms={STATIC_BROKER_CONFIG:${key}=${value}}`
    const listed = lines(
      'All configs for broker 1 are:',
      entry('min.insync.replicas', '2'),
      entry('unclean.leader.election.enable', 'true'),
      entry('process.roles', 'broker'),
    )
    const json = (configName: string, configValue: string) => ({ configName, configValue, configSource: 4 })
    const configEntries = [
      json('min.insync.replicas', '2'),
      json('process.roles', 'broker'),
      json('unclean.leader.election.enable', 'true'),
    ]
    const answered = JSON.stringify({ resources: [{ resourceType: 4, resourceName: '1', configEntries }] })
    for (const text of [listed, answered])
      expect(of([text], on)).toEqual({
        minIsr: ['2 static', '2 static'],
        unclean: ['false default', 'false default'],
        open: NOT_KNOWN,
      })
    expect(of([listed.replaceAll('=broker ', '=broker,controller ')], on)).toMatchObject({
      unclean: ['true static', 'true static'],
      open: [],
    })
  })
})

describe('the release', () => {
  const tag = 'services:\n  k:\n    image: apache/kafka:4.1.0\n    environment:\n      KAFKA_MIN_INSYNC_REPLICAS: 2\n'
  const said = 'kafka.version=3.9.0\nmin.insync.replicas=2\n'

  it.each([
    ['before', [tag, said]],
    ['after', [said, tag]],
  ])('of a file that says it counts more than the tag of an image, %s it', (_, texts) => {
    const { version, notices } = resolve(
      texts.map((text, i) => read(text, `f${i}`)),
      {},
    )
    expect(version).toBe('3.9')
    expect(notices.map(({ message }) => message)).toContain('Kafka 4.1.0 of an image does not count beside 3.9.0')
  })

  it('of two the later counts, and where it stands is said', () => {
    const other = tag.replace('services:\n', '').replace('  k:', '  l:').replace('4.1.0', '3.9.0')
    const said = (texts: readonly string[]) =>
      resolve(
        texts.map((text, i) => read(text, `f${i}`)),
        {},
      ).notices.map(({ message }) => message)
    expect(said([`${tag}${other}`])).toContain('Kafka 4.1.0 does not count: a later line says 3.9.0')
    expect(said([tag, `services:\n${other}`])).toContain('Kafka 4.1.0 does not count: a later file says 3.9.0')
  })
})
