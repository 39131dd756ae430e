import fc from 'fast-check'
import { List, Map as IMap, Record as IRecord, Set as ISet } from 'immutable'
import { describe, expect, it } from 'vitest'
import { describeStep } from '../../checker/state/successors.ts'
import type { AnyView } from '../../checker/state/view.ts'
import { diffStates } from '../../traces/diff.ts'
import { reportData } from '../../traces/report-data.ts'
import { renderText } from '../../traces/text.ts'
import { type Trace, traceOf } from '../../traces/trace.ts'
import { variablesOf } from '../../traces/value-type.ts'
import { describeChange, describePath, describeState, describeValue } from '../../traces/words.ts'
import { layoutAndStates } from './arbitrary-states.ts'
import { pathOf, toyModel } from './toy-models.ts'

const model = toyModel()
const story = (...labels: string[]): Trace => {
  const path = pathOf(model, 0, labels, (s) => describeStep(model, s))
  const trace = traceOf(model, null, {
    name: 'HighWatermarkMonotonic',
    kind: 'step',
    statement: 'A high watermark never falls.',
    verdict: 'violated',
    path,
  })
  if (trace === undefined) throw new Error('no trace')
  return trace
}
const falling = story('Elect(b1)', 'Append(b1, 1)', 'ShrinkIsr(b2)', 'Advance(b1)', 'Truncate(b1, 0)')
const lines = (...expected: string[]): string => expected.map((line) => `${line}\n`).join('')
const state = (fields: Record<string, unknown>): AnyView => IRecord<Record<string, unknown>>(fields)()

