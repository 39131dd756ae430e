import { visit } from 'jsonc-parser'
import type { Source } from './source.ts'
import { blockLines } from './yaml-block.ts'

const MOST_LINES = 20_000
const LONGEST_LINE = 1000

/** What decides mostly stands near the start; a file is gone through once more where it does not. */
const HEAD = 200_000

/** The last that has its marks in a text as it is written; where none has, as it would be in block style. */
export function recognised<T extends { readonly marks: (sketch: Sketch) => boolean }>(
  source: Source,
  dialects: readonly T[],
): T | undefined {
  const isLong = source.parts.some((part) => part.source.text.length > HEAD)
  for (const isWhole of isLong ? [false, true] : [true]) {
    const written = source.parts.map((part) => new Sketch(part.source, lookedAt(part.source, isWhole)))
    const found =
      inAny(dialects, written) ??
      inAny(
        dialects,
        written.flatMap((sketch) => sketch.inBlocks ?? []),
      )
    if (found !== undefined) return found
  }
  return undefined
}

const inAny = <T extends { readonly marks: (sketch: Sketch) => boolean }>(
  dialects: readonly T[],
  sketches: readonly Sketch[],
): T | undefined => dialects.findLast(({ marks }) => sketches.some((sketch) => marks(sketch)))

/** Undefined for what is too long, is no YAML, or has nothing nested in it. */
const linesInBlocks = (source: Source): readonly string[] | undefined =>
  source.text.length > HEAD ? undefined : blockLines(source, MOST_LINES)

const lookedAt = ({ text }: Source, isWhole: boolean): number => (isWhole ? text.length : Math.min(HEAD, text.length))

/** What a text looks like before it is read, for dialects to find their marks in. */
export class Sketch {
  /** Whether it is JSON as far as it is looked at, or has at least a name before it no longer is. */
  readonly isJson: boolean
  /** Of JSON, names of the outermost object, or of the first objects of the outermost array; as many as can be read. */
  readonly names: ReadonlySet<string>
  private readonly source: Source
  private readonly length: number
  private knownLines: readonly string[] | undefined

  /**
   * @param length how much of JSON is looked at, in characters.
   * @param blocks its lines as they would be in block style; absent for those that are written.
   */
  constructor(source: Source, length: number, blocks?: readonly string[]) {
    this.source = source
    this.length = length
    this.knownLines = blocks
    const start = source.text[source.text.search(/\S/)]
    const { names, isWhole } = start === '{' || start === '[' ? topNames(source.text.slice(0, length)) : NOTHING
    this.isJson = isWhole || names.size > 0
    this.names = names
  }

  /** The first lines, and of each its start; of JSON only those of block style. */
  get lines(): readonly string[] {
    if (this.knownLines !== undefined) return this.knownLines
    const count = Math.min(this.source.lineCount, MOST_LINES)
    return (this.knownLines = this.isJson
      ? (linesInBlocks(this.source) ?? [])
      : Array.from({ length: count }, (_, i) => this.source.line(i, LONGEST_LINE)))
  }

  /** The same as it would be in block style; undefined where that is nothing else. */
  get inBlocks(): Sketch | undefined {
    const lines = this.isJson ? undefined : linesInBlocks(this.source)
    return lines === undefined ? undefined : new Sketch(this.source, this.length, lines)
  }

  /** `apiVersion:` or `kind:` at the start of a line: resources of Kubernetes, and no keys of Kafka's. */
  get isResource(): boolean {
    return this.lines.some((line) => /^(?:apiVersion|kind)[ \t]{0,10}:/.test(line))
  }

  get file(): string {
    return this.source.file
  }

  /** @param extension with its dot. */
  isNamed(extension: string): boolean {
    return this.source.file.toLowerCase().endsWith(extension)
  }
}

const NOTHING = { names: new Set<string>(), isWhole: false }

function topNames(text: string): typeof NOTHING {
  const names = new Set<string>()
  const done = new Error('enough was seen')
  let depth = 0
  let arrays = 0
  const enter = () => {
    if (++depth > 64) throw done
  }
  try {
    visit(text, {
      onObjectBegin: enter,
      onObjectEnd: () => void depth--,
      onArrayBegin: () => {
        if (depth === 0) arrays = 1
        enter()
      },
      onArrayEnd: () => void depth--,
      onObjectProperty: (name) => {
        if (depth === 1 + arrays) names.add(name)
      },
      onError: () => {
        throw done
      },
    })
  } catch (error) {
    if (error !== done) throw error
    return { names, isWhole: false }
  }
  return { names, isWhole: true }
}
