/** Names, values and sentences that mean harm, through every form of output: each stays what it is, text in its place. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exploreHere, type MutationRow } from '../../checker/index.ts'
import type { Model } from '../../checker/model.ts'
import { CLAIMS } from '../../claims/index.ts'
import type { Validation } from '../../guarantees/result.ts'
import type { CheckPlan, CheckResult } from '../../questions/check.ts'
import type { ClaimRow } from '../../questions/claims.ts'
import { checkJson, mutationJson } from '../../reports/check/json.ts'
import { checkText, mutationText } from '../../reports/check/text.ts'
import { claimsJson, claimsText, entryText } from '../../reports/claims/text.ts'
import { validationText } from '../../reports/validation/text.ts'
import { jsonText } from '../../text/json-text.ts'
import { readItf, renderMermaid, renderText, reportData, type Trace, traceOf, writeItf } from '../../traces/index.ts'
import { moduleAround } from '../../web/build/own-module.ts'
import { DATA_PLACE, renderHtml } from '../../web/report/html.ts'
import { hostileModel } from './hostile-model.ts'
import {
  annotations,
  PROGRAM,
  validationJson,
  validationJunit,
  validationMarkdown,
  validationSarif,
} from './validation/reports.ts'
import { hostileText, hostileValidation } from './validation/hostile.ts'
import { readXml } from './validation/xml.ts'

/** What a terminal or the runner of a CI job would obey: workflow commands of both forms, control and formatting characters. */
const OBEYED = /^\s*::|##\[|(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/mu
const expectHarmless = (text: string): void => expect(OBEYED.exec(text)?.[0]).toBeUndefined()

/** JSON that is printed does no harm, and says what it was to say. */
function expectJson(of: object): void {
  const text = jsonText(of)
  expectHarmless(text)
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(of)))
}

const plain = ({ text }: { readonly text: string }): string => text
const RUNS = { seed: 20261126, numRuns: 15 }

/** A check of a model, as `check model.ts` makes it, and the traces that it saves. */
async function checked(model: Model) {
  const result = await exploreHere(model, { workers: 1, maxMemory: 2 ** 20, guardCoverage: true })
  const plan = { spec: { model: 'own', module: model.name }, model, source: { module: model.name, args: undefined } } as const
  const run = { ...plan, result }
  const check: CheckResult = {
    verdict: result.verdict,
    runs: [run],
    properties: result.properties.map((p) => ({ ...p, run })),
    seconds: 0,
  }
  const whole: CheckPlan = { searches: [plan], whole: plan, stem: 'own', notes: [model.name] }
  const traces = result.properties.flatMap((p) => traceOf(model, { model: 'own', module: model.name }, p) ?? [])
  return { check, whole, traces }
}

