/** The explorer as it is served: at the end of a counterexample that the check in the page has found, and around a model of one's own. */
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { serveSite } from '../../web/serve/server.ts'
import { loadOwnSite, loadSite } from '../../web/serve/site.ts'
import { ROOT } from '../cli/run.ts'
import { addressOf } from '../web/explorer/open-page.ts'

const LOST = 'CommittedRecordsSurvive'
const CONFIGURATION = '#/zookeeper?protocol=truncate-to-hw&replicas=2'

export interface ExplorerPicture {
  readonly width: number
  readonly height: number
  readonly scheme: 'light' | 'dark'
}

/** Photographs of the window, as PNG. */
export async function drawExplorer(browser: Browser, pictures: readonly ExplorerPicture[]): Promise<Buffer[]> {
  const server = await serveSite(await loadSite(), { host: '127.0.0.1', port: 0 })
  const drawn: Buffer[] = []
  try {
    for (const { width, height, scheme } of pictures) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme, reducedMotion: 'reduce' })
      await page.goto(`${addressOf(server)}/${CONFIGURATION}`)
      await page.getByRole('button', { name: 'Run the check' }).click()
      await page.getByRole('button', { name: `Open the counterexample of ${LOST}` }).click()
      await page.locator('.path-story').waitFor()
      // What is found does not change from run to run; how long it took does.
      await page.locator('.outcome > .quiet').evaluate((line) => line.remove())
      await page.evaluate('scrollTo(0, 0)')
      drawn.push(await page.screenshot())
      await page.close()
    }
    return drawn
  } finally {
    server.close()
  }
}

/** The explorer around `examples/two-phase-commit.ts`, three steps in. */
export async function drawOwnModel(browser: Browser, { width, height, scheme }: ExplorerPicture): Promise<Buffer> {
  const model = { path: join(ROOT, 'examples/two-phase-commit.ts'), shown: 'examples/two-phase-commit.ts', args: 3 }
  const server = await serveSite(await loadOwnSite(model), { host: '127.0.0.1', port: 0 })
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme, reducedMotion: 'reduce' })
  try {
    await page.goto(`${addressOf(server)}/#/two-phase-commit?path=RMPrepare.rm0*RMPrepare.rm1*TMRcvPrepared.rm1`)
    await page.locator('#step-3').waitFor()
    return await page.screenshot()
  } finally {
    await page.close()
    server.close()
  }
}
