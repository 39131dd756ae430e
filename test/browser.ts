/** A real Chromium for tests: the one that CHROME_PATH names, else the one that comes inside a package. */
import packaged from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

/** Where the browser is. The packaged one is unpacked on first use, which `unpack-browser.ts` does before any test runs. */
export async function browserPath(): Promise<string> {
  const own = process.env['CHROME_PATH']
  return own !== undefined && own !== '' ? own : packaged.executablePath()
}

/** Starts it without a window. Close it when done. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await browserPath(), args: ['--no-sandbox', '--disable-gpu'], headless: true })
}
