/** A site that listens on this machine, and the browser that is asked to show it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { UserError } from '../../machine/errors.ts'
import { serveSite } from './server.ts'
import type { Site } from './site.ts'

interface Address {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
}

export interface Listening {
  /** Ends in a slash. */
  readonly address: string
  /** Ends it, with every connection that is open. */
  readonly close: () => Promise<void>
}

/** Serves a site. @throws UserError TM-104 when it cannot listen there. */
export async function listen(site: Site, at: Address): Promise<Listening> {
  const server = await serveSite(site, at).catch((error: unknown) => {
    throw listenError(error, at)
  })
  const { port } = server.address() as AddressInfo
  return {
    address: `http://${at.host.includes(':') ? `[${at.host}]` : at.host}:${port}/`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function listenError(error: unknown, { port, host }: Address): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new UserError('TM-104', `--port: ${port} is already in use on ${host}; name another, or 0 for any that is free`)
  if (code === 'EACCES') return new UserError('TM-104', `--port: ${port} may not be used by this user; name one from 1024 on`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new UserError('TM-104', `--host: ${host} is not an address of this machine`)
  return error
}

/** Asks the desktop to show the address. Whether it can does not matter: the address has been printed. */
export function openBrowser(address: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler']
        : ['xdg-open']
  if (command === undefined) return
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
