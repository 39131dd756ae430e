/** HCL as its library reads it: HashiCorp's own, in WebAssembly, which is loaded only where there is some. */
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { nesting } from './scan.ts'

/** What a file of Terraform's comes to, longer or deeper than any is; the library's stack would not do for it. */
const LONGEST = 500_000
const DEEPEST = 100

/** `why` says why it is not read; `fault` what the library refuses. */
export type Parsed =
  | { readonly body: Readonly<Record<string, unknown>> }
  | { readonly why: string }
  | { readonly fault: { readonly line: number; readonly column: number; readonly message: string } }

/** Blocks are lists under their type and labels; strings are templates as they are written, and other expressions templates of one part. */
export function* parsedHcl({ text }: Source): Steps<Parsed> {
  if (text.length > LONGEST) return { why: `is longer than ${LONGEST} characters` }
  if (nesting(text) > DEEPEST) return { why: `is nested more than ${DEEPEST} deep` }
  // Whoever cannot wait has it so.
  let parsed: Parsed = { why: '' }
  yield async () => {
    try {
      const { parse } = await import('@cdktf/hcl2json')
      parsed = { body: await parse(NAME, text) }
    } catch (error) {
      parsed = faultOf(error instanceof Error ? error.message : String(error)) ?? { why: 'cannot be parsed' }
    }
  }
  return parsed
}

/** What the library calls the text in its messages. */
const NAME = 'hcl'

/** The first of the library's messages: `[hcl:2,6-3,1: Invalid expression; Expected the start …]`. */
function faultOf(message: string): Parsed | undefined {
  const [, line, column, said] =
    /\bhcl:(\d+),(\d+)-[\d,]+: (.*?)\]?(?: hcl:\d+,\d+-[\d,]+: (?=[A-Z][^;]*;).*)?$/s.exec(message) ?? []
  if (said === undefined) return undefined
  const shown = said
    .replace(/hcl:(\d+),\d+-[\d,]+/g, 'line $1')
    // Names in it are the text's own.
    .replace(/"([^"]*)"/g, (whole, name: string) => (/^[\w.={}-]{1,40}$/.test(name) ? whole : '"…"'))
  return { fault: { line: Number(line), column: Number(column), message: shown.replace(/;/, ':').trim() } }
}