describe('renderText', () => {
  it('tells the story at 100 columns', () => {
    expect(renderText(falling, { width: 100 })).toBe(
      lines(
        'VIOLATED  HighWatermarkMonotonic · toy · brokers 3, limit 5, unclean true · 5 steps',
        '',
        '  0  Init             round -1 · leader none · isr {b0,b1,b2} · every highWatermark 0 ·',
        '                      every log [] · controller.epoch -1 · controller.seen {}',
        '  1  Elect(b1)        round -1 -> 0 · leader none -> b1 · controller.seen {} -> {b1}',
        '  2  Append(b1, 1)    b1.log appended {epoch 0, id 1} at 0',
        '  3  ShrinkIsr(b2)    isr {b0,b1,b2} -> {b0,b1}',
        '  4  Advance(b1)      b1.highWatermark 0 -> 1',
        '  5  Truncate(b1, 0)  b1.highWatermark 1 -> 0 · b1.log truncated to 0, dropped {epoch 0, id 1}',
        '',
        'Why       The high watermarks were 0,1,0 and are 0,0,0.',
        'Property  HighWatermarkMonotonic: A high watermark never falls.',
      ),
    )
  })

  it('puts the changes below the action at 40 columns', () => {
    expect(renderText(falling, { width: 40 })).toBe(
      lines(
        'VIOLATED  HighWatermarkMonotonic · toy ·',
        '  brokers 3, limit 5, unclean true ·',
        '  5 steps',
        '',
        '  0  Init',
        '       round -1 · leader none ·',
        '       isr {b0,b1,b2} ·',
        '       every highWatermark 0 ·',
        '       every log [] ·',
        '       controller.epoch -1 ·',
        '       controller.seen {}',
        '  1  Elect(b1)',
        '       round -1 -> 0 ·',
        '       leader none -> b1 ·',
        '       controller.seen {} -> {b1}',
        '  2  Append(b1, 1)',
        '       b1.log appended {epoch 0, id 1}',
        '       at 0',
        '  3  ShrinkIsr(b2)',
        '       isr {b0,b1,b2} -> {b0,b1}',
        '  4  Advance(b1)',
        '       b1.highWatermark 0 -> 1',
        '  5  Truncate(b1, 0)',
        '       b1.highWatermark 1 -> 0 ·',
        '       b1.log truncated to 0, dropped',
        '       {epoch 0, id 1}',
        '',
        'Why       The high watermarks were 0,1,0',
        '          and are 0,0,0.',
        'Property  HighWatermarkMonotonic: A high',
        '          watermark never falls.',
      ),
    )
  })

  it('ends with the whole final state when asked for all', () => {
    expect(renderText(falling, { width: 200, all: true })).toBe(
      lines(
        'VIOLATED  HighWatermarkMonotonic · toy · brokers 3, limit 5, unclean true · 5 steps',
        '',
        '  0  Init             round -1 · open false · owner b0 · leader none · isr {b0,b1,b2} · every highWatermark 0 · every log [] · votes [] · controller.epoch -1 · controller.seen {}',
        '  1  Elect(b1)        round -1 -> 0 · leader none -> b1 · controller.seen {} -> {b1}',
        '  2  Append(b1, 1)    b1.log appended {epoch 0, id 1} at 0',
        '  3  ShrinkIsr(b2)    isr {b0,b1,b2} -> {b0,b1}',
        '  4  Advance(b1)      b1.highWatermark 0 -> 1',
        '  5  Truncate(b1, 0)  b1.highWatermark 1 -> 0 · b1.log truncated to 0, dropped {epoch 0, id 1}',
        '     Final state      round 0 · open false · owner b0 · leader b1 · isr {b0,b1} · every highWatermark 0 · every log [] · votes [] · controller.epoch -1 · controller.seen {b1}',
        '',
        'Why       The high watermarks were 0,1,0 and are 0,0,0.',
        'Property  HighWatermarkMonotonic: A high watermark never falls.',
      ),
    )
  })

  it('says when nothing changed, one step, and no why', () => {
    const [first] = falling.states
    if (first === undefined) throw new Error('a state')
    const still: Trace = {
      ...falling,
      states: [first, first],
      steps: [{ action: 'Stutter', params: [] }],
      why: undefined,
      status: 'reached',
    }
    const text = renderText(still, { width: 300 })
    expect(text).toContain('REACHED  HighWatermarkMonotonic · toy · brokers 3, limit 5, unclean true · 1 step\n')
    expect(text).toContain('  1  Stutter()  nothing changed\n')
    expect(text).not.toContain('Why')
  })

  it('is red where the witness that it reaches shows a loss, and green where it shows none', () => {
    const name = 'RecordCommitted'
    const path = pathOf(model, 0, ['Elect(b1)', 'Append(b1, 1)', 'ShrinkIsr(b2)', 'Advance(b1)'], (s) => describeStep(model, s))
    const trace = traceOf(model, null, { name, kind: 'witness', statement: '', verdict: 'holds', path })
    if (trace === undefined) throw new Error('no trace')
    const painted = (...harms: readonly string[]): string =>
      renderText(trace, {
        width: 300,
        paint: ({ text, role }) => `<${role}>${text}`,
        report: reportData({ model, alternatives: [], harms }, trace),
      })
    expect(painted()).toMatch(/^<good>REACHED/)
    expect(painted()).toContain(`<good>${name} reached`)
    expect(painted(name)).toMatch(/^<bad>REACHED/)
    expect(painted(name)).toContain(`<bad>${name} reached`)
  })

  it('says the same without colour as with it', () => {
    const painted = renderText(falling, {
      width: 60,
      paint: ({ text, role }) => (role === 'plain' ? text : `\u001b[1m${text}\u001b[0m`),
    })
    expect(painted).toContain('\u001b[1mVIOLATED\u001b[0m')
    // oxlint-disable-next-line no-control-regex
    expect(painted.replace(/\u001b\[\dm/g, '')).toBe(renderText(falling, { width: 60 }))
  })

  it('fits any width from 20 up and loses nothing but spaces', () => {
    const squeezed = (text: string) => text.replace(/\s/g, '')
    fc.assert(
      fc.property(
        layoutAndStates(3),
        fc.integer({ min: 20, max: 140 }),
        fc.string({ maxLength: 80 }),
        ({ layout, states }, width, why) => {
          const step = { action: 'SomethingWithAVeryLongNameIndeed', params: [{ name: 'who', value: 'b0' }] }
          const trace: Trace = { ...falling, variables: variablesOf(layout), states, steps: [step, step], why }
          const text = renderText(trace, { width, all: true })
          for (const line of text.split('\n')) {
            expect(line.length).toBeLessThanOrEqual(width)
            expect(line).toBe(line.trimEnd())
          }
          expect(squeezed(text)).toBe(squeezed(renderText(trace, { width: 100_000, all: true })))
        },
      ),
      { numRuns: 150 },
    )
  })

  it('shows control characters as escapes', () => {
    const text = renderText(
      { ...falling, why: 'a\u001b[2Jb', model: 'x\u202ey', property: { ...falling.property, statement: 'c\u0007' } },
      { width: 80 },
    )
    expect(text).toContain('Why       a\\u{1b}[2Jb\n')
    expect(text).toContain('x\\u{202e}y')
    expect(text).toContain('c\\u{7}\n')
  })
})

describe('words', () => {
  it('name a change after whom it belongs to', () => {
    const field = (name: string) => ({ kind: 'field', name }) as const
    const key = (name: string) => ({ kind: 'key', name }) as const
    expect(describePath([field('isr')])).toBe('isr')
    expect(describePath([field('log'), key('b1'), { kind: 'index', at: 0 }, field('epoch')])).toBe('b1.log[0].epoch')
    expect(describePath([field('fetched'), key('b0'), key('b2')])).toBe('b0.fetched[b2]')
    expect(describePath([field('quorum'), field('isr'), key('b2')])).toBe('quorum.isr[b2]')
  })

  it('write values shortly', () => {
    const entry = IRecord({ epoch: 1, id: 0 })
    expect(describeValue(ISet(['b10', 'b2']))).toBe('{b2,b10}')
    expect(describeValue(List([entry(), null, true]))).toBe('[{epoch 1, id 0}, none, true]')
    expect(describeValue(IMap({ b1: -1, b0: ISet() }))).toBe('{b0: {}, b1: -1}')
  })

  it('tell how a list changed', () => {
    const said = (from: number[], to: number[]) =>
      diffStates(state({ log: IMap({ b0: List(from) }) }), state({ log: IMap({ b0: List(to) }) })).map((c) =>
        describeChange(c)
          .map((s) => s.text)
          .join(''),
      )
    expect(said([7], [7, 8, 9])).toEqual(['b0.log appended 8, 9 at 1'])
    expect(said([7, 8, 9], [7])).toEqual(['b0.log truncated to 1, dropped 8, 9'])
    expect(said([7, 8, 9], [7, 5])).toEqual(['b0.log truncated to 1, dropped 8, 9, appended 5'])
    expect(said([7, 8], [7, 5])).toEqual(['b0.log[1] 8 -> 5'])
  })

  it('say once what is the same for all', () => {
    const items = describeState(state({ hw: IMap({ b0: 1, b1: 1 }), leo: IMap({ b0: 1, b1: 2 }), one: IMap({ b0: 3 }) }))
    expect(items.map((spans) => spans.map((s) => s.text).join(''))).toEqual(['every hw 1', 'b0.leo 1', 'b1.leo 2', 'b0.one 3'])
  })
})
