import { visit } from 'jsonc-parser'
import type { Source } from './source.ts'

const MOST_LINES = 20_000
const LONGEST_LINE = 1000

/** What a text looks like before it is read, for dialects to find their marks in. */
export class Sketch {
  /** Whether it is JSON as far as it is looked at, or has at least a name before it no longer is. */
  readonly isJson: boolean
  /** Of JSON, names of the outermost object, or of the first objects of the outermost array; as many as can be read. */
  readonly names: ReadonlySet<string>
  private readonly source: Source
  private knownLines: readonly string[] | undefined

  /** @param length how much of JSON is looked at, in characters. */
  constructor(source: Source, length: number) {
    this.source = source
    const start = source.text[source.text.search(/\S/)]
    const { names, isWhole } = start === '{' || start === '[' ? topNames(source.text.slice(0, length)) : NOTHING
    this.isJson = isWhole || names.size > 0
    this.names = names
  }

  /** Of what is not JSON, the first lines and of each its start. */
  get lines(): readonly string[] {
    const count = this.isJson ? 0 : Math.min(this.source.lineCount, MOST_LINES)
    this.knownLines ??= Array.from({ length: count }, (_, i) => this.source.line(i, LONGEST_LINE))
    return this.knownLines
  }

  /** The beginning of the text, whatever it is. */
  get head(): string {
    return this.source.text.slice(0, 20_000)
  }

  /** `apiVersion:` or `kind:` at the start of a line: resources of Kubernetes, and no keys of Kafka's. */
  get isResource(): boolean {
    return !this.isJson && /^(?:apiVersion|kind)[ \t]{0,10}:/m.test(this.source.text)
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
