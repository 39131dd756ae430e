import { describe, expect, it } from 'vitest'
import { exploreHere, referenceCheck } from '../../checker/index.ts'
import { build, raftElection } from '../../examples/raft-election.ts'

const limits = { workers: 1, maxMemory: 2 ** 28, rangeChecks: true }

describe('the election of Raft', () => {
  it('has at most one leader a term: 795 states of 3 nodes and 2 terms, 4,565 when nodes are told apart', async () => {
    const counts = await Promise.all(
      [true, false].map(async (symmetry) => {
        const { distinct, generated, depth, properties } = await exploreHere(build({ symmetry }), limits)
        return { distinct, generated, depth, verdicts: properties.map((p) => [p.name, p.verdict, p.path?.steps.length]) }
      }),
    )
    const verdicts = [
      ['OneLeaderPerTerm', 'holds', undefined],
      ['TermsNeverGoBack', 'holds', undefined],
      ['LeaderReplaced', 'holds', 6],
    ]
    expect(counts).toEqual([
      { distinct: 795, generated: 2163, depth: 11, verdicts },
      { distinct: 4565, generated: 12_322, depth: 11, verdicts },
    ])
  })

  it('is what the textbook search finds, too', async () => {
    const model = raftElection({ nodes: 3, maxTerm: 1, symmetry: false })
    const { distinct, depth, steps } = referenceCheck(model)
    expect({ distinct, depth, steps: [...steps] }).toEqual({ distinct: 123, depth: 6, steps: [] })
    expect(await exploreHere(model, limits)).toMatchObject({ distinct: 123, depth: 6 })
  })

  it('has two in 7 steps when a vote is forgotten with a restart', async () => {
    const { properties } = await exploreHere(build({ off: 'vote is kept' }), { ...limits, first: true })
    expect(properties[0]).toMatchObject({ name: 'OneLeaderPerTerm', verdict: 'violated', path: { steps: { length: 7 } } })
  })

  it.each([
    ['Vote', 'the term is not past', 'TermsNeverGoBack', 4],
    ['Vote', 'it has no other candidate in this term', 'OneLeaderPerTerm', 6],
    ['BecomeLeader', 'a majority voted for it', 'OneLeaderPerTerm', 4],
    ['HearLeader', 'its term is not past', 'TermsNeverGoBack', 5],
  ])('needs the guard of %s that %s: else %s is violated in %i steps', async (action, guard, property, steps) => {
    const { properties } = await exploreHere(build(undefined), { ...limits, first: true, off: { action, guard } })
    const broken = properties.filter((p) => p.verdict === 'violated' && p.kind !== 'witness')
    expect(broken.map((p) => [p.name, p.path?.steps.length])).toEqual([[property, steps]])
  })
})
