/** The explorer in a real browser: everything is done as a user does it. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadSite, readSite } from '../../../web/serve/site.ts'
import { serveSite } from '../../../web/serve/server.ts'
import { KRAFT_PROPERTY_NAMES } from '../../../questions/spec.ts'
import { launchBrowser } from '../../browser.ts'
import { cli, inTemporaryFolder, program, ROOT } from '../../cli/run.ts'
import { addressOf, openPage, paintLate, servePlainly } from './open-page.ts'

const FLAGS = ['--model', 'zookeeper', '--protocol', 'truncate-to-hw', '--replicas', '2']
const CONFIGURATION = '#/zookeeper?protocol=truncate-to-hw&replicas=2'

interface Saved {
  readonly states: readonly {
    readonly '#meta': { readonly action: string; readonly params?: readonly { readonly value: string }[] }
  }[]
}

/** What `check --json` says, and the bytes of the trace of each property. */
interface Reference {
  readonly search: { readonly distinct: number; readonly generated: number; readonly depth: number }
  readonly verdict: string
  readonly properties: readonly {
    readonly name: string
    readonly verdict: string
    readonly steps?: number
    readonly trace?: string
  }[]
  readonly traces: ReadonlyMap<string, string>
}

async function checkOnCommandLine(): Promise<Reference> {
  return inTemporaryFolder(async (folder) => {
    const run = await cli(['check', ...FLAGS, '--json', '--out', 'traces'], folder)
    const report = JSON.parse(run.stdout) as Omit<Reference, 'traces'>
    const traces = report.properties.flatMap((p) =>
      p.trace === undefined ? [] : [[p.name, readFileSync(join(folder, p.trace), 'utf8')] as const],
    )
    return { ...report, traces: new Map(traces) }
  })
}

/** The labels of a saved trace's steps, as the page writes them. */
const labelsIn = (trace: string): string[] =>
  (JSON.parse(trace) as Saved).states
    .slice(1)
    .map(({ '#meta': { action, params } }) => `${action}(${(params ?? []).map((p) => p.value).join(', ')})`)

/** Far more states than a test has time for, so that a search of it is under way until it is cancelled. */
const ENDLESS = '#/zookeeper?replicas=4&logSize=6&records=6&maxEpoch=6'

/** What the page says of its search. */
const search = (page: Page) => page.locator('.check[data-search]').getAttribute('data-search')
/** Until the workers have said that they search. */
const searching = (page: Page) => page.locator('.check[data-search="searching"]').waitFor()

const choose = (page: Page, label: string) => page.locator(`.choice[data-step="${label}"]`).click()
const here = (page: Page) => page.locator('[data-here]').getAttribute('data-here')
const pathOf = (page: Page) => page.locator('.path .step .step-label').allTextContents()
const statusOf = (page: Page, name: string) =>
  page
    .locator('.here .property', { has: page.locator(`.property-name:text-is("${name}")`) })
    .locator('.property-status')
    .textContent()
const count = async (page: Page, name: string) =>
  Number((await page.locator(`[data-count="${name}"]`).textContent())?.replaceAll(',', ''))
const verdictsOf = (page: Page) =>
  page
    .locator('.outcome .property')
    .evaluateAll((rows) =>
      rows.map((row) => [row.getAttribute('data-property'), row.querySelector('.property-status')?.textContent] as const),
    )

/** Runs the check of the page's configuration and holds what it says against the command line. */
async function expectSameCheck(page: Page, reference: Reference): Promise<void> {
  await page.getByRole('button', { name: 'Run the check' }).click()
  await page.locator('.outcome').waitFor()
  expect(await page.locator('.outcome').getAttribute('data-verdict')).toBe(reference.verdict)
  const { distinct, generated, depth } = reference.search
  expect({ distinct, generated, depth }).toEqual({
    distinct: await count(page, 'distinct'),
    generated: await count(page, 'generated'),
    depth: await count(page, 'depth'),
  })
  const expected = reference.properties.map((p) => [
    p.name,
    p.trace !== undefined && p.verdict === 'holds' ? 'reached' : p.verdict,
  ])
  expect(new Map(await verdictsOf(page))).toEqual(new Map(expected as [string, string][]))
  for (const [name, trace] of reference.traces) {
    const saving = page.waitForEvent('download')
    await page.locator(`.outcome [data-property="${name}"]`).getByRole('button', { name: /^Save/ }).click()
    expect(readFileSync(await (await saving).path(), 'utf8')).toBe(trace)
  }
}

