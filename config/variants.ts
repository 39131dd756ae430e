/** Files of one folder that may lie above one another: which of them count, and in what order, is said where they are used. */
import type { Document, Entry, Format, Notice } from './document.ts'
import { folderOf } from './folder.ts'
import { isRead } from './keys.ts'
import { baseName } from './joined-files.ts'

/** The file that the others lie above, in formats whose files are given in an order. */
const BASE: ReadonlyMap<Format, RegExp> = new Map([
  ['helm-values', /^values\.ya?ml$/],
  ['compose', /^(?:docker-)?compose\.ya?ml$/],
])

/** Documents of a folder, with what is not known of them: what a file gives, and no other of its kind is above or below all the same. */
export function withVariants(documents: readonly Document[]): Document[] {
  return documents.map((document) => {
    const base = BASE.get(document.format)
    if (base === undefined || base.test(baseName(document.file))) return document
    const others = documents.filter(
      (other) => other !== document && other.format === document.format && folderOf(other.file) === folderOf(document.file),
    )
    const below = others.filter(({ file }) => base.test(baseName(file)))
    const compared = (below.length > 0 ? below : others).map((other) => ({ other, has: new Set(givenIn(other).map(idOf)) }))
    const open = givenIn(document).flatMap((one) => {
      const without = compared.find(({ has }) => !has.has(idOf(one)))
      return without === undefined ? [] : [noticeOf(one, without.other)]
    })
    return open.length === 0
      ? document
      : { ...document, unread: [...document.unread, ...open], notices: [...document.notices, ...open] }
  })
}

interface Given extends Entry {
  readonly topic?: string
}

const givenIn = ({ entries, topics }: Document): Given[] =>
  [...entries, ...topics.flatMap((topic) => topic.entries.map((entry): Given => ({ ...entry, topic: topic.name })))].filter(
    ({ key, secret, layer }) => isRead(key) && secret === undefined && layer !== 'vendor',
  )

/** The same for two that say the same. */
const idOf = ({ topic, broker, key, value }: Given): string => JSON.stringify([topic, broker, key, value.trim()])

const noticeOf = ({ key, place, value }: Given, { file }: Document): Notice => ({
  message: `whether this ${key} counts, beside ${file}, is not known: give the files that are used by name, the one that is on top last`,
  place,
  about: key,
  said: value.trim(),
})
