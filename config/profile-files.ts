/**
 * Files of one application that Spring Boot, Quarkus and Micronaut layer by their names: `application-prod.yml` above `application.yml`.
 * Where it is said which profiles are active they are read as one text, so that what is stronger is so across files too.
 */
import type { Place } from './document.ts'
import { folderOf } from './folder.ts'
import { Source } from './source.ts'

const NAME = /(?:^|[/\\])application(?:-([\w.-]{1,60}))?\.(ya?ml|properties)$/

/** The profile, or environment, that a file is of by its name: `prod` of `application-prod.yml`. */
export const profileOfFile = (file: string): string | undefined => NAME.exec(file)?.[1]

/** Of these files those that are of a profile, each with the file that they belong to: that of their folder that is of none, in the same format. */
export function filesOfProfiles(files: readonly string[]): ReadonlyMap<string, string> {
  const kind = (file: string): string => `${folderOf(file)} ${NAME.exec(file)?.[2] === 'properties'}`
  const bases = new Map(
    files.filter((file) => NAME.test(file) && profileOfFile(file) === undefined).map((file) => [kind(file), file]),
  )
  return new Map(
    files.flatMap((file) => {
      const base = profileOfFile(file) === undefined ? undefined : bases.get(kind(file))
      return base === undefined ? [] : [[file, base] as const]
    }),
  )
}

/** Whether it is of a profile, and what it belongs to is in the other format, so that the two are not read as one. */
export const isOfOtherFormat = (file: string, files: readonly string[]): boolean =>
  profileOfFile(file) !== undefined &&
  !filesOfProfiles(files).has(file) &&
  files.some((other) => NAME.test(other) && profileOfFile(other) === undefined && folderOf(other) === folderOf(file))

interface Part {
  readonly file: string
  readonly text: string
}

/** What parts documents in each format; the empty line ends a line that is to go on. */
const BETWEEN = { yaml: '\n---\n', properties: '\n\n#---\n' } as const

/** Files as one text, a document each or several; their places are their own. */
export class JoinedSource extends Source {
  private readonly parts: readonly { readonly file: string; readonly lines: number }[]

  /** @throws ConfigError as `Source` does. */
  constructor(parts: readonly [Part, ...Part[]], profiles: readonly string[]) {
    const [{ file }] = parts
    const texts = parts.map((part) => new Source(part.file, part.text).text)
    const between = BETWEEN[file.endsWith('.properties') ? 'properties' : 'yaml']
    let text = ''
    const starts = parts.map((part, i) => {
      text += i === 0 ? '' : between
      const lines = linesOf(text)
      text += texts[i] ?? ''
      return { file: part.file, lines }
    })
    super(file, text, undefined, undefined, profiles)
    this.parts = starts
  }

  override place(offset: number): Place {
    const place = super.place(offset)
    const part = this.parts.findLast(({ lines }) => lines < place.line)
    return part === undefined ? place : { ...place, file: part.file, line: place.line - part.lines }
  }

  override lineOf({ file, line }: Place): number {
    return line + (this.parts.find((part) => part.file === file)?.lines ?? 0)
  }
}

const linesOf = (text: string): number => text.match(/\r\n?|\n/g)?.length ?? 0