/** What the command line says of how the lost record's run goes on: a search from a step of it, and steps beyond its end. */
interface Further {
  readonly search: { readonly distinct: number; readonly depth: number }
  readonly labels: readonly string[]
}

const STEP = 6

async function furtherOnCommandLine(trace: string): Promise<Further> {
  return inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, 'lost.itf.json'), trace)
    const found = await cli(
      ['check', '--from', `lost.itf.json@${STEP}`, '--invariants', 'CommittedRecordsSurvive', '--json'],
      folder,
    )
    const extended = await cli(['trace', 'lost.itf.json', '--extend', '5', '--seed', '2', '--json'], folder)
    const { further } = JSON.parse(extended.stdout) as {
      further: { steps: readonly { action: string; params: Readonly<Record<string, string>> }[] }
    }
    return {
      search: (JSON.parse(found.stdout) as Further).search,
      labels: further.steps.map(({ action, params }) => `${action}(${Object.values(params).join(', ')})`),
    }
  })
}

/** Searches on from a step of the lost record's run and walks on from its end, and holds both against the command line. */
async function expectSameFurther(page: Page, { search: { distinct, depth }, labels }: Further): Promise<void> {
  const run = labelsIn(lost)
  await page
    .getByLabel('Trace file')
    .setInputFiles({ name: 'lost.itf.json', mimeType: 'application/json', buffer: Buffer.from(lost) })
  await page.locator('#step-11').waitFor()
  await page.locator(`#step-${STEP}`).click()
  await page.getByRole('button', { name: 'Search on from here' }).click()
  await page.locator('.onward[data-search="done"]').waitFor()
  expect(await page.locator('.fates > p').textContent()).toBe(
    `From step ${STEP} on: Within these bounds: all ${distinct.toLocaleString('en-US')} states, ${depth} steps deep, were seen.`,
  )
  const fate = page.locator('[data-fate="CommittedRecordsSurvive"]')
  expect(await fate.locator('.fate').textContent()).toBe('can still be violated')
  // A branch of another step; the way that was found is appended to the run all the same.
  await page.locator('.choice').last().click()
  await fate.getByRole('button', { name: 'Append the way to CommittedRecordsSurvive, 5 steps' }).click()
  expect((await pathOf(page)).slice(0, STEP + 1)).toEqual(['Init', ...run.slice(0, STEP)])
  expect(await pathOf(page)).toHaveLength(STEP + 6)
  expect(await statusOf(page, 'CommittedRecordsSurvive')).toBe('violated')

  await page
    .getByLabel('Trace file')
    .setInputFiles({ name: 'lost.itf.json', mimeType: 'application/json', buffer: Buffer.from(lost) })
  await page.locator('.onward[data-search="idle"]').waitFor()
  await page.getByLabel('steps', { exact: true }).fill('5')
  await page.getByLabel('seed', { exact: true }).fill('2')
  await page.getByRole('button', { name: 'Walk on' }).click()
  expect(await pathOf(page)).toEqual(['Init', ...run, ...labels])
  expect(await here(page)).toBe(labels.at(-1))
}

let browser: Browser
let server: Server
let address: string
let reference: Reference
let lost: string
let further: Further

beforeAll(async () => {
  reference = await checkOnCommandLine()
  lost = reference.traces.get('CommittedRecordsSurvive') ?? ''
  further = await furtherOnCommandLine(lost)
  ;[browser, server] = await Promise.all([
    launchBrowser(),
    loadSite().then((site) => serveSite(site, { host: '127.0.0.1', port: 0 })),
  ])
  address = addressOf(server)
})

afterAll(async () => {
  await browser.close()
  server.close()
})

