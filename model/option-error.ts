/** An option of a model that is outside what the model accepts: says which one, and what it may be. */
export class OptionError extends Error {
  override name = 'OptionError'
  /** The option as the model names it, such as `logSize`. */
  readonly option: string
  /** What it may be, such as `an integer in 1..31`. */
  readonly expected: string
  /** What it was. */
  readonly actual: unknown

  constructor(option: string, expected: string, actual: unknown) {
    super(`${option} must be ${expected}, not ${shown(actual)}`)
    this.option = option
    this.expected = expected
    this.actual = actual
  }
}

const shown = (value: unknown): string => {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** @throws OptionError unless `value` is an integer in `min..max`. */
export function requireInteger(option: string, value: unknown, min: number, max: number): void {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
    throw new OptionError(option, `an integer in ${min}..${max}`, value)
}

/** @throws OptionError unless `value` is one of `choices`. */
export function requireOneOf(option: string, value: unknown, choices: readonly string[]): void {
  if (typeof value !== 'string' || !choices.includes(value)) throw new OptionError(option, `one of ${choices.join(', ')}`, value)
}
