/** Whether a cluster's own records are explained, as text. */
import type { Item } from '../../explain/followed-log.ts'
import { lastDecision, type Place } from '../../explain/history.ts'
import type { Said } from '../../explain/inputs.ts'
import type { Obstacle } from '../../explain/obstacle.ts'
import type { Story } from '../../explain/story.ts'
import type { ExplainVerdict, ToldExplanation } from '../../questions/explain-inputs.ts'
import type { Assumptions, Explanation } from '../../questions/explain-log.ts'
import type { LostRecord, PostMortem } from '../../questions/post-mortem.ts'
import { counted, listOf } from '../../text/counted.ts'
import { indented, labelled, type Page, words } from '../../text/layout.ts'
import { harmless } from '../../text/harmless.ts'
import type { Paint, Role } from '../../text/span.ts'

/** What is told, and where runs were saved. */
export interface Told extends ToldExplanation {
  readonly saved: readonly string[]
}

const HEADS: Readonly<Record<ExplainVerdict, { readonly text: string; readonly role: Role }>> = {
  kept: { text: 'EXPLAINED', role: 'good' },
  lost: { text: 'EXPLAINED', role: 'bad' },
  undecided: { text: 'EXPLAINED', role: 'strong' },
  unexplained: { text: 'NOT EXPLAINED', role: 'bad' },
  incomplete: { text: 'INCOMPLETE', role: 'strong' },
}

