/** What a validation says, in words that every form of output shares. Nothing here is escaped: that is each form's own. */
import { type Place, placeText } from '../../config/index.ts'

import { ENVELOPES, GUARANTEES } from '../../guarantees/guarantees.ts'
import {
  type Cell,
  type CellDelta,
  type ChangedKey,
  type Destroyed,
  isOpen,
  type Loss,
  type Restore,
  type Side,
  type Subject,
  type Validation,
  type Weighed,
} from '../../guarantees/result.ts'
import { counted, listOf } from '../../text/counted.ts'
import type { Role } from '../../text/span.ts'
import { FAULT_WORDS } from '../../questions/fault-words.ts'
import { faultsText } from '../../questions/faults-of.ts'
import { grouped } from '../../text/grouped.ts'
import type { Program } from '../program.ts'
import { type Missing, missingOf, unreadOf } from '../../guarantees/missing.ts'
import { keyText } from '../../guarantees/result.ts'

/** Names that are not in the catalogue stand for themselves, as far as this. */
const LONGEST_NAME = 60

const nameOf = (id: string): string => (id.length > LONGEST_NAME ? `${id.slice(0, LONGEST_NAME)}…` : id)

export const guaranteeTitle = (id: string): string => GUARANTEES.find((g) => g.id === id)?.title ?? nameOf(id)
export const promiseOf = (id: string): string => GUARANTEES.find((g) => g.id === id)?.promise ?? ''
export const envelopeTitle = (id: string): string => ENVELOPES.find((e) => e.id === id)?.title ?? nameOf(id)

const MOST_TOPICS = 5

/** `, if eligible.leader.replicas.version=0`, where nothing says it. */
export const assumingText = ({ assuming }: Pick<Subject, 'assuming'>): string =>
  assuming === undefined ? '' : `, if ${assuming.key}=${assuming.value}`

/** The topics of a subject, at most five by name. */
export function topicsText(subject: Subject, longest = 80): string {
  const { topics } = subject
  const rest = assumingText(subject)
  if (topics.length === 0) return `any topic${rest}`
  const names = topics.slice(0, MOST_TOPICS).map((name) => (name.length > longest ? `${name.slice(0, longest)}…` : name))
  const more = topics.length - names.length
  return `${more === 0 ? listOf(names) : `${names.join(', ')} and ${more} more`}${rest}`
}

/** What stands in a cell of the guarantee table. The words say it all; the role is for colour. */
export interface CellWords {
  readonly text: string
  readonly role: Role
}

/** ` by 1 kill + 2 cut off`, of the shortest run; of a cell that names no faults the length of that run. */
const byText = ({ steps, faults }: Cell): string =>
  faults !== undefined ? ` by ${faultsText(faults)}` : steps === undefined ? '' : ` ${steps}`

const alone = (cell: Cell): string => (cell.verdict === 'refuted' ? `refuted${byText(cell)}` : cell.verdict)

const roleOf = ({ verdict }: Cell): Role => (verdict === 'proved' ? 'good' : verdict === 'vacuous' ? 'plain' : 'bad')

/** What is said of a guarantee under an envelope. */
export function cellWords(subject: Subject, guarantee: string, envelope: string): CellWords {
  if (subject.base === undefined) {
    const cell = cellOf(subject.head, guarantee, envelope)
    return cell === undefined ? NOT_CHECKED : { text: alone(cell), role: roleOf(cell) }
  }
  const found = subject.deltas.find((d) => d.guarantee === guarantee && d.envelope === envelope)
  return found === undefined ? NOT_CHECKED : deltaWords(found)
}

/** Worst first: what one cell of the topics' matrix says of all envelopes. */
const WORST: readonly string[] = [
  'lost',
  'lost while changing',
  'error',
  'incomplete',
  'unknown',
  'refuted',
  'vacuous',
  'gained',
  'proved',
]

