import { shown } from './config-error.ts'
import type { Entry, Layer, Notice, Role } from './document.ts'
import { holdsSecret, isKeyLike, isKnown, isRead, isSensitive, sidesOf } from './keys.ts'
import type { Source } from './source.ts'

export interface Given {
  readonly key: string
  readonly value: string
  readonly layer: Layer
  /** Of the value. */
  readonly offset: number
  readonly broker?: number
  readonly cluster?: string
  readonly isListed?: true
  readonly role?: Role | undefined
  /** The file itself says that the value is sensitive. */
  readonly sensitive?: boolean
}

/**
 * Makes an entry, without its value where that may be a secret: a sensitive key, one the file marks, one that Kafka does not have,
 * or a value that holds credentials whatever its key, such as that of a line which goes on into a JAAS entry.
 */
function entryOf(source: Source, given: Given): Entry {
  const { key, value, layer, offset, broker, cluster, role } = given
  const secret = given.sensitive === true || isSensitive(key) || !isKnown(key) || holdsSecret(value)
  return {
    key,
    value: secret ? '' : value,
    layer,
    place: source.place(offset),
    ...(broker !== undefined && { broker }),
    ...(secret && { secret }),
    ...(given.isListed && { isListed: true }),
    ...(cluster !== undefined && { cluster }),
    ...(role !== undefined && { role }),
  }
}

/** A version as given, unless it is something else that nobody should see. */
export const versionText = (value: string): string => (holdsSecret(value) ? '' : value)

/** Entries of one section of a file, under keys that can be keys. */
export class Entries {
  readonly list: Entry[] = []
  private readonly source: Source
  private readonly notices: Notice[]
  private noted = false
  /** Keys of which Kafka has none: a broken file may hold very many, and each costs a search for a near one. */
  private readonly strange = new Map<string, boolean>()

  constructor(source: Source, notices: Notice[]) {
    this.source = source
    this.notices = notices
  }

  /** Anything that cannot be a key is not kept: what it is may not be said either. */
  add(given: Given): void {
    const { key, layer, offset } = given
    if (decidesNothing(layer, key))
      note(this.notices, { message: `${key} decides nothing of a ${layer}`, place: this.source.place(offset) })
    else if (this.canBeKey(given.key)) this.list.push(entryOf(this.source, given))
    else if (isSensitive(given.key) && given.key.length <= 100 && /^[\w.-]+$/.test(given.key))
      this.list.push(entryOf(this.source, { ...given, sensitive: true }))
    else if (!this.noted) {
      this.noted = true
      const message = 'what is here, and perhaps in lines after it, is under no key of Kafka’s and is not read'
      note(this.notices, { message, place: this.source.place(given.offset) })
    }
  }

  private canBeKey(key: string): boolean {
    if (isKnown(key)) return true
    const before = this.strange.get(key)
    if (before !== undefined) return before
    const can = this.strange.size < 1000 && isKeyLike(key)
    if (this.strange.size < 1000) this.strange.set(key, can)
    return can
  }
}

/** A setting of another component: `min.insync.replicas` among a producer's is a key that the producer does not know. */
const decidesNothing = (layer: Layer, key: string): boolean =>
  (layer === 'topic' || layer === 'producer' || layer === 'consumer') &&
  isRead(key) &&
  sidesOf(key).size > 0 &&
  !sidesOf(key).has(layer)

interface Twice {
  readonly value: string
  readonly offset: number
}

/** A notice that a key is given again; `before` does not count. */
export function givenAgain(source: Source, key: string, last: Twice, before: Twice): Notice {
  const [place, also] = [source.place(last.offset), source.place(before.offset)]
  const isOneFile = place.file === also.file
  const where = isOneFile ? `line ${also.line}` : `that of ${also.file}:${also.line}`
  const message = `${shown(key)} is given again: the last counts, not ${where}`
  // In one file it is most likely a slip.
  const isSlip = isOneFile && isRead(key) && last.value.trim() !== before.value.trim()
  return { message, place, also, ...(isSlip && { isSlip }) }
}

/** Adds a notice unless there are many: a broken file must not make one of each line. */
export function note(notices: Notice[], notice: Notice): void {
  if (notices.length < 200) notices.push(notice)
}
