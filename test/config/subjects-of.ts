/** What files come to, subject by subject, without a search. */
import { ConfigError, type Document, filesBeside, finished, joinedFiles, readConfig, readingConfig } from '../../config/index.ts'
import { awaited } from '../../config/steps.ts'
import { casesOf } from '../../guarantees/cases.ts'

export interface Came {
  /** Values that are given, by subject (`any topic` where it has no name): `value layer`. */
  readonly subjects: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Of the first subject. */
  readonly version: string
  readonly controller: string | undefined
  readonly metadataVersion: string | undefined
  /** Without their places. */
  readonly unread: readonly string[]
  readonly said: readonly string[]
  readonly destroyed: readonly string[]
  readonly refused: string | undefined
}

const NOTHING = {
  subjects: {},
  version: '',
  controller: undefined,
  metadataVersion: undefined,
  unread: [],
  said: [],
  destroyed: [],
}

type Texts = Readonly<Record<string, string>>

const besideIn = (files: Texts, of: string) =>
  new Map(filesBeside(of, Object.keys(files)).map(({ name, file }) => [name, { file, text: files[file] ?? '' }]))

/** @param files texts by name; where one is a plan, both sides of it. */
export const cameTo = (files: Texts, profiles?: readonly string[]): Came =>
  outcome(() => {
    const joined = joinedFiles(Object.keys(files), profiles)
    const joinedTo = (of: string) =>
      [...joined].flatMap(([file, base]) => (base === of ? [{ file, text: files[file] ?? '' }] : []))
    const read = (side: 'before' | 'after') =>
      Object.entries(files)
        .filter(([file]) => !joined.has(file))
        .map(([file, text]) => readConfig({ file, text, side, beside: besideIn(files, file), profiles, joined: joinedTo(file) }))
    const after = read('after')
    return { after, before: after.some(({ format }) => format === 'terraform') ? read('before') : undefined }
  })

/** The same for what has to be waited for. @param base of a comparison, by name. */
export async function cameToWaiting(files: Texts, base?: Texts): Promise<Came> {
  const read = async (texts: Texts): Promise<Document[]> => {
    const documents: Document[] = []
    for (const [file, text] of Object.entries(texts))
      documents.push(await awaited(readingConfig({ file, text, side: 'after', beside: besideIn(texts, file) })))
    return documents
  }
  try {
    const both = { after: await read(files), before: base === undefined ? undefined : await read(base) }
    return outcome(() => both)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { ...NOTHING, refused: String(error) }
  }
}

function outcome(sides: () => { readonly after: readonly Document[]; readonly before: readonly Document[] | undefined }): Came {
  try {
    const { after, before } = sides()
    const { cases, destroyed } = finished(casesOf(before ?? [], after, before !== undefined, {}))
    const shown = cases.filter(({ assuming }) => assuming?.value !== '0' && assuming?.value !== 'zookeeper')
    const [first] = shown
    return {
      subjects: Object.fromEntries(
        shown.flatMap(({ topics, head: { effective } }) => {
          const given = effective.values.filter(({ layer }) => layer !== 'default' && layer !== 'assumed')
          const values = Object.fromEntries(given.map(({ key, value, layer }) => [key, `${value} ${layer}`]))
          return (topics.length === 0 ? ['any topic'] : topics).map((topic) => [topic, values])
        }),
      ),
      version: first?.head.effective.version ?? '',
      controller: first?.assuming?.key === 'controller' ? undefined : first?.head.effective.controller,
      metadataVersion: first?.head.effective.metadataVersion,
      unread: [...new Set(shown.flatMap(({ head }) => head.side.unread.map(({ message }) => message)))],
      said: [...new Set(shown.flatMap(({ head }) => head.side.notes.map((note) => note.replace(/^[^ ]*:\d+:\d+: /, ''))))],
      destroyed: destroyed.map(({ topic, by }) => `${topic} ${by}`),
      refused: undefined,
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { ...NOTHING, refused: String(error) }
  }
}