describe('the explorer', () => {
  it('reproduces a saved counterexample by clicking its actions, and branches off it', async () => {
    const { page, close } = await openPage(browser, `${address}/${CONFIGURATION}`)
    const labels = labelsIn(lost)
    expect(labels).toHaveLength(11)
    for (const [i, label] of labels.entries()) {
      expect(await statusOf(page, 'CommittedRecordsSurvive')).toBe('holds')
      const button = page.locator(`.choice[data-step="${label}"]`)
      if (i === labels.length - 1) expect(await button.textContent()).toContain('breaks CommittedRecordsSurvive')
      await button.click()
      expect(await here(page)).toBe(label)
    }
    expect(await statusOf(page, 'CommittedRecordsSurvive')).toBe('violated')
    expect(await pathOf(page)).toEqual(['Init', ...labels])
    expect(await page.locator('.along').textContent()).toContain('CommittedRecordsSurvive violated at')

    // Back to the fourth step by its row, on by another action: a branch; the old path is a click away.
    await page.locator('#step-4').click()
    expect(await here(page)).toBe(labels[3])
    expect(await page.locator('.choice').first().locator('.choice-note').count()).toBeLessThanOrEqual(1)
    const others = await page.locator('.choice').evaluateAll((all) => all.map((c) => c.getAttribute('data-step') ?? ''))
    const other = others.find((label) => label !== labels[4]) ?? ''
    await choose(page, other)
    expect(await pathOf(page)).toEqual(['Init', ...labels.slice(0, 4), other])
    await page
      .locator('.branches')
      .getByRole('button', { name: labels[4] ?? '', exact: true })
      .click()
    expect(await pathOf(page)).toEqual(['Init', ...labels])
    expect(await here(page)).toBe(labels[4])
    await close()
  })

  it('says which guard forbids what is not enabled, and what a step would change', async () => {
    const { page, close } = await openPage(browser, `${address}/${CONFIGURATION}`)
    const write = page.locator('.blocked [data-action="LeaderWrite"]')
    expect(await write.textContent()).toBe('LeaderWrite(b0) (b1) not so: the replica presumes leadership')
    const elect = page.locator('.choice-item', { has: page.locator('[data-step="ControllerElectLeader(b0)"]') })
    expect(await elect.locator('.choice-sentence').textContent()).toBe('The controller elects b0 in epoch 0, with ISR {b0,b1}.')
    expect(await elect.locator('.diff').isVisible()).toBe(false)
    await elect.getByText('1 change').click()
    expect(await elect.locator('.diff').innerText()).toBe('requests appended {leader b0, isr {b0,b1}} at 0')
    await close()
  })

  it('runs a check to the verdict, counts and counterexamples of the command line, over shared memory', async () => {
    const { page, close } = await openPage(browser, `${address}/${CONFIGURATION}`, { acceptDownloads: true })
    expect(await page.evaluate('crossOriginIsolated')).toBe(true)
    await expectSameCheck(page, reference)
    await page.locator('.outcome [data-property="CommittedRecordsSurvive"]').getByRole('button', { name: /^Open/ }).click()
    expect(await pathOf(page)).toEqual(['Init', ...labelsIn(lost)])
    expect(await statusOf(page, 'CommittedRecordsSurvive')).toBe('violated')
    await close()
  })

  it('searches and walks on from a step as the command line does, over shared memory', async () => {
    const { page, close } = await openPage(browser, `${address}/${CONFIGURATION}`)
    expect(await page.evaluate('crossOriginIsolated')).toBe(true)
    await expectSameFurther(page, further)
    await close()
  })

  it('says beside the verdict what was not asked and what is assumed', async () => {
    const { page, close } = await openPage(browser, `${address}/#/kraft?faults=0`)
    await page.getByRole('button', { name: 'Run the check' }).click()
    await page.locator('.outcome').waitFor()
    expect(await page.locator('.outcome').getAttribute('data-verdict')).toBe('holds')
    expect(await page.locator('.outcome .unasked').textContent()).toMatch(/^This is the protocol as designed\./)
    const { stdout } = await cli(['check', '--faults', '0', '--defects', 'none', '--json'], ROOT)
    const { assumptions } = (JSON.parse(stdout) as { model: { assumptions: string[] } }).model
    await page.locator('.outcome .assumes > summary').click()
    expect(await page.locator('.outcome .assumes li').allTextContents()).toEqual(assumptions)
    await close()
  })

  it('shows progress and can be cancelled', async () => {
    const { page, close } = await openPage(browser, `${address}/${ENDLESS}`)
    expect(await search(page)).toBe('idle')
    await page.getByRole('button', { name: 'Run the check' }).click()
    await searching(page)
    expect(await page.locator('.progress').textContent()).toMatch(/level \d+, [\d,]+ distinct/)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.locator('.outcome').waitFor()
    expect(await page.locator('.outcome').getAttribute('data-verdict')).toBe('incomplete')
    expect(await page.locator('.outcome-head').textContent()).toMatch(/it was cancelled after [\d,]+ states/)
    expect(await search(page)).toBe('done')
    await close()
  })

  it('changes the configuration and keeps as much of the path as can be taken', async () => {
    const { page, close } = await openPage(browser, `${address}/${CONFIGURATION}`)
    await choose(page, 'ControllerElectLeader(b0)')
    await choose(page, 'ControllerElectLeader(b1)')
    await page.locator('.settings > summary').click()
    await page.getByLabel('Max epoch').fill('0')
    await page.getByLabel('PartitionHighWatermarkMonotonic').check()
    await page.getByRole('button', { name: 'Use this configuration' }).click()
    expect(await pathOf(page)).toEqual(['Init', 'ControllerElectLeader(b0)'])
    expect(await page.getByRole('alert').textContent()).toContain('the guard "a leader epoch is left" is false')
    expect(await statusOf(page, 'PartitionHighWatermarkMonotonic')).toBe('holds')
    // The panel has folded, and its head has the focus.
    expect(await page.locator('.config').isVisible()).toBe(false)
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY')
    await page.keyboard.press('Enter')
    await page.getByLabel('Replicas', { exact: true }).fill('31')
    await page.getByLabel('Log size').fill('127')
    await page.getByLabel('Records', { exact: true }).fill('31')
    await page.getByRole('button', { name: 'Use this configuration' }).click()
    expect(await page.locator('.config [role=alert]').textContent()).toContain('a state needs')
    expect(await page.locator('.config').isVisible()).toBe(true)
    await close()
  })

  it('steps through the model of today and its catalogue of anomalies', async () => {
    const { page, close } = await openPage(browser, `${address}/#/kraft-scenario?scenario=A1`)
    await page.getByRole('button', { name: 'Run the check' }).click()
    await page.getByRole('button', { name: /^Open the counterexample of AckedDurable, 8 steps/ }).click()
    expect(await statusOf(page, 'AckedDurable')).toBe('violated')
    await page.goto(`${address}/#/kraft-claim?claim=old-leader-truncates-to-hw%2Ftruncate-to-hw`)
    await page.getByRole('button', { name: 'Run the check' }).click()
    await page.getByRole('button', { name: /^Open the counterexample of TruncationKeepsAgreement, 4 steps/ }).click()
    await page.goto(`${address}/#/kraft`)
    await page.locator('.choice[data-step="Append(b0)"]').click()
    expect(await here(page)).toBe('Append(b0)')
    await close()
  })
})

