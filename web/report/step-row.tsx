import { Component } from 'preact'
import { Breakable } from './breakable.tsx'
import { DiffList } from './diff-list.tsx'
import { Icon } from './icon.tsx'
import { setOf } from './lanes.tsx'
import { epochClass, LogCells, replicaMarks, stableMarks } from './log-cells.tsx'
import type { LaneInfo, LanePicture, Message, Picture, StepData, StepPart } from '../../traces/report-types.ts'

export interface StepRowProps {
  readonly lanes: readonly LaneInfo[]
  readonly step: StepData
  /** The step before, for what changed; undefined for the first. */
  readonly previous: StepData | undefined
  readonly isSelected: boolean
  readonly onSelect: (number: number) => void
}

const PARTS: Readonly<Record<StepPart, string | undefined>> = {
  context: 'context',
  cause: undefined,
  promise: 'promised',
  risk: 'losable from here',
  loss: 'violated',
}

/** One row of the space-time diagram. Rows are drawn again only when they change, so long traces stay smooth. */
export class StepRow extends Component<StepRowProps> {
  override shouldComponentUpdate(next: StepRowProps): boolean {
    const { step, previous, isSelected, lanes } = this.props
    return step !== next.step || previous !== next.previous || isSelected !== next.isSelected || lanes !== next.lanes
  }

  override render({ lanes, step, previous, isSelected, onSelect }: StepRowProps) {
    const note = step.part === undefined ? undefined : PARTS[step.part]
    return (
      <li
        id={`step-${step.number}`}
        role="option"
        aria-selected={isSelected}
        aria-label={`Step ${step.number}: ${step.label}. ${step.summary}${note === undefined ? '' : ` (${note})`}`}
        class={`step${isSelected ? ' is-selected' : ''}${step.part === undefined ? '' : ` part-${step.part}`}`}
        onClick={() => onSelect(step.number)}
      >
        <div class="step-head">
          <span class="step-number">{step.number}</span>
          <span class="step-text">
            <span class="step-label">{step.label}</span>
            <span class="step-summary">{step.summary}</span>
            {note !== undefined && <span class={`step-part part-tag-${step.part}`}>{note}</span>}
          </span>
        </div>
        {lanes.length === 0 && <div class="step-changes">{step.changes.length > 0 && <DiffList changes={step.changes} />}</div>}
        {lanes.length > 0 && <StepLanes lanes={lanes} step={step} previous={previous} />}
        {step.seen !== undefined && <Seen lines={step.seen} />}
      </li>
    )
  }
}

/** What a real Kafka showed after the step. */
const Seen = ({ lines }: { readonly lines: readonly string[] }) => (
  <ul class="step-seen">
    {lines.map((line, i) => (
      <li key={i}>{line}</li>
    ))}
  </ul>
)

/** What happens on the lanes. */
const StepLanes = ({ lanes, step, previous }: Pick<StepRowProps, 'lanes' | 'step' | 'previous'>) => (
  <div class="step-lanes" style={{ '--lanes': String(lanes.length) }}>
    {lanes.map((lane, i) => (
      <span key={lane.id} class={trackClass(lane, step.picture)} style={{ '--lane': String(i) }} />
    ))}
    {step.messages.map((message, i) => (
      <MessageLine key={`m${i}`} message={message} lanes={lanes} row={i + 1} />
    ))}
    {lanes.map((lane, i) => {
      const note = laneNote(lane, step.picture, previous?.picture)
      return (
        note && (
          <span
            key={`n${lane.id}`}
            class={`lane-note${lengthClass(lane, step.picture)}`}
            style={{ '--column': String(i + 1), '--row': String(step.messages.length + 1), '--lane': String(i) }}
          >
            {note}
          </span>
        )
      )
    })}
  </div>
)

/** More cells than a lane has room for: anywhere, or where the page is narrow. */
const [LONG, LONG_IF_NARROW] = [4, 2]

