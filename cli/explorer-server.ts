/** Serves the files of a site, from memory and nothing else, so that no request can reach a file of the machine. */
import { createServer, type Server } from 'node:http'
import type { Site } from './explorer-site.ts'

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

/** A server of the site that listens. Rejects with the error of `listen`, such as EADDRINUSE. */
export function serveSite(site: Site, { host, port }: { readonly host: string; readonly port: number }): Promise<Server> {
  const server = createServer((request, response) => {
    const path = pathOf(request.url ?? '/')
    const file = path === undefined ? undefined : site.get(path)
    const allowed = request.method === 'GET' || request.method === 'HEAD'
    const status = !allowed ? 405 : file === undefined ? 404 : 200
    const type = (status === 200 && TYPES[path?.split('.').at(-1) ?? '']) || 'text/plain; charset=utf-8'
    const body = status === 200 ? file : status === 405 ? 'Only GET and HEAD are answered.\n' : 'There is no such file.\n'
    response.writeHead(status, { ...HEADERS, 'Content-Type': type, ...(!allowed && { Allow: 'GET, HEAD' }) })
    response.end(request.method === 'HEAD' ? undefined : body)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

/** The path of a file on the site that a request asks for; undefined when the request is not understood. */
function pathOf(target: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(target, 'http://site.invalid').pathname).slice(1)
    return path === '' ? 'index.html' : path
  } catch {
    return undefined
  }
}
