/**
 * `npm run pictures`: draws the pictures of README and docs again, from what the commands write. Each picture is a counterexample
 * that a real check finds, rendered by `trace --format html` or opened in the explorer, and photographed in Chromium. The two that
 * README and docs show lie in `docs/` and are in the package; the others are in `docs/pictures/`, which is not.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../browser.ts'
import { cli, inTemporaryFolder, ROOT } from '../cli/run.ts'
import { drawExplorer, drawOwnModel, type ExplorerPicture } from './explorer.ts'
import { webpOf } from './webp.ts'

interface ReportPicture {
  readonly file: string
  readonly check: readonly string[]
  /** The file that the check saves. */
  readonly trace: string
  readonly step: number
  readonly width: number
  readonly height: number
  readonly scheme: 'light' | 'dark'
  /** What is photographed: the window, or one part of the page. */
  readonly part?: string
}

const zookeeper = ['--model', 'zookeeper', '--protocol', 'truncate-to-hw', '--replicas', '2', '--log-size', '2', '--records', '2']
const truncation = {
  check: [...zookeeper, '--max-epoch', '2', '--invariants', 'CommittedRecordsSurvive'],
  trace: 'zookeeper-truncate-to-hw-r2-l2-n2-e2.CommittedRecordsSurvive.itf.json',
  step: 9,
} as const
const restart = { check: ['--scenario', 'A1'], trace: 'kraft-A1.AckedDurable.itf.json', step: 5 } as const

const REPORTS: readonly ReportPicture[] = [
  { ...restart, file: 'report.webp', width: 1280, height: 1180, scheme: 'light' },
  { ...restart, file: 'pictures/report-dark.webp', width: 1280, height: 1180, scheme: 'dark' },
  { ...truncation, file: 'pictures/report-diagram.webp', width: 1280, height: 1000, scheme: 'light', part: '.timeline' },
  { ...truncation, file: 'pictures/report-story.webp', width: 900, height: 1000, scheme: 'light', part: '.story' },
  { ...truncation, file: 'pictures/report-narrow.webp', width: 390, height: 900, scheme: 'light', part: '.trace-body' },
]

const EXPLORERS: readonly (ExplorerPicture & { readonly file: string })[] = [
  { file: 'explorer.webp', width: 1800, height: 1100, scheme: 'light' },
  { file: 'pictures/explorer-dark.webp', width: 1366, height: 1400, scheme: 'dark' },
  { file: 'pictures/explorer-narrow.webp', width: 390, height: 1400, scheme: 'light' },
]

async function drawReport(browser: Browser, folder: string, picture: ReportPicture): Promise<Buffer> {
  const { check, trace, step, width, height, scheme, part } = picture
  const found = await cli(['check', ...check, '--out', '.', '--quiet'], folder)
  if (found.code !== 12) throw new Error(`check ${check.join(' ')} ended with ${found.code}\n${found.stderr}`)
  const rendered = await cli(['trace', trace, '--format', 'html', '--out', 'report.html'], folder)
  if (rendered.code !== 0) throw new Error(rendered.stderr)
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme, reducedMotion: 'reduce' })
  try {
    await page.goto(`${pathToFileURL(join(folder, 'report.html')).href}#/step/${step}`)
    await page.locator(`#step-${step}[aria-selected=true]`).waitFor()
    return await (part === undefined ? page.screenshot() : page.locator(part).screenshot())
  } finally {
    await page.close()
  }
}

await inTemporaryFolder(async (folder) => {
  const browser = await launchBrowser()
  const save = async (file: string, png: Buffer): Promise<void> => {
    const path = join(ROOT, 'docs', file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, await webpOf(browser, png))
  }
  try {
    for (const picture of REPORTS) await save(picture.file, await drawReport(browser, folder, picture))
    const drawn = await drawExplorer(browser, EXPLORERS)
    for (const [i, png] of drawn.entries()) await save(EXPLORERS[i]?.file ?? '', png)
    await save('pictures/explorer-own-model.webp', await drawOwnModel(browser, { width: 1900, height: 900, scheme: 'light' }))
  } finally {
    await browser.close()
  }
})
