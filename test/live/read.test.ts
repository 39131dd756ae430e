/** Nobody answers, or not as a broker would: what is said then. Brokers that answer are in read.cluster.test.ts. */
import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writer } from '@platformatic/kafka'
import { describe, expect, it } from 'vitest'
import { here, inTemporaryFolder, type Run } from '../cli/run.ts'

const HANDSHAKE = 17
const AUTHENTICATE = 36

async function serving<T>(onConnection: (socket: Socket) => void, use: (port: number) => Promise<T>): Promise<T> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await use((server.address() as AddressInfo).port)
  } finally {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
}

/** A broker that knows nobody: every handshake is granted, every password refused, with these words. */
function refusing(socket: Socket, words: string): void {
  socket.on('data', (request) => {
    const [key, correlation] = [request.readInt16BE(4), request.readInt32BE(8)]
    const answer = Writer.create().appendInt32(correlation)
    if (key === HANDSHAKE) answer.appendInt16(0).appendArray(['PLAIN'], (w, name) => w.appendString(name, false), false, false)
    else if (key === AUTHENTICATE)
      answer
        .appendTaggedFields()
        .appendInt16(58)
        .appendString(words)
        .appendBytes(Buffer.alloc(0))
        .appendInt64(0n)
        .appendTaggedFields()
    socket.write(answer.prependLength().buffer)
  })
}

const ask = (port: number, properties: readonly string[] = [], args: readonly string[] = []): Promise<Run> =>
  inTemporaryFolder((folder) => {
    const file = join(folder, 'client.properties')
    writeFileSync(file, `${properties.join('\n')}\n`)
    const config = properties.length === 0 ? [] : ['--command-config', file]
    return here(['validate', '--bootstrap-server', `127.0.0.1:${port}`, ...config, ...args], folder)
  })
const failed = (port: number, reason: string): Run => ({
  code: 151,
  stdout: '',
  stderr: `error TM-403: --bootstrap-server 127.0.0.1:${port}: ${reason}\n`,
})

describe('a cluster that cannot be asked', () => {
  it('is said to be so, with the flag, the host and why', async () => {
    const gone = await serving(
      () => undefined,
      (port) => Promise.resolve(port),
    )
    expect(await ask(gone)).toEqual(failed(gone, 'the connection is refused'))
    await serving(
      (socket) => socket.destroy(),
      async (port) => {
        const { code, stderr } = await ask(port)
        expect([code, stderr]).toEqual([151, expect.stringContaining(`--bootstrap-server 127.0.0.1:${port}: `)])
        expect(stderr).toContain('perhaps the port speaks another security.protocol')
      },
    )
    const silent = 'there is no answer in time: perhaps the port speaks another security.protocol'
    await serving(
      () => undefined,
      async (port) => {
        expect(await ask(port, ['request.timeout.ms=1'])).toEqual(failed(port, silent))
      },
    )
  })

  it('names every broker that was tried', async () => {
    const gone = await serving(
      () => undefined,
      (port) => Promise.resolve(port),
    )
    const { code, stderr } = await inTemporaryFolder((folder) =>
      here(['validate', '--bootstrap-server', `127.0.0.1:${gone},localhost:${gone}`], folder),
    )
    expect(code).toBe(151)
    expect(stderr).toContain(
      `--bootstrap-server 127.0.0.1:${gone}: the connection is refused; --bootstrap-server localhost:${gone}: `,
    )
  })

  it('says that it lets nobody in, and shows no password even where the broker does', async () => {
    const words = 'Authentication failed: no operator with password zqSECRETqz'
    await serving(
      (socket) => refusing(socket, words),
      async (port) => {
        const run = await ask(port, [
          'security.protocol=SASL_PLAINTEXT',
          'sasl.mechanism=PLAIN',
          'sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="operator" password="zqSECRETqz";',
        ])
        expect(run).toEqual(failed(port, 'authentication failed: Authentication failed: no … with password …'))
      },
    )
  })

  it('does not keep whoever interrupts it waiting', async () => {
    const interrupt = new AbortController()
    await serving(
      () => interrupt.abort('SIGINT'),
      async (port) => {
        const run = await inTemporaryFolder((folder) =>
          here(['validate', '--bootstrap-server', `127.0.0.1:${port}`], folder, {}, { signal: interrupt.signal }),
        )
        expect([run.code, run.stderr]).toEqual([130, expect.stringContaining('SIGINT came while configurations were read')])
      },
    )
  })
})

describe('flags that are wrong', () => {
  it.each([
    [['--bootstrap-server', 'kafka'], 'error TM-101: --bootstrap-server kafka: it must be HOST:PORT, several with commas\n'],
    [
      ['--bootstrap-server', 'h:1,h:70000'],
      'error TM-101: --bootstrap-server h:70000: it must be HOST:PORT, several with commas\n',
    ],
    [['a.properties', '--command-config', 'c'], 'error TM-101: --command-config is for --bootstrap-server\n'],
  ])('%j', async (args, stderr) => {
    expect(
      await inTemporaryFolder((folder) => {
        writeFileSync(join(folder, 'a.properties'), 'min.insync.replicas=2\n')
        return here(['validate', ...args], folder)
      }),
    ).toEqual({ code: 64, stdout: '', stderr })
  })
})
