import { ConfigError } from './config-error.ts'
import type { Place } from './document.ts'

/** Above this nothing is read. */
export const MAX_TEXT = 16 * 1024 * 1024

/** What no text file holds: control characters but tab, line breaks, form feed and escape (colours in a copied terminal). */
// oxlint-disable-next-line no-control-regex -- that is what it looks for
const BINARY = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/

/** What a terminal colours and moves with. */
// oxlint-disable-next-line no-control-regex -- that is what it looks for
const COLOUR = /\u001b\[[0-9;?]{0,20}[A-Za-z]/g

export type Beside = ReadonlyMap<string, { readonly file: string; readonly text: string }>

/** The text of a file without its byte order mark, and the places in it. */
export class Source {
  readonly file: string
  readonly text: string
  /** Files of variables that stand beside it, by their names there: their texts, and what messages call them. */
  readonly beside: Beside
  /** Of the application, those that are said to be active, the strongest last; undefined when nothing is said. */
  readonly profiles: readonly string[] | undefined
  /** Offsets at which lines start; a line ends with LF, CR LF or CR. */
  private readonly starts: readonly number[]

  /** @throws ConfigError when it is longer than `MAX_TEXT` or not text. */
  constructor(
    file: string,
    raw: string,
    placeOf?: (offset: number) => Place,
    beside: Beside = new Map(),
    profiles?: readonly string[],
  ) {
    this.file = file
    this.beside = beside
    this.profiles = profiles
    if (raw.length > MAX_TEXT)
      throw new ConfigError('is larger than 16 MiB, which no Kafka configuration is', { file, line: 1, column: 1 })
    // As many spaces, so that everything stays at its place.
    this.text = (raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw).replace(COLOUR, (sequence) => ' '.repeat(sequence.length))
    this.starts = lineStarts(this.text)
    const binary = this.text.search(BINARY)
    if (binary >= 0)
      throw new ConfigError(`is not a text file${binaryHint(this.text)}`, (placeOf ?? ((offset) => this.place(offset)))(binary))
  }

  /** The files that it is made of, and where each starts. */
  get parts(): readonly { readonly source: Source; readonly start: number }[] {
    return [{ source: this, start: 0 }]
  }

  get lineCount(): number {
    return this.starts.length
  }

  /** The line without its end, and cut to so many characters; `line` is 0-based. */
  line(line: number, longest = Infinity): string {
    const start = this.lineStart(line)
    const next = line + 1 < this.starts.length ? this.lineStart(line + 1) : this.text.length
    let end = next
    while (end > start && (this.text[end - 1] === '\n' || this.text[end - 1] === '\r')) end--
    return this.text.slice(start, Math.min(end, start + longest))
  }

  /** Offset of the first character of a line; `line` is 0-based. */
  lineStart(line: number): number {
    return this.starts[line] ?? this.text.length
  }

  place(offset: number): Place {
    return { file: this.file, ...this.position(offset) }
  }

  /** In this text, whatever file it stands in. */
  position(offset: number): Pick<Place, 'line' | 'column'> {
    let low = 0
    let high = this.starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.lineStart(middle) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - this.lineStart(low) + 1 }
  }

  /** The line, from 1 on, at which a place stands in the text. */
  lineOf({ line }: Place): number {
    return line
  }

  /** The offset of a place in this file. */
  offsetOf(place: Place): number {
    return this.lineStart(this.lineOf(place) - 1) + place.column - 1
  }

  /** Where an offset of this text is in that of a file in which this one stands. */
  offsetIn(outer: Source, offset: number): number {
    return outer.offsetOf(this.place(offset))
  }

  /** @throws ConfigError, always: `message` at `offset`. */
  fail(offset: number, message: string): never {
    throw new ConfigError(message, this.place(offset))
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  const ends = /\r\n?|\n/g
  while (ends.exec(text) !== null) starts.push(ends.lastIndex)
  return starts
}

function binaryHint(text: string): string {
  if (text.startsWith('PK')) return '. A saved Terraform plan is read as `terraform show -json PLAN` prints it'
  return text.includes('\0') ? ' in UTF-8: it holds NUL characters (UTF-16?)' : ': it holds control characters'
}
