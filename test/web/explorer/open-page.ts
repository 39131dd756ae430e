/** Pages of the explorer in a real browser, watched for anything that should not happen. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Site } from '../../../web/serve/site.ts'

export interface WatchedPage {
  readonly page: Page
  /** Fails when the page has said anything on its console, thrown, or asked another host; then closes it. */
  close(): Promise<void>
}

/** Opens an address. `prepare` runs in the page before anything is loaded. */
export async function openPage(
  browser: Browser,
  address: string,
  { prepare, ...options }: BrowserContextOptions & { readonly prepare?: () => void } = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options })
  // What reads TypeScript here gives functions their names by a function of its own, which a page has not.
  if (prepare !== undefined) await context.addInitScript(`{ const __name = (named) => named; (${String(prepare)})() }`)
  const page = await context.newPage()
  const { host } = new URL(address)
  const faults: string[] = []
  page.on('console', (message) => faults.push(`console ${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('requestfailed', (request) => faults.push(`failed: ${request.url()}`))
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.host !== host) faults.push(`request to ${url.host}`)
  })
  await page.goto(address)
  await page.locator('.choices').waitFor()
  return {
    page,
    close: async () => {
      await context.close()
      expect(faults).toEqual([])
    },
  }
}

/** A page of a busy machine: what waits for the next painting waits a second. */
export function paintLate(): void {
  const timer = setTimeout
  Object.assign(globalThis, {
    requestAnimationFrame: (callback: (at: number) => void) => timer(() => callback(performance.now()), 1000),
    cancelAnimationFrame: () => undefined,
    setTimeout: (callback: () => void, ms = 0) => timer(callback, ms > 0 && ms < 100 ? 1000 : ms),
  })
}

/** Serves a site below a path as any static host does: no header but the type. */
export function servePlainly(site: Site, below: string): Promise<Server> {
  const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname
    const name = path.startsWith(below) ? path.slice(below.length) || 'index.html' : undefined
    const file = name === undefined ? undefined : site.get(name)
    response.writeHead(file === undefined ? 404 : 200, { 'Content-Type': types[name?.split('.').at(-1) ?? ''] ?? 'text/plain' })
    response.end(file)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}

export const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