describe('by keyboard', () => {
  it('moves along the path, and takes actions by digit', async () => {
    const { page, close } = await openPage(browser, `${address}/${CONFIGURATION}`)
    await page.keyboard.press('1')
    expect(await here(page)).toBe('ControllerElectLeader(b0)')
    await page.keyboard.press('2')
    expect(await pathOf(page)).toHaveLength(3)
    for (const [key, step] of [
      ['k', '1'],
      ['ArrowLeft', '0'],
      ['j', '1'],
      ['End', '2'],
      ['Home', '0'],
    ] as const) {
      await page.keyboard.press(key)
      expect(await page.locator('.step[aria-selected="true"] .step-number').textContent()).toBe(step)
    }
    await page.locator('.choice').first().focus()
    await page.keyboard.press('Enter')
    expect(await here(page)).toBe('ControllerElectLeader(b0)')
    await close()
  })
})

describe('taking back', () => {
  it.each([
    ['at once', undefined],
    ['before the page is painted', paintLate],
  ])(
    'is what Back and Forward do, %s, with the branches that were there; moving along the path is not taken back',
    async (_, prepare) => {
      const { page, close } = await openPage(browser, `${address}/${CONFIGURATION}`, prepare === undefined ? {} : { prepare })
      const [elect, lead, write] = ['ControllerElectLeader(b0)', 'BecomeLeader(e0)', 'LeaderWrite(b0)']
      for (const label of [elect, lead, write]) await choose(page, label)
      await page.keyboard.press('k')
      await choose(page, 'ControllerElectLeader(b1)')
      expect(await pathOf(page)).toEqual(['Init', elect, lead, 'ControllerElectLeader(b1)'])
      // The page hears of a step in its history a moment after the browser has taken it.
      const isAt = (...path: readonly string[]) => expect.poll(() => pathOf(page), { timeout: 60_000 }).toEqual(['Init', ...path])
      await page.goBack()
      await isAt(elect, lead, write)
      expect(await here(page)).toBe(lead)
      await page.goBack()
      await isAt(elect, lead)
      await page.goForward()
      await isAt(elect, lead, write)
      await page.goForward()
      await isAt(elect, lead, 'ControllerElectLeader(b1)')
      expect(await page.locator('.branches').textContent()).toContain(write)
      await close()
    },
  )

  it('is done by button and by Ctrl+Z, and covers configurations', async () => {
    const { page, close } = await openPage(browser, `${address}/${CONFIGURATION}`)
    const button = (name: string) => page.getByRole('button', { name, exact: true })
    expect([await button('Undo').isDisabled(), await button('Redo').isDisabled()]).toEqual([true, true])
    await choose(page, 'ControllerElectLeader(b0)')
    await page.locator('.settings > summary').click()
    await page.getByLabel('Max epoch').fill('1')
    await page.getByRole('button', { name: 'Use this configuration' }).click()
    await expect.poll(() => page.url()).toContain('maxEpoch=1&path=ControllerElectLeader.b0')
    await button('Undo').click()
    await expect.poll(() => page.url()).toBe(`${address}/${CONFIGURATION}&path=ControllerElectLeader.b0&at=1`)
    await page.keyboard.press('Control+z')
    await expect.poll(() => pathOf(page)).toEqual(['Init'])
    expect([await button('Undo').isDisabled(), await button('Redo').isDisabled()]).toEqual([true, false])
    await page.keyboard.press('Control+Shift+Z')
    await expect.poll(() => pathOf(page)).toEqual(['Init', 'ControllerElectLeader(b0)'])
    await button('Redo').click()
    await expect.poll(() => page.url()).toContain('maxEpoch=1')
    await close()
  })
})

