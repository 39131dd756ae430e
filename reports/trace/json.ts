/** A trace as plain JSON: what `trace --format json` prints. Sets are sorted lists. */
import type { Extension, StoryData, Trace, TraceStep } from '../../traces/index.ts'

/** `further` is how it can go on. */
export function traceJson(trace: Trace, story: StoryData | undefined, further?: Extension & { readonly seed: number }): object {
  return {
    schema: 1,
    command: 'trace',
    verdict: trace.status,
    model: { name: trace.model, bounds: trace.bounds },
    property: trace.property,
    why: trace.why,
    ...(story !== undefined && { story }),
    steps: trace.steps.map(stepJson),
    states: trace.states.map((state) => state.toJS()),
    ...(further && {
      further: {
        seed: further.seed,
        steps: further.steps.map(stepJson),
        states: further.states.slice(1).map((state) => state.toJS()),
      },
    }),
  }
}

const stepJson = ({ action, params }: TraceStep): object => ({
  action,
  params: Object.fromEntries(params.map((p) => [p.name, p.value])),
})
