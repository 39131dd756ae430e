import type { Outcome } from '../../guarantees/operations.ts'
import type { Program } from '../program.ts'
import { verdictOf } from './text.ts'

/** The result of `validate --reassignment` and `--restart`, as `--json` prints it. */
export const operationsJson = (outcomes: readonly Outcome[], { version }: Program) => ({
  tidemark: version,
  operations: outcomes.map((outcome) => ({ verdict: verdictOf(outcome), ...outcome })),
})