describe('the focus', () => {
  it('goes to what comes next: the choices of the new state, the path that was opened', async () => {
    const { page, close } = await openPage(browser, `${address}/${CONFIGURATION}`)
    const focused = () => page.evaluate('document.activeElement.textContent.slice(0, 20) + "/" + document.activeElement.role')
    await page.locator('.choice[data-step="ControllerElectLeader(b0)"]').focus()
    await page.keyboard.press('Enter')
    await choose(page, 'BecomeLeader(e0)')
    expect(await here(page)).toBe('BecomeLeader(e0)')
    expect(await focused()).toBe('What can happen next/null')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.matches(".choice")')).toBe(true)
    await page.getByRole('button', { name: 'Run the check' }).click()
    await page.getByRole('button', { name: /^Open the counterexample of CommittedRecordsSurvive/ }).click()
    expect(await page.evaluate('document.activeElement.role')).toBe('listbox')
    // The list of verdicts has folded, so that the path comes next.
    expect(await page.locator('.verdicts .property').first().isVisible()).toBe(false)
    await page.keyboard.press('Home')
    expect(await here(page)).toBe('Init')
    // A button that can do no more keeps the keys.
    await page.getByRole('button', { name: 'Last step' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('k')
    expect(await page.locator('.step[aria-selected="true"] .step-number').textContent()).toBe('10')
    await close()
  })
})

describe('the story', () => {
  it('is told once a property is broken on the path, as the report tells it, and marks the steps', async () => {
    const { page, close } = await openPage(browser, `${address}/${CONFIGURATION}`)
    expect(await page.locator('.path-story').count()).toBe(0)
    await page.getByLabel('Trace file').setInputFiles({
      name: 'lost.itf.json',
      mimeType: 'application/json',
      buffer: Buffer.from(lost),
    })
    const story = page.locator('.path-story[data-story="CommittedRecordsSurvive"]')
    await story.waitFor()
    expect(await story.locator('summary').textContent()).toBe('How CommittedRecordsSurvive is violated at step 11')
    expect(await story.locator('dt').allTextContents()).toEqual(['Let', 'Then', 'Because', 'Prevented by'])
    const told = await inTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, 'lost.itf.json'), lost)
      return JSON.parse((await cli(['trace', 'lost.itf.json', '--json'], folder)).stdout) as {
        readonly story: { readonly because: string; readonly prevented: readonly string[] }
      }
    })
    expect(await story.locator('dd').nth(2).textContent()).toBe(told.story.because)
    expect(await story.locator('dd').nth(3).locator('p').allTextContents()).toEqual(told.story.prevented)
    expect(await page.locator('#step-8 .step-part').textContent()).toBe('promised')
    await story.getByRole('button', { name: 'step 8' }).first().click()
    expect(await page.locator('.step[aria-selected="true"] .step-number').textContent()).toBe('8')
    // Cut before the violation, nothing is told any more.
    await page.getByRole('button', { name: 'Go on from here' }).click()
    await story.waitFor({ state: 'detached' })
    await close()
  })
})

