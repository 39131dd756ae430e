/** What a loss says, in words that every form of output shares. */
import { type Place, placeText } from '../../config/index.ts'
import {
  type ChangedKey,
  type Destroyed,
  keyText,
  type Loss,
  type Restore,
  settingText,
  type Subject,
  type Weighed,
} from '../../guarantees/result.ts'
import { count, counted, listOf } from '../../text/counted.ts'
import type { Program } from '../program.ts'
import type { Counted } from './headline.ts'
import { assumingText, envelopeTitle, groupedText, guaranteeTitle, promiseOf } from './names.ts'

/** What a loss is that neither side withstands altogether; empty for the others. */
export const weakerText = ({ faults }: Pick<Loss, 'faults'>): string =>
  faults === undefined
    ? ''
    : `It took ${counted(faults.from, 'fault')} to break it before; ${faults.to === 1 ? 'one is' : `${faults.to} are`} enough now.`

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
  listOf(settings.map((setting) => `${settingText(setting)}${setting.asBefore ? ' (as before)' : ''}`))

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
  const open = undecided === 0 ? '' : `, ${count(undecided)} left undecided`
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

/** `acked records survive: refuted before and after`. */
export const countedSentence = ({ guarantee, by }: Counted): string =>
  `${guaranteeTitle(guarantee)}: refuted ${by === 'design' ? 'before and after' : 'by the code'}`

/** The same of what a change leaves refuted, where that counts. */
export const countedParagraphs = (subject: Subject, counted: Counted, { commandLine }: Program): string[] => [
  `${countedSentence(counted)} ${underText(counted)}${assumingText(subject)}`,
  promiseOf(counted.guarantee),
  ...(counted.trace === undefined ? [] : [`Replay: ${commandLine('trace', counted.trace)}`]),
]

/** What a plan destroys, whatever else holds. */
export const destroyedText = ({ topic, by, reason, place }: Destroyed): string =>
  `the plan ${by === 'delete' ? 'deletes' : 'deletes, and makes anew,'} topic ${topic}${reason === undefined ? '' : ` (${reason})`}: every record in it is lost (${placeText(place)})`