/** What is said of a guarantee under all envelopes together: the worst, and of how many of them. */
export function rowWords({ envelopes }: Validation, subject: Subject, guarantee: string): CellWords {
  const words = envelopes.map((envelope) => {
    const delta = subject.deltas.find((d) => d.guarantee === guarantee && d.envelope === envelope)
    const verdict = delta?.head.verdict ?? cellOf(subject.head, guarantee, envelope)?.verdict ?? 'unknown'
    return delta === undefined || delta.delta === 'kept' || delta.delta === 'never held' ? verdict : delta.delta
  })
  const worst = WORST.find((word) => words.some((w) => w === word)) ?? 'unknown'
  const of = words.filter((w) => w === worst).length
  const role: Role = worst === 'proved' || worst === 'gained' ? 'good' : worst === 'vacuous' ? 'plain' : 'bad'
  return { text: of === words.length ? worst : `${worst} ${of}/${words.length}`, role }
}

/** What the cells of the topics' matrix mean. */
export const matrixNote = ({ envelopes }: Validation): string =>
  `Each cell is the worst under ${counted(envelopes.length, 'kind of trouble', 'kinds of trouble')} (${envelopes.map(envelopeTitle).join(', ')}), and 1/${envelopes.length} under how many of them. --topic NAME shows one table, --verbose all.`

/** What stands beside the verdicts in the guarantee table; empty when nothing does. */
export function tableNote({ guarantees, envelopes }: Validation, subject: Subject): string {
  const texts = guarantees.flatMap((g) => envelopes.map((e) => cellWords(subject, g, e).text))
  if (texts.some((text) => text.includes(' by ')))
    return 'A refuted cell names the faults of the shortest run that breaks the guarantee. A column allows its own kind beside brokers cut off from the controller and followers that lag.'
  return texts.some((text) => /\d/.test(text))
    ? 'A number is the length, in steps, of the shortest run that breaks the guarantee.'
    : ''
}

const NOT_CHECKED: CellWords = { text: 'not checked', role: 'plain' }

export const cellOf = (side: Side, guarantee: string, envelope: string): Cell | undefined =>
  side.cells.find((c) => c.guarantee === guarantee && c.envelope === envelope)

function deltaWords({ delta, base, head, rollout, faults }: CellDelta): CellWords {
  switch (delta) {
    case 'lost':
      return {
        text: `${faults === undefined ? 'lost' : 'weaker'}${byText(head)}`,
        role: 'bad',
      }
    case 'lost while changing':
      return {
        text: `${alone(head)}, lost while changing${rollout.faults !== undefined ? byText(rollout) : rollout.steps === undefined ? '' : ` (${rollout.steps})`}`,
        role: 'bad',
      }
    case 'gained':
      return { text: faults === undefined ? 'gained' : 'stronger', role: 'good' }
    case 'kept':
    case 'never held':
      return { text: alone(head), role: roleOf(head) }
    case 'unknown':
      return { text: unknownWords(base, head, rollout), role: 'bad' }
  }
}

function unknownWords(base: Cell, head: Cell, rollout: Cell): string {
  if (isOpen(head)) return head.verdict
  const others = [...(isOpen(base) ? [`base ${base.verdict}`] : []), ...(isOpen(rollout) ? [`roll-out ${rollout.verdict}`] : [])]
  return [alone(head), ...others].join(', ')
}

interface Pair {
  readonly guarantee: string
  readonly envelope: string
}

/** `acked records survive (one power loss, two power losses); order is kept (a killed broker)`. */
function groupedText(pairs: readonly Pair[]): string {
  const titles = (of: readonly Pair[]): string => [...new Set(of.map((p) => envelopeTitle(p.envelope)))].join(', ')
  const groups = grouped(pairs, (p) => p.guarantee)
  return [...groups].map(([guarantee, of]) => `${guaranteeTitle(guarantee)} (${titles(of)})`).join('; ')
}

/** Missing answers, those with one reason together: `order is kept (one power loss): head and roll-out incomplete: the limit …`. */
export function missingTexts(subject: Subject): string[] {
  const answers = grouped(missingOf(subject), (m) => JSON.stringify([m.guarantee, m.envelope]))
  const byReason = grouped(answers.values(), reasonsText)
  return [...byReason].map(([reason, of]) => `${groupedText(of.map(([first]) => first))}: ${reason}`)
}

/** `head and roll-out incomplete: the limit of …`, of the missing parts of one answer. */
function reasonsText(parts: readonly Missing[]): string {
  const byReason = grouped(parts, ({ cell }) => `${cell.verdict}${cell.reason === undefined ? '' : `: ${cell.reason}`}`)
  return [...byReason]
    .map(([reason, missing]) => {
      const of = missing.flatMap((m) => (m.of === 'configuration' ? [] : [m.of]))
      return of.length === 0 ? reason : `${listOf(of)} ${reason}`
    })
    .join('; ')
}

