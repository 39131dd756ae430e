/** What is told of a known defect of a release, whichever model it belongs to. */
export interface KnownDefect {
  readonly id: string
  readonly title: string
  readonly ticket: string
  /** How it is known: seen on brokers of which releases, run on the classes of which, or read. */
  readonly evidence: string
  /** What an operator does so that it cannot happen, or cannot cost a record. */
  readonly avoid: string
}