describe('properties', () => {
  it('stand in groups, each with its statement: to choose, as verdicts, and in a state', async () => {
    const { page, close } = await openPage(browser, `${address}/${CONFIGURATION}`)
    const groupsIn = (part: string) =>
      page.locator(`${part} [data-group]`).evaluateAll((all) => all.map((group) => group.getAttribute('data-group')))
    await page.locator('.settings > summary').click()
    expect(await groupsIn('.config')).toEqual(['promise', 'structure', 'witness'])
    const statement = "The leader the controller has chosen is in the controller's ISR."
    expect(await page.locator('#about-LeaderInIsr').textContent()).toBe(statement)
    expect(await groupsIn('.here')).toEqual(['promise', 'structure', 'witness'])
    expect(await page.locator('.here [data-property="LeaderInIsr"] .property-statement').textContent()).toBe(statement)
    await page.getByRole('button', { name: 'Run the check' }).click()
    await page.locator('.outcome').waitFor()
    expect(await groupsIn('.outcome')).toEqual(['promise', 'structure', 'witness'])
    expect(await page.locator('.outcome [data-property="LeaderInIsr"] .property-statement').textContent()).toBe(statement)
    await close()
    const kraft = await openPage(browser, `${address}/#/kraft`)
    await kraft.page.locator('.settings > summary').click()
    expect(await kraft.page.locator('.config fieldset legend').allTextContents()).toEqual([
      'Promises',
      'Structure',
      'Diagnostics',
      'Witnesses',
    ])
    expect(await kraft.page.locator('.config .property-statement').count()).toBe(KRAFT_PROPERTY_NAMES.length)
    const ticked = () =>
      kraft.page
        .locator('.config input[name$="Durable"]:checked')
        .evaluateAll((boxes) => boxes.map((b) => b.getAttribute('name')))
    expect(await ticked()).toEqual(['AckedDurable'])
    await kraft.page.locator('.config select[name="acks"]').selectOption('1')
    expect(await ticked()).toEqual(['Acks1Durable'])
    await kraft.close()
  })
})

