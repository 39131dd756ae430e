/** Flags that commands have in common, and how commander is told of flags. */
import { availableParallelism, totalmem } from 'node:os'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { memoryForStates } from '../machine/memory.ts'
import { byteSize, type Flag, wholeNumber } from '../questions/flags/flag.ts'
import { FlagError } from '../text/flag-error.ts'

/** Adds flags to a command, in their order. */
export function addFlags(command: Command, flags: readonly Flag[]): Command {
  for (const flag of flags) command.addOption(optionOf(flag))
  return command
}

/** Commander says the name of a flag before what its value must be. */
function optionOf({ flag, help, read, standard, standardText, hidden }: Flag): Option {
  const option = new Option(flag, help).hideHelp(hidden === true)
  if (standard !== undefined) option.default(standard, standardText)
  if (read === undefined) return option
  return option.argParser((text, before: unknown) => {
    try {
      return read(text, before as never)
    } catch (error) {
      throw error instanceof FlagError ? new InvalidArgumentError(error.message) : error
    }
  })
}

/** `--workers`: as many as there are cores, unless told otherwise. */
export const workersFlag = (help = 'worker threads'): Flag => ({
  flag: '--workers <n>',
  help,
  read: wholeNumber(1, 256),
  standard: availableParallelism(),
  standardText: 'all cores',
})

export const DEFAULT_MEMORY = memoryForStates(totalmem(), process.constrainedMemory(), availableParallelism())

/** `--max-memory`: {@link memoryForStates}, unless told otherwise. */
export const maxMemoryFlag = (help = 'memory for states, such as 512m or 2g'): Flag => ({
  flag: '--max-memory <size>',
  help,
  read: byteSize,
  standard: DEFAULT_MEMORY,
  standardText: 'half of what Node leaves of the memory of this machine or container, at most 16g',
})

/** How much of a result is wanted, and in which form. */
export interface OutputFlags {
  readonly json: boolean
  readonly quiet: boolean
  readonly color: boolean
}

/** What a search may take. */
export interface LimitFlags {
  readonly workers: number
  readonly maxMemory: number
  readonly maxSeconds?: number
  readonly out: string
}

/** How much of a report is told. */
export const detailOf = ({ quiet, verbose }: { readonly quiet: boolean; readonly verbose: boolean }) =>
  quiet ? 'quiet' : verbose ? 'verbose' : 'folded'
