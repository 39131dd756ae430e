/** The explorer as it is served, at the end of a counterexample that the check in the page has found. */
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { serveSite } from '../../cli/explorer-server.ts'
import { loadSite } from '../../cli/explorer-site.ts'

const LOST = 'CommittedRecordsSurvive'
const CONFIGURATION = '#/zookeeper?protocol=truncate-to-hw&replicas=2'

/** Photographs the window into `path`. */
export async function drawExplorer(browser: Browser, path: string): Promise<void> {
  const server = await serveSite(await loadSite(), { host: '127.0.0.1', port: 0 })
  const page = await browser.newPage({ viewport: { width: 1900, height: 1240 } })
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${CONFIGURATION}`)
    await page.getByRole('button', { name: 'Run the check' }).click()
    await page.getByRole('button', { name: `Open the counterexample of ${LOST}` }).click()
    await page.locator('.here .property.is-violated').first().waitFor()
    // What is found does not change from run to run; how long it took does.
    await page.locator('.outcome .quiet').evaluate((line) => line.remove())
    await page.screenshot({ path })
  } finally {
    await page.close()
    server.close()
  }
}