describe('links', () => {
  it('are copied, and lead back to configuration, path and place', async () => {
    const first = await openPage(browser, `${address}/${CONFIGURATION}&properties=WeakIsr`, {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    await choose(first.page, 'ControllerElectLeader(b0)')
    await choose(first.page, 'BecomeLeader(e0)')
    await choose(first.page, 'LeaderWrite(b0)')
    await first.page.keyboard.press('k')
    await first.page.getByRole('button', { name: 'Copy link' }).click()
    await first.page.getByText('Copied').waitFor()
    const link = String(await first.page.evaluate('navigator.clipboard.readText()'))
    expect(link).toBe(
      `${address}/${CONFIGURATION}&properties=WeakIsr&path=ControllerElectLeader.b0*BecomeLeader.e0*LeaderWrite.b0&at=2`,
    )
    await first.close()
    const second = await openPage(browser, link)
    expect(await pathOf(second.page)).toEqual(['Init', 'ControllerElectLeader(b0)', 'BecomeLeader(e0)', 'LeaderWrite(b0)'])
    expect(await here(second.page)).toBe('BecomeLeader(e0)')
    expect(await second.page.locator('.here .property').count()).toBe(1)
    await second.close()
  })

  it.each([
    ['#/zookeper', 'there is no model "zookeper"'],
    ['#/zookeeper?replicas=99', 'replicas is a whole number in 1..31, not "99"'],
    ['#/zookeeper?%E0%A4%A', 'is not percent-encoded text'],
    ['#/zookeeper?properties=Nothing', 'has no property "Nothing"'],
    ['#/zookeeper?path=<img/src=x>', 'the model has no action'],
    [`${CONFIGURATION}&path=ControllerElectLeader.b0*LeaderWrite.b7`, 'b7 is not a leader of LeaderWrite'],
    [`${CONFIGURATION}&path=ControllerElectLeader.b0*LeaderWrite.b0`, 'the guard "the replica presumes leadership" is false'],
  ])('that are bad say why: %s', async (hash, why) => {
    const { page, close } = await openPage(browser, `${address}/${hash}`)
    expect(await page.getByRole('alert').textContent()).toContain(why)
    await close()
  })
})

describe('saved traces', () => {
  it('are opened from a file once they have been replayed, and refused with the reason when they do not replay', async () => {
    const { page, close } = await openPage(browser, `${address}/`)
    const pick = async (text: string) => {
      const file = { name: 'lost.itf.json', mimeType: 'application/json', buffer: Buffer.from(text) }
      await page.getByLabel('Trace file').setInputFiles(file)
    }
    await pick(lost)
    await page.locator('#step-11').waitFor()
    expect(await pathOf(page)).toEqual(['Init', ...labelsIn(lost)])
    await pick(lost.replaceAll('ControllerElectLeader', 'ControllerElectsLeader'))
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').textContent()).toContain('lost.itf.json does not replay')
    await pick('{')
    await page.getByText('is not a trace of this tool').waitFor()
    await close()
  })
})

describe('as static files', () => {
  it('works below any path of a host that sends no headers, alone on one worker, with the same result', async () => {
    const site = await inTemporaryFolder(async (folder) => {
      const run = await program('npm', ['run', '-s', 'build:explorer', '--', '--outDir', folder], ROOT)
      expect(run).toMatchObject({ code: 0 })
      return readSite(folder)
    })
    for (const [name, content] of site)
      if (name.endsWith('.js')) expect(String(content)).not.toMatch(/from\s*["'`]node:|worker_threads|createRequire/)
    const host = await servePlainly(site, '/some/where/')
    const { page, close } = await openPage(browser, `${addressOf(host)}/some/where/${CONFIGURATION}`, { acceptDownloads: true })
    expect(await page.evaluate('crossOriginIsolated')).toBe(false)
    expect(await page.evaluate('typeof SharedArrayBuffer')).toBe('undefined')
    await expectSameCheck(page, reference)
    await expectSameFurther(page, further)
    await page.goto(`${addressOf(host)}/some/where/${ENDLESS}`)
    await page.getByRole('button', { name: 'Run the check' }).click()
    await searching(page)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.locator('.outcome').waitFor()
    expect(await page.locator('.outcome-head').textContent()).toMatch(/it was cancelled after [\d,]+ states/)
    await close()
    host.close()
  })
})

describe('on a narrow screen', () => {
  it.each([
    [390, 844],
    [768, 1024],
    [1920, 1080],
  ])('nothing sticks out at %i by %i', async (width, height) => {
    const { page, close } = await openPage(browser, `${address}/#/kraft`, { viewport: { width, height } })
    await page.locator('.settings > summary').click()
    await page.locator('.choice[data-step="Append(b0)"]').click()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    const clipped = await page.evaluate(
      `[...document.querySelectorAll('button, h2, h3, label, .step-label, .guard, .diff li')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML)`,
    )
    expect(clipped).toEqual([])
    await close()
  })

  it('the diagram comes before the lists, in the page and for the Tab key, and the lists are folded', async () => {
    const { page, close } = await openPage(browser, `${address}/#/kraft`, { viewport: { width: 390, height: 844 } })
    const tops = await page.evaluate(
      `['.path .timeline', '.choices', '.blocked', '.here .properties'].map((part) => document.querySelector(part).getBoundingClientRect().top)`,
    )
    expect(tops).toEqual((tops as number[]).toSorted((a, b) => a - b))
    const order = await page.evaluate(
      `[...document.querySelectorAll('.path .steps, .choice, .here')].map((e) => e.className.split(' ').find((name) => ['steps', 'choice', 'here'].includes(name)))`,
    )
    expect([(order as string[])[0], (order as string[]).at(-1)]).toEqual(['steps', 'here'])
    expect(await page.locator('.blocked .guard').first().isVisible()).toBe(false)
    await close()
  })
})
