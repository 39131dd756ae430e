/** A validation as JUnit XML, which every CI server reads. */
import junit, { type Builder, type TestCase } from 'junit-report-builder'
import type { Loss, Subject, Validation } from '../../guarantees/result.ts'
import * as say from './words.ts'
import { missingOf, unreadOf } from '../../guarantees/missing.ts'

/** The package is CommonJS and is its own default export, which its types do not say. */
const builder = junit as unknown as Builder

/** Every character that XML 1.0 cannot hold, half surrogate pairs, and controls that a terminal may act on. Tab and line feed stay. */
const STRAY = /[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|[\p{Cf}\p{Zl}\p{Zp}]/gu

const clean = (text: string): string => text.replace(STRAY, '')

/** Clean, for a CDATA section: the builder takes apart only the first `]]>` of a text, and a second would end the section. */
const body = (text: string): string => clean(text).replaceAll(']]>', ']] >')

/** Clean, and on one line. */
const line = (text: string): string => clean(text.replace(/\s+/g, ' '))

export interface JunitOptions {
  /** An answer that a limit kept back is skipped, and no error. A search that failed is one all the same. */
  readonly allowIncomplete?: boolean
}

/**
 * The report: a suite per subject, a test per guarantee and envelope. Passed is only what is proved and, of two configurations, not
 * lost; what neither configuration holds and what is vacuous is skipped.
 */
export function validationJunit(validation: Validation, options: JunitOptions = {}): string {
  const report = builder.newBuilder()
  if (validation.destroyed.length > 0) {
    const suite = report.testSuite().name('validate what the plan destroys')
    for (const one of validation.destroyed)
      suite
        .testCase()
        .className(line(one.topic))
        .name('the topic and its records stay')
        .failure(line(say.destroyedText(one)), 'lost')
  }
  for (const subject of validation.subjects) {
    const suite = report.testSuite().name(line(`validate ${say.topicsText(subject)}`))
    suite.property('answers', say.answersText(validation))
    const seconds: number[] = []
    for (const guarantee of validation.guarantees)
      for (const envelope of validation.envelopes) {
        const time = secondsOf(subject, guarantee, envelope)
        if (time === undefined) continue
        seconds.push(time)
        const test = suite
          .testCase()
          .className(line(say.topicsText(subject)))
          .name(line(`${say.guaranteeTitle(guarantee)} · ${say.envelopeTitle(envelope)}`))
          .time(round(time))
        judge(test, subject, { guarantee, envelope }, options)
      }
    const unread = unreadOf(subject).map((one) => say.unreadText(one))
    if (unread.length > 0) {
      const test = suite
        .testCase()
        .className(line(say.topicsText(subject)))
        .name('what may bear on replication was read')
      if (options.allowIncomplete === true) test.skipped().standardOutput(body(unread.join('\n')))
      else test.error(line(unread[0] ?? ''), 'incomplete', body(unread.join('\n')))
    }
    suite.time(round(seconds.reduce((a, b) => a + b, 0)))
  }
  return report.build()
}

const round = (seconds: number): number => Number(seconds.toFixed(3))

/** Of all the searches an answer took; undefined when it was not asked for. */
function secondsOf(subject: Subject, guarantee: string, envelope: string): number | undefined {
  const cells = say.allCells(subject).filter((c) => c.guarantee === guarantee && c.envelope === envelope)
  return cells.length === 0 ? undefined : cells.reduce((sum, c) => sum + c.seconds, 0)
}

interface Answer {
  readonly guarantee: string
  readonly envelope: string
}

function judge(test: TestCase, subject: Subject, answer: Answer, { allowIncomplete = false }: JunitOptions): void {
  const { guarantee, envelope } = answer
  const isSame = (a: Answer): boolean => a.guarantee === guarantee && a.envelope === envelope
  const { text } = say.cellWords(subject, guarantee, envelope)
  const fail = (when: Loss['when'], type: string): void => {
    test.failure(line(`${say.guaranteeTitle(guarantee)}: ${text}`), type)
    const loss = subject.losses.find((l) => l.guarantee === guarantee && l.when === when && l.envelopes.includes(envelope))
    test.stacktrace(body(loss === undefined ? text : lossBody(subject, loss)))
  }
  const skip = (why: string): void => {
    test.skipped().standardOutput(body(why))
  }
  const missing = missingOf(subject).filter(isSame)
  if (missing.length > 0) {
    const failed = missing.some(({ cell }) => cell.verdict === 'error')
    const why = say.missingTexts({ ...subject, ...onlyMissing(subject, isSame) }).join('\n')
    if (failed || !allowIncomplete) test.error(line(text), failed ? 'error' : 'incomplete', body(why))
    else skip(why)
    return
  }
  const delta = subject.deltas.find(isSame)?.delta
  const verdict = say.cellOf(subject.head, guarantee, envelope)?.verdict
  if (delta === 'lost') fail('head', delta)
  else if (delta === 'lost while changing') fail('rollout', delta)
  else if (delta === 'never held') skip(`${text}; base does not hold it either`)
  else if (verdict === 'refuted') fail('head', verdict)
  else if (verdict === 'vacuous') skip('vacuous: nothing was ever promised within the bounds, so nothing could be broken')
}

const onlyMissing = (subject: Subject, isSame: (a: Answer) => boolean): Pick<Subject, 'deltas' | 'head'> => ({
  deltas: subject.deltas.filter(isSame),
  head: { ...subject.head, cells: subject.head.cells.filter(isSame) },
})

const lossBody = (subject: Subject, loss: Loss): string =>
  [
    ...say.lossParagraphs(subject, loss),
    '',
    ...loss.story.steps.map(({ step, action, summary }) => `${step}. ${action}: ${summary}`),
  ]
    .join('\n')
    .trim()
