/** A report on a model that nobody has drawn: steps and states in words. */
import { describe, expect, it } from 'vitest'
import { exploreHere, type Model } from '../../checker/index.ts'
import { twoPhaseCommit } from '../../examples/two-phase-commit.ts'
import { renderMermaid, reportData, traceOf } from '../../traces/index.ts'

describe('a report without pictures', () => {
  it('has no lanes, states in words, and properties in the groups of their kinds', async () => {
    const model = twoPhaseCommit(2) as Model
    const { properties } = await exploreHere(model, { workers: 1, maxMemory: 2 ** 26 })
    const reached = properties.find((p) => p.name === 'EveryoneAborts')
    const trace = reached && traceOf(model, null, reached)
    if (trace === undefined) throw new Error('a trace')
    const data = reportData({ model, alternatives: [] }, trace)
    expect(data.lanes).toEqual([])
    expect(data.properties.map(({ name, group }) => [name, group])).toEqual([
      ['Consistency', 'promise'],
      ['EveryoneCommits', 'witness'],
      ['EveryoneAborts', 'witness'],
    ])
    const [, first] = data.steps
    expect(first?.picture).toBeUndefined()
    expect(first?.summary).toBe('A resource manager that has not prepared yet may abort by itself')
    expect(first?.state?.map((item) => item.map((span) => span.text).join(''))).toEqual([
      'rm0.rm 3',
      'rm1.rm 0',
      'tm 0',
      'tmPrepared {}',
      'preparedSent {}',
      'commitSent false',
      'abortSent false',
    ])
    expect(JSON.parse(JSON.stringify(data))).toEqual(data)
    const mermaid = renderMermaid(data).split('\n')
    expect(mermaid.slice(0, 2)).toEqual(['sequenceDiagram', '  participant L0 as two-phase-commit'])
    expect(mermaid).toContain('  Note over L0: rm0.rm 0 -#62; 3')
  })
})
