/** What `validate --reassignment` and `--restart` print: what comes of an act on partitions as they are found, act by act. */
import { placeText } from '../../config/index.ts'
import { DEFECTS } from '../../model/kraft/defects.ts'
import type { Act, LossAfter, Outcome, Standing } from '../../guarantees/operations.ts'
import type { Assuming, Operated } from '../../guarantees/acts.ts'
import { POLICIES, type Rolling } from '../../guarantees/rolling.ts'
import { counted, listOf } from '../../text/counted.ts'
import { grouped } from '../../text/grouped.ts'
import { indented, INDENT, labelled, type Page, words } from '../../text/layout.ts'
import type { Paint, Role } from '../../text/span.ts'
import type { Program } from '../program.ts'

/** Worst first. */
const VERDICTS = ['LOST', 'OFFLINE', 'STOPS WRITES', 'UNDECIDED', 'REFUSED', 'OK'] as const
export type OperationVerdict = (typeof VERDICTS)[number]

const ROLES: Readonly<Record<OperationVerdict, Role>> = {
  LOST: 'bad',
  OFFLINE: 'bad',
  'STOPS WRITES': 'bad',
  UNDECIDED: 'strong',
  REFUSED: 'strong',
  OK: 'good',
}

/** What is to be said first of an act on a partition. */
export function verdictOf({ losses, refused, unasked, undecided, before, after }: Outcome): OperationVerdict {
  if (losses.some(isAtOnce)) return 'LOST'
  if (refused !== undefined) return 'REFUSED'
  if (unasked !== undefined) return 'UNDECIDED'
  if (before.hasLeader && !after.hasLeader) return 'OFFLINE'
  if (before.takesWrites && !after.takesWrites) return 'STOPS WRITES'
  return undecided.length > 0 ? 'UNDECIDED' : 'OK'
}

/** Lost because of the act, and with no more than an orderly stop or a reassignment: nothing that fails. */
const isAtOnce = ({ also, asBefore }: LossAfter): boolean =>
  !asBefore && (also === 'nothing' || also === 'stop' || also === 'move')

/** The worst verdict of several outcomes. */
const worstOf = (outcomes: readonly Outcome[]): OperationVerdict => {
  const found = new Set(outcomes.map(verdictOf))
  return VERDICTS.find((verdict) => found.has(verdict)) ?? 'OK'
}

/** An act in words, without what it is done to. */
function actText(act: Act): string {
  if (act.kind === 'stop') return `stop ${act.broker}${act.killed ? ', killed before it is done' : ''}`
  return act.kind === 'cancel' ? 'cancel' : `reassign to ${act.target.join(',')}`
}

const ROLLING_ROLES: Readonly<Record<Rolling['verdict'], Role>> = {
  OFFLINE: 'bad',
  'STOPS WRITES': 'bad',
  UNDECIDED: 'strong',
  WAITS: 'strong',
  OK: 'good',
}

export interface OperationsText {
  readonly program: Program
  readonly paint: Paint
  readonly width: number
  /** What was asked, such as `--restart all`. */
  readonly asked: string
}

/** At most so many partitions of a broker are told one by one. */
const TOLD = 5

