/** Serves the files of a site, from memory and nothing else, so that no request can reach a file of the machine. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { isIP } from 'node:net'
import type { Site } from './site.ts'

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
}

/** With these a page is cross-origin isolated, and its workers may share memory. */
const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
}

/** What is answered instead of a file. */
const REFUSALS = {
  404: 'There is no such file.\n',
  405: 'Only GET and HEAD are answered.\n',
  421: 'This server was not started for that host: open the address that it printed.\n',
} as const

/**
 * A server of the site that listens. Every answer carries the policy of the page, and a request for a host or port that it was not
 * started for is answered 421 (see {@link isForUs}).
 *
 * Rejects with the error of `listen`, such as EADDRINUSE. @throws Error when the page of the site has no policy.
 */
export function serveSite(site: Site, { host, port }: { readonly host: string; readonly port: number }): Promise<Server> {
  const headers = { ...HEADERS, 'Content-Security-Policy': `${policyOf(site)}; frame-ancestors 'none'` }
  const server = createServer((request, response) => {
    const path = pathOf(request.url ?? '/')
    const file = path === undefined ? undefined : site.get(path)
    const allowed = request.method === 'GET' || request.method === 'HEAD'
    const status = !isForUs(request, host) ? 421 : !allowed ? 405 : file === undefined ? 404 : 200
    const type = (status === 200 && TYPES[path?.split('.').at(-1) ?? '']) || 'text/plain; charset=utf-8'
    response.writeHead(status, { ...headers, 'Content-Type': type, ...(status === 405 && { Allow: 'GET, HEAD' }) })
    response.end(request.method === 'HEAD' ? undefined : status === 200 ? file : REFUSALS[status])
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

/** The policy that the page of a site gives itself. @throws Error when it has none. */
export function policyOf(site: Site): string {
  const page = String(site.get('index.html') ?? '')
  const policy = /<meta\s[^>]*http-equiv="Content-Security-Policy"[^>]*?\scontent="([^"]+)"/.exec(page)?.[1]
  if (policy === undefined) throw new Error('the page of the explorer has no Content-Security-Policy')
  return policy
}

const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '::1']

/**
 * Whether the `Host` of a request is one that the server was started for: the port it came in on and, where only this machine can
 * connect, `localhost`, an address of the loopback or the name that was given. Where others can, any address: a page elsewhere can
 * point its own name at this machine, but not an address.
 */
function isForUs({ headers, socket }: IncomingMessage, host: string): boolean {
  const match = /^(?:\[([\da-f:.]+)\]|([^:@/?#[\]\s]+))(?::(\d{1,5}))?$/i.exec(headers.host ?? '')
  const name = (match?.[1] ?? match?.[2])?.toLowerCase()
  if (name === undefined || Number(match?.[3] ?? 80) !== socket.localPort) return false
  const here = LOOPBACK.includes(host.toLowerCase()) || host.startsWith('127.')
  return name === host.toLowerCase() || LOOPBACK.includes(name) || (!here && isIP(name) !== 0)
}

/** The path of a file on the site that a request asks for; undefined when the request is not understood. */
function pathOf(target: string): string | undefined {
  if (!target.startsWith('/') || target.startsWith('//')) return undefined
  try {
    const path = decodeURIComponent(new URL(target, 'http://site.invalid').pathname).slice(1)
    return path === '' ? 'index.html' : path
  } catch {
    return undefined
  }
}
