import type { Answers } from './answers.ts'
import type { Logs } from './log.ts'
import type { World } from './state.ts'

/** What the actions of one model are built from. */
export interface Parts {
  readonly w: World
  readonly logs: Logs
  readonly answers: Answers
}
