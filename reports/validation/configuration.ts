/** The effective configuration: its rows, and what is to be said of the files. */
import { placeText } from '../../config/index.ts'
import { unreadOf, type UnreadThing } from '../../guarantees/missing.ts'
import type { Side, Subject } from '../../guarantees/result.ts'
import { sidesOf } from './names.ts'

/** A row of the effective configuration: a value per side, base first; undefined where a side has none. */
export interface ConfigRow {
  readonly key: string
  readonly values: readonly (Side['values'][number] | undefined)[]
  readonly changed: boolean
}

/** Whether somebody has said a value of the row, or the change is about it; what is left is Kafka's default on all sides. */
export const isGiven = ({ values, changed }: ConfigRow): boolean =>
  changed || values.some((v) => v !== undefined && (v.place !== undefined || v.source === 'command line'))

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

/** So many places are named. */
const MOST_PLACES = 5

/** `min.insync.replicas of the controller is not known: give its file too (today/server.properties:9:21, next/server.properties:9:21)`. */
export function unreadText({ message, places, change }: UnreadThing): string {
  const more = places.length > MOST_PLACES ? ` and ${places.length - MOST_PLACES} more` : ''
  const where = places.length === 0 ? '' : ` (${places.slice(0, MOST_PLACES).map(placeText).join(', ')}${more})`
  const instead =
    change === undefined ? '' : `; that is what counts, and not the change ${change.from} -> ${change.to} in the files of brokers`
  return `${message}${instead}${where}`
}

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