/** Of a lane with a log of its own: whether the log takes the room of the lanes before it too. */
function lengthClass({ id }: LaneInfo, picture: Picture | undefined): string {
  if (picture === undefined || !('lanes' in picture)) return ''
  const cells = picture.lanes.find((lane) => lane.id === id)?.log?.cells.length ?? 0
  return cells > LONG ? ' is-long' : cells > LONG_IF_NARROW ? ' is-long-if-narrow' : ''
}

/** The line of a lane's life: who leads shows in the colour of its epoch. */
function trackClass(lane: LaneInfo, picture: Picture | undefined): string {
  if (picture === undefined || 'lanes' in picture) return 'track'
  const replica = lane.kind === 'replica' ? picture.replicas.find((r) => r.id === lane.id) : undefined
  if (replica === undefined) return 'track'
  return `track track-${replica.role.replace(' ', '-')} ${epochClass(replica.epoch)}`
}

interface MessageLineProps {
  readonly message: Message
  readonly lanes: readonly LaneInfo[]
  readonly row: number
}

function MessageLine({ message: { from, to, kind, label }, lanes, row }: MessageLineProps) {
  const [a, b] = [lanes.findIndex((lane) => lane.id === from), lanes.findIndex((lane) => lane.id === to)]
  if (a < 0 || b < 0) return null
  const [left, right] = [Math.min(a, b), Math.max(a, b)]
  const place = { gridColumn: `${left + 1} / ${right + 2}`, gridRow: String(row) }
  if (a === b)
    return (
      <span class={`event kind-${kind}`} style={place}>
        <Icon name={kind === 'fault' ? 'fault' : 'local'} />
        <span>
          <Breakable text={label} />
        </span>
      </span>
    )
  return (
    <span
      class={`message kind-${kind} ${a < b ? 'to-right' : 'to-left'}`}
      style={{ ...place, '--span': String(right - left + 1) }}
    >
      <span class="message-label">
        <Breakable text={label} />
      </span>
      <span class="arrow" />
    </span>
  )
}

/** What a lane has to show in a row: its log when log or high watermark changed, what the controller wrote down. */
function laneNote(lane: LaneInfo, picture: Picture | undefined, before: Picture | undefined) {
  if (picture === undefined) return null
  if ('lanes' in picture) return ownNote(lane, picture.lanes, before)
  if (before !== undefined && 'lanes' in before) return null
  if (lane.kind === 'controller') {
    const { leader, epoch, isr } = picture.controller
    const was = before?.controller
    if (was?.leader === leader && was.epoch === epoch && setOf(was.isr) === setOf(isr)) return null
    return (
      <span class={`decision ${epochClass(epoch)}`}>
        <span>leader {leader ?? 'none'}</span> <span>epoch {epoch < 0 ? 'none' : epoch}</span>{' '}
        <span>
          <Breakable text={`ISR ${setOf(isr)}`} />
        </span>
      </span>
    )
  }
  const replica = picture.replicas.find((r) => r.id === lane.id)
  const was = before?.replicas.find((r) => r.id === lane.id)
  if (replica === undefined || was === undefined) return null
  const sameLog = JSON.stringify(was.log) === JSON.stringify(replica.log)
  if (sameLog && was.highWatermark === replica.highWatermark) return null
  const marks = replicaMarks(replica.highWatermark, replica.log.length)
  return <LogCells log={replica.log} marks={marks} before={was.log} size="small" />
}

/** Of a lane with a log of its own: the log when it or its last stable offset changed. */
function ownNote(lane: LaneInfo, lanes: readonly LanePicture[], before: Picture | undefined) {
  const log = lanes.find(({ id }) => id === lane.id)?.log
  const was = before !== undefined && 'lanes' in before ? before.lanes.find(({ id }) => id === lane.id)?.log : undefined
  if (log === undefined || was === undefined || JSON.stringify(log) === JSON.stringify(was)) return null
  return <LogCells log={log.cells} marks={stableMarks(log)} before={was.cells} size="small" />
}
