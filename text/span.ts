/** What a piece of text stands for, so that a caller can colour it. The words alone must tell the story. */
export type Role = 'plain' | 'bad' | 'good' | 'strong' | 'faint' | 'old' | 'new'

/** A run of text in one role. */
export interface Span {
  readonly text: string
  readonly role: Role
  /** Its words are never broken, however narrow the page is: it is there to be copied. */
  readonly isWhole?: true
}

/** Colours a span, or not. Must return the text unchanged but for invisible escapes. */
export type Paint = (span: Span) => string
