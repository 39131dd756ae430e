import type { PropertyKind, Stop, Verdict } from '../checker/verdict.ts'

/** What ends the work early. */
export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** The signal that has ended the work, if one has: the reason it was aborted for. */
export const signalOf = ({ signal }: { readonly signal: AbortSignal }): Signal | undefined =>
  signal.aborted ? (signal.reason as Signal) : undefined

/** Exit codes, after TLC's where TLC has one. */
export const ExitCode = {
  holds: 0,
  /** A witness was not reached. */
  witness: 10,
  deadlock: 11,
  safety: 12,
  /** From some reachable state no good state can be reached any more. */
  liveness: 13,
  badFlags: 64,
  actionThrew: 75,
  propertyThrew: 76,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
  unreadableInput: 151,
  incomplete: 152,
  internal: 255,
} as const

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

/** What a shell says of a process that a signal has ended. */
export const exitCodeOfSignal = (signal: Signal): ExitCode =>
  ({ SIGHUP: ExitCode.hungUp, SIGINT: ExitCode.interrupted, SIGTERM: ExitCode.terminated })[signal]

/** What decides the exit code of a check. */
export interface Outcome {
  readonly verdict: Verdict
  readonly error: 'action' | 'property' | 'worker' | undefined
  readonly stop: Stop | undefined
  /** Kinds of the properties that are violated. */
  readonly violated: readonly PropertyKind[]
  readonly signal: Signal | undefined
  readonly allowIncomplete: boolean
}

/** An error outweighs an interruption, that a violation, that a search cut short. */
export function exitCodeOf(outcome: Outcome): ExitCode {
  switch (outcome.error) {
    case 'action':
      return ExitCode.actionThrew
    case 'property':
      return ExitCode.propertyThrew
    case 'worker':
      return ExitCode.internal
    case undefined:
      break
  }
  if (outcome.signal !== undefined) return exitCodeOfSignal(outcome.signal)
  if (outcome.violated.some((kind) => kind === 'state' || kind === 'step')) return ExitCode.safety
  if (outcome.violated.includes('deadlock')) return ExitCode.deadlock
  if (outcome.violated.includes('possible')) return ExitCode.liveness
  if (outcome.violated.includes('witness')) return ExitCode.witness
  if (outcome.verdict === 'incomplete') return outcome.allowIncomplete ? ExitCode.holds : ExitCode.incomplete
  return ExitCode.holds
}
