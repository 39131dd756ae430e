import type { Operated } from '../../guarantees/acts.ts'
import type { Program } from '../program.ts'
import { verdictOf } from './text.ts'

/** The result of `validate --reassignment` and `--restart`, as `--json` prints it. */
export const operationsJson = ({ outcomes, rolling, unread }: Operated, { version }: Program) => ({
  tidemark: version,
  operations: outcomes.map((outcome) => ({ verdict: verdictOf(outcome), ...outcome })),
  ...(rolling.length > 0 && { rolling }),
  ...(unread.length > 0 && { unread }),
})
