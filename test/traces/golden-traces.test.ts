/**
 * Every saved counterexample in `test/golden/traces` replays and renders in all forms; text and Mermaid are golden files beside it.
 * The ITF files are those that `npm run check` writes; `docs/traces.md` says how they are made again.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { build } from '../../questions/spec.ts'
import { reportSources } from '../../questions/report-sources.ts'
import { readItf, renderMermaid, renderText, replay, reportData, writeItf } from '../../traces/index.ts'
import { DATA_PLACE, renderHtml } from '../../web/report/html.ts'
import { ROOT } from '../cli/run.ts'

const FOLDER = join(ROOT, 'test/golden/traces')
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.itf.json'))

describe('golden traces', () => {
  it('are there', () => expect(FILES.length).toBeGreaterThan(5))

  it.each(FILES)('%s', async (file) => {
    const saved = readFileSync(join(FOLDER, file), 'utf8')
    const read = readItf(saved)
    if (!read.ok) throw new Error(JSON.stringify(read.problems))
    const model = build(read.trace.spec)
    const replayed = replay(model, read.trace)
    if (!replayed.ok) throw new Error(replayed.message)
    let again = ''
    writeItf(replayed.trace, (chunk) => (again += chunk))
    expect(again).toBe(saved)

    const data = reportData(reportSources(read.trace.spec, model), replayed.trace)
    const stem = join(FOLDER, file.replace('.itf.json', ''))
    await expect(renderText(replayed.trace, { width: 100, report: data })).toMatchFileSnapshot(`${stem}.txt`)
    await expect(renderMermaid(data)).toMatchFileSnapshot(`${stem}.mmd`)

    const html = renderHtml(`<main>${DATA_PLACE}</main>`, data)
    const inside = /<script type="application\/json" id="trace-data">(.*)<\/script>/s.exec(html)?.[1] ?? ''
    expect(JSON.parse(inside)).toEqual(data)
    expect(data.steps.length).toBe(replayed.trace.states.length)
    for (const step of data.steps.slice(1)) {
      expect(step.summary).not.toBe('')
      expect(step.summary).not.toMatch(/undefined|NaN|none none/)
      for (const { from, to } of step.messages)
        expect(data.lanes.map((lane) => lane.id)).toEqual(expect.arrayContaining([from, to]))
    }
  })
})
