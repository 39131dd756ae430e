/** From flags to a document: whom `--bootstrap-server` names, how `--command-config` says that they are reached, and what they answer. */
import { ConfigError, type Document, runningCluster } from '../config/index.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode } from '../machine/exit-codes.ts'
import { FlagError } from '../text/flag-error.ts'
import { printable } from '../text/printable.ts'
import { accessOf, PLAIN_ACCESS } from './client-properties.ts'
import type { Address } from './node.ts'
import { readCluster } from './read.ts'

export interface LiveFlags {
  /** `HOST:PORT`, several of them with commas. */
  readonly bootstrapServer: string
  /** The file of `--command-config`, and its text. */
  readonly commandConfig?: { readonly file: string; readonly text: string } | undefined
  readonly topics: readonly string[] | undefined
  readonly signal: AbortSignal
  /** Of a file that the configuration names. */
  readonly readFile: (path: string) => Buffer
}

/** @throws FlagError for an address that is none; UserError: TM-402 for a configuration that cannot be used, TM-403 when nobody answers. */
export async function liveDocument({ bootstrapServer, commandConfig, topics, signal, readFile }: LiveFlags): Promise<Document> {
  const servers = addressesOf(bootstrapServer)
  try {
    const access = commandConfig === undefined ? PLAIN_ACCESS : accessOf(commandConfig.file, commandConfig.text, readFile)
    return runningCluster(await readCluster({ servers, access, topics, signal }))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new UserError('TM-402', `--command-config ${String(error)}`, ExitCode.unreadableInput)
  }
}

/** `HOST:PORT,…`; a host that is an address of IPv6 stands in brackets. @throws FlagError. */
function addressesOf(text: string): Address[] {
  return text.split(',').map((one) => {
    const [, bracketed, name, digits = ''] = /^\s*(?:\[([0-9A-Fa-f:.]+)\]|([\w.-]+)):(\d{1,5})\s*$/.exec(one) ?? []
    const host = bracketed ?? name
    const port = Number(digits)
    if (host === undefined || port < 1 || port > 65_535)
      throw new FlagError(`--bootstrap-server ${printable(one, 100)}: it must be HOST:PORT, several with commas`)
    return { host, port }
  })
}
