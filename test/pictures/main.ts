/**
 * `npm run pictures`: draws the pictures of README and docs again, from what the commands write. Each picture is a counterexample
 * that a real check finds, rendered by `trace --format html` or opened in the explorer, and photographed in Chromium.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { launchBrowser } from '../browser.ts'
import { cli, inTemporaryFolder, ROOT } from '../cli/run.ts'
import { drawExplorer } from './explorer.ts'

interface Picture {
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

const PICTURES: readonly Picture[] = [
  { ...restart, file: 'report.png', width: 1280, height: 1180, scheme: 'light' },
  { ...restart, file: 'report-dark.png', width: 1280, height: 1180, scheme: 'dark' },
  { ...truncation, file: 'report-diagram.png', width: 1280, height: 1000, scheme: 'light', part: '.timeline' },
  { ...truncation, file: 'report-story.png', width: 900, height: 1000, scheme: 'light', part: '.story' },
  { ...truncation, file: 'report-narrow.png', width: 390, height: 900, scheme: 'light', part: '.trace-body' },
]

mkdirSync(join(ROOT, 'docs/pictures'), { recursive: true })
await inTemporaryFolder(async (folder) => {
  const browser = await launchBrowser()
  try {
    for (const { file, check, trace, step, width, height, scheme, part } of PICTURES) {
      const found = await cli(['check', ...check, '--out', '.', '--quiet'], folder)
      if (found.code !== 12) throw new Error(`check ${check.join(' ')} ended with ${found.code}\n${found.stderr}`)
      const rendered = await cli(['trace', trace, '--format', 'html', '--out', 'report.html'], folder)
      if (rendered.code !== 0) throw new Error(rendered.stderr)
      const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, reducedMotion: 'reduce' })
      const page = await context.newPage()
      await page.goto(`${pathToFileURL(join(folder, 'report.html')).href}#/step/${step}`)
      await page.locator(`#step-${step}[aria-selected=true]`).waitFor()
      const path = join(ROOT, 'docs/pictures', file)
      if (part === undefined) await page.screenshot({ path })
      else await page.locator(part).screenshot({ path })
      await context.close()
    }
    await drawExplorer(browser, join(ROOT, 'docs/pictures/explorer.png'))
  } finally {
    await browser.close()
  }
})
