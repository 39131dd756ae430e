/** A real Chromium for tests: the one that CHROME_PATH names, else the one that comes inside a package. */
import packaged from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

/** Where the browser is. The packaged one is unpacked on first use, which `unpack-browser.ts` does before any test runs. */
export async function browserPath(): Promise<string> {
  const own = process.env['CHROME_PATH']
  return own !== undefined && own !== '' ? own : packaged.executablePath()
}

/** Starts it without a window. Close it when done. What is waited for in it comes, or the time of the test is up. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await browserPath()
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'], headless: true, timeout: 0 })
  browser.on('context', (context) => context.setDefaultTimeout(0))
  return browser
}