export interface Headline {
  readonly word: 'LOST' | 'REFUTED' | 'HOLDS' | 'INCOMPLETE' | 'ERROR'
  readonly text: string
  readonly role: Role
}

const distinct = (pairs: readonly Pair[]): string[] => [...new Set(pairs.map((p) => p.guarantee))]

/** How much of a table is proved. */
const shareText = (cells: readonly Cell[]): string =>
  `; ${cells.filter((c) => c.verdict === 'proved').length} of ${counted(cells.length, 'answer')} ${cells.length === 1 ? 'is' : 'are'} proved`

/** What a loss is that neither side withstands altogether; empty for the others. */
export const weakerText = ({ faults }: Pick<Loss, 'faults'>): string =>
  faults === undefined
    ? ''
    : `It took ${counted(faults.from, 'fault')} to break it before; ${faults.to === 1 ? 'one is' : `${faults.to} are`} enough now.`

/** The answer for a subject, in one line. */
export function headlineOf(subject: Subject): Headline {
  const missing = missingOf(subject)
  const failed = missing.some(({ cell }) => cell.verdict === 'error')
  const answers = new Set(missing.map((m) => JSON.stringify([m.guarantee, m.envelope]))).size
  const rest = answers === 0 ? '' : `; ${counted(answers, 'answer is', 'answers are')} missing`
  const [bad, good] =
    subject.base === undefined
      ? [[refutedText(subject.head.cells)], provedText(subject.head.cells)]
      : [lostTexts(subject.deltas), `no guarantee is lost${gainedText(subject.deltas)}`]
  const broken = bad.filter((text) => text !== '')
  if (broken.length > 0)
    return {
      word: subject.base === undefined ? 'REFUTED' : 'LOST',
      text: `${broken.join('; ')}${subject.base === undefined ? shareText(subject.head.cells) : gainedText(subject.deltas)}${rest}`,
      role: 'bad',
    }
  const unread = unreadOf(subject).length
  if (answers === 0 && unread > 0)
    return {
      word: 'INCOMPLETE',
      text: `nothing is ${subject.base === undefined ? 'refuted' : 'lost'} in what was read, but ${counted(unread, 'thing that may decide something is', 'things that may decide something are')} not read`,
      role: 'bad',
    }
  if (answers > 0)
    return {
      word: failed ? 'ERROR' : 'INCOMPLETE',
      text: `nothing is ${subject.base === undefined ? 'refuted' : 'lost'} as far as was searched, but ${counted(answers, 'answer is', 'answers are')} missing`,
      role: 'bad',
    }
  // What neither side gives is no reason to be glad that it is not lost.
  if (subject.deltas.length > 0 && subject.deltas.every((d) => d.delta === 'never held'))
    return {
      word: 'REFUTED',
      text: `${distinct(subject.deltas).map(guaranteeTitle).join(', ')}: before and after, so that nothing is lost that was held`,
      role: 'bad',
    }
  return { word: 'HOLDS', text: good, role: 'good' }
}

const refutedText = (cells: readonly Cell[]): string =>
  distinct(cells.filter((c) => c.verdict === 'refuted'))
    .map(guaranteeTitle)
    .join(', ')

function provedText(cells: readonly Cell[]): string {
  const proved = cells.filter((c) => c.verdict === 'proved').length
  if (cells.length === 0) return 'nothing was asked'
  return proved === cells.length
    ? `${cells.length === 1 ? 'the one answer' : `all ${cells.length} answers`} asked for, within the bounds`
    : `nothing is refuted: ${proved} of ${cells.length} answers are proofs, the others are vacuous`
}

function lostTexts(deltas: readonly CellDelta[]): string[] {
  const lost = distinct(deltas.filter((d) => d.delta === 'lost'))
  const changing = distinct(deltas.filter((d) => d.delta === 'lost while changing')).filter((id) => !lost.includes(id))
  return [
    lost.map(guaranteeTitle).join(', '),
    changing.length === 0 ? '' : `while changing: ${changing.map(guaranteeTitle).join(', ')}`,
  ]
}

