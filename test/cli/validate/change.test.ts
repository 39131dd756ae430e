/** What becomes of a guarantee between two configurations, from answers made up for the purpose; and what would keep it, explored. */
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../../cli/validate/cache.ts'
import { deltasOf, remedyOf, rolloutOf, rolloutQuestions } from '../../../cli/validate/change.ts'
import { Explorer } from '../../../cli/validate/explorer.ts'
import { ENVELOPES, GUARANTEES, LEVELS } from '../../../cli/validate/guarantees.ts'
import type { Configuration, Question } from '../../../cli/validate/questions.ts'
import { cellsOf, questionsOf, type Scope } from '../../../cli/validate/table.ts'
import { restoreTexts } from '../../../cli/validate/words.ts'
import { inTemporaryFolder } from '../run.ts'

const settings = {
  'replication.factor': '3',
  'min.insync.replicas': '2',
  'unclean.leader.election.enable': 'false',
  'eligible.leader.replicas.version': '1',
  acks: 'all',
}
const configuration = (changed: Readonly<Record<string, string>> = {}): Configuration => ({
  version: '4.1',
  topic: { ...settings, ...changed },
  offsets: settings,
})
const scope = (guarantee: string, envelope: string): Scope => ({
  guarantees: GUARANTEES.filter((g) => g.id === guarantee),
  envelopes: ENVELOPES.filter((e) => e.id === envelope),
  level: LEVELS.quick,
})

const answered = ({ spec }: Question, verdict: 'holds' | 'violated' | 'incomplete', faults: number): Answer => ({
  findings: spec.properties.map((name) => ({ name, verdict: name === 'RecordAcknowledged' ? 'holds' : verdict })),
  states: 1,
  depth: 1,
  bounds: { faults },
  failed: false,
  cached: false,
  seconds: 0,
})

describe('a guarantee while the configuration changes', () => {
  const wanted = scope('acked', 'kill')
  const [base, head] = [configuration(), configuration({ 'min.insync.replicas': '1' })]
  const rollout = rolloutOf(base, head)
  const deltas = (verdict: 'holds' | 'violated' | 'incomplete') => {
    const answers = new Map([
      ...[base, head].flatMap((c) => questionsOf(wanted, c).map((q) => [q.key, answered(q, 'holds', 3)] as const)),
      ...rolloutQuestions(wanted, rollout).map((q) => [q.key, answered(q, verdict, 2)] as const),
    ])
    const cells = (of: Configuration) => cellsOf(wanted, of, answers, '/')
    return deltasOf(wanted, cells(base), cells(head), rollout, answers, '/')
  }

  it.each([
    ['holds', 'kept', 'proved'],
    ['violated', 'lost while changing', 'refuted'],
    ['incomplete', 'unknown', 'incomplete'],
  ] as const)('that %s on the way is %s', (found, delta, verdict) => {
    expect(deltas(found)).toMatchObject([{ delta, rollout: { verdict } }])
  })

  it('is kept within the bounds of the way, which are the smaller ones', () => {
    expect(deltas('holds')).toMatchObject([{ base: { bounds: { faults: 3 } }, rollout: { bounds: { faults: 2 } } }])
  })
})

describe('what would keep a guarantee', () => {
  const remedy = (maxStates?: number) =>
    inTemporaryFolder((folder) => {
      const wanted = scope('writable', 'kill')
      const [base, head] = [configuration(), configuration({ 'min.insync.replicas': '3' })]
      const [guarantee] = wanted.guarantees
      if (guarantee === undefined) throw new Error('there is no such guarantee')
      const { signal } = new AbortController()
      const explorer = new Explorer({
        workers: 1,
        maxMemory: 2 ** 28,
        maxStates,
        out: folder,
        cache: undefined,
        signal,
        onProgress: () => undefined,
      })
      const asked = { guarantee, scope: wanted, head, base, changes: [], deltas: [], wanted: scope('acked', 'kill') }
      return remedyOf(asked, explorer, folder)
    })

  it('is found by exploring; what it costs is not said when that was not asked', async () => {
    const found = await remedy()
    expect(found.restores.map((r) => r.settings)).toContainEqual([{ key: 'min.insync.replicas', value: '2', asBefore: true }])
    expect(found.checked).toBeGreaterThan(1)
    expect(restoreTexts(found).join()).not.toContain('costs no')
    expect(found.undecided).toBeUndefined()
  })

  it('is not said to be nothing when a limit ended the search for it', async () => {
    const found = await remedy(1)
    expect(found.restores).toEqual([])
    expect(found.undecided).toBeGreaterThan(0)
    expect(restoreTexts(found).join()).toContain('left undecided')
    expect(restoreTexts(found).join()).not.toContain('nothing within two keys')
  })
})