/** The words before the run. */
export function explanationText(told: Told, paint: Paint, width: number): string {
  const { history, release, read, unread, said, notes, verdict } = told
  const page: Page = { paint, width: Math.max(40, width) }
  const last = history.happenings.at(-1) ?? history.begins
  const lines = [
    `${paint(HEADS[verdict])}  ${harmless(history.topic)}-${history.partition} on Kafka ${release}`,
    '',
    ...labelled('Log', words(`from ${placeText(history.begins)} to ${placeText(last)}`), page),
    ...listed('Read', read.map(saidText), page),
    ...listed('Not read', unread.map(saidText), page),
    ...listed('Note', notes, page),
    ...listed('Brokers', brokersText(said), page),
    ...verdictLines(told, page),
    ...(told.saved.length === 0 ? [] : listed('Saved', told.saved, page)),
  ]
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

function verdictLines(told: Told, page: Page): string[] {
  const { story, explanation, mortem, verdict } = told
  if ('why' in story) return labelled('Because', words(`${story.why} (${placeText(story.at)})`), page)
  if (explanation === undefined) return []
  switch (explanation.kind) {
    case 'incomplete':
      return labelled('Because', words(explanation.why), page)
    case 'explained':
      return [
        ...labelled(
          verdict === 'lost' ? 'Lost' : verdict === 'kept' ? 'Kept' : 'Open',
          words(verdictText(told)),
          page,
          HEADS[verdict].role,
        ),
        ...listed('Inferred', mortem === undefined ? [] : inferredOf(mortem, explanation.assumptions), page),
      ]
    case 'unexplained':
      return [
        ...labelled('Explained', words(prefixText(story, explanation.shown)), page),
        ...obstacleLines(story, explanation, page),
      ]
  }
}

/** Whether acknowledged records were lost, in a sentence or two. */
export function verdictText({ verdict, mortem, explanation, history, missing }: ToldExplanation): string {
  switch (verdict) {
    case 'lost':
      return (mortem?.lost ?? []).map(lostText).join(' ')
    case 'kept':
      return lastDecision(history).leader < 0
        ? 'nobody leads at the end, and whoever may be elected has every record that was acknowledged, as far as the records say.'
        : 'the leader has every record that was acknowledged, as far as the records say.'
    case 'undecided':
      return `${openText(explanation)}: ${missing.join('; ') || NOT_TOLD}.`
    case 'unexplained':
      return 'no run of the model shows this.'
    case 'incomplete':
      return 'it could not be told.'
  }
}

/** Why it stays open whether an acknowledged record is lost, where the files say all that they can. */
const NOT_TOLD = 'a record whose producer was told of a failure may have been acknowledged all the same'

/** What runs were found, of a question that stays open. */
function openText(explanation: Explanation | undefined): string {
  if (explanation?.kind !== 'explained') return ''
  if (explanation.lost === undefined)
    return 'a run without a loss explains the records, which is not to say that nothing was lost'
  return explanation.kept === undefined
    ? 'the records are explained with a loss, and may be with more assumptions without one'
    : 'the records are explained with a loss and without one'
}

/** A record that was lost, and where it may still be found. */
function lostText({ offsets, epoch, holders, mayHold }: LostRecord): string {
  const { from, to } = offsets
  const what = from === to ? `the record at offset ${from}` : `the records at offsets ${from} to ${to}`
  const of = epoch < 0 ? '' : ` of leader epoch ${epoch}`
  const named = (ids: readonly number[]): string => listOf(ids.map((id) => `broker ${id}`))
  const where = [
    holders.length === 0
      ? 'no replica whose log was given holds it'
      : `still on the disk of ${named(holders)}, until that follows the leader and truncates: copy it now`,
    ...(mayHold.length === 0 ? [] : [`it may be on the disk of ${named(mayHold)}, of which no log was given`]),
  ]
  return `${what}${of} was acknowledged and the leader has it not: ${where.join('; ')}.`
}

/** What no record says and the run needs. */
export function inferredOf(
  { steps }: PostMortem,
  { acks, isAcksGiven, powerLosses, downAtEnd, answersMayBeLost }: Assumptions,
): readonly string[] {
  return [
    ...steps.flatMap(({ step, inferred }) => (inferred === undefined ? [] : [`step ${step}: ${inferred}`])),
    ...(isAcksGiven
      ? []
      : [`acks=${acks}: it stands in no record${acks === 'all' ? '' : ', and with acks=all nothing explains them'}`]),
    ...(powerLosses > 0
      ? [`at most ${counted(powerLosses, 'loss', 'losses')} of what was not flushed: without one nothing explains them`]
      : []),
    ...(downAtEnd ? ['a broker may be down whose session has not ended yet'] : []),
    ...(answersMayBeLost ? ['an answer to a producer may have got lost'] : []),
  ]
}

/** Why there is no run that shows them, or none was sought, on a line; empty of what is explained. */
export function whyText({ story, explanation }: ToldExplanation): string {
  if ('why' in story) return `${story.why} (${placeText(story.at)})`
  if (explanation?.kind === 'incomplete') return explanation.why
  if (explanation?.kind !== 'unexplained') return ''
  return [prefixText(story, explanation.shown), ...obstacleTexts(story, explanation.obstacles).slice(0, 1)].join('; ')
}

function prefixText({ log, places }: Story, shown: number): string {
  if (shown === log.items.length) return `all ${counted(shown, 'record')} of the metadata log, and not how the logs end`
  const [last, next] = [places[shown - 1], places[shown]]
  const upTo = last === undefined ? 'nothing' : `${shown} of ${counted(log.items.length, 'record')}, up to ${placeText(last)}`
  return `${upTo}; not ${next === undefined ? '' : placeText(next)}: ${itemText(log.items[shown], log.items[shown + 1])}`
}

function obstacleLines(story: Story, { obstacles }: Extract<Explanation, { kind: 'unexplained' }>, page: Page): string[] {
  const [first, ...rest] = obstacleTexts(story, obstacles)
  if (first === undefined)
    return labelled('Because', words('more than one thing stands in the way of every action that could write it'), page)
  return [
    ...labelled('Because', words(first), page),
    ...rest.slice(0, 3).flatMap((other) => indented(words(`or ${other}`), page)),
  ]
}

/** What stands in the way, the most telling first: that the controller decides otherwise, how the logs end, a rule; bounds are none. */
export function obstacleTexts(story: Pick<Story, 'brokers'>, obstacles: readonly Obstacle[]): readonly string[] {
  const decides = obstacles.filter((obstacle) => obstacle.kind === 'otherwise' && obstacle.writes.length > 0)
  const written = new Map<string, string[]>()
  const taken = new Set<string>()
  for (const obstacle of obstacles)
    if (obstacle.kind === 'otherwise') {
      taken.add(obstacle.action)
      const items = obstacle.writes.map((item) => itemText(item)).join(', ')
      if (decides.includes(obstacle)) written.set(items, [...(written.get(items) ?? []), obstacle.action])
    }
  // What can be taken is forbidden in other runs only.
  const others = obstacles.filter(
    (obstacle) =>
      obstacle.kind === 'end' || (obstacle.kind === 'guard' && obstacle.of !== 'bound' && !taken.has(obstacle.action)),
  )
  return [
    ...[...written].map(([items, actions]) => `${actions.join(' or ')} can happen, and the controller then writes: ${items}`),
    ...others.toSorted((a, b) => rank(a) - rank(b)).map((obstacle) => obstacleText(story, obstacle)),
  ]
}

const rank = (obstacle: Obstacle): number => (obstacle.kind === 'guard' && obstacle.of === 'given' ? 1 : 0)

/** What stands in the way. */
function obstacleText({ brokers }: Pick<Story, 'brokers'>, obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'guard':
      return `${obstacle.action} is forbidden: the guard "${obstacle.guard}" is false`
    case 'otherwise':
      return `${obstacle.action} can happen`
    case 'end':
      return obstacle.place < 0
        ? 'all logs are explained, and not what clients were told'
        : `all is explained but the log of broker ${brokers[obstacle.place] ?? ''}`
  }
}

