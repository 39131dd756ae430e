import { readdirSync, readFileSync } from 'node:fs'
import {
  Cluster,
  type Document,
  type Effective,
  type Entry,
  FORMATS,
  type Place,
  readConfig,
  resolveConfig,
  type ResolveRequest,
} from '../../config/index.ts'

const dialects = new URL('../../config/dialects/', import.meta.url)

/** The fixtures of every dialect, by file name. */
const FIXTURES: ReadonlyMap<string, URL> = new Map(
  FORMATS.flatMap((dialect) => {
    const folder = new URL(`${dialect}/fixtures/`, dialects)
    return readdirSync(folder).map((name) => [name, new URL(name, folder)] as const)
  }),
)

export const SAMPLES: readonly string[] = [...FIXTURES.keys()].toSorted()

export function sample(name: string): string {
  const file = FIXTURES.get(name)
  if (file === undefined) throw new Error(`there is no fixture ${name}`)
  return readFileSync(file, 'utf8')
}

export const read = (text: string, file = 'given', side: 'before' | 'after' = 'after'): Document =>
  readConfig({ file, text, side })

export const resolve = (documents: readonly Document[], request: ResolveRequest = {}): Effective =>
  resolveConfig(new Cluster(documents), request)

export const topicsOf = (documents: readonly Document[]): readonly string[] => new Cluster(documents).topicNames

export const entriesOf = (document: Document): readonly Entry[] => [
  ...document.entries,
  ...document.clients.flatMap((client) => client.entries),
  ...document.topics.flatMap((topic) => topic.entries),
]

/** What stands at a place. */
export function textAt(text: string, place: Place, length: number): string {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  return (lines[place.line - 1] ?? '').slice(place.column - 1, place.column - 1 + length)
}

/** `layer key=value line:column`, with the broker of a value. */
export const line = ({ layer, key, value, place, broker }: Entry): string =>
  `${layer}${broker === undefined ? '' : ` ${broker}`} ${key}=${value} ${place.line}:${place.column}`