/** The report, each line ended by a newline. A stop is told broker by broker, everything else partition by partition. */
export function operationsText(
  { outcomes, rolling, unread }: Operated,
  { program, paint, width, asked }: OperationsText,
): string {
  const page: Page = { paint, width: Math.max(40, Math.floor(width)) }
  const groups = grouped(outcomes, ({ act, topic, partition }) => (act.kind === 'stop' ? actText(act) : `${topic}-${partition}`))
  const blocks = [
    indented(words(`tidemark ${program.version}  validate ${asked}  ${counted(groups.size, 'answer')}`), page, 0),
    ...[...groups].map(([name, of]) => groupLines(name, of, page)),
    ...rolling.map((roll) => rollingLines(roll, page)),
    rules(outcomes, page),
    unread.flatMap(({ message, place }) =>
      labelled('Unread', words(place === undefined ? message : `${message} (${placeText(place)})`), page),
    ),
    indented(
      words(
        'Searched: two records, and after the act nothing, an orderly stop, a kill, a power loss, or a reassignment and an orderly stop. Brokers outside the ISR may be up or down; those without a replica run. Of the known defects R1 alone is looked for here: the others are there whether or not anything is moved (check finds them).',
      ),
      page,
      0,
    ),
  ]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line.trimEnd()}\n`).join(''))
    .join('\n')
}

function groupLines(name: string, outcomes: readonly (Outcome & Assuming)[], page: Page): string[] {
  const verdict = worstOf(outcomes)
  const head = labelled(verdict, words(name), page, ROLES[verdict])
  const told = outcomes.filter((o) => verdictOf(o) !== 'OK' || o.act.kind !== 'stop' || o.losses.length > 0)
  const rest = told.length - TOLD
  return [
    ...head,
    ...told.slice(0, TOLD).flatMap((o) => indented(words(outcomeText(o)), page, INDENT)),
    ...(rest > 0 ? indented(words(`and ${counted(rest, 'more partition')}`), page, INDENT) : []),
  ]
}

function outcomeText(outcome: Outcome & Assuming): string {
  const { assuming } = outcome
  return assuming === undefined ? plainText(outcome) : `if ${assuming}: ${plainText(outcome)}`
}

function plainText(outcome: Outcome): string {
  const { topic, partition, act, refused, unasked, undecided, before, after, losses } = outcome
  const of = act.kind === 'stop' ? `${topic}-${partition}: ` : `${actText(act)}: `
  if (refused !== undefined) return `${of}refused, ${refused}`
  if (unasked !== undefined) return `${of}not searched, ${unasked}`
  const said = [
    stateText(before, after),
    ...(after.ghosts.length === 0 ? [] : [`${listOf(after.ghosts.map(String))} may be elected without a log`]),
    ...losses.map(lossText),
    ...(undecided.length === 0 ? [] : [`not decided ${undecided.join(', ')}`]),
  ]
  return `${of}${said.join('; ')}`
}

function stateText(before: Standing, after: Standing): string {
  const isr = `ISR ${after.isr.join(',') || 'empty'} of ${after.replicas.join(',')}`
  const needs = `min.insync.replicas ${after.minIsr}`
  const writes = !after.hasLeader
    ? 'no leader'
    : after.takesWrites
      ? `${isr}, ${needs}`
      : `${isr} is below ${needs}${before.takesWrites ? '' : ', as before'}`
  const open = [
    ...(after.adding.length === 0 ? [] : [`${after.adding.join(',')} to be added`]),
    ...(after.removing.length === 0 ? [] : [`${after.removing.join(',')} to be removed`]),
  ]
  return open.length === 0 ? writes : `${writes}, ${open.join(', ')}`
}

const lossText = ({ title, by, asBefore, steps, trace }: LossAfter): string =>
  `loses an acknowledged record ${title}${asBefore ? ', as if nothing were done' : ''}${by === undefined ? '' : `, by the code (${by})`}, in ${counted(steps, 'step')}${trace === undefined ? '' : ` (${trace})`}`

/** All of them, one after the other, by one rule. */
function rollingLines({ policy, verdict, run, assuming }: Rolling & Assuming, page: Page): string[] {
  const when = POLICIES.find(({ id }) => id === policy)?.when ?? ''
  const head = labelled(
    verdict,
    words(`restart all by ${policy}: the next is stopped when ${when}${assuming === undefined ? '' : `; if ${assuming}`}`),
    page,
    ROLLING_ROLES[verdict],
  )
  return run === undefined
    ? head
    : [...head, ...indented(words(`${run.topic}-${run.partition}: ${runText(verdict, run)}`), page, INDENT)]
}

function runText(verdict: Rolling['verdict'], { stops, isr, minIsr }: NonNullable<Rolling['run']>): string {
  const members = isr.join(',') || 'empty'
  if (verdict === 'UNDECIDED') return 'not asked: a reassignment is in progress, or it cannot be searched'
  if (verdict === 'WAITS') return `nothing is stopped as long as its ISR is ${members}`
  const [last, ...before] = stops.toReversed()
  const how =
    before.length === 0 ? `stop ${last}` : `stop ${before.toReversed().join(', ')}, then ${last} while the ISR is not whole again`
  return `${how}: ${verdict === 'OFFLINE' ? 'no leader' : `ISR ${members} is below min.insync.replicas ${minIsr}`}`
}

/** What avoids the defects that were met. */
function rules(outcomes: readonly Outcome[], page: Page): string[] {
  const met = new Set(outcomes.flatMap(({ losses }) => losses.flatMap(({ by }) => (by === undefined ? [] : [by]))))
  return DEFECTS.filter(({ id }) => met.has(id)).flatMap(({ id, title, evidence, avoid }) =>
    labelled(id, words(`${title}: ${evidence}. Avoid it: ${avoid}.`), page),
  )
}
