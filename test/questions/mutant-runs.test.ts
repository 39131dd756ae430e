/** Runs that only a model without one of its rules has, and where the rules of the release part from them. */
import { describe, expect, it } from 'vitest'
import { keptRules, mutantRun, ruleName, rulesLeftOut } from '../../questions/mutant-runs.ts'
import { onThreads } from '../../questions/on-threads.ts'
import { partingOf } from '../../questions/trace-rules.ts'

const rules = rulesLeftOut('4.4')
const options = { maxMemory: 2 ** 28, signal: new AbortController().signal }

describe('rules that are left out', () => {
  it('are those of the release, and not what its code is known to break', () => {
    const names = rules.map(ruleName)
    expect(names).toContain('maximalIsr')
    expect(names).toContain('CommitIsr: the partition epoch is current')
    expect(names.filter((name) => ['elr', 'reelection', 'redeliveryKeepsProposal'].includes(name))).toEqual(['elr'])
    expect(rulesLeftOut('3.8').map(ruleName)).not.toContain('elr')
    expect(rulesLeftOut('4.1').map(ruleName)).not.toContain('directoryRecordKeepsElr')
  })

  it.each([
    ['maximalIsr', 'AckedDurable', 5, { step: 2, guard: undefined }],
    ['rejectFencedIsr', 'FencedNotInIsr', 6, { step: 5, guard: 'the follower is unfenced and not stopping' }],
    [
      'ExpandIsr: the follower has reached the high watermark',
      'AckedDurable',
      10,
      { step: 6, guard: 'the follower has reached the high watermark' },
    ],
  ])('%s: %s in %i steps', async (rule, property, steps, parting) => {
    const mutant = rules.find((each) => ruleName(each) === rule)
    const run = mutant && (await mutantRun(mutant, '4.4', onThreads, options))
    expect([run?.property.name, run?.steps.length]).toEqual([property, steps])
    expect(run && partingOf(run, keptRules(run).options, '4.4')).toEqual(parting)
  })
})
