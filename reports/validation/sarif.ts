/** A validation as SARIF 2.1.0, for code scanning. */
import { createHash } from 'node:crypto'
import type { Location, Log, ReportingDescriptor, Result, ThreadFlowLocation } from 'sarif'
import type { Place } from '../../config/index.ts'
import { listOf } from '../../text/counted.ts'
import { printable } from '../../text/printable.ts'
import { type Places, uriOf } from './paths.ts'
import type { CodeLoss, Loss, Subject, Validation } from '../../guarantees/result.ts'
import type { Program } from '../program.ts'
import { codeHeadlineOf, codeLossParagraphs } from './code.ts'
import { answersText } from './explored.ts'
import { CODE_MISSING } from '../strictly.ts'
import { type Counted, countedBeside, isCodeMissing, missingTexts } from './headline.ts'
import { blameOf, countedParagraphs, lossParagraphs } from './losses.ts'
import { assumingText, envelopeTitle, guaranteeTitle, promiseOf, topicsText } from './names.ts'
import { bothOf } from './transactions-subject.ts'
import { allUnread, missingOf } from '../../guarantees/missing.ts'
import { unreadText } from './configuration.ts'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'
const LONGEST = 2000

/** Text that drives no terminal and holds no link: `[text](address)` is one, in a SARIF message. */
const plain = (text: string): string => printable(text, LONGEST).replaceAll('](', String.raw`\](`)

const message = (lines: readonly string[]): { text: string } => ({ text: lines.map(plain).join('\n') })

/** The rule of a guarantee, the same in every run. */
const ruleId = (guarantee: string): string => `tidemark/${guarantee.replace(/[^\w.-]/g, '-')}`

/** The log: a rule per guarantee; a result per guarantee lost, refuted or not decided. The same input gives the same log. */
export function validationSarif(validation: Validation, program: Program, places: Places = {}): Log {
  const { version } = program
  const { unread = [] } = validation
  const both = bothOf(validation)
  const ids = [
    ...new Set(
      both.flatMap(({ guarantees, subjects }) => [...guarantees, ...subjects.flatMap((s) => s.losses.map((l) => l.guarantee))]),
    ),
  ]
  const ruleIndex = (guarantee: string): number => ids.indexOf(guarantee)
  const results = both.flatMap((one) =>
    one.subjects.flatMap((subject) => [
      ...subject.losses.map((loss) => ({ guarantee: loss.guarantee, result: lossResult(subject, loss, program, places) })),
      ...subject.codeLosses.map((loss) => ({
        guarantee: loss.guarantee,
        result: codeResult(one, subject, loss, program, places),
      })),
      ...countedBeside(one, subject).map((counted) => ({
        guarantee: counted.guarantee,
        result: countedResult(subject, counted, program, places),
      })),
      ...missingResults(subject, places),
      ...ignoredResults(subject, places),
    ]),
  )
  const notifications = [
    ...(isCodeMissing(validation) ? [{ level: 'warning' as const, message: message([CODE_MISSING]) }] : []),
    ...allUnread(validation.subjects).map((one) => ({
      level: 'warning' as const,
      message: message([`not read: ${unreadText(one)}`]),
      ...(one.places.length > 0 && { locations: one.places.map((place) => physical(place, places)) }),
    })),
    ...unread.map(({ file, reason }) => ({ level: 'note' as const, message: message([`not read: ${file}: ${reason}`]) })),
  ]
  const isFailed = validation.verdict === 'error' || validation.code.verdict === 'error'
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'tidemark', version, semanticVersion: version, rules: ids.map(ruleOf) } },
        ...((notifications.length > 0 || isFailed) && {
          invocations: [
            {
              executionSuccessful: !isFailed,
              ...(notifications.length > 0 && { toolConfigurationNotifications: notifications }),
            },
          ],
        }),
        columnKind: 'utf16CodeUnits',
        properties: {
          answers: answersText(validation),
          byTheCode: both.flatMap((one) =>
            one.subjects.map((subject) => {
              const { word, text } = codeHeadlineOf(one, subject)
              return plain(`${word}: ${text} (${one === validation ? '' : 'transactions, '}${topicsText(subject)})`)
            }),
          ),
        },
        results: results.map(({ guarantee, result }) =>
          ruleIndex(guarantee) < 0 ? result : { ...result, ruleIndex: ruleIndex(guarantee) },
        ),
      },
    ],
  }
}