describe('a model of anybody', () => {
  const forEach = (holds: (model: Model, text: string) => Promise<void>): Promise<void> =>
    fc.assert(fc.asyncProperty(hostileModel, hostileText, holds), RUNS)

  it('drives nothing in what check says of it', async () => {
    await forEach(async (model, file) => {
      const { check, whole, traces } = await checked(model)
      expect(check.properties.map((p) => p.verdict)).toEqual(['violated', 'violated', 'holds', 'violated'])
      for (const detail of ['quiet', 'folded', 'verbose'] as const)
        for (const width of [40, 100])
          expectHarmless(
            checkText(check, whole, {
              program: PROGRAM,
              paint: plain,
              width,
              detail,
              guards: true,
              traces: traces.map((trace) => ({ trace, file, model })),
              codeTraces: [],
            }),
          )
      const files = new Map(traces.map((trace) => [trace.property.name, file]))
      expectJson(checkJson(check, whole, files, { program: PROGRAM, interrupted: undefined, guards: true }))
    })
  })

  it('drives nothing in what the mutation suite says of it', async () => {
    await forEach(async (model, text) => {
      const [name = '', guard = ''] = model.actions.flatMap((a) => [a.name, ...Object.keys(a.guards)])
      const rows: MutationRow[] = [
        {
          mutant: { kind: 'guard', action: name, guard },
          result: { outcome: 'breaks', properties: [text], steps: 1 },
          distinct: 1,
        },
        { mutant: { kind: 'switch', name: text }, result: { outcome: 'error', message: text }, distinct: 1 },
      ]
      expectHarmless(mutationText(model, rows, 3, { program: PROGRAM, paint: plain }))
      expectJson(mutationJson(model, rows, 3, PROGRAM))
    })
  })

  it('drives nothing in its counterexamples, in any form, and is read back', async () => {
    await forEach(async (model) => {
      const { traces } = await checked(model)
      expect(traces.length).toBe(3)
      for (const trace of traces) expectTrace(model, trace)
    })
  })

  function expectTrace(model: Model, trace: Trace): void {
    const data = reportData({ model, alternatives: [], originOf: () => ({ command: model.name }) }, trace)
    for (const width of [20, 100]) expectHarmless(renderText(trace, { width, all: true, report: data }))
    expectHarmless(renderMermaid(data))
    let itf = ''
    writeItf(trace, (chunk) => (itf += chunk))
    expectHarmless(itf)
    const read = readItf(itf)
    // Half a surrogate pair is no character, and JSON has it as an escape all the same.
    if (!read.ok) throw new Error(read.problems.map((p) => p.message).join())
    expect([read.trace.model, read.trace.property, read.trace.steps]).toEqual([trace.model, trace.property, trace.steps])
    const html = renderHtml(`<main>${DATA_PLACE}</main>`, data)
    expectHarmless(html)
    const [, json = '', ...rest] = html.split(/<script type="application\/json" id="trace-data">|<\/script>/)
    expect([JSON.parse(json), rest]).toEqual([JSON.parse(JSON.stringify(data)), ['</main>']])
    expect(json).not.toContain('<')
  }
})

it('a folder for traces drives nothing in what claims says', async () => {
  const [claim] = CLAIMS
  if (claim === undefined) throw new Error('there are no claims')
  const [entry] = claim.entries
  await fc.assert(
    fc.asyncProperty(hostileModel, hostileText, async (model, file) => {
      const { check } = await checked(model)
      const [property] = check.properties
      if (property === undefined) throw new Error('there is no property')
      const row: ClaimRow = { claim, entry, verdict: 'violated', steps: 3, astray: [], isAsExpected: false, property, check }
      const report = { program: PROGRAM, paint: plain, width: 80, files: new Map([[entry.id, file]]) }
      for (const said of [claimsText([row], [row], { ...report, areNamed: true }), entryText(row, report)]) expectHarmless(said)
      expectJson(claimsJson([row], [row], report.files, PROGRAM))
    }),
    RUNS,
  )
})

it('a configuration of anybody drives nothing in any form of its validation', () => {
  fc.assert(
    fc.property(hostileValidation, (of: Validation) => {
      for (const detail of ['quiet', 'folded', 'verbose'] as const)
        for (const width of [40, 100]) expectHarmless(validationText(of, { program: PROGRAM, paint: plain, width, detail }))
      expectJson(validationJson(of))
      expectJson(validationSarif(of))
      expectHarmless(validationMarkdown(of))
      expect(validationMarkdown(of)).not.toMatch(/<(?!\/?(?:code|details|summary|sub)>)/)
      // A tab is a character of XML like any other.
      expectHarmless(validationJunit(of).replaceAll('\t', ' '))
      expect(readXml(validationJunit(of)).name).toBe('testsuites')
      // The one form that is there to be obeyed: nothing but its own commands.
      for (const line of annotations(of).trimEnd().split('\n')) {
        expect(line).toMatch(/^::(?:error|warning|notice) /)
        expectHarmless(line.replace(/^::/, ''))
      }
    }),
    RUNS,
  )
})

it('the page of a model of one’s own is built around its path and its args as they are', () => {
  fc.assert(
    fc.property(hostileText, hostileText, (path, args) => {
      const load = moduleAround({ path, shown: path, args: { [args]: [args] } })
      const [, from = '', settings = '', ...rest] =
        /^import \* as exported from ("[^\n]*")\nexport \{ exported \}\nexport const settings = ([^\n]*)\n$/.exec(load) ?? []
      expect([JSON.parse(from), JSON.parse(settings), rest]).toEqual([path, { args: { [args]: [args] }, shown: path }, []])
    }),
    { ...RUNS, numRuns: 200 },
  )
})
