import { describe, expect, it } from 'vitest'
import { validationJson } from './reports.ts'
import { comparison, single, validation } from './sample.ts'

/** What a reader of the output gets. */
const read = (of: object): unknown => JSON.parse(JSON.stringify(of))

describe('validationJson', () => {
  it('gives everything about two configurations', () => {
    const subject = comparison()
    const rounded = <T extends { readonly seconds: number }>(cells: readonly T[]) => cells.map((c) => ({ ...c, seconds: 0.512 }))
    expect(read(validationJson(validation([subject])))).toEqual({
      schema: 1,
      command: 'validate',
      version: '1.2.3',
      verdict: 'violated',
      level: 'quick',
      ranking: [0],
      guarantees: ['acked', 'reads', 'writable'],
      envelopes: ['kill', 'power'],
      subjects: [
        {
          topics: ['orders'],
          answer: 'lost',
          summary: 'acked records survive; while changing: reads are repeatable; 1 is gained; 1 answer is missing',
          base: sideOf(subject.base, rounded(subject.base?.cells ?? [])),
          head: sideOf(subject.head, rounded(subject.head.cells)),
          changes: subject.changes,
          deltas: subject.deltas.map((d) => ({
            guarantee: d.guarantee,
            envelope: d.envelope,
            delta: d.delta,
            base: d.base.verdict,
            head: d.head.verdict,
            rollout: { ...d.rollout, seconds: 0.512 },
          })),
          losses: subject.losses.map((l) => ({
            ...l,
            cell: { ...l.cell, seconds: 0.512 },
            restores: l.restores.map((restore) => ({
              ...restore,
              costs: ['writable/kill', 'writable/power'],
              loses: restore.costs,
            })),
            replay: `npm run trace -- ${l.cell.trace}`,
          })),
          code: { answer: 'by the code', summary: 'the same: no defect is known of the release' },
          codeLosses: [],
          rolloutNotes: ['min.insync.replicas changes at any moment, once'],
        },
      ],
      destroyed: [],
      code: { explored: true, verdict: 'holds', releases: [] },
      answers: { of: 18, cached: 0, cache: true },
      assumptions: ['disks keep what was flushed to them'],
      seconds: 3.123,
    })
  })

  it('has no base when there is one configuration', () => {
    expect(read(validationJson(validation([single()])))).toMatchObject({
      subjects: [{ answer: 'refuted', head: { label: 'configuration' }, deltas: [] }],
    })
    expect(JSON.stringify(validationJson(validation([single()])))).not.toContain('"base"')
  })
})

/** Kafka's version is called what it is: `version` is Tidemark's. */
function sideOf(side: ReturnType<typeof comparison>['base'], cells: readonly object[]): object {
  if (side === undefined) throw new Error('no side')
  const { version, cells: _, ...rest } = side
  return { ...rest, kafka: version, cells }
}