/** An item of the log in words; brokers as the model names them. */
export function itemText(item: Item | undefined, beside?: Item): string {
  const name = (place: number): string => `b${place}`
  const set = (bits: number): string =>
    `{${Array.from({ length: 8 }, (_, b) => b)
      .filter((b) => ((bits >>> b) & 1) === 1)
      .map(name)
      .join(',')}}`
  switch (item?.kind) {
    case undefined:
      return 'the end'
    case 'settings':
      return 'the settings change'
    case 'broker':
      return `${name(item.broker)} ${item.becomes}`
    case 'decision': {
      const leader = item.leader < 0 ? 'none' : name(item.leader)
      const known = item.lastKnownLeader < 0 ? '' : `, last known leader ${name(item.lastKnownLeader)}`
      const { replicas, adding, removing } = item.assignment ?? { replicas: 0, adding: 0, removing: 0 }
      const moved = [
        ...(replicas === 0 ? [] : [`, replicas ${set(replicas)}`]),
        ...(adding === 0 ? [] : [`, adding ${set(adding)}`]),
        ...(removing === 0 ? [] : [`, removing ${set(removing)}`]),
      ].join('')
      const said = `leader ${leader}, epoch ${item.epoch}, ISR ${set(item.isr)}, ELR ${set(item.elr)}${known}${moved}`
      return beside?.kind === 'broker' ? `${said}; ${itemText(beside)}` : said
    }
  }
}

export const placeText = ({ offset, time }: Place): string =>
  time === undefined || time < 0 ? `offset ${offset}` : `offset ${offset} (${timeText(time)})`

/** The last time that there is a date for. */
const LAST_TIME = 8.64e15

const timeText = (time: number): string =>
  time > LAST_TIME ? `${time} ms since 1970` : new Date(time).toISOString().replace('T', ' ')

/** Lines of brokers that are shown at most. */
const MOST_LINES = 20

const brokersText = (said: ToldExplanation['said']): readonly string[] => [
  ...said.slice(0, MOST_LINES).map(({ broker, time, what }) => `broker ${broker}, ${time} by its clock: ${what}`),
  ...(said.length > MOST_LINES ? [`… (${said.length} in all)`] : []),
]

const saidText = ({ file, what }: Said): string => `${file}: ${what}`

function listed(label: string, items: readonly string[], page: Page): string[] {
  const [first, ...rest] = items
  if (first === undefined) return []
  return [...labelled(label, words(first), page), ...rest.flatMap((text) => indented(words(text), page))]
}