function ruleOf(guarantee: string): ReportingDescriptor {
  const title = guaranteeTitle(guarantee)
  const promise = promiseOf(guarantee) || title
  const help =
    `${promise} Every reachable state within stated bounds is searched for a run that breaks this. ` +
    'The steps shown are a shortest such run; the message names the keys that cause it, and a change that restores the guarantee.'
  return {
    id: ruleId(guarantee),
    name: title.replace(/(?:^|\s+)(\w)/g, (_, c: string) => c.toUpperCase()),
    shortDescription: { text: plain(title) },
    fullDescription: { text: plain(promise) },
    help: { text: plain(help) },
    defaultConfiguration: { level: 'error' },
    properties: { tags: ['kafka', 'replication'] },
  }
}

const physical = ({ file, line, column }: Place, places: Places): Location =>
  line === 0
    ? { logicalLocations: [{ fullyQualifiedName: plain(file), kind: 'resource' }] }
    : {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file, places) },
          region: { startLine: Math.max(1, line), startColumn: Math.max(1, column) },
        },
      }

/** The same problem of the same files is the same alert, whatever else the run says. */
const fingerprint = (parts: readonly (string | readonly string[])[]): Record<string, string> => ({
  'tidemark/v1': createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32),
})

function lossResult(subject: Subject, loss: Loss, program: Program, places: Places): Result {
  const { guarantee, when, causes, envelopes, story } = loss
  const place = blameOf(subject, causes)
  const at = place === undefined ? [] : [physical(place, places)]
  const related = causes
    .flatMap(({ from, to }) => [to, from])
    .flatMap((v) =>
      v.place === undefined || v.place === place
        ? []
        : [{ ...physical(v.place, places), message: message([`${v.key}=${v.value} (${v.source})`]) }],
    )
  const steps = story.steps.map(({ step, action, summary }): ThreadFlowLocation => ({
    executionOrder: step,
    location: { ...at[0], message: message([`${step}. ${action}: ${summary}`]) },
  }))
  return {
    ruleId: ruleId(guarantee),
    level: 'error',
    kind: 'fail',
    message: message(lossParagraphs(subject, loss, program)),
    locations: at,
    ...(related.length > 0 && { relatedLocations: related.map((r, id) => ({ id, ...r })) }),
    ...(steps.length > 0 && { codeFlows: [{ threadFlows: [{ locations: steps }] }] }),
    partialFingerprints: fingerprint([
      guarantee,
      subject.base === undefined ? 'refuted' : when,
      causes.map(({ key, of }) => `${of}:${key}`).toSorted(),
      envelopes.toSorted(),
      [...subject.topics.toSorted(), assumingText(subject)],
    ]),
  }
}

/** What a change leaves refuted, where that counts. */
function countedResult(subject: Subject, counted: Counted, program: Program, places: Places): Result {
  const place = blameOf(subject, [])
  return {
    ruleId: ruleId(counted.guarantee),
    level: 'error',
    kind: 'fail',
    message: message(countedParagraphs(subject, counted, program)),
    locations: place === undefined ? [] : [physical(place, places)],
    partialFingerprints: fingerprint([
      counted.guarantee,
      'never held',
      counted.by,
      counted.envelopes.toSorted(),
      [...subject.topics.toSorted(), assumingText(subject)],
    ]),
  }
}

