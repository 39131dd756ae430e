/** What is said of histories under random faults: which are explained, and why one is not. */
import { describe, expect, it } from 'vitest'
import type { Deed, NemesisTopic } from '../../../cluster/nemesis/deeds.ts'
import type { ExplainVerdict, ToldExplanation } from '../../../questions/explain-inputs.ts'
import { deedsLine, historyLine, type NemesisHistory, nemesisJson, nemesisText } from '../../../reports/confirm/nemesis.ts'

const plain = ({ text }: { readonly text: string }): string => text
const topic: NemesisTopic = { name: 't1', replicas: [1, 2, 0], acks: 'all', minIsr: 2, unclean: true }
const deeds: readonly Deed[] = [
  { kind: 'append' },
  { kind: 'lose power', broker: 1, keeps: 50 },
  { kind: 'start', broker: 1 },
  { kind: 'elect' },
]
const told = (verdict: ExplainVerdict, more: object): ToldExplanation =>
  ({ verdict, story: { log: { items: [{}, {}, {}] }, places: [], brokers: [1, 2, 0] }, ...more }) as unknown as ToldExplanation
const history = (verdict: ExplainVerdict, more: object = {}, folder?: string): NemesisHistory => ({
  cluster: 0,
  topic,
  told: told(verdict, more),
  folder,
})
const unexplained = history(
  'unexplained',
  { explanation: { kind: 'unexplained', shown: 3, obstacles: [{ kind: 'end', place: 2 }] } },
  'out/nemesis-4.4.0-7-1',
)
const cut = history('incomplete', { explanation: { kind: 'incomplete', why: 'a search met its limit (states)' } })
const result = (...histories: readonly NemesisHistory[]) => ({ kafka: '4.4.0', seed: 7, clusters: 1, deeds: [deeds], histories })

describe('a cluster under random faults', () => {
  it('has a line of what was done to it, and one for each history', () => {
    expect(deedsLine(0, deeds)).toBe('   1  append, lose power b1, 50 % of its records left, start b1, elect\n')
    expect(historyLine(history('kept'), plain)).toBe(
      '      t1  explained, kept  3 records of the metadata log, acks=all, min.insync.replicas=2, unclean election\n',
    )
    expect(historyLine(unexplained, plain)).toContain(
      'unclean election: all 3 records of the metadata log, and not how the logs end; all is explained but the log of broker 0; saved in out/nemesis-4.4.0-7-1',
    )
    expect(historyLine(cut, plain)).toContain('t1  incomplete  3 records of the metadata log')
  })

  it('is explained when each history is', () => {
    expect(nemesisText(result(history('kept'), history('lost')), plain, 80)).toBe(
      [
        '',
        'EXPLAINED  2 of 2 histories of Kafka 4.4.0',
        '',
        'Histories 1 explained, kept; 1 explained, lost; of 1 cluster of 1, --seed 7',
        '',
      ].join('\n'),
    )
    expect(nemesisText(result(history('kept'), unexplained), plain, 80)).toContain('NOT EXPLAINED  1 of 2 histories')
    expect(nemesisText(result(history('kept'), cut), plain, 80)).toContain('EXPLAINED  1 of 2 histories')
  })

  it('says the same as data', () => {
    expect(nemesisJson(result(unexplained))).toEqual({
      schema: 1,
      command: 'confirm',
      kafka: '4.4.0',
      nemesis: { clusters: 1, seed: 7 },
      clusters: [
        {
          cluster: 1,
          deeds: ['append', 'lose power b1, 50 % of its records left', 'start b1', 'elect'],
          histories: [
            {
              ...topic,
              verdict: 'unexplained',
              records: 3,
              why: 'all 3 records of the metadata log, and not how the logs end; all is explained but the log of broker 0',
              folder: 'out/nemesis-4.4.0-7-1',
            },
          ],
        },
      ],
    })
  })
})
