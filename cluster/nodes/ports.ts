/** Ports of loopback that nobody listens on. */
import { randomInt } from 'node:crypto'
import { createServer, type Server } from 'node:net'

/**
 * Where they are from. Below it are services; above it systems take the ports of outgoing connections from (Linux from 32768 on, others
 * from 49152 on), and one of those could take a node's while it is down.
 */
const RANGE = [12_000, 32_000] as const

/** So many free ports, all different. Nobody holds them until a node does. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const held = new Map<number, Server>()
  try {
    while (held.size < count) {
      const port = randomInt(...RANGE)
      const server = held.has(port) ? undefined : await listen(port)
      if (server !== undefined) held.set(port, server)
    }
    return [...held.keys()]
  } finally {
    await Promise.all([...held.values()].map((server) => new Promise((resolve) => server.close(resolve))))
  }
}

/** Undefined when somebody has the port. @throws whatever else the system says. */
const listen = (port: number): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
