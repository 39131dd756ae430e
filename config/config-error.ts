import type { Place } from './document.ts'

/** A configuration that cannot be read, or that Kafka or the model refuses; says where. Its message never holds a raw line. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly place: Place

  constructor(message: string, place: Place) {
    super(message)
    this.place = place
  }

  /** `file:line:column: message`, as compilers say it. */
  override toString(): string {
    return `${placeText(this.place)}: ${this.message}`
  }
}

/** `file:line:column`; what is in no file has its name alone. */
export const placeText = ({ file, line, column }: Place): string => (line === 0 ? file : `${file}:${line}:${column}`)

const LONGEST_SHOWN = 40

/** Text of a user in a message: control and formatting characters escaped, cut to 40 characters. */
export function shown(text: string): string {
  const cut = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
  return cut.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`)
}
