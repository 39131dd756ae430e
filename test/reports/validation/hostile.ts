/** Text that tries to be more than text, and validations in which everything that comes from files is made of it. */
import fc from 'fast-check'
import type { ChangedKey, Side, Validation } from '../../../guarantees/result.ts'
import { cell, comparison, CAUSE, loss, side, single, validation, value } from './sample.ts'

const PIECES = [
  '::error::x',
  '\n::set-output name=a::b',
  '\r\n##[add-path]x',
  '%0A',
  '%',
  ',title=y',
  '|',
  '\\|',
  '`',
  '```',
  '<script>alert(1)</script>',
  '</details>',
  '-->',
  ']]>',
  '&amp;',
  '&#x0;',
  '"',
  "'",
  '@someone',
  '#1',
  '[a](http://example.com)',
  '![a](x)',
  'www.example.com',
  '**b**',
  '$x$',
  '\u001b[31m',
  '\u009b2J',
  '\u0000',
  '\u0007',
  '\u007f',
  '\u2028',
  '\u202e',
  '\u200b',
  '\ud800',
  '\udc00',
  '\ufffe',
  '日本',
  '\t',
  ' ',
  '../',
  'C:\\a\\',
  'a.yaml',
]

/** A name, value or sentence that somebody has chosen who means harm. */
export const hostileText = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 20 }),
)

/** A validation of two configurations, or of one. */
export const hostileValidation: fc.Arbitrary<Validation> = fc
  .record({
    topic: hostileText,
    file: hostileText,
    key: hostileText,
    from: hostileText,
    to: hostileText,
    source: hostileText,
    note: hostileText,
    reason: hostileText,
    trace: hostileText,
    because: hostileText,
    action: hostileText,
    isSingle: fc.boolean(),
  })
  .map((t) => {
    const place = { file: t.file, line: 3, column: 7 }
    const change: ChangedKey = {
      ...CAUSE,
      key: t.key,
      from: value(t.key, t.from, { source: t.source, place }),
      to: value(t.key, t.to, { source: t.source, place }),
    }
    const more = (label: Side['label']): Partial<Side> => ({
      files: [t.file],
      version: t.source,
      values: [change.from, value('acks', t.to, { source: t.source })],
      offsets: [change.to],
      notes: [t.note],
      unknown: [{ key: t.key, place, suggestion: t.note }],
      ignored: 1,
      cells: [cell('acked', 'power', 'incomplete', { reason: t.reason }), cell('reads', label === 'head' ? 'kill' : 'power')],
    })
    const story = loss('acked').story
    const losses = [
      loss('acked', {
        causes: t.isSingle ? [] : [change, { ...change, of: 'offsets' }],
        cell: cell('acked', 'power', 'refuted', { steps: 3, trace: t.trace }),
        restores: [
          { settings: [{ key: t.key, value: t.from, asBefore: true }], costs: [{ guarantee: t.note, envelope: t.note }] },
        ],
        story: {
          ...story,
          promise: [t.because],
          turns: [t.because],
          because: t.because,
          prevented: t.because,
          steps: story.steps.map((step) => ({ ...step, action: t.action, summary: t.because })),
        },
      }),
    ]
    const subject = t.isSingle
      ? single({ topics: [t.topic], losses, head: side('configuration', more('configuration')) })
      : comparison({
          topics: [t.topic, 'b'],
          losses,
          base: side('base', more('base')),
          head: side('head', more('head')),
          rolloutNotes: [t.note],
        })
    return validation([subject], { assumptions: [t.note] })
  })
