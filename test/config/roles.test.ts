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
})