function gainedText(deltas: readonly CellDelta[]): string {
  const gained = distinct(deltas.filter((d) => d.delta === 'gained')).length
  return gained === 0 ? '' : `; ${gained} ${gained === 1 ? 'is' : 'are'} gained`
}

/** What a block about a loss is called. */
export const lossWord = (subject: Subject, loss: Loss): 'LOST' | 'LOST WHILE CHANGING' | 'REFUTED' =>
  subject.base === undefined ? 'REFUTED' : loss.when === 'rollout' ? 'LOST WHILE CHANGING' : 'LOST'

/** `acked records survive is lost`. */
export const lossSentence = (subject: Subject, loss: Loss): string =>
  `${guaranteeTitle(loss.guarantee)}: ${lossWord(subject, loss).toLowerCase()}`

export const underText = ({ envelopes }: Pick<Loss, 'envelopes'>): string => `under ${listOf(envelopes.map(envelopeTitle))}`

/** `min.insync.replicas 2 -> 1`. */
export const changeText = (change: ChangedKey): string => `${keyText(change)} ${change.from.value} -> ${change.to.value}`

/** Where a value comes from: its place when there is one, else in words. */
export const originText = ({ source, place }: { readonly source: string; readonly place?: Place }): string =>
  place === undefined ? source : placeText(place)

/** `head.yaml:9:26, was base.yaml:9:26`. */
export const changePlaces = ({ from, to }: ChangedKey): string => `${originText(to)}, was ${originText(from)}`

/** What the causes have in common, when there is more than one. */
export function causesText({ causes, restores }: Loss): string {
  if (causes.length < 2) return ''
  const isEnough = ({ key }: ChangedKey): boolean =>
    restores.some(({ settings }) => settings.length === 1 && settings.every((s) => s.key === key && s.asBefore))
  return causes.every(isEnough)
    ? 'Any one of them, put back alone, keeps the guarantee.'
    : 'None of them, put back alone, was found to keep the guarantee.'
}

/** `min.insync.replicas=2 (as before) and acks=all`. */
const settingsText = ({ settings }: Restore): string =>
  listOf(settings.map(({ key, value, asBefore }) => `${key}=${value}${asBefore ? ' (as before)' : ''}`))

/** What a change to head would cost, or nothing of what was weighed: of the guarantees asked for, those that an exploration each decides soon. */
export function costsText({ costs, weighed = WEIGHED }: Restore): string {
  if (costs === undefined) return 'what it costs was not found out'
  const others = WEIGHED.filter((w) => !weighed.includes(w))
  const rest = others.length === 0 ? '' : ` (${listOf(others)} was not asked for)`
  return `${costs.length === 0 ? `costs ${listOf(weighed.map((w) => `no ${w}`))}` : `would cost ${groupedText(costs)}`}${rest}`
}

const WEIGHED: readonly Weighed[] = ['durability', 'availability']

/** How the changes that restore a guarantee were found, or why there is none. */
export function searchText({ restores, checked, undecided = 0 }: Pick<Loss, 'restores' | 'checked' | 'undecided'>): string {
  const open = undecided === 0 ? '' : `, ${undecided.toLocaleString('en-US')} left undecided`
  if (restores.length > 0) return `found by checking ${counted(checked, 'neighbour')}${open}`
  if (undecided > 0) return `no change that restores it was found: ${counted(checked, 'neighbour')} checked${open}`
  return checked === 0 ? '' : `nothing within two keys restores it: ${counted(checked, 'neighbour')} checked`
}

/** The changes that restore a guarantee with what they cost, the last with how they were found; or that there is none. */
export function restoreTexts(loss: Pick<Loss, 'restores' | 'checked' | 'undecided'>): string[] {
  const search = searchText(loss)
  const { length } = loss.restores
  if (length === 0) return search === '' ? [] : [search]
  return loss.restores.map(
    (restore, i) =>
      `${i === 0 ? '' : 'or '}${settingsText(restore)}: ${costsText(restore)}${i + 1 === length ? `; ${search}` : ''}`,
  )
}

