/** What holds the metadata of releases that run on either: said, found on the other side, or both. */
import { describe, expect, it } from 'vitest'
import { finished } from '../../config/index.ts'
import { type Above, casesOf } from '../../guarantees/cases.ts'
import { read } from '../config/samples.ts'

const topic = (version: string, ...more: readonly string[]) =>
  read([`kafka.version=${version}`, 'replication.factor=3', 'min.insync.replicas=2', ...more].join('\n'), 'topic.properties')
const server = (...lines: readonly string[]) =>
  read(['node.id=1', 'log.dirs=/data', 'min.insync.replicas=2', ...lines].join('\n'), 'server.properties')

/** Of each case what is assumed, and the controllers of its sides. */
const controllers = (before: readonly ReturnType<typeof read>[], after: readonly ReturnType<typeof read>[], above: Above = {}) =>
  finished(casesOf(before, after, before.length > 0, above)).cases.map(({ assuming, base, head }) => [
    assuming === undefined ? 'nothing' : `${assuming.key}=${assuming.value}`,
    base?.configuration.controller,
    head.configuration.controller,
  ])

describe('where nothing says it', () => {
  it.each(['3.0.0', '3.9.1'])('Kafka %s is checked with KRaft and with ZooKeeper', (version) => {
    expect(controllers([], [topic(version)])).toEqual([
      ['controller=kraft', undefined, 'kraft'],
      ['controller=zookeeper', undefined, 'zookeeper'],
    ])
  })

  it.each(['2.8.0', '4.0.0'])('Kafka %s leaves no choice', (version) => {
    expect(controllers([], [topic(version)])).toEqual([['nothing', undefined, undefined]])
  })

  it('both sides of a change have the same', () => {
    expect(controllers([topic('3.5.0')], [topic('3.6.0')])).toEqual([
      ['controller=kraft', 'kraft', 'kraft'],
      ['controller=zookeeper', 'zookeeper', 'zookeeper'],
    ])
  })
})

describe('what says it', () => {
  it('a file, also on the other side of a change', () => {
    const kraft = server('process.roles=broker,controller', 'kafka.version=3.6.0')
    const zookeeper = server('zookeeper.connect=z:2181', 'kafka.version=3.6.0')
    expect(controllers([], [kraft])).toEqual([['nothing', undefined, 'kraft']])
    expect(controllers([zookeeper], [topic('3.7.0')])).toEqual([['nothing', 'zookeeper', 'zookeeper']])
    // A migration.
    expect(controllers([zookeeper], [kraft])).toEqual([['nothing', 'zookeeper', 'kraft']])
  })

  it('a side of a release that has one of them alone', () => {
    expect(controllers([topic('2.8.0')], [topic('3.6.0')])).toEqual([['nothing', undefined, 'zookeeper']])
    expect(controllers([topic('3.9.0')], [topic('4.1.0')])).toEqual([['nothing', 'kraft', undefined]])
    expect(controllers([topic('4.1.0')], [topic('3.9.0')])).toEqual([
      ['eligible.leader.replicas.version=1', undefined, 'kraft'],
      ['eligible.leader.replicas.version=0', undefined, 'kraft'],
    ])
  })

  it('a flag, above files', () => {
    const above: Above = { controller: 'zookeeper' }
    expect(controllers([], [topic('3.6.0')], above)).toEqual([['nothing', undefined, 'zookeeper']])
    expect(controllers([], [server('process.roles=broker,controller', 'kafka.version=3.6.0')], above)).toEqual([
      ['nothing', undefined, 'zookeeper'],
    ])
    expect(controllers([], [topic('4.1.0', 'eligible.leader.replicas.version=1')], above)).toEqual([
      ['nothing', undefined, undefined],
    ])
  })
})
