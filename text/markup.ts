/** HTML in which text stays text. */
import { printable } from './printable.ts'

/** A piece of a page. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Value = string | Html | readonly Html[]

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escaped = (text: string): string => printable(text).replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c)

function written(value: Value): string {
  if (value instanceof Html) return value.text
  return typeof value === 'string' ? escaped(value) : value.map((one) => one.text).join('')
}

/** A template: what is put into it is text, unless it is a piece of a page itself. Values stand in content or between quotation marks. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html =>
  new Html(parts.map((part, i) => `${part}${i < values.length ? written(values[i] ?? '') : ''}`).join(''))
