/** What `check` says of the code of a release, beside the protocol as it is designed. */
import type { CheckedProperty, CodeResult } from '../../questions/check.ts'
import { counted } from '../../text/counted.ts'
import { labelled, type Page, verbatim, words } from '../../text/layout.ts'
import type { Role } from '../../text/span.ts'
import type { Program } from '../program.ts'

/** Traces of the code, in the order of the properties: the property and the file. */
export type CodeTraces = readonly { readonly property: string; readonly file: string }[]

type Searched = Extract<CodeResult, { kind: 'searched' }>

/** After the verdict of a property: what the code makes of it, when that is something else. */
export function beside({ name, verdict, path }: CheckedProperty, code: CodeResult | undefined): string {
  if (code?.kind !== 'searched') return ''
  const found = code.check.properties.find((p) => p.name === name)
  if (found === undefined) return ''
  const steps = found.path?.steps.length
  if (found.verdict === verdict && (verdict === 'holds' || path?.steps.length === steps)) return ''
  const said = found.kind !== 'witness' ? found.verdict : found.verdict === 'holds' ? 'reached' : 'not reached'
  const defects = code.used.get(name) ?? []
  return ` · by the code ${said}${steps === undefined ? '' : ` in ${counted(steps, 'step')}`}${defects.length === 0 ? '' : ` (${defects.join(', ')})`}`
}

/** The verdict on the code, as a headline of its own: never left out, and never green when nothing was searched. */
export function codeHeadline(code: CodeResult, page: Page): string[] {
  const line = (word: string, text: string, role: Role): string[] => labelled(`BY THE CODE${word}`, words(text), page, role)
  switch (code.kind) {
    case 'not asked':
      return line('', `not searched: ${code.why}`, 'bad')
    case 'as designed':
      return line('', `the same: ${code.why}`, 'good')
    case 'searched':
      return line(` ${code.check.verdict.toUpperCase()}`, searchedText(code), code.check.verdict === 'holds' ? 'good' : 'bad')
  }
}

function searchedText({ plan, smaller, check, used }: Searched): string {
  const ids = plan.defects.map(({ id }) => id).join(', ')
  const [main] = check.runs
  const seen = main === undefined ? '' : `${counted(main.result.distinct, 'state')}, ${counted(main.result.depth, 'step')} deep`
  const within = `${main?.result.exhausted === true ? `all ${seen}, were seen` : `${seen} were seen`}${smaller === undefined ? '' : `, with ${smaller}`}`
  const of = `of ${plan.release} with its known ${plan.defects.length === 1 ? 'defect' : 'defects'} ${ids}: ${within}`
  const names = check.properties
    .filter((p) => p.verdict === 'violated')
    .map(({ name, path }) => {
      const defects = used.get(name) ?? []
      return `${name}${path === undefined ? '' : ` in ${counted(path.steps.length, 'step')}`}${defects.length === 0 ? '' : ` (${defects.join(', ')})`}`
    })
  return names.length === 0 ? of : `${names.join(', ')}; ${of}`
}

/** What the defects are that counterexamples stand on, what avoids them, and how a counterexample is read. */
export function codeBlock(code: CodeResult, traces: CodeTraces, program: Program, page: Page): string[] {
  if (code.kind !== 'searched') return []
  const used = new Set([...code.used.values()].flat())
  return [
    ...code.plan.defects
      .filter(({ id }) => used.has(id))
      .flatMap(({ id, title, evidence, avoid }) => labelled(id, words(`${title}: ${evidence}. Avoid it: ${avoid}`), page)),
    ...traces
      .slice(0, 1)
      .flatMap(({ property, file }) =>
        labelled('By the code', [...words(`${property}:`), verbatim(program.commandLine('trace', file))], page),
      ),
  ]
}

/** Of the code in `--json`; the plan says whether a model has it at all. */
export function codeJson(
  code: CodeResult,
  traces: CodeTraces,
  search: (result: Searched['check']['runs'][number]) => object,
): object {
  if (code.kind !== 'searched') return { explored: false, sameAsDesigned: code.kind === 'as designed', why: code.why }
  const { plan, smaller, check, used } = code
  return {
    explored: check.runs.every((run) => run.result.exhausted),
    verdict: check.verdict,
    release: plan.release,
    defects: plan.defects.map(({ id, title, ticket, evidence, avoid }) => ({ id, title, ticket, evidence, avoid })),
    ...(smaller !== undefined && { smaller }),
    ...(check.runs[0] !== undefined && { bounds: check.runs[0].model.bounds }),
    searches: check.runs.map(search),
    properties: check.properties.map(({ name, kind, verdict, path }) => {
      const trace = traces.find((t) => t.property === name)?.file
      return {
        name,
        kind,
        verdict,
        ...(path !== undefined && { steps: path.steps.length }),
        ...(used.has(name) && { defects: used.get(name) }),
        ...(trace !== undefined && { trace }),
      }
    }),
  }
}
