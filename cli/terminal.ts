/** What a command may do to the world, so that everything but `main.ts` can be run in a test. */
import type { Readable } from 'node:stream'
import { styleText } from 'node:util'
import { harmless } from '../text/harmless.ts'
import { type ExitCode, exitCodeOfSignal, signalOf } from '../machine/exit-codes.ts'
import type { Paint } from '../text/span.ts'

/**
 * What a program that has started this one with an IPC channel (`child_process.fork`, or `stdio: [..., 'ipc']`) is told:
 * - `listening`: a signal is answered from here on;
 * - `searching`: a search is under way, and has found so many states; said again every quarter of a second or so;
 * - `answered`: `validate` has so many of its explorations done;
 * - `driving`: `confirm` is about to take a step of its trace; 0 is the start of the cluster.
 */
export type ProgramEvent =
  | { readonly type: 'listening' }
  | { readonly type: 'searching'; readonly depth: number; readonly distinct: number }
  | { readonly type: 'answered'; readonly done: number; readonly of: number }
  | { readonly type: 'driving'; readonly step: number; readonly of: number }

export interface Terminal {
  /** Standard input. */
  readonly input: Readable
  /** Results. */
  readonly out: (text: string) => void
  /** Progress, hints, errors. */
  readonly err: (text: string) => void
  /** Tells whoever has started the program how far it is. */
  readonly tell: (event: ProgramEvent) => void
  /** Whether standard error is a terminal, so that a line may be redrawn. */
  readonly errIsTerminal: boolean
  readonly outIsTerminal: boolean
  /** Columns of standard output. */
  readonly width: number
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted by Ctrl-C, SIGTERM or a terminal that is closed; the reason is the signal's name. */
  readonly signal: AbortSignal
  readonly cwd: string
}

/** `--no-color`, then NO_COLOR, then FORCE_COLOR, then whether there is a terminal to show it. */
export function wantsColor(terminal: Terminal, flag: boolean): boolean {
  if (!flag || (terminal.env['NO_COLOR'] ?? '') !== '') return false
  const force = terminal.env['FORCE_COLOR']
  if (force !== undefined) return force !== '0' && force !== 'false'
  return terminal.outIsTerminal
}

const STYLES = { bad: 'red', good: 'green', strong: 'bold', faint: 'dim', old: 'red', new: 'green' } as const

/** Colours spans by role, or leaves them as they are. Colour never says anything that the words do not. */
export const painter =
  (color: boolean): Paint =>
  ({ text, role }) =>
    color && role !== 'plain' ? styleText(STYLES[role], text, { validateStream: false }) : text

/** The exit code of the signal that has come; a line says what it came before. */
export function endedEarly(terminal: Terminal, before: string): ExitCode {
  const signal = signalOf(terminal) ?? 'SIGINT'
  terminal.err(`tidemark: ${signal} came before ${before}\n`)
  return exitCodeOfSignal(signal)
}

/** Says something beside the result. Names of files may be in it. */
export const note = ({ err }: Pick<Terminal, 'err'>, text: string): void => err(`note: ${harmless(text)}\n`)
