/** Files that are read as one, such as those of the profiles of an application. */
import type { Place } from './document.ts'
import { type Beside, Source } from './source.ts'

interface Part {
  readonly file: string
  readonly text: string
}

/** The same text, and after it those of files beside it, by their names there. */
export const withBeside = (source: Source, names: readonly string[]): JoinedSource => {
  const [first = source, ...rest] = source.parts.map((part) => part.source)
  return new JoinedSource(
    [first, ...rest, ...names.flatMap((name) => source.beside.get(name) ?? [])],
    source.beside,
    source.profiles,
  )
}

/** What parts documents of YAML. */
const BETWEEN = '\n---\n'

/** Files as one text, a document each or several; their places are their own. */
export class JoinedSource extends Source {
  private readonly joined: readonly { readonly source: Source; readonly start: number; readonly lines: number }[]

  /** @throws ConfigError as `Source` does. */
  constructor(parts: readonly [Part, ...Part[]], beside?: Beside, profiles?: readonly string[]) {
    const [{ file }] = parts
    let text = ''
    const starts = parts.map((part, i) => {
      const source = new Source(part.file, part.text)
      text += i === 0 ? '' : BETWEEN
      const [start, lines] = [text.length, linesOf(text)]
      text += source.text
      return { source, start, lines }
    })
    super(file, text, undefined, beside, profiles)
    this.joined = starts
  }

  override get parts(): Source['parts'] {
    return this.joined
  }

  override place(offset: number): Place {
    const place = super.place(offset)
    const part = this.joined.findLast(({ lines }) => lines < place.line)
    return part === undefined ? place : { ...place, file: part.source.file, line: place.line - part.lines }
  }

  override lineOf({ file, line }: Place): number {
    return line + (this.joined.find((part) => part.source.file === file)?.lines ?? 0)
  }
}

const linesOf = (text: string): number => text.match(/\r\n?|\n/g)?.length ?? 0
