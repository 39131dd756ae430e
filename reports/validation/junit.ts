/** A validation as JUnit XML, which every CI server reads. */
import type { CellDelta, Loss, Subject, Validation } from '../../guarantees/result.ts'
import { cellOf, cellWords, wholeText } from './cells.ts'
import { codeHeadlineOf, codeLossParagraphs } from './code.ts'
import { unreadText } from './configuration.ts'
import { allCells, answersText } from './explored.ts'
import { CODE_MISSING } from '../strictly.ts'
import { isCodeMissing, missingTexts } from './headline.ts'
import { destroyedText, lossParagraphs } from './losses.ts'
import { envelopeTitle, guaranteeTitle, topicsText } from './names.ts'
import { bothOf } from './transactions-subject.ts'
import type { Program } from '../program.ts'
import { countsEach } from '../../guarantees/ending.ts'
import { missingOf, unreadOf } from '../../guarantees/missing.ts'

/** Every character that XML 1.0 cannot hold, half surrogate pairs, and controls that a terminal may act on. Tab and line feed stay. */
const STRAY = /[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|[\p{Cf}\p{Zl}\p{Zp}]/gu

const clean = (text: string): string => text.replace(STRAY, '')

/** Between two CDATA sections: a reader sees one text, and the log of a CI job nothing that starts a command. */
const SEAM = ']]><![CDATA['

/** Clean, as CDATA sections, of which each ends at the first `]]>`. */
const body = (text: string): string =>
  `<![CDATA[${clean(text).replaceAll(']]>', ']] >').replaceAll('::', `:${SEAM}:`).replaceAll('##[', `##${SEAM}[`)}]]>`

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Clean, on one line, and as the value of an attribute. */
const line = (text: string): string =>
  clean(text.replace(/\s+/g, ' '))
    .replace(/[&<>"]/g, (c) => ENTITIES[c] ?? '')
    .replaceAll('##[', '##&#x5b;')

export interface JunitOptions {
  /** An answer that a limit kept back is skipped, and no error. A search that failed is one all the same. */
  readonly allowIncomplete?: boolean
}

/**
 * The report: a suite per subject, a test per guarantee and envelope. Passed is only what is proved and, of two configurations, not
 * lost; what neither configuration holds and what is vacuous is skipped, unless it counts: nothing fails the run that is no failure here.
 */
export function validationJunit(validation: Validation, program: Program, options: JunitOptions = {}): string {
  const { unread = [] } = validation
  const ofSubjects = bothOf(validation).flatMap((one) =>
    one.subjects.map((subject) => suiteOf(one, subject, one === validation ? '' : 'transactions, ', program, options)),
  )
  const suites = [...destroyedSuite(validation), ...ofSubjects]
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${countsText(suites.flatMap((suite) => suite.tests))}>`,
    ...suites.flatMap(({ name, tests, by }, i) => [
      `  <testsuite name="${line(name)}" time="${round(tests.reduce((sum, t) => sum + t.seconds, 0))}" ${countsText(tests)}>`,
      '    <properties>',
      `      <property name="answers" value="${line(answersText(validation))}"/>`,
      ...(by === undefined ? [] : [`      <property name="by the code" value="${line(by)}"/>`]),
      ...(i > 0 ? [] : unread).map(
        ({ file, reason }) => `      <property name="not read" value="${line(`${file}: ${reason}`)}"/>`,
      ),
      '    </properties>',
      ...tests.flatMap(({ attributes, seconds, outcome }) => {
        const open = `    <testcase ${attributes} time="${round(seconds)}"`
        const inside = outcome === undefined ? [] : elementsOf(outcome)
        return inside.length === 0 ? [`${open}/>`] : [`${open}>`, ...inside.map((text) => `      ${text}`), '    </testcase>']
      }),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ].join('\n')
}

/** The answers of a subject; what it is of stands before its topics, when it is not replication. */
function suiteOf(validation: Validation, subject: Subject, of: string, program: Program, options: JunitOptions): Suite {
  const name = `${of}${topicsText(subject)}`
  const tests = validation.guarantees.flatMap((guarantee) =>
    validation.envelopes.flatMap((envelope): Test[] => {
      const seconds = secondsOf(subject, guarantee, envelope)
      if (seconds === undefined) return []
      const title = `${guaranteeTitle(guarantee)} · ${envelopeTitle(envelope)}`
      const outcome = outcomeOf(validation, subject, { guarantee, envelope }, program, options)
      return [{ attributes: `classname="${line(name)}" name="${line(title)}"`, seconds, outcome }]
    }),
  )
  const { word, text } = codeHeadlineOf(validation, subject)
  return { name: `validate ${name}`, tests: [...tests, ...readTest(subject)], by: `${word}: ${text}` }
}

interface Suite {
  readonly name: string
  readonly tests: readonly Test[]
  /** What the code makes of it. */
  readonly by?: string
}

/** A failure for each topic that a plan destroys. */
function destroyedSuite({ destroyed }: Validation): Suite[] {
  if (destroyed.length === 0) return []
  const tests = destroyed.map((one): Test => {
    const text = destroyedText(one)
    return {
      attributes: `classname="${line(one.topic)}" name="the topic and its records stay"`,
      seconds: 0,
      outcome: { kind: 'failure', message: text, type: 'lost', text },
    }
  })
  return [{ name: 'validate what the plan destroys', tests }]
}

/** An error when something was not read that may bear on the answers: that is no limit, which may be excused. */
function readTest(subject: Subject): Test[] {
  const unread = unreadOf(subject).map((one) => unreadText(one))
  const [first] = unread
  if (first === undefined) return []
  const text = unread.join('\n')
  return [
    {
      attributes: `classname="${line(topicsText(subject))}" name="what may bear on replication was read"`,
      seconds: 0,
      outcome: { kind: 'error', message: first, type: 'incomplete', text },
    },
  ]
}

type Outcome =
  | { readonly kind: 'failure' | 'error'; readonly message: string; readonly type: string; readonly text: string }
  | { readonly kind: 'skipped' | 'passed'; readonly text: string }

interface Test {
  readonly attributes: string
  readonly seconds: number
  /** None of one that has passed, and of which there is nothing to say. */
  readonly outcome: Outcome | undefined
}

const countsText = (tests: readonly Test[]): string => {
  const of = (kind: Outcome['kind']): number => tests.filter((t) => t.outcome?.kind === kind).length
  return `tests="${tests.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`
}

const elementsOf = (outcome: Outcome): string[] =>
  'message' in outcome
    ? [`<${outcome.kind} message="${line(outcome.message)}" type="${line(outcome.type)}">${body(outcome.text)}</${outcome.kind}>`]
    : [...(outcome.kind === 'skipped' ? ['<skipped/>'] : []), `<system-out>${body(outcome.text)}</system-out>`]

const round = (seconds: number): number => Number(seconds.toFixed(3))

/** Of all the searches an answer took; undefined when it was not asked for. */
function secondsOf(subject: Subject, guarantee: string, envelope: string): number | undefined {
  const cells = allCells(subject).filter((c) => c.guarantee === guarantee && c.envelope === envelope)
  return cells.length === 0 ? undefined : cells.reduce((sum, c) => sum + c.seconds, 0)
}

interface Answer {
  readonly guarantee: string
  readonly envelope: string
}

function outcomeOf(
  validation: Validation,
  subject: Subject,
  answer: Answer,
  program: Program,
  { allowIncomplete = false }: JunitOptions,
): Outcome | undefined {
  const { guarantee, envelope } = answer
  const isSame = (a: Answer): boolean => a.guarantee === guarantee && a.envelope === envelope
  const text = wholeText(cellWords(subject, guarantee, envelope))
  const failed = (when: Loss['when'], type: string): Outcome => {
    const loss = subject.losses.find((l) => l.guarantee === guarantee && l.when === when && l.envelopes.includes(envelope))
    return {
      kind: 'failure',
      message: `${guaranteeTitle(guarantee)}: ${text}`,
      type,
      text: loss === undefined ? text : lossBody(subject, loss, program),
    }
  }
  const skipped = (why: string): Outcome => ({ kind: 'skipped', text: why })
  const missing = missingOf(subject).filter(isSame)
  if (missing.length > 0) {
    const isError = missing.some(({ cell }) => cell.verdict === 'error')
    const why = missingTexts({ ...subject, ...onlyMissing(subject, isSame) }).join('\n')
    return isError || !allowIncomplete
      ? { kind: 'error', message: text, type: isError ? 'error' : 'incomplete', text: why }
      : skipped(why)
  }
  const failure = allCells(subject)
    .filter(isSame)
    .flatMap((cell) => [cell, ...(cell.code === undefined ? [] : [cell.code])])
    .find((one) => one.verdict === 'error')
  if (failure !== undefined) return { kind: 'error', message: text, type: 'error', text: failure.reason ?? text }
  const excused = cellOf(subject.head, guarantee, envelope)?.excused
  if (excused !== undefined)
    return skipped(`${text}: ${excused.reason}${excused.until === undefined ? '' : ` (until ${excused.until})`}`)
  const delta = subject.deltas.find(isSame)?.delta
  const verdict = cellOf(subject.head, guarantee, envelope)?.verdict
  if (delta === 'lost') return failed('head', delta)
  if (delta === 'lost while changing') return failed('rollout', delta)
  const counts = countsEach(validation)
  if (delta === 'never held') return counts ? failed('head', delta) : skipped(`${text}; base does not hold it either`)
  if (verdict === 'refuted') return failed('head', verdict)
  if (verdict === 'vacuous' && counts) return failed('head', verdict)
  if (verdict === 'vacuous') return skipped('vacuous: nothing was ever promised within the bounds, so nothing could be broken')
  if (isCodeMissing(validation)) {
    return allowIncomplete
      ? skipped(CODE_MISSING)
      : { kind: 'error', message: text, type: 'by the code not asked', text: CODE_MISSING }
  }
  return codeOutcome(validation, subject, answer, program, allowIncomplete)
}

/** Of what the design keeps: passed with what the code makes of it, when that is something else; not passed when both count. */
function codeOutcome(
  validation: Validation,
  subject: Subject,
  { guarantee, envelope }: Answer,
  program: Program,
  allowIncomplete: boolean,
): Outcome | undefined {
  const words = cellWords(subject, guarantee, envelope)
  const isWay = (d: CellDelta) =>
    d.guarantee === guarantee && d.envelope === envelope && d.code !== 'kept' && d.head.code?.verdict === 'proved'
  const way = subject.deltas.find(isWay)?.rollout.code
  const code = way ?? cellOf(subject.head, guarantee, envelope)?.code
  if (words.beside === undefined || code === undefined) return undefined
  const loss = subject.codeLosses.find((l) => l.guarantee === guarantee && l.envelopes.includes(envelope))
  const text = [wholeText(words), ...(loss === undefined ? [] : codeLossParagraphs(validation, loss, program))].join('\n')
  if (validation.strict !== true || code.verdict === 'proved') return { kind: 'passed', text }
  if (code.verdict === 'incomplete' && allowIncomplete) return { kind: 'skipped', text }
  const kind = code.verdict === 'refuted' ? 'failure' : 'error'
  return { kind, message: `${guaranteeTitle(guarantee)}: ${wholeText(words)}`, type: `by the code ${code.verdict}`, text }
}

const onlyMissing = (subject: Subject, isSame: (a: Answer) => boolean): Pick<Subject, 'deltas' | 'head'> => ({
  deltas: subject.deltas.filter(isSame),
  head: { ...subject.head, cells: subject.head.cells.filter(isSame) },
})

const lossBody = (subject: Subject, loss: Loss, program: Program): string =>
  [
    ...lossParagraphs(subject, loss, program),
    '',
    ...loss.story.steps.map(({ step, action, summary }) => `${step}. ${action}: ${summary}`),
  ]
    .join('\n')
    .trim()
