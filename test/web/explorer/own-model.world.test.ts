/** The explorer around a model of the user's own, built from a module path: here one of the examples. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadOwnSite, type Site } from '../../../web/serve/site.ts'
import { serveSite } from '../../../web/serve/server.ts'
import { launchBrowser } from '../../browser.ts'
import { inTemporaryFolder, ROOT } from '../../cli/run.ts'
import { addressOf, openPage, servePlainly } from './open-page.ts'

const MODULE = join(ROOT, 'examples/two-phase-commit.ts')

let browser: Browser
let site: Site
let server: Server
let address: string

beforeAll(async () => {
  ;[browser, site] = await Promise.all([
    launchBrowser(),
    loadOwnSite({ path: MODULE, shown: 'examples/two-phase-commit.ts', args: 3 }),
  ])
  server = await serveSite(site, { host: '127.0.0.1', port: 0 })
  address = addressOf(server)
})

afterAll(async () => {
  await browser.close()
  server.close()
})

describe('a model of the user’s own', () => {
  it('is stepped through in words: choices as sentences with their changes, steps as diffs, states as values', async () => {
    const { page, close } = await openPage(browser, `${address}/`)
    expect(await page.title()).toBe('two-phase-commit · Tidemark explorer')
    const labels = await page.locator('.choice').evaluateAll((all) => all.map((c) => c.getAttribute('data-step')))
    expect(labels).toEqual([
      'TMAbort()',
      'RMPrepare(rm0)',
      'RMPrepare(rm1)',
      'RMPrepare(rm2)',
      'RMChooseToAbort(rm0)',
      'RMChooseToAbort(rm1)',
      'RMChooseToAbort(rm2)',
    ])
    const prepare = page.locator('.choice-item', { has: page.locator('[data-step="RMPrepare(rm1)"]') })
    expect(await prepare.locator('.choice-sentence').textContent()).toBe('A resource manager prepares and says so.')
    expect(await prepare.locator('.diff li').allInnerTexts()).toEqual(['rm1.rm 0 -> 1', 'preparedSent {} -> {rm1}'])
    await prepare.locator('.choice').click()
    expect(await page.locator('#step-1 .diff li').allInnerTexts()).toEqual(['rm1.rm 0 -> 1', 'preparedSent {} -> {rm1}'])
    expect(await page.locator('.here .values li.is-changed').allTextContents()).toEqual([
      'rm1.rm 1changed',
      'preparedSent {rm1}changed',
    ])
    expect(await page.locator('.blocked [data-action="TMCommit"]').textContent()).toContain('everyone is prepared')
    await expect.poll(() => page.url()).toBe(`${address}/#/two-phase-commit?path=RMPrepare.rm1&at=1`)
    await close()
  })

  it('is checked on workers over shared memory: 288 states, its promise holds, both witnesses are reached and open', async () => {
    const { page, close } = await openPage(browser, `${address}/`)
    await page.getByRole('button', { name: 'Run the check' }).click()
    await page.locator('.outcome').waitFor()
    expect(await page.locator('.outcome').getAttribute('data-verdict')).toBe('holds')
    expect(await page.locator('[data-count="distinct"]').textContent()).toBe('288')
    const verdicts = await page
      .locator('.outcome .property')
      .evaluateAll((rows) =>
        rows.map((row) => [row.getAttribute('data-property'), row.querySelector('.property-status')?.textContent]),
      )
    expect(verdicts).toEqual([
      ['Consistency', 'holds'],
      ['EveryoneCommits', 'reached'],
      ['EveryoneAborts', 'reached'],
    ])
    expect(await page.locator('.outcome section').evaluateAll((all) => all.map((s) => s.getAttribute('data-group')))).toEqual([
      'promise',
      'witness',
    ])
    const saving = page.waitForEvent('download')
    await page.locator('.outcome [data-property="EveryoneAborts"]').getByRole('button', { name: /^Save/ }).click()
    const saved = await saving
    expect(saved.suggestedFilename()).toBe('two-phase-commit.EveryoneAborts.itf.json')
    const text = readFileSync(await saved.path(), 'utf8')
    expect(JSON.parse(text)).toMatchObject({
      '#meta': { spec: { model: 'own', module: 'examples/two-phase-commit.ts', args: 3 }, status: 'reached' },
    })
    await page.getByLabel('Trace file').setInputFiles({
      name: 'aborts.itf.json',
      mimeType: 'application/json',
      buffer: Buffer.from(text),
    })
    await page.locator('#step-3').waitFor()
    expect(await page.locator('.here [data-property="EveryoneAborts"] .property-status').textContent()).toBe('reached')
    await close()
  })

  it('is checked without shared memory too, below any path of a plain host', async () => {
    const host = await servePlainly(site, '/some/where/')
    const { page, close } = await openPage(browser, `${addressOf(host)}/some/where/`)
    expect(await page.evaluate('typeof SharedArrayBuffer')).toBe('undefined')
    await page.getByRole('button', { name: 'Run the check' }).click()
    await page.locator('.outcome').waitFor()
    expect(await page.locator('[data-count="distinct"]').textContent()).toBe('288')
    expect(await page.locator('.outcome').getAttribute('data-verdict')).toBe('holds')
    await close()
    host.close()
  })

  it('tells how its property came to be broken, and judges only the properties that are chosen', async () => {
    await inTemporaryFolder(async (folder) => {
      const path = join(folder, 'counter.ts')
      writeFileSync(path, COUNTER)
      const own = await serveSite(await loadOwnSite({ path, shown: './counter.ts' }), { host: '127.0.0.1', port: 0 })
      const { page, close } = await openPage(browser, `${addressOf(own)}/`)
      for (let i = 0; i < 2; i++) await page.locator('.choice[data-step="Increment()"]').click()
      expect(await page.locator('.path-story').getAttribute('data-story')).toBe('AtMostOne')
      expect(await page.locator('.path-story dd').allTextContents()).toEqual(['The counter is at 2.'])
      await page.locator('.settings > summary').click()
      await page.getByLabel('AtMostOne').uncheck()
      await page.getByRole('button', { name: 'Use this configuration' }).click()
      expect(await page.locator('.path-story').count()).toBe(0)
      await page.getByRole('button', { name: 'Run the check' }).click()
      await page.locator('.outcome').waitFor()
      expect(
        await page.locator('.outcome .property').evaluateAll((all) => all.map((p) => p.getAttribute('data-property'))),
      ).toEqual(['AtMostThree'])
      await close()
      own.close()
    })
  })

  it('that needs Node cannot be in a page, which is said with the place', async () => {
    await inTemporaryFolder(async (folder) => {
      const path = join(folder, 'reads.ts')
      writeFileSync(path, `import { readFileSync } from 'node:fs'\n${COUNTER}\nexport const read = readFileSync\n`)
      await expect(loadOwnSite({ path, shown: './reads.ts' })).rejects.toThrow(
        /^cannot be bundled for a browser: Build failed with 1 error:\nreads\.ts:1:29: ERROR: Could not resolve "node:fs"/,
      )
    })
  })

  it('that is none is refused in the page, with what is missing', async () => {
    await inTemporaryFolder(async (folder) => {
      const path = join(folder, 'none.ts')
      writeFileSync(path, 'export const something = 1\n')
      const own = await serveSite(await loadOwnSite({ path, shown: './none.ts' }), { host: '127.0.0.1', port: 0 })
      const page = await browser.newPage()
      await page.goto(`${addressOf(own)}/`)
      await page.getByRole('alert').waitFor()
      expect(await page.getByRole('alert').textContent()).toBe(
        'the module exports no model: neither build(args), nor a model as default export or as model',
      )
      await page.close()
      own.close()
    })
  })
})

/** A model as a user writes it: from the package, and already built. */
const COUNTER = `import { action, defineLayout, int, type Model, type StateOf } from 'tidemark'

const layout = defineLayout({ n: int(0, 3) })
type State = StateOf<typeof layout.fields>

export default {
  name: 'counter',
  bounds: {},
  assumptions: [],
  layout,
  initial: [() => {}],
  actions: [
    action<State>()('Increment', 'The counter goes up.', [], {
      guards: { 'it is below 3': (s) => s.n < 3 },
      apply: (draft) => {
        draft.n++
      },
    }),
  ],
  properties: [
    {
      kind: 'state',
      name: 'AtMostOne',
      statement: 'The counter is at most 1.',
      holds: (s) => s.n <= 1,
      why: (s) => \`the counter is at \${s.n}\`,
    },
    { kind: 'state', name: 'AtMostThree', statement: 'The counter is at most 3.', holds: (s) => s.n <= 3 },
  ],
} satisfies Model<State>
`
