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
  const places = step.changes.map((change) => placeOf(textOf(change)))
  // What was said once for every member may now be said of each, though only one has changed.
  const isChanged = (text: string): boolean =>
    earlier !== undefined &&
    !earlier.has(text) &&
    (text.startsWith('every ') || places.some((place) => place.startsWith(placeOf(text))))
  return (
    <ul class="values">
      {(step.state ?? []).map((item) => {
        const text = textOf(item)
        const changed = isChanged(text)
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

/** `rm1.state` of `rm1.state 0 -> 1`. */
const placeOf = (text: string): string => text.split(' ')[0] ?? ''

const textOf = (item: ChangeText): string => item.map((span) => span.text).join('')
