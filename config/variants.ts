/** Files of one folder that may lie above one another: which of them count, and in what order, is said where they are used. */
import type { Document, Entry, Format, Notice } from './document.ts'
import { baseName, folderOf, isComposesOwn } from './folder.ts'
import { isRead } from './keys.ts'
import { usedFiles } from './used-files.ts'

/** The file that the others lie above, in formats whose files are given in an order. */
const BASE: ReadonlyMap<Format, (file: string) => boolean> = new Map([
  ['helm-values', (file) => /^values\.ya?ml$/.test(baseName(file))],
  ['compose', isComposesOwn],
])

/** Documents of a folder, with what is not known of them: what a file gives, and no other of its kind is above or below all the same. */
export function withVariants(documents: readonly Document[]): Document[] {
  const used = usedFiles(documents)
  return documents.map((document) => {
    const base = BASE.get(document.format)
    if (base === undefined || base(document.file) || used.has(document.file)) return document
    const others = documents.filter(
      (other) =>
        other !== document &&
        !used.has(other.file) &&
        other.format === document.format &&
        folderOf(other.file) === folderOf(document.file),
    )
    const bases = others.filter((other) => base(other.file) && isOfSame(document, other))
    const beside = bases.length > 0 ? bases : others.filter((other) => bearsOn(document, other))
    const compared = beside.map((other) => ({ other, has: new Set(givenIn(other).map(idOf)) }))
    const open = givenIn(document).flatMap((one) => {
      const without = compared.find(({ has }) => !has.has(idOf(one)))
      return without === undefined ? [] : [noticeOf(one, without.other)]
    })
    return open.length === 0
      ? document
      : { ...document, unread: [...document.unread, ...open], notices: [...document.notices, ...open] }
  })
}

/** Whether a file lies above a base file: in Compose one that has no service of it, and nothing otherwise, is of another project. */
const isOfSame = (document: Document, base: Document): boolean =>
  document.format !== 'compose' || bearsOn(document, base) || sharesService(document, base)

/**
 * Whether two files of which none is the base say something of the same: services of one name or a key with another value, in Helm any
 * value that both give, since all are of one chart. What gives nothing that is read decides nothing either way.
 */
function bearsOn(document: Document, other: Document): boolean {
  const theirs = new Map(givenIn(other).map((one) => [keyOf(one), one.value.trim()]))
  const common = givenIn(document).filter((one) => theirs.has(keyOf(one)))
  if (document.format !== 'compose') return common.length > 0
  return common.some((one) => theirs.get(keyOf(one)) !== one.value.trim()) || (theirs.size > 0 && sharesService(document, other))
}

const sharesService = ({ services = [] }: Document, other: Document): boolean =>
  services.some((name) => other.services?.includes(name) === true)

interface Given extends Entry {
  readonly topic?: string
}

const givenIn = ({ entries, topics }: Document): Given[] =>
  [...entries, ...topics.flatMap((topic) => topic.entries.map((entry): Given => ({ ...entry, topic: topic.name })))].filter(
    ({ key, secret, layer }) => isRead(key) && secret === undefined && layer !== 'vendor',
  )

const keyOf = ({ topic, broker, key }: Given): string => JSON.stringify([topic, broker, key])

/** The same for two that say the same. */
const idOf = ({ topic, broker, key, value }: Given): string => JSON.stringify([topic, broker, key, value.trim()])

const noticeOf = ({ key, place, value }: Given, { file }: Document): Notice => ({
  message: `whether this ${key} counts, beside ${file}, is not known: give the files that are used by name, the one that is on top last`,
  place,
  about: key,
  said: value.trim(),
})
