/** The HTML report in a real browser, opened from a file as its reader does. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../browser.ts'
import { cli, inTemporaryFolder, ROOT } from '../../cli/run.ts'
import { idleWalk } from './idle-walk.ts'
import { reportTemplate } from '../../../web/serve/report-template.ts'
import { renderHtml } from '../../../web/report/html.ts'
import { writeWhole } from '../../../machine/files.ts'

const GOLDEN = join(ROOT, 'test/golden/traces')
const LOSS = 'zookeeper-truncate-to-hw-r2-l2-n2-e2.CommittedRecordsSurvive.itf.json'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

interface Opened {
  readonly page: Page
  /** What went wrong in the page, and every request for something other than the file itself. */
  readonly trouble: string[]
}

async function open(file: string, hash = '', options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const trouble: string[] = []
  const url = pathToFileURL(file).href
  page.on('console', (message) => trouble.push(`console ${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url) trouble.push(`request: ${request.url()}`)
  })
  await page.goto(url + hash)
  await page.waitForSelector('.step')
  return { page, trouble }
}

/** Renders a saved trace as HTML by the command line and opens it. */
const withReport = (file: string, use: (html: string) => Promise<void>): Promise<void> =>
  inTemporaryFolder(async (folder) => {
    const run = await cli(['trace', file, '--format', 'html', '--out', 'report.html'], folder)
    expect(run).toEqual({ code: 0, stdout: '', stderr: '' })
    await use(join(folder, 'report.html'))
  })

/** Finds the anomaly of a scenario, renders it and opens it: what is shown is what the model does today. */
const withScenario = (id: string, property: string, use: (html: string) => Promise<void>): Promise<void> =>
  inTemporaryFolder(async (folder) => {
    expect(await cli(['check', '--scenario', id, '--out', '.', '--quiet'], folder)).toMatchObject({ code: 12 })
    await withReport(join(folder, `kraft-${id}.${property}.itf.json`), use)
  })

const selected = (page: Page) => page.locator('.step[aria-selected=true] .step-number').innerText()

/** A state of an ITF file as far as the lanes show it. */
interface ItfState {
  readonly log: { readonly '#map': readonly [string, readonly string[]][] }
  readonly highWatermark: { readonly '#map': readonly [string, { readonly '#bigint': string }][] }
}

describe('the report', () => {
  it('is scrubbed by keyboard, follows links to a step, and shows every state as the trace has it', async () => {
    const itf = JSON.parse(readFileSync(join(GOLDEN, LOSS), 'utf8')) as { readonly states: readonly ItfState[] }
    await withReport(join(GOLDEN, LOSS), async (html) => {
      const { page, trouble } = await open(html)
      expect(await selected(page)).toBe('0')
      expect(await page.title()).toBe('CommittedRecordsSurvive violated · Tidemark')
      for (const [number, state] of itf.states.entries()) {
        expect(await selected(page)).toBe(String(number))
        for (const [replica, log] of state.log['#map']) {
          const lane = page.locator(`.panel [data-lane=${replica}]`)
          expect(await lane.locator('.cell:not(.is-dropped):not(.is-beyond) .cell-record').allInnerTexts()).toEqual(log)
          const [, high] = state.highWatermark['#map'].find(([name]) => name === replica) ?? []
          const facts = await lane.locator('.fact').allInnerTexts()
          expect(facts.map((fact) => fact.replace(/\s+/g, ' '))).toEqual(
            expect.arrayContaining([`HW ${high?.['#bigint'] ?? ''}`, `LEO ${log.length}`]),
          )
        }
        await page.keyboard.press('j')
      }
      expect(await selected(page)).toBe('11')
      for (const [key, at] of [
        ['Home', '0'],
        ['ArrowDown', '1'],
        ['ArrowRight', '2'],
        ['j', '3'],
        ['k', '2'],
        ['ArrowLeft', '1'],
        ['ArrowUp', '0'],
        ['k', '0'],
        ['End', '11'],
        ['j', '11'],
      ] as const) {
        await page.keyboard.press(key)
        expect(await selected(page), key).toBe(at)
        expect(page.url().split('#')[1]).toBe(`/step/${at}`)
      }
      expect(trouble).toEqual([])
    })
  })

  it('opens at the step a link names, shows its diff, its properties and what happened to the record', async () => {
    await withReport(join(GOLDEN, LOSS), async (html) => {
      const { page, trouble } = await open(html, '#/step/9')
      expect(await selected(page)).toBe('9')
      expect(await page.locator('.diff li').allInnerTexts()).toEqual([
        'b1.leaderEpoch 0 -> 1',
        'b1.isr {b0,b1} -> {b0}',
        'b1.log truncated to 0, dropped r0',
      ])
      expect(await page.locator('.panel [data-lane=b1] .is-dropped').innerText()).toContain('r0')
      expect(await page.locator('.property-status').allInnerTexts()).toEqual(['holds'])
      await page.evaluate("location.hash = '#/step/11'")
      await expect.poll(() => selected(page)).toBe('11')
      expect(await page.locator('.property-status').allInnerTexts()).toEqual(['violated'])
      expect(await page.locator('.property-why').innerText()).toMatch(/^r0 was committed/)
      expect(await page.locator('.panel [data-lane=b1]').getAttribute('data-role')).toBe('leader')
      expect(await page.locator('.panel [data-lane=b0]').getAttribute('data-role')).toBe('stale leader')
      expect(await page.locator('.story dt').allInnerTexts()).toEqual(['Let', 'Then', 'Because', 'Prevented by'])
      await page.locator('.story .step-link', { hasText: 'step 8' }).click()
      expect(await selected(page)).toBe('8')
      await page.locator('.step').nth(4).click()
      expect(await selected(page)).toBe('4')
      expect(await page.locator('#step-8 .step-part').innerText()).toBe('promised')
      expect(await page.locator('#step-8 .message-label').allInnerTexts()).toEqual(['has up to 1'])
      expect(trouble).toEqual([])
    })
  })

  it('keeps to the trace when a link names no step of it', async () => {
    await withReport(join(GOLDEN, LOSS), async (html) => {
      for (const [hash, at] of [
        ['#/step/99', '11'],
        ['#/step/x', '0'],
        ['#/step/-1', '0'],
        ['#<img src=x onerror=alert(1)>', '0'],
      ] as const) {
        const { page, trouble } = await open(html, hash)
        expect(await selected(page), hash).toBe(at)
        expect(trouble).toEqual([])
      }
    })
  })

  it('is scrubbed by slider and by finger', async () => {
    await withReport(join(GOLDEN, LOSS), async (html) => {
      const { page, trouble } = await open(html, '', { hasTouch: true, viewport: { width: 390, height: 844 } })
      await page.locator('input[type=range]').fill('6')
      expect(await selected(page)).toBe('6')
      await page.getByRole('button', { name: 'Next step' }).tap()
      expect(await selected(page)).toBe('7')
      const swipe = (from: number, to: number) =>
        page.evaluate(`(() => {
          const panel = document.querySelector('.panel-step')
          const touch = (x) => new Touch({ identifier: 1, target: panel, clientX: x, clientY: 500 })
          panel.dispatchEvent(new TouchEvent('touchstart', { bubbles: true, touches: [touch(${from})] }))
          panel.dispatchEvent(new TouchEvent('touchend', { bubbles: true, touches: [], changedTouches: [touch(${to})] }))
        })()`)
      await swipe(300, 100)
      expect(await selected(page)).toBe('8')
      await swipe(100, 300)
      await swipe(100, 300)
      expect(await selected(page)).toBe('6')
      await swipe(100, 120)
      expect(await selected(page)).toBe('6')
      expect(trouble).toEqual([])
    })
  })

  it('fits screens from 320 pixels up, in light and dark, and prints every step', async () => {
    await withScenario('A1', 'AckedDurable', async (html) => {
      for (const width of [320, 390, 700, 1024, 1440, 1920])
        for (const colorScheme of ['light', 'dark'] as const) {
          const { page, trouble } = await open(html, '#/step/8', { viewport: { width, height: 800 }, colorScheme })
          expect(await page.evaluate('document.documentElement.scrollWidth'), `${width} ${colorScheme}`).toBe(width)
          expect(await page.evaluate(CLIPPED), `${width} ${colorScheme}`).toEqual([])
          expect(trouble).toEqual([])
        }
      const { page } = await open(html, '#/step/8', { colorScheme: 'dark' })
      await page.emulateMedia({ media: 'print' })
      expect(await page.locator('.step:visible').count()).toBe(9)
      expect(await page.locator('.scrubber').isVisible()).toBe(false)
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    })
  })

  it('keeps logs, names and labels of five lanes whole on a phone: cells in their lane, labels between their lines', async () => {
    await withScenario('A11', 'AckedDurable', async (html) => {
      for (const width of [320, 390, 1366]) {
        const { page, trouble } = await open(html, '#/step/6', { viewport: { width, height: 844 } })
        expect(await page.locator('.timeline-lane').count()).toBe(5)
        expect(await page.evaluate(CUT_OFF), String(width)).toEqual([])
        expect(await page.evaluate(OVER_THE_LINES), String(width)).toEqual([])
        expect(await page.evaluate(BROKEN_NAMES), String(width)).toEqual([])
        expect(trouble).toEqual([])
      }
    })
  })

  it('says the release and the command that finds the trace, and lists properties in groups with their statements', async () => {
    await withScenario('A1', 'AckedDurable', async (html) => {
      const { page } = await open(html)
      expect(await page.locator('[data-origin=release]').innerText()).toBe('Kafka 0.10.2')
      expect(await page.locator('[data-origin=command]').innerText()).toBe(
        'tidemark check --scenario A1 --invariants AckedDurable',
      )
      expect(await page.locator('.panel .property-group h3').allInnerTexts()).toEqual(['Promises', 'Diagnostics'])
      expect(await page.locator('.panel .property-name').allInnerTexts()).toEqual(['AckedDurable', 'MetadataFits'])
      expect(await page.locator('.panel .property-statement').allInnerTexts()).toEqual([
        'The current leader holds every record that was acknowledged with acks=all.',
        'The bounds on the metadata log and on leader epochs are never reached.',
      ])
    })
    await withReport(join(GOLDEN, LOSS), async (html) => {
      const { page } = await open(html)
      expect(await page.locator('[data-origin=release]').count()).toBe(0)
      expect(await page.locator('[data-origin=command]').innerText()).toBe(
        'tidemark check --model zookeeper --protocol truncate-to-hw --replicas 2 --invariants CommittedRecordsSurvive',
      )
    })
  })

  it('speaks to readers of the screen: roles, names, the selected step', async () => {
    await withReport(join(GOLDEN, LOSS), async (html) => {
      const { page } = await open(html, '#/step/8', { reducedMotion: 'reduce' })
      const list = page.getByRole('listbox', { name: 'Steps' })
      expect(await list.getAttribute('aria-activedescendant')).toBe('step-8')
      expect(await page.getByRole('option', { selected: true }).getAttribute('aria-label')).toBe(
        'Step 8: LeaderIncHighWatermark(b0). b0 raises its high watermark to 1: r0 is committed, as its ISR {b0,b1} has it (promised)',
      )
      expect(await page.getByRole('slider', { name: 'Step' }).getAttribute('aria-valuetext')).toBe('step 8 of 11')
      expect(await page.locator('.panel [data-lane=b0]').getByRole('img').getAttribute('aria-label')).toBe(
        'log: r0 of epoch 1; high watermark 1, log end offset 1',
      )
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
      expect(await page.evaluate("getComputedStyle(document.querySelector('.step')).transitionDuration")).toMatch(/^0s$|^$/)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        for (const at of [0, 8, 9, 11]) {
          await page.evaluate(`location.hash = '#/step/${at}'`)
          await expect.poll(() => selected(page)).toBe(String(at))
          expect(await page.evaluate(LOW_CONTRAST), `${colorScheme} step ${at}`).toEqual([])
        }
      }
    })
  })

  it('stays smooth over 200 steps: moving on draws the rows that change and no others', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, 'long.html')
      const html = renderHtml(await reportTemplate(), idleWalk(200))
      writeWhole(file, (write) => write(html))
      const { page, trouble } = await open(file)
      expect(await page.locator('.step').count()).toBe(201)
      await page.evaluate(`(() => {
        window.changed = new Set()
        new MutationObserver((list) => list.forEach((m) => window.changed.add(m.target.closest?.('.step')?.id ?? 'other')))
          .observe(document.querySelector('.steps'), { subtree: true, childList: true, attributes: true, characterData: true })
      })()`)
      for (let i = 0; i < 120; i++) await page.keyboard.press('j')
      expect(await selected(page)).toBe('120')
      await page.evaluate('window.changed.clear()')
      await page.keyboard.press('j')
      expect(await selected(page)).toBe('121')
      expect(await page.evaluate("[...window.changed].filter((id) => id !== 'other').sort()")).toEqual(['step-120', 'step-121'])
      await page.keyboard.press('End')
      expect(await selected(page)).toBe('200')
      await expect
        .poll(() => page.evaluate("document.querySelector('#step-200').getBoundingClientRect().bottom < innerHeight + 1"))
        .toBe(true)
      await page.keyboard.press('Home')
      expect(await selected(page)).toBe('0')
      expect(trouble).toEqual([])
    })
  })
})

/** Texts that are cut off: wider than the box that hides what does not fit. */
const CLIPPED = `[...document.querySelectorAll('.trace *')].filter((e) => {
  const style = getComputedStyle(e)
  return e.childElementCount === 0 && e.textContent.trim() !== '' && style.overflowX === 'hidden' && style.clipPath === 'none' &&
    e.scrollWidth > e.clientWidth + 1
}).map((e) => e.className + ': ' + e.textContent)`

/** Cells of logs in lanes that their log or the diagram cuts off. */
const CUT_OFF = `[...document.querySelectorAll('.log-small')].filter((log) => {
  const right = Math.min(log.getBoundingClientRect().right, document.querySelector('.steps').getBoundingClientRect().right)
  return log.scrollWidth > log.clientWidth || [...log.querySelectorAll('.cell')].some((c) => c.getBoundingClientRect().right > right + 0.5)
}).map((log) => log.getAttribute('aria-label'))`

/** Labels of messages that lie over the lines of the lanes between which the message goes. */
const OVER_THE_LINES = `[...document.querySelectorAll('.message')].filter((message) => {
  const span = Number(message.style.getPropertyValue('--span'))
  const box = message.getBoundingClientRect()
  const label = message.querySelector('.message-label').getBoundingClientRect()
  const half = box.width / span / 2
  return label.left < box.left + half + 4 || label.right > box.right - half - 4
}).map((message) => message.textContent)`

/** Names of lanes, and words of labels, that are broken in two. */
const BROKEN_NAMES = `[...document.querySelectorAll('.timeline-lane')].filter((e) => {
  const range = document.createRange()
  range.selectNodeContents(e)
  return range.getClientRects().length > 1
}).map((e) => e.textContent)`

/** Texts with less than 4.5 of contrast to the nearest background that is not see-through (WCAG 2.2, 1.4.3). */
const LOW_CONTRAST = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgba = (color) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); return canvas.getImageData(0, 0, 1, 1).data }
  const light = (c) => { const f = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4); return 0.2126 * f(c[0]) + 0.7152 * f(c[1]) + 0.0722 * f(c[2]) }
  const behind = (e) => { for (let at = e; at; at = at.parentElement) { const c = rgba(getComputedStyle(at).backgroundColor); if (c[3] === 255) return c } return [255, 255, 255, 255] }
  const found = []
  for (const e of document.querySelectorAll('.trace *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim() !== '')
    if (!own || e.closest('button:disabled') || e.getClientRects().length === 0) continue
    const [a, b] = [light(rgba(getComputedStyle(e).color)), light(behind(e))]
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    if (ratio < 4.5) found.push(e.className + ' "' + e.textContent.slice(0, 30) + '" ' + ratio.toFixed(2))
  }
  return [...new Set(found)]
})()`
