/** The command `kafka`: fetches the jars of a release, for `confirm`. */
import { join } from 'node:path'
import type { Command } from 'commander'
import { fetchKafka, NotFetched } from '../cluster/kafka/fetch.ts'
import { kafkasIn } from '../cluster/kafka/home.ts'
import { addCommand } from './commands.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode, signalOf } from '../machine/exit-codes.ts'
import { jsonText } from '../text/json-text.ts'
import { endedEarly, type Terminal } from './terminal.ts'
import { FlagError } from '../text/flag-error.ts'
import { cacheFolder, type Environment } from '../machine/user-folders.ts'

export interface KafkaFlags {
  readonly mirror?: string
  readonly json: boolean
}

/** Adds `kafka` and its flags to the program. */
export function addKafka(program: Command, run: (versions: readonly string[], flags: KafkaFlags) => Promise<void>): void {
  addCommand(program, 'kafka', 'releases such as 4.4.0; without one, those that are there are listed')
    .option('--mirror <url>', 'a mirror of the distributions of Kafka, over https; without it Maven (mvn) fetches the jars')
    .option('--json', 'print one JSON object and nothing else', false)
    .addHelpText('after', '\nExit codes: 0 they are there, 64 bad flags, 151 one cannot be fetched, 129/130/143 interrupted.\n')
    .action(run)
}

/** Where fetched releases lie. @throws UserError when the user has no such place. */
export function kafkaFolder(env: Environment): string {
  const cache = cacheFolder(env)
  if (cache === undefined) throw new UserError('TM-601', 'there is no folder to keep Kafka in: set XDG_CACHE_HOME or HOME')
  return join(cache, 'kafka')
}

/** Runs the command and returns its exit code. @throws UserError for what the user can put right. */
export async function kafka(versions: readonly string[], flags: KafkaFlags, terminal: Terminal): Promise<ExitCode> {
  const folder = kafkaFolder(terminal.env)
  for (const version of versions)
    if (!/^\d+\.\d+\.\d+$/.test(version))
      throw new FlagError(`${version} is no release of Kafka; give all three numbers, such as 4.4.0`)
  for (const version of versions) {
    if (!flags.json) terminal.err(`fetching Kafka ${version} …\n`)
    try {
      await fetchKafka({ version, folder, mirror: flags.mirror, signal: terminal.signal })
    } catch (error) {
      if (signalOf(terminal) !== undefined) return endedEarly(terminal, `Kafka ${version} was fetched`)
      if (error instanceof NotFetched) throw new UserError('TM-601', error.message, ExitCode.unreadableInput)
      throw error
    }
  }
  const found = kafkasIn(folder)
  if (flags.json) {
    const list = found.map(({ version, libs }) => ({ version, libs }))
    terminal.out(jsonText({ schema: 1, command: 'kafka', kafkas: list }))
  } else
    terminal.out(
      found.length === 0
        ? 'no Kafka has been fetched\n'
        : found.map(({ version, libs }) => `${version.padEnd(8)} ${libs}\n`).join(''),
    )
  return ExitCode.holds
}
