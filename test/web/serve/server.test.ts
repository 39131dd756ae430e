/** What the server of the explorer answers, to whom, and under which policy: real requests over real sockets. */
import { request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { policyOf, serveSite } from '../../../web/serve/server.ts'
import type { Site } from '../../../web/serve/site.ts'
import { ROOT } from '../../cli/run.ts'

/** The page as it is built from: what is served carries its policy word for word. */
const PAGE = readFileSync(join(ROOT, 'web/explorer/app/index.html'), 'utf8')
const SITE: Site = new Map([
  ['index.html', PAGE],
  ['assets/worker.js', 'onmessage = () => {}'],
])

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

const portOf = (server: Server) => (server.address() as AddressInfo).port

function ask(server: Server, { host, path = '/', method = 'GET' }: { host: string; path?: string; method?: string }) {
  return new Promise<Answer>((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: portOf(server), path, method, headers: { host }, agent: false },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (body += chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}

/** The first line of what is answered to bytes sent as they are. */
function firstLineFor(server: Server, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const socket = connect({ host: '127.0.0.1', port: portOf(server) }, () => socket.end(bytes))
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => (said += chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(said.split('\r\n')[0] ?? ''))
  })
}

let server: Server
beforeAll(async () => {
  server = await serveSite(SITE, { host: '127.0.0.1', port: 0 })
})
afterAll(() => server.close())

describe('the policy', () => {
  it('is that of the page, and nobody may frame it, on every answer: also of workers and of refusals', async () => {
    const host = `127.0.0.1:${portOf(server)}`
    const expected = `${policyOf(SITE)}; frame-ancestors 'none'`
    expect(expected).toMatch(/^default-src 'none'; script-src 'self' 'unsafe-eval'; worker-src 'self'; /)
    for (const [path, status] of [
      ['/', 200],
      ['/assets/worker.js', 200],
      ['/none', 404],
    ] as const) {
      const answer = await ask(server, { host, path })
      expect([answer.status, answer.headers['content-security-policy']]).toEqual([status, expected])
    }
    const stranger = await ask(server, { host: 'evil.example' })
    expect([stranger.status, stranger.headers['content-security-policy']]).toEqual([421, expected])
  })

  it('must be in the page: a site without one is not served', () => {
    expect(() => serveSite(new Map([['index.html', '<!doctype html>']]), { host: '127.0.0.1', port: 0 })).toThrow(
      'the page of the explorer has no Content-Security-Policy',
    )
  })
})

describe('the host that is asked for', () => {
  it('is this machine by any of its names, at this port', async () => {
    const port = portOf(server)
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LocalHost:${port}`, `[::1]:${port}`])
      expect([host, (await ask(server, { host })).status]).toEqual([host, 200])
  })

  it('is refused when it is another: a name that points here, another port, nothing that is a host', async () => {
    const port = portOf(server)
    for (const host of [
      `evil.example:${port}`,
      `localhost.evil.example:${port}`,
      `127.0.0.1.evil.example:${port}`,
      `192.0.2.1:${port}`,
      `127.0.0.1:${port === 65535 ? 1 : port + 1}`,
      '127.0.0.1',
      'localhost',
      `user@localhost:${port}`,
      `localhost:${port}/x`,
      `[::1:${port}`,
    ]) {
      const { status, body } = await ask(server, { host })
      expect([host, status]).toEqual([host, 421])
      expect(body).toBe('This server was not started for that host: open the address that it printed.\n')
    }
    expect((await ask(server, { host: 'evil.example', method: 'POST' })).status).toBe(421)
  })

  it('has to be said, and the target is a path', async () => {
    const port = portOf(server)
    expect(await firstLineFor(server, 'GET / HTTP/1.0\r\n\r\n')).toBe('HTTP/1.1 421 Misdirected Request')
    expect(await firstLineFor(server, 'GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n')).toBe(
      'HTTP/1.1 421 Misdirected Request',
    )
    expect(await firstLineFor(server, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toBe('HTTP/1.1 400 Bad Request')
    for (const target of [`http://evil.example/`, '//evil.example/', '*'])
      expect(
        await firstLineFor(server, `GET ${target} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`),
        target,
      ).toBe('HTTP/1.1 404 Not Found')
  })

  it('may be any address where others can connect, and no name but the one given', async () => {
    const open = await serveSite(SITE, { host: '0.0.0.0', port: 0 })
    const port = portOf(open)
    for (const [host, status] of [
      [`192.0.2.1:${port}`, 200],
      [`localhost:${port}`, 200],
      [`evil.example:${port}`, 421],
    ] as const)
      expect([host, (await ask(open, { host })).status]).toEqual([host, status])
    open.close()
  })
})
