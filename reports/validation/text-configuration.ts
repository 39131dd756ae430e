/** The configuration that was held to its guarantees, as `validate` shows it, and what of it was passed over. */
import { placeText } from '../../config/index.ts'
import { item, labelled, type Page, table, type TableCell, words } from '../../text/layout.ts'
import type { Subject } from '../../guarantees/result.ts'
import { counted } from '../../text/counted.ts'
import { type ConfigRow, configRows, isGiven, notesOf, offsetsRows } from './configuration.ts'
import { sidesOf } from './names.ts'
import type { Detail } from './detail.ts'

/** What says more. */
export const UNFOLD = '(--verbose lists them)'

/** The values that decide, each with its place; what is by default is folded unless everything is wanted. */
export function configLines(subject: Subject, page: Page, detail: Detail): string[] {
  const sides = sidesOf(subject)
  const rows = configRows(subject)
  const offsets = offsetsRows(subject)
  const version: ConfigRow = {
    key: 'Kafka',
    values: sides.map((side) => ({ key: 'Kafka', value: side.version, source: '' })),
    changed: sides.some((side) => side.version !== sides[0]?.version),
  }
  const row = (r: ConfigRow, prefix = ''): TableCell[] => [
    { text: `${prefix}${r.key}${r.changed ? ' (changed)' : ''}`, role: r.changed ? 'strong' : 'plain' },
    ...r.values.map((value, i): TableCell => {
      if (value === undefined) return { text: 'not set', role: 'faint' }
      const where = value.place === undefined ? value.source : `${value.source}, ${placeText(value.place)}`
      const text =
        value.source === '' && value.place === undefined
          ? value.value
          : `${value.value === '' ? 'empty' : value.value} (${where})`
      return { text, role: r.changed ? (i === 0 ? 'old' : 'new') : 'plain' }
    }),
  ]
  const head = ['effective configuration', ...sides.map((side) => side.label)].map((text): TableCell => ({
    text,
    role: 'strong',
  }))
  const isShown = (r: ConfigRow): boolean => detail === 'verbose' || isGiven(r)
  const all = [
    row(version),
    ...rows.filter(isShown).map((r) => row(r)),
    ...offsets.filter(isShown).map((r) => row(r, '__consumer_offsets: ')),
  ]
  const folded = [...rows, ...offsets].filter((r) => !isShown(r)).length
  return [
    ...(table(head, all, page, { breakable: MIN_COLUMN }) ?? []),
    ...(folded === 0
      ? []
      : labelled(
          'Defaults',
          words(`${counted(folded, 'other setting')} as Kafka has ${folded === 1 ? 'it' : 'them'} by default ${UNFOLD}`),
          page,
        )),
    ...sides
      .filter((side) => side.files.length > 0)
      .flatMap((side) =>
        labelled(
          'Files',
          side.files.map((file, i) => item(`${i === 0 && sides.length > 1 ? `${side.label}: ` : ''}${file}`)),
          page,
        ),
      ),
  ]
}

/** A column of the configuration is never narrower: three of them fit in the smallest page. */
const MIN_COLUMN = 12

/** What a reader should know of it, and how many keys bear on nothing. */
export function keyLines(subject: Subject, page: Page): string[] {
  const sides = sidesOf(subject)
  const notes = notesOf(subject).flatMap((note) => labelled('Note', words(note), page))
  const keys = sides
    .filter((side) => side.ignored > 0)
    .flatMap(({ label, ignored }) => {
      const of = sides.length > 1 ? `${label}: ` : ''
      return labelled('Ignored', words(`${of}${counted(ignored, 'key')} without influence on replication`), page)
    })
  return [...notes, ...keys]
}
