/** `npm run docs:explorer`: the picture in docs/explorer.md, of the page as it is. */
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { serveSite } from '../cli/explorer-server.ts'
import { loadSite } from '../cli/explorer-site.ts'
import { launchBrowser } from '../test/browser.ts'

const LOST = 'CommittedRecordsSurvive'
const CONFIGURATION = '#/zookeeper?protocol=truncate-to-hw&replicas=2'

const server = await serveSite(await loadSite(), { host: '127.0.0.1', port: 0 })
const browser = await launchBrowser()
try {
  const page = await browser.newPage({ viewport: { width: 1900, height: 1240 } })
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${CONFIGURATION}`)
  await page.getByRole('button', { name: 'Run the check' }).click()
  await page.getByRole('button', { name: `Open the counterexample of ${LOST}`, exact: false }).click()
  await page.locator('.here .property.is-violated').first().waitFor()
  // What is found does not change from run to run; how long it took does.
  await page.locator('.outcome .quiet').evaluate((line) => line.remove())
  await page.screenshot({ path: fileURLToPath(new URL('explorer.png', import.meta.url)) })
} finally {
  await browser.close()
  server.close()
}
