/** Files that are read as one, such as those of the profiles of an application. */
import type { Place } from './document.ts'
import { type Beside, Source } from './source.ts'

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
  constructor(parts: readonly [Part, ...Part[]], beside?: Beside, profiles?: readonly string[]) {
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
    super(file, text, undefined, beside, profiles)
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
