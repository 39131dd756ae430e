/** Two guarantees that one run breaks: its steps are told once where a reader goes from top to bottom, and with each result elsewhere. */
import { PROGRAM } from './reports.ts'
import { describe, expect, it } from 'vitest'
import { painter } from '../../../cli/terminal.ts'
import { annotations } from './reports.ts'
import { validationJson } from './reports.ts'
import { validationJunit } from './reports.ts'
import { validationMarkdown } from './reports.ts'
import { validationSarif } from './reports.ts'
import { validationText } from '../../../reports/validation/text.ts'
import { delta, comparison, loss, STORY, validation } from './sample.ts'

const AGAIN = { ...STORY, because: 'consumers had read r0 and b0 lost it.', sameAs: 'acked' }

const twice = validation([
  comparison({
    deltas: [delta('acked', 'power', 'lost'), delta('reads', 'power', 'lost')],
    losses: [loss('acked'), loss('reads', { story: AGAIN })],
  }),
])

const count = (text: string, part: string): number => text.split(part).length - 1

describe('a story with the steps of another', () => {
  it('refers to it in text', () => {
    const text = (quiet: boolean) =>
      validationText(twice, { program: PROGRAM, paint: painter(false), width: 100, detail: quiet ? 'quiet' : 'verbose' })
    expect(count(text(false), 'LosePower(b0)')).toBe(1)
    expect(text(false)).toContain('\nSteps     the 3 steps above: acked records survive\n')
    expect(text(false)).toContain('\nBecause   consumers had read r0 and b0 lost it.\n')
    expect(text(true)).not.toContain('steps above')
  })

  it('refers to it in Markdown, with one diagram', () => {
    const text = validationMarkdown(twice)
    expect(count(text, 'LosePower&#40;b0&#41;') + count(text, 'LosePower(b0)')).toBe(1)
    expect(text).toContain('\n\nThe same 3 steps as above: acked records survive.\n\n')
    expect(text).toContain('**Because** consumers had read r0 and b0 lost it.')
    expect(count(text, '```mermaid')).toBe(1)
  })

  it('is whole in JSON, which says whose steps they are', () => {
    const read = JSON.parse(JSON.stringify(validationJson(twice))) as {
      subjects: { losses: { story: { sameAs?: string; steps: unknown[] } }[] }[]
    }
    expect(read.subjects[0]?.losses.map(({ story }) => [story.sameAs, story.steps.length])).toEqual([
      [undefined, 3],
      ['acked', 3],
    ])
  })

  it('is whole where each result stands alone', () => {
    expect(count(validationJunit(twice), '3. LosePower(b0): b0 loses power')).toBe(2)
    const results = validationSarif(twice, {}).runs[0]?.results ?? []
    expect(results.map((r) => r.codeFlows?.[0]?.threadFlows[0]?.locations.length)).toEqual([3, 3])
    const lines = annotations(twice).trimEnd().split('\n')
    expect(lines.map((line) => /Because: (.*?)%0A/.exec(line)?.[1])).toEqual([STORY.because, AGAIN.because])
  })
})