/** The line to look at: what head says about a cause; else what it says about anything. */
export function blameOf(subject: Subject, causes: readonly ChangedKey[]): Place | undefined {
  const values = [...subject.head.values, ...subject.head.offsets]
  const [file] = subject.head.files
  return (
    causes.map((c) => c.to.place).find((place) => place !== undefined) ??
    values.find((v) => v.key === 'min.insync.replicas' && v.place !== undefined)?.place ??
    values.find((v) => v.place !== undefined)?.place ??
    (file === undefined ? undefined : { file, line: 1, column: 1 })
  )
}

/** What a loss says without a picture: what was promised, what changed, what happened, and what helps. */
export function lossParagraphs(subject: Subject, loss: Loss, { commandLine }: Program): string[] {
  const { story, cell } = loss
  return [
    `${lossSentence(subject, loss)} ${underText(loss)}${assumingText(subject)}`,
    promiseOf(loss.guarantee),
    weakerText(loss),
    ...loss.causes.map((cause) => `Cause: ${changeText(cause)} (${changePlaces(cause)})`),
    causesText(loss),
    ...story.promise,
    ...story.turns,
    story.because === '' ? '' : `Because: ${story.because}`,
    story.prevented === undefined ? '' : `Prevent: ${story.prevented}`,
    ...restoreTexts(loss).map((text) => `Restore: ${text}`),
    cell.trace === undefined ? '' : `Replay: ${commandLine('trace', cell.trace)}`,
  ].filter((text) => text !== '')
}

/** A row of the effective configuration: a value per side, base first; undefined where a side has none. */
export interface ConfigRow {
  readonly key: string
  readonly values: readonly (Side['values'][number] | undefined)[]
  readonly changed: boolean
}

/** Whether somebody has said a value of the row, or the change is about it; what is left is Kafka's default on all sides. */
export const isGiven = ({ values, changed }: ConfigRow): boolean =>
  changed || values.some((v) => v !== undefined && (v.place !== undefined || v.source === 'command line'))

export const sidesOf = (subject: Subject): Side[] => [...(subject.base === undefined ? [] : [subject.base]), subject.head]

/** What sides say: what both say once, the rest with whose it is. */
function saidBy(subject: Subject, said: (side: Side) => readonly string[]): string[] {
  const sides = sidesOf(subject).map((side) => ({ label: side.label, texts: said(side) }))
  const isCommon = (text: string): boolean => sides.every(({ texts }) => texts.includes(text))
  const common = sides.at(-1)?.texts.filter(isCommon) ?? []
  const own = sides.flatMap(({ label, texts }) => texts.filter((text) => !isCommon(text)).map((text) => `${label}: ${text}`))
  return [...common, ...own]
}

const unknownText = ({ key, place, suggestion }: Side['unknown'][number]): string =>
  `${key} (${placeText(place)})${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`

/** What stands above everything else: what was checked instead of what the files describe, and keys that are most likely slips. */
export const warningsOf = (subject: Subject): { readonly label: 'Unknown' | 'Unread' | 'Note'; readonly text: string }[] => [
  ...unreadOf(subject).map((one) => ({ label: 'Unread' as const, text: unreadText(one) })),
  ...saidBy(subject, (side) => side.warnings).map((text) => ({ label: 'Note' as const, text })),
  ...saidBy(subject, (side) => side.unknown.map(unknownText)).map((text) => ({ label: 'Unknown' as const, text })),
]

/** What the tables say nothing about: the code of the releases, with its known defects. Empty when none is known of them. */
export const codeText = ({ code = [] }: Validation): string =>
  code.length === 0
    ? ''
    : `not searched: the answers are of the protocol as it is designed. Known defects of ${listOf(code.map(({ release, defects }) => `Kafka ${release}: ${defects.map(({ id }) => id).join(', ')}`))} (docs/defects.md says what each costs and what avoids it; check searches with them)`

export const unreadText = ({ message, place }: Side['unread'][number]): string =>
  place === undefined ? message : `${message} (${placeText(place)})`

/** What a plan destroys, whatever else holds. */
export const destroyedText = ({ topic, by, reason, place }: Destroyed): string =>
  `the plan ${by === 'delete' ? 'deletes' : 'deletes, and makes anew,'} topic ${topic}${reason === undefined ? '' : ` (${reason})`}: every record in it is lost (${placeText(place)})`

