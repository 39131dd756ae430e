import { useEffect, useRef } from 'preact/hooks'
import { StepRow } from './step-row.tsx'
import type { LaneInfo, StepData } from '../../traces/report-types.ts'

export interface StepListProps {
  readonly lanes: readonly LaneInfo[]
  readonly steps: readonly StepData[]
  /** The Kafka on which the steps were replayed; undefined when they were on none. */
  readonly kafka?: string | undefined
  /** The number of the selected step. */
  readonly selected: number
  readonly onSelect: (number: number) => void
}

/** From this many steps on, rows out of sight are not laid out. */
const LONG = 400

/** The space-time diagram: time goes down, one lane per column, one row per step. */
export function StepList({ lanes, steps, kafka, selected, onSelect }: StepListProps) {
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => reveal(list.current, selected), [selected])
  return (
    <div class={kafka === undefined ? 'timeline' : 'timeline has-brokers'}>
      <div class="timeline-head" aria-hidden="true">
        <span class="timeline-corner">step</span>
        <div class="timeline-lanes" style={{ '--lanes': String(Math.max(1, lanes.length)) }}>
          {lanes.length === 0 && <span>what changes</span>}
          {lanes.map((lane) => (
            <span key={lane.id} class={`timeline-lane lane-${lane.kind}`}>
              {lane.name}
            </span>
          ))}
        </div>
        {kafka !== undefined && <span class="timeline-brokers">on Kafka {kafka}</span>}
      </div>
      <ol
        ref={list}
        class={steps.length > LONG ? 'steps is-long' : 'steps'}
        role="listbox"
        tabIndex={0}
        aria-label="Steps"
        aria-activedescendant={`step-${selected}`}
      >
        {steps.map((step, i) => (
          <StepRow
            key={step.number}
            lanes={lanes}
            step={step}
            previous={steps[i - 1]}
            isSelected={step.number === selected}
            onSelect={onSelect}
          />
        ))}
      </ol>
      {lanes.length > 0 && (lanes.some(({ kind }) => kind === 'partition') ? <LegendOfTransactions /> : <Legend />)}
    </div>
  )
}

/** What the signs of the lanes mean. */
const Legend = () => (
  <p class="legend">
    <span>
      <i class="sample-cell" /> records, coloured by leader epoch
    </span>
    <span>
      <i class="sample-hw" /> high watermark (HW)
    </span>
    <span>
      <i class="sample-leader" /> leads, in the colour of its epoch
    </span>
    <span>
      <i class="sample-stale" /> believes that it leads
    </span>
  </p>
)

const LegendOfTransactions = () => (
  <p class="legend">
    <span>
      <i class="sample-cell" /> records and markers, coloured by the epoch of their producer (e1)
    </span>
    <span>✓ COMMIT, ✗ ABORT</span>
    <span>
      <i class="sample-hw" /> last stable offset (LSO)
    </span>
    <span>
      <i class="sample-end" /> high watermark (HW)
    </span>
  </p>
)

/** Scrolls the selected row into view: within the list where the list scrolls, else with the page. */
function reveal(list: HTMLElement | null, selected: number): void {
  const row = list?.querySelector<HTMLElement>(`#step-${selected}`)
  if (list === null || row === null || row === undefined) return
  if (getComputedStyle(list).overflowY === 'visible') {
    row.scrollIntoView({ block: 'nearest' })
    return
  }
  const top = row.offsetTop - list.offsetTop
  if (top < list.scrollTop) list.scrollTop = top
  else if (top + row.offsetHeight > list.scrollTop + list.clientHeight)
    list.scrollTop = top + row.offsetHeight - list.clientHeight
}
