/** A flag, its value, or flags beside each other that cannot be used: the message says which, and why. */
export class FlagError extends Error {
  override name = 'FlagError'
  /** See docs/errors.md. */
  readonly code: 'TM-101' | 'TM-102' | 'TM-103'

  constructor(message: string, code: FlagError['code'] = 'TM-101') {
    super(message)
    this.code = code
  }
}
