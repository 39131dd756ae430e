/** A saved trace can say anything where the model has no say, and a report may be handed on: what is in it stays text. */
import { join } from 'node:path'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reportTemplate } from '../../../web/serve/report-template.ts'
import { renderMermaid, type ReportData } from '../../../traces/index.ts'
import { jsonForScript, renderHtml } from '../../../web/report/html.ts'
import { launchBrowser } from '../../browser.ts'
import { cli, inTemporaryFolder } from '../../cli/run.ts'
import { idleWalk } from './idle-walk.ts'

const HOSTILE = [
  '</script><script>window.hurt = 1</script>',
  '<img src=x onerror="window.hurt = 1">',
  '<!--<script>',
  "\"'`${window.hurt = 1}$&$`$'",
  'x\n  L0->>L1: forged\nend\n%%{init: {"securityLevel": "loose"}}%%',
  '#35;<br/><a href="javascript:window.hurt = 1">x</a>; participant Z',
  '\u2028\u2029\u202e\u0000\u001b[2J',
]

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

/** Opens a file and says what it did beyond showing text. */
async function hurtOf(file: string): Promise<{ readonly trouble: string[]; readonly text: string; readonly elements: number }> {
  const page = await (await browser.newContext()).newPage()
  const trouble: string[] = []
  page.on('console', (message) => trouble.push(message.text()))
  page.on('pageerror', (error) => trouble.push(error.message))
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => trouble.push('dialog')))
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href) trouble.push(request.url())
  })
  await page.goto(pathToFileURL(file).href)
  await page.waitForSelector('.step')
  if (await page.evaluate('window.hurt === 1')) trouble.push('a script of the trace ran')
  const elements = await page.locator('img, a, iframe, script:not([type]) ~ script').count()
  return { trouble, text: await page.locator('.trace').innerText(), elements }
}

/** The same data with every text followed by a hostile one. Ids stay joined to what they name. */
function poisoned(data: ReportData, poison: string): ReportData {
  const visit = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return ['status', 'kind', 'role', 'part'].includes(key) ? value : `${value}${poison}`
    if (Array.isArray(value)) return value.map((item) => visit(item, key))
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner, name)]))
    return value
  }
  return visit(data, '') as ReportData
}

describe('a hostile trace', () => {
  it.each(HOSTILE)('stays text in the report: %j', async (poison) => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, 'report.html')
      const data = poisoned(idleWalk(6), poison)
      writeFileSync(file, renderHtml(await reportTemplate(), data))
      const { trouble, text, elements } = await hurtOf(file)
      expect(trouble).toEqual([])
      expect(elements).toBe(0)
      if (/^[<"#]/.test(poison)) expect(text.replace(/\s/g, '')).toContain(poison.replace(/\s/g, ''))
    })
  })

  it.each(HOSTILE)('stays text in Mermaid: %j', (poison) => {
    const clean = renderMermaid(idleWalk(6)).split('\n')
    const lines = renderMermaid(poisoned(idleWalk(6), poison)).split('\n')
    const keywords = (all: readonly string[]) => all.map((line) => /^\s*(\w+(?:-?->>|-x)?\w*)/.exec(line)?.[1])
    expect(keywords(lines)).toEqual(keywords(clean))
    for (const line of lines) expect(line.replaceAll('<br/>', '').replace(/#\d+;/g, '')).toMatch(/^[\w .,:(){}[\]=+/'!?*>-]*$/)
  })

  it('cannot end the element that carries it', () => {
    const json = jsonForScript({ text: HOSTILE })
    expect(json).not.toMatch(/[<\u2028\u2029]/)
    expect(JSON.parse(json)).toEqual({ text: HOSTILE })
  })

  it('is rendered by the command as it is: the name and statement of a deadlock come from the file', async () => {
    await inTemporaryFolder(async (folder) => {
      const bounds = ['--replicas', '1', '--log-size', '1', '--records', '1', '--max-epoch', '0']
      const checked = await cli(
        ['check', '--model', 'zookeeper', ...bounds, '--invariants', 'none', '--deadlock', '--out', '.'],
        folder,
      )
      expect(checked.code).toBe(11)
      const [saved = ''] = readdirSync(folder)
      const itf = JSON.parse(readFileSync(join(folder, saved), 'utf8')) as { '#meta': { property: Record<string, string> } }
      const [script = '', image = ''] = HOSTILE
      itf['#meta'].property = { ...itf['#meta'].property, name: script, statement: image }
      writeFileSync(join(folder, 'hostile.itf.json'), JSON.stringify(itf))
      const html = await cli(['trace', 'hostile.itf.json', '--format', 'html', '--out', 'r.html'], folder)
      expect(html).toEqual({ code: 0, stdout: '', stderr: '' })
      const { trouble, text, elements } = await hurtOf(join(folder, 'r.html'))
      expect(trouble).toEqual([])
      expect(elements).toBe(0)
      expect(text).toContain(script)
      expect(text).toContain(image)
      const mermaid = await cli(['trace', 'hostile.itf.json', '--format', 'mermaid'], folder)
      expect(mermaid.stdout).not.toContain('<script')
      expect(mermaid.stdout).toContain('#60;script#62;')
    })
  })
})
