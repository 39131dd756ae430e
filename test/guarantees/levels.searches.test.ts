/** The two levels, searched: the quick one proves nothing that the thorough one refutes, of any release. */
import { afterAll, describe, expect, it } from 'vitest'
import { type Envelope, ENVELOPES, GUARANTEES, LEVELS } from '../../guarantees/guarantees.ts'
import type { Configuration } from '../../guarantees/questions.ts'
import { SharingOracle } from '../../guarantees/sharing.ts'
import { cellsOf, questionsOf } from '../../guarantees/table.ts'
import { MemoryOracle } from '../../library/memory-oracle.ts'
import { controllersOf, CURRENT_VERSION, KAFKA_VERSIONS, switchesOf } from '../../model/kraft/versions.ts'

/** Releases whose rules are those of no release before them; no column has late replies, or a coordinator. */
const releases = [
  ...new Map(
    KAFKA_VERSIONS.flatMap((version) =>
      controllersOf(version).map((controller) => {
        const {
          matchReplyEpoch: _,
          refuseLaterRecords: _r,
          demotedCoordinatorStops: _d,
          ...rules
        } = switchesOf(version, { controller })
        return [JSON.stringify(rules), { version, controller }] as const
      }),
    ).toReversed(),
  ).values(),
].toReversed()

const ofPartition = GUARANTEES.filter(({ observer }) => observer === 'partition')

/** One for all of them: its threads are started once, and what two releases have in common is searched once. */
const oracle = new MemoryOracle({ workers: 1, maxMemory: 2 ** 30, signal: new AbortController().signal })
afterAll(() => oracle.end())

/** What the two levels say of a partition, cell by cell. */
async function bothLevels(configuration: Configuration, envelopes: readonly Envelope[] = ENVELOPES) {
  const scopes = [LEVELS.quick, LEVELS.thorough].map((level) => ({ guarantees: ofPartition, envelopes, level }))
  const answers = await new SharingOracle(oracle).ask(scopes.flatMap((scope) => questionsOf(scope, configuration)))
  return scopes.map((scope) =>
    cellsOf(scope, configuration, answers).map(
      ({ guarantee, envelope, verdict }) => `${guarantee} under ${envelope}: ${verdict}`,
    ),
  )
}

const healthy = (minIsr: string, elr: string) => ({
  topic: { 'replication.factor': '2', 'min.insync.replicas': minIsr, acks: 'all', 'eligible.leader.replicas.version': elr },
  offsets: {},
})

describe('the quick level', () => {
  const moves = ENVELOPES.filter(({ id }) => id === 'moves')
  const others = ENVELOPES.filter(({ id }) => id !== 'moves')
  const cutsByFetch = ({ version, controller }: (typeof releases)[number]) =>
    switchesOf(version, { controller }).truncation === 'on-fetch'

  it('has releases to be held to', () =>
    expect([releases.length, releases.filter((release) => !cutsByFetch(release)).length]).toEqual([23, 7]))

  it.each(releases)(
    'proves nothing of $version on $controller that the thorough level refutes, where leadership moves',
    async (release) => {
      const [quick, thorough] = await bothLevels({ ...release, ...healthy('2', '0') }, moves)
      expect(quick).toEqual(thorough)
    },
  )

  it.each(releases.filter((release) => !cutsByFetch(release)))(
    'proves nothing of $version in any other column, whose followers do not truncate by what they fetch',
    async (release) => {
      const [quick, thorough] = await bothLevels({ ...release, ...healthy('1', '0') }, others)
      expect(quick).toEqual(thorough)
    },
  )

  it.each([
    ['1', '0'],
    ['2', '0'],
    ['2', '1'],
  ])('proves nothing of the newest release in any column: min.insync.replicas %s, ELR %s', async (minIsr, elr) => {
    const [quick, thorough] = await bothLevels({ version: CURRENT_VERSION, ...healthy(minIsr, elr) })
    expect(quick).toEqual(thorough)
  })
})
