/** What is said of random walks and of mutants: never more than was driven. */
import { describe, expect, it } from 'vitest'
import type { Ending } from '../../../cluster/confirm.ts'
import { isKept, mutantLines, type MutantRow, mutantsJson, mutantsText } from '../../../reports/confirm/mutants.ts'
import { type DrivenWalk, randomJson, randomText, walkLine } from '../../../reports/confirm/random.ts'
import type { Trace } from '../../../traces/index.ts'

const plain = ({ text }: { readonly text: string }): string => text
const run = (...actions: readonly string[]): Trace =>
  ({
    property: { name: 'AckedDurable' },
    steps: actions.map((action) => ({ action, params: [{ name: 'broker', value: 'b0' }] })),
  }) as unknown as Trace
const walk = (ending: Ending, more: Partial<DrivenWalk> = {}): DrivenWalk => ({
  walk: 0,
  run: run('Append', 'Kill', 'Restart'),
  ending,
  folder: undefined,
  ...more,
})
const all: Ending = { kind: 'confirmed', promise: { sentence: 'Every step went as the model says.', evidence: [] } }
const difference = { what: 'ISR', model: '{b0}', cluster: '{b0,b1}' }
const diverged: Ending = { kind: 'diverged', step: 2, differences: [difference] }
const undriven: Ending = { kind: 'cannot be driven', step: 3, reason: 'it does not start' }

describe('random walks', () => {
  it('have a line each', () => {
    expect(walkLine(walk(all), plain)).toBe('   1  confirmed  3 steps\n')
    const saved = { run: run('Append', 'Kill'), file: 'traces/x.itf.json' }
    expect(walkLine(walk(diverged, { walk: 1, saved }), plain)).toBe(
      '   2  diverged  step 2 of 3, Kill(b0): ISR: the model says {b0}, the cluster {b0,b1}; 2 steps saved as traces/x.itf.json\n',
    )
    expect(walkLine(walk(undriven), plain)).toBe('   1  cannot be driven  step 3 of 3, Restart(b0): it does not start\n')
  })

  const result = (...driven: readonly DrivenWalk[]) => ({ kafka: '4.4.0', seed: 7, walks: driven.length, maxSteps: 3, driven })

  it('are confirmed when each was driven to its end, and no further', () => {
    expect(randomText(result(walk(all), walk(all)), plain, 80)).toBe(
      [
        '',
        'CONFIRMED  6 steps of 2 walks went as the model says, on Kafka 4.4.0',
        '',
        'Walks     2 confirmed, of 2; at most 3 steps each, --seed 7',
        'Driven    Append, Kill, Restart',
        '          nothing is said of any other step, or of these in another order',
        '',
      ].join('\n'),
    )
  })

  it('are not when one was not, and count the steps before it alone', () => {
    expect(randomText(result(walk(all), walk(undriven)), plain, 80)).toContain('CANNOT BE DRIVEN  5 steps of 2 walks')
    expect(randomText(result(walk(undriven), walk(diverged)), plain, 80)).toContain('DIVERGED  3 steps of 2 walks')
    expect(randomText({ ...result(walk(all)), walks: 3 }, plain, 80)).toContain('INTERRUPTED  3 steps of 1 walk went')
  })

  it('say the same as data', () => {
    expect(randomJson(result(walk(diverged)))).toEqual({
      schema: 1,
      command: 'confirm',
      kafka: '4.4.0',
      random: { walks: 1, seed: 7, steps: 3 },
      agreed: 1,
      walks: [
        {
          walk: 1,
          outcome: 'diverged',
          length: 3,
          agreed: 1,
          steps: ['Append(b0)', 'Kill(b0)', 'Restart(b0)'],
          step: 2,
          differences: [difference],
        },
      ],
    })
  })
})

describe('rules left out', () => {
  const row = (ending: Ending, step = 2): MutantRow => ({
    rule: 'maximalIsr',
    driven: { trace: run('Append', 'Kill', 'Restart'), ending, parting: { step, guard: undefined } },
  })
  const left: Ending = { kind: 'not reproduced', step: 2, differences: [difference] }

  it('are kept where brokers leave the run at the rule or behind it, not before it and not at the end only', () => {
    expect(isKept(row(left))).toBe(true)
    expect(isKept(row(left, 1))).toBe(true)
    expect(isKept(row(left, 3))).toBe(false)
    expect(isKept(row({ ...left, step: 3, differences: [] }))).toBe(false)
    expect(isKept(row(all))).toBe(false)
    expect(isKept({ rule: 'elr' })).toBe(false)
  })

  it('are told with the run, and summed up', () => {
    expect(mutantLines(row(left), plain)).toBe(
      [
        'maximalIsr',
        '    AckedDurable in 3 steps: Append(b0), Kill(b0), Restart(b0)',
        '    not reproduced  step 2 of 3: ISR: the model says {b0}, the cluster {b0,b1}; by its rules step 2 leads elsewhere',
        '',
      ].join('\n'),
    )
    expect(mutantsText([row(left), row(all), row(undriven), { rule: 'elr' }], '4.4.0')).toBe(
      '\n1 of 2 runs not reproduced on Kafka 4.4.0, where the rule that was left out shows; 1 otherwise; 1 cannot be driven, 1 of 4 rules without a run\n',
    )
    expect(mutantsJson([row(left)], '4.4.0')).toMatchObject({ mutants: [{ rule: 'maximalIsr', isKept: true, step: 2 }] })
  })
})
