/** The command `explore`: serves the explorer page to a browser on this machine. */
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { ownModelOf } from '../answers/own-models.ts'
import { readTrace } from '../answers/read-traces.ts'
import { addCommand } from './commands.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode, exitCodeOfSignal, signalOf } from '../machine/exit-codes.ts'
import type { Site } from '../web/serve/site.ts'
import { wholeNumber } from '../questions/flags/flag.ts'
import { argsFlag } from '../questions/flags/model.ts'
import { addFlags } from './flags.ts'
import { isModule, moduleAt } from '../machine/module-files.ts'
import type { Terminal } from './terminal.ts'
import { printable } from '../text/printable.ts'
import { FlagError } from '../text/flag-error.ts'
import type { JsonValue } from '../traces/index.ts'

/** The port that is tried when none is named. */
const PORT = 8320

export interface ExploreFlags {
  readonly port: number
  readonly host: string
  readonly open: boolean
  readonly args?: JsonValue
}

/** Adds `explore` and its flags to the program. */
export function addExplore(program: Command, run: (file: string | undefined, flags: ExploreFlags) => Promise<void>): void {
  const argument = 'an .itf.json file that check has saved, or the module of a model of your own, such as model.ts'
  addFlags(addCommand(program, 'explore', argument), [
    argsFlag,
    { flag: '--port <n>', help: 'port to listen on; 0 for any that is free', read: wholeNumber(0, 65_535), standard: PORT },
    {
      flag: '--host <address>',
      help: 'address to listen on; by default only this machine can connect',
      standard: '127.0.0.1',
    },
    { flag: '--no-open', help: 'do not open a browser' },
  ])
    .addHelpText(
      'after',
      '\nEnd it with Ctrl-C.\n\nExit codes: 0 ended, 64 bad flags, 130 ended by Ctrl-C, 151 FILE cannot be read, does not replay, or is no model.\n',
    )
    .action(run)
}

/** Runs the command until it is interrupted. @throws UserError for what the user can put right. */
export async function explore(file: string | undefined, flags: ExploreFlags, terminal: Terminal): Promise<ExitCode> {
  const own = file !== undefined && isModule(file)
  if (flags.args !== undefined && !own)
    throw new FlagError('--args is for a model of your own: name its file, as in explore model.ts --args 3')
  const hash = file === undefined || own ? '' : await linkTo(file, terminal)
  // Loaded here, so that no other command has to.
  const { loadSite } = await import('../web/serve/site.ts')
  const { listen, openBrowser } = await import('../web/serve/listen.ts')
  const site = own ? await ownSite(file, flags, terminal) : await loadSite()
  const { address, close } = await listen(site, flags)
  terminal.out(`The explorer is at ${address}${hash}\nEnd it with Ctrl-C.\n`)
  if (flags.open && terminal.outIsTerminal && (terminal.env['CI'] ?? '') === '') openBrowser(`${address}${hash}`)
  if (!terminal.signal.aborted) await once(terminal.signal, 'abort')
  await close()
  return exitCodeOfSignal(signalOf(terminal) ?? 'SIGINT')
}

/** The page around a model of the user's own, once it is known to be one. @throws UserError when it is none, or cannot run in a page. */
async function ownSite(file: string, { args }: ExploreFlags, terminal: Terminal): Promise<Site> {
  const { href, shown } = moduleAt(file, terminal.cwd)
  const given = args !== undefined && { args }
  await ownModelOf(file, { model: 'own', module: shown, ...given }, terminal.cwd)
  const { loadOwnSite, SiteError } = await import('../web/serve/site.ts')
  try {
    return await loadOwnSite({ path: fileURLToPath(href), shown, ...given })
  } catch (error) {
    if (error instanceof SiteError)
      throw new UserError('TM-501', `${file}: ${printable(error.message.replaceAll(/\s+/g, ' '), 400)}`, ExitCode.unreadableInput)
    throw error
  }
}

/** The hash that opens a saved trace, once it has been run again on its model. */
async function linkTo(file: string, terminal: Terminal): Promise<string> {
  const { trace } = await readTrace(file, terminal)
  const { MODELS } = await import('../web/explorer/app/catalogue.ts')
  const { hashOf, openTrace } = await import('../web/explorer/session.ts')
  const session = openTrace(MODELS, trace)
  if (session === undefined)
    throw new UserError(
      'TM-203',
      `${file}: was found in a configuration that the explorer does not offer`,
      ExitCode.unreadableInput,
    )
  return hashOf(session)
}