/** What the code of a release alone breaks: a warning, unless the code counts. */
function codeResult(validation: Validation, subject: Subject, loss: CodeLoss, program: Program, places: Places): Result {
  const place = blameOf(subject, [])
  const at = place === undefined ? [] : [physical(place, places)]
  const steps = loss.story.steps.map(({ step, action, summary }): ThreadFlowLocation => ({
    executionOrder: step,
    location: { ...at[0], message: message([`${step}. ${action}: ${summary}`]) },
  }))
  return {
    ruleId: ruleId(loss.guarantee),
    level: validation.strict === true ? 'error' : 'warning',
    kind: 'fail',
    message: message(codeLossParagraphs(validation, loss, program)),
    locations: at,
    ...(steps.length > 0 && { codeFlows: [{ threadFlows: [{ locations: steps }] }] }),
    properties: { byTheCode: true, defects: [...loss.defects] },
    partialFingerprints: fingerprint([
      loss.guarantee,
      'by the code',
      [...loss.defects],
      loss.envelopes.toSorted(),
      [...subject.topics.toSorted(), assumingText(subject)],
    ]),
  }
}

/** What is accepted, by rules or a baseline: results that are suppressed, so that a report knows of them and no alert is open. */
function ignoredResults(subject: Subject, places: Places): { guarantee: string; result: Result }[] {
  const cells = subject.head.cells.flatMap((cell) => (cell.excused === undefined ? [] : [{ ...cell, excused: cell.excused }]))
  const place = blameOf(subject, [])
  const groups = new Map<string, typeof cells>()
  for (const cell of cells) {
    const key = JSON.stringify([cell.guarantee, cell.verdict === 'proved', cell.excused])
    groups.set(key, [...(groups.get(key) ?? []), cell])
  }
  return [...groups.values()].flatMap((of) => {
    const [first] = of
    if (first === undefined) return []
    const { guarantee, excused } = first
    const envelopes = of.map(({ envelope }) => envelope)
    const by = first.verdict === 'proved' ? 'refuted by the code' : first.verdict
    const until = excused.until === undefined ? '' : ` (until ${excused.until})`
    const result: Result = {
      ruleId: ruleId(guarantee),
      level: first.verdict === 'proved' ? 'warning' : 'error',
      kind: 'fail',
      message: message([
        `${guaranteeTitle(guarantee)}: ${by} under ${listOf(envelopes.map(envelopeTitle))}${assumingText(subject)}; accepted: ${excused.reason}${until}`,
      ]),
      locations: place === undefined ? [] : [physical(place, places)],
      suppressions: [{ kind: 'external', status: 'accepted', justification: plain(`${excused.reason}${until}`) }],
      partialFingerprints: fingerprint([
        guarantee,
        'accepted',
        first.verdict === 'proved' ? 'by the code' : 'by design',
        envelopes.toSorted(),
        [...subject.topics.toSorted(), assumingText(subject)],
      ]),
    }
    return [{ guarantee, result }]
  })
}

/** Of each guarantee with answers missing, one: a note when a limit was hit, a warning when a search failed. */
function missingResults(subject: Subject, places: Places): { guarantee: string; result: Result }[] {
  const missing = missingOf(subject)
  const place = blameOf(subject, [])
  return [...new Set(missing.map((m) => m.guarantee))].map((guarantee) => {
    const of = missing.filter((m) => m.guarantee === guarantee)
    const isSame = (a: { readonly guarantee: string }): boolean => a.guarantee === guarantee
    const only = {
      ...subject,
      deltas: subject.deltas.filter(isSame),
      head: { ...subject.head, cells: subject.head.cells.filter(isSame) },
    }
    return {
      guarantee,
      result: {
        ruleId: ruleId(guarantee),
        level: of.some(({ cell }) => cell.verdict === 'error') ? 'warning' : 'note',
        // A level other than `none` goes with no other kind.
        kind: 'fail',
        message: message(missingTexts(only)),
        locations: place === undefined ? [] : [physical(place, places)],
        partialFingerprints: fingerprint([
          guarantee,
          'missing',
          [...new Set(of.map((m) => m.envelope))].toSorted(),
          [...subject.topics.toSorted(), assumingText(subject)],
        ]),
      },
    }
  })
}
