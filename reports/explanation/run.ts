/** The run that explains a log, with what the log says beside each step. */
import { reportSources } from '../../questions/report-sources.ts'
import type { ToldExplanation } from '../../questions/explain-inputs.ts'
import type { Paint } from '../../text/span.ts'
import { describeTraceStep, renderText, reportData, type ReportData, type Trace, withEvidence } from '../../traces/index.ts'
import { placeText, verdictText } from './text.ts'

export interface RenderedRun {
  readonly report: ReportData
  readonly text: (paint: Paint, width: number) => string
}

/** The run, or where a promise was broken the counterexample that it is; undefined when there is none. */
export function renderRun(told: ToldExplanation): RenderedRun | undefined {
  const { mortem, explanation, release } = told
  if (mortem === undefined || explanation?.kind !== 'explained') return undefined
  const { broken, run } = mortem
  const trace: Trace = broken?.trace ?? run
  const data = reportData(reportSources(trace.spec), trace)
  const report = withEvidence(data, {
    property: trace.property.name,
    kafka: release,
    outcome: 'explained',
    said: [verdictText(told)],
    steps: trace.steps.map((step, i) => ({
      step: i + 1,
      action: describeTraceStep(step),
      seen: (mortem.steps[i]?.shows ?? []).map((place) => `${placeText(place)} ${place.type}`),
    })),
  })
  return { report, text: (paint, width) => renderText(trace, { paint, width, report }) }
}
