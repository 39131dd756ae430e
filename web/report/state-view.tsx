import { Lanes } from './lanes.tsx'
import type { ChangeText, LaneInfo, StepData } from '../../traces/report-types.ts'

export interface StateViewProps {
  readonly lanes: readonly LaneInfo[]
  readonly step: StepData
  /** The step before: what differs is marked. */
  readonly before?: StepData | undefined
}

/** The state after a step: a card per lane, or, when the model is not drawn, a line per value. */
export function StateView({ lanes, step, before }: StateViewProps) {
  if (step.picture !== undefined) return <Lanes lanes={lanes} picture={step.picture} before={before?.picture} />
  const earlier = before?.state && new Set(before.state.map(textOf))
  return (
    <ul class="values">
      {(step.state ?? []).map((item) => {
        const text = textOf(item)
        const changed = earlier !== undefined && !earlier.has(text)
        return (
          <li key={text} class={changed ? 'is-changed' : undefined}>
            {text}
            {changed && <span class="changed-note">changed</span>}
          </li>
        )
      })}
    </ul>
  )
}

const textOf = (item: ChangeText): string => item.map((span) => span.text).join('')
