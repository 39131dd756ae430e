/** The files of `validate`: from this machine, with signals answered while they are read. */
import { LayoutError } from '../../checker/index.ts'
import { likenessOf, WITHOUT_CONFIGURATION } from '../../config/folder.ts'
import { ConfigError, MAX_TEXT } from '../../config/index.ts'
import type { Sources } from '../../guarantees/read-cases.ts'
import { UserError } from '../../machine/errors.ts'
import { ExitCode, signalOf } from '../../machine/exit-codes.ts'
import { inSteps, readNamed, shownName, sourceAt } from '../../machine/named-files.ts'
import { OptionError } from '../../model/option-error.ts'
import { FlagError } from '../../text/flag-error.ts'
import type { Terminal } from '../terminal.ts'
import { readLive } from './live.ts'

const MOST_BYTES = 4 * MAX_TEXT

/** Files, folders and standard input. What cannot be read is a UserError. */
export const sourcesOf = (terminal: Terminal): Sources => ({
  at: (name) => sourceAt(name, { likenessOf, without: WITHOUT_CONFIGURATION }, terminal),
  text: (file) => readNamed(file, MOST_BYTES, terminal),
  live: (given) => readLive(given, terminal, MOST_BYTES),
  shownName,
  inSteps: (steps) =>
    inSteps(steps, terminal).catch((error: unknown) => {
      throw asUserError(error)
    }),
  whyPassedOver: (error) => (error instanceof UserError && signalOf(terminal) === undefined ? error.message : undefined),
})

/** What configurations and the model refuse, as what the user can put right. */
export function asUserError(error: unknown): unknown {
  if (error instanceof ConfigError) return new UserError('TM-402', String(error), ExitCode.unreadableInput)
  if (error instanceof OptionError) return new FlagError(`${error.option} must be ${error.expected}, not ${String(error.actual)}`)
  if (error instanceof LayoutError) return new FlagError(`this configuration cannot be packed: ${error.message}`, 'TM-102')
  return error
}
