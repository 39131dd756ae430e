/** Zones that are known: where the replicas of a partition stand decides the columns in which a zone fails. */
import { describe, expect, it } from 'vitest'
import { finished, readConfig } from '../../config/index.ts'
import { casesOf } from '../../guarantees/cases.ts'
import { INCIDENTS, LEVELS } from '../../guarantees/guarantees.ts'
import { questionOf } from '../../guarantees/questions.ts'

const node = (id: number, rack?: string): string =>
  [
    `node.id=${id}`,
    'process.roles=broker',
    'kafka.version=4.4.0',
    ...(rack === undefined ? [] : [`broker.rack=${rack}`]),
    '',
  ].join('\n')

const listing = (...replicas: readonly string[]): string =>
  [
    `Topic: orders\tTopicId: x\tPartitionCount: ${replicas.length}\tReplicationFactor: ${replicas[0]?.split(',').length ?? 0}\tConfigs: min.insync.replicas=2`,
    ...replicas.map(
      (ids, i) =>
        `\tTopic: orders\tPartition: ${i}\tLeader: ${ids.split(',')[0] ?? ''}\tReplicas: ${ids}\tIsr: ${ids}\tElr: \tLastKnownElr: `,
    ),
    '',
  ].join('\n')

/** The zones with which each column is asked, and what is said of zones. */
function asked(texts: readonly string[], envelopes = ['zones2', 'zones3']) {
  const documents = texts.map((text, i) => readConfig({ file: `f${i}`, text, side: 'after' }))
  const set = { 'eligible.leader.replicas.version': '1' }
  const { cases } = finished(casesOf([], documents, false, { envelopes, set, assumeDefaults: true }))
  const [one, ...more] = cases
  if (one === undefined || more.length > 0) throw new Error(`${cases.length} cases`)
  const { configuration, side } = one.head
  const racks = INCIDENTS.filter(({ id }) => envelopes.includes(id)).map((envelope) => {
    const { from } = questionOf('partition', envelope, LEVELS.quick, configuration).spec
    return 'settings' in from ? from.settings.bounds?.racks?.join('') : undefined
  })
  return { racks, notes: side.notes.filter((note) => note.includes('zone')) }
}

const THREE = [node(1, 'a'), node(2, 'b'), node(3, 'a')]

describe('zones that files name', () => {
  it('are those of a partition as it was found, also where all its replicas stand in one', () => {
    expect(asked([...THREE, listing('3,1,2')], ['zones2'])).toEqual({
      racks: ['001'],
      notes: ['zones2: zones are those of broker.rack: partition 0 has its replicas 3, 1, 2 in a, a, b'],
    })
    const four = [...THREE, node(4, 'b')]
    expect(asked([...four, listing('1,2', '1,3')], ['zones2'])).toEqual({
      racks: ['00'],
      notes: [
        'zones2: zones are those of broker.rack: partition 1, which of 2 partitions has most in one zone, has its replicas 1, 3 in a, a',
      ],
    })
  })

  it('are those in which KRaft would place replicas, where no partition was found', () => {
    expect(asked([node(1, 'b'), node(2, 'b'), node(3, 'a'), 'default.replication.factor=3\nbroker.id=9\n'], ['zones2'])).toEqual({
      racks: ['011'],
      notes: [
        'zones2: zones are those of broker.rack: replicas stand in a, b, b, as KRaft places them (StripedReplicaPlacer) on 3 brokers',
      ],
    })
  })

  it('say nothing of a column about another number of zones, which is told', () => {
    const { racks, notes } = asked([...THREE, listing('1,2,3')])
    expect(racks).toEqual(['010', '012'])
    expect(notes[1]).toBe(
      'zones3: broker.rack names 2 zones (a and b); replicas are taken to lie in so many zones in turn, as KRaft places them',
    )
  })

  it('are taken in turn where nobody, or not everybody, says them', () => {
    expect(asked([listing('1,2,3')], ['zones2'])).toEqual({
      racks: ['010'],
      notes: ['zones2: no broker.rack was read; replicas are taken to lie in so many zones in turn, as KRaft places them'],
    })
    expect(asked([node(1, 'a'), node(2, 'b'), node(3), listing('1,2,3')], ['zones2']).notes).toEqual([
      'zones2: broker.rack names 2 zones (a and b), and not of every replica where it stands; replicas are taken to lie in so many zones in turn, as KRaft places them',
    ])
  })

  it('change nothing where no such column is asked for', () => {
    expect(asked([...THREE, listing('1,2,3')], ['centre'])).toEqual({ racks: ['000'], notes: [] })
  })
})