/** Notes of the configuration. */
export const notesOf = (subject: Subject): string[] => saidBy(subject, (side) => side.notes)

const rowsOf = (lists: readonly Side['values'][]): ConfigRow[] =>
  [...new Set([...(lists.at(-1) ?? []), ...lists.flat()].map((v) => v.key))].map((key) => {
    const values = lists.map((list) => list.find((v) => v.key === key))
    return { key, values, changed: values.some((v) => v?.value !== values[0]?.value) }
  })

/** The topic's partition. */
export const configRows = (subject: Subject): ConfigRow[] => rowsOf(sidesOf(subject).map((side) => side.values))

/** The values of `__consumer_offsets` that are not the topic's, on one side at least. */
export function offsetsRows(subject: Subject): ConfigRow[] {
  const sides = sidesOf(subject)
  const differs = (key: string): boolean =>
    sides.some((side) => {
      const own = side.offsets.find((v) => v.key === key)
      return own !== undefined && own.value !== side.values.find((v) => v.key === key)?.value
    })
  return rowsOf(sides.map((side) => side.offsets)).filter(({ key }) => differs(key))
}

/** Guarantees that head has and base had not, those that it gives up later than base, and those that neither has. */
export function otherDeltas({ deltas }: Subject): { readonly gained: string; readonly stronger: string; readonly never: string } {
  const later = deltas.flatMap((d) => (d.delta !== 'gained' || d.faults === undefined ? [] : [{ ...d, faults: d.faults }]))
  const byNumbers = grouped(later, ({ faults }) => `${counted(faults.to, 'fault')} to break it, not ${faults.from}`)
  const stronger = [...byNumbers].map(([numbers, of]) => `${numbers}: ${groupedText(of)}`)
  return {
    gained: groupedText(deltas.filter((d) => d.delta === 'gained' && d.faults === undefined)),
    stronger: stronger.join('; '),
    never: groupedText(deltas.filter((d) => d.delta === 'never held')),
  }
}

/** Under what nothing was ever promised, so that nothing could be broken. */
export const vacuousText = ({ head }: Subject): string => groupedText(head.cells.filter((c) => c.verdict === 'vacuous'))

/** The bounds that are chosen, and do not follow from others, in words: `3 brokers, 1 record, 3 faults`. */
function amountsText(bounds: Cell['bounds']): string {
  return [
    ...AMOUNTS.flatMap(([key, one, many]) => {
      const n = bounds[key]
      return typeof n === 'number' ? [counted(n, one, many)] : []
    }),
    ...(bounds['brokersReturn'] === false ? ['brokers that go down stay down'] : []),
  ].join(', ')
}

const limitsText = (bounds: Cell['bounds']): string =>
  Object.entries(FAULT_WORDS)
    .flatMap(([key, { one, many }]) => {
      const n = bounds[key]
      return typeof n === 'number' ? [counted(n, one, many)] : []
    })
    .join(', ')

const partsOf = (subject: Subject): (readonly [string, readonly Cell[]])[] => [
  ...sidesOf(subject).map((side) => [side.label, side.cells] as const),
  // Of what takes fewer faults now, the cell is one of head.
  ['roll-out', subject.deltas.filter((d) => d.delta !== 'lost' || d.faults === undefined).map((d) => d.rollout)],
]

const AMOUNTS: readonly (readonly [string, string, string?])[] = [
  ['replicas', 'broker'],
  ['records', 'record'],
  ['retries', 'retry', 'retries'],
  ['faults', 'fault'],
]

/** The chosen bounds of all answers in one line, as ranges: `3 brokers, 1 to 2 records, 0 to 1 retries, 2 to 3 faults`. */
export function boundsLine(subject: Subject): string {
  const cells = allCells(subject)
  const amounts = AMOUNTS.flatMap(([key, one, many = `${one}s`]) => {
    const found = cells.flatMap(({ bounds }) => (typeof bounds[key] === 'number' ? [bounds[key]] : []))
    if (found.length === 0) return []
    const [least, most] = [Math.min(...found), Math.max(...found)]
    return [least === most ? counted(most, one, many) : `${least} to ${most} ${many}`]
  })
  const stay = cells.some(({ bounds }) => bounds['brokersReturn'] === false)
  return `${amounts.join(', ')} of the kinds that a column allows${stay ? '; where availability is asked, brokers that go down stay down' : ''}`
}

/** Every cell there is, base and roll-out included. */
export const allCells = (subject: Subject): Cell[] => partsOf(subject).flatMap(([, cells]) => cells)

/** Within what bounds an observer looked, and how often at most each fault of an envelope could happen. */
export function boundsLines(subject: Subject): { readonly who: string; readonly text: string }[] {
  const amounts = boundsBy(subject, (cell) => cell.guarantee, amountsText)
  const limits = boundsBy(subject, (cell) => cell.envelope, limitsText)
  return [
    ...[...grouped(amounts, ([, text]) => text)].map(([text, of]) => ({
      who: of.map(([guarantee]) => guaranteeTitle(guarantee)).join(', '),
      text,
    })),
    ...[...limits].map(([envelope, text]) => ({ who: envelopeTitle(envelope), text: `at most ${text}` })),
  ]
}

interface Variant {
  readonly text: string
  /** Whose bounds they are: base, head, the roll-out; and of which guarantees. */
  readonly parts: Set<string>
  readonly guarantees: Set<string>
}

/** Bounds in words, by row or column; where there are several, each with what it is of. */
function boundsBy(
  subject: Subject,
  by: (cell: Cell) => string,
  inWords: (bounds: Cell['bounds']) => string,
): Map<string, string> {
  const found = new Map<string, Variant[]>()
  for (const [part, cells] of partsOf(subject))
    for (const cell of cells) {
      const text = inWords(cell.bounds)
      if (text === '') continue
      const variants = found.get(by(cell)) ?? []
      found.set(by(cell), variants)
      const known = variants.find((v) => v.text === text)
      if (known === undefined) variants.push({ text, parts: new Set([part]), guarantees: new Set([cell.guarantee]) })
      else {
        known.parts.add(part)
        known.guarantees.add(cell.guarantee)
      }
    }
  return new Map([...found].map(([key, variants]) => [key, variantsText(variants)]))
}

/** Those of most guarantees come first, and need no names. */
function variantsText(variants: readonly Variant[]): string {
  const sorted = variants.toSorted((a, b) => b.guarantees.size - a.guarantees.size)
  const most = Math.max(...sorted.map((v) => v.guarantees.size))
  const parts = new Set(sorted.flatMap((v) => [...v.parts])).size
  return sorted
    .map(({ text, ...of }) => {
      const names = [
        ...(of.guarantees.size < most ? [...of.guarantees].map(guaranteeTitle) : []),
        ...(of.parts.size < parts ? [listOf([...of.parts])] : []),
      ]
      return names.length === 0 ? text : `${text} (${names.join(', ')})`
    })
    .join('; ')
}

/** How many answers there are, and how many of them earlier runs gave. */
export function answersOf({ subjects }: Validation): { readonly of: number; readonly cached: number } {
  const cells = subjects.flatMap((subject) => partsOf(subject).flatMap(([, part]) => part))
  return { of: cells.length, cached: cells.filter((cell) => cell.cached).length }
}

/** The same in words; every form of the result says it, because whoever believes an answer believes where it comes from. */
export function answersText(validation: Validation): string {
  const { of, cached } = answersOf(validation)
  const from = validation.withoutCache
    ? 'no cache was used'
    : `${cached === 0 ? 'none' : cached.toLocaleString('en-US')} from the cache`
  return `${counted(of, 'answer')}, ${from}`
}

/** States of all explorations, each counted once: one decides every guarantee of an observer under an envelope. */
export function exploredText(validation: Validation): string {
  const states = new Map<string, number>()
  validation.subjects.forEach((subject, i) => {
    for (const [part, cells] of partsOf(subject))
      for (const cell of cells) {
        const observer = GUARANTEES.find((g) => g.id === cell.guarantee)?.observer ?? cell.guarantee
        const key = JSON.stringify([i, part, observer, cell.envelope])
        states.set(key, Math.max(states.get(key) ?? 0, cell.states))
      }
  })
  const total = [...states.values()].reduce((a, b) => a + b, 0)
  return `${counted(total, 'state')} in ${counted(states.size, 'exploration')}, ${answersText(validation)}, ${validation.seconds.toFixed(1)} s`
}
