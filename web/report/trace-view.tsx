import { useLayoutEffect, useRef } from 'preact/hooks'
import { DiffList } from './diff-list.tsx'
import { stepOfKey } from './keys.ts'
import { PropertyList } from './property-list.tsx'
import { Scrubber } from './scrubber.tsx'
import { StateView } from './state-view.tsx'
import { StepList } from './step-list.tsx'
import { Story } from './story.tsx'
import type { BrokersData, ReportData } from '../../traces/report-types.ts'

export interface TraceViewProps {
  readonly data: ReportData
  /** The number of the selected step, from 0. */
  readonly step: number
  readonly onStep: (step: number) => void
}

/** A whole trace: what was found, the story, the space-time diagram, and the selected step in detail. */
export function TraceView({ data, step, onStep }: TraceViewProps) {
  const last = data.steps.length - 1
  const at = Math.min(Math.max(0, step), last)
  const [shown, before] = [data.steps[at], data.steps[at - 1]]
  useKeys(at, last, onStep)
  const swipe = useSwipe(at, last, onStep)
  if (shown === undefined) return null
  return (
    <div class="trace">
      <TraceHead data={data} />
      {data.brokers !== undefined && <Brokers brokers={data.brokers} />}
      {data.story !== undefined && <Story story={data.story} onStep={onStep} />}
      <div class="trace-body">
        <StepList lanes={data.lanes} steps={data.steps} kafka={data.brokers?.kafka} selected={at} onSelect={onStep} />
        <div class="panel" {...swipe}>
          <Scrubber last={last} step={at} onStep={onStep} />
          <section aria-label="Selected step" class="panel-step">
            <h2>
              <span class="step-number">{shown.number}</span> {shown.label}
            </h2>
            <p>{shown.summary}</p>
            {shown.doc !== '' && <Doc text={shown.doc} />}
          </section>
          <section aria-label="What changed">
            <h2>What changed</h2>
            <DiffList changes={shown.changes} />
          </section>
          <section aria-label="State after the step">
            <h2>State</h2>
            <StateView lanes={data.lanes} step={shown} before={before} />
          </section>
          <section aria-label="Properties">
            <h2>Properties</h2>
            <PropertyList statuses={shown.properties} properties={data.properties} first={data.property.name} />
          </section>
        </div>
      </div>
    </div>
  )
}

/** How the replay on a real Kafka ended. */
const Brokers = ({ brokers: { kafka, outcome, said } }: { readonly brokers: BrokersData }) => (
  <section class="brokers" aria-label="On brokers">
    <h2>
      Kafka {kafka}: {outcome}
    </h2>
    <ul>
      {said.map((sentence, i) => (
        <li key={i}>{sentence}</li>
      ))}
    </ul>
  </section>
)

/** A sentence whose `code` is set as code. */
const Doc = ({ text }: { readonly text: string }) => (
  <p class="quiet">{text.split('`').map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))}</p>
)

function TraceHead({ data }: { readonly data: ReportData }) {
  const steps = data.steps.length - 1
  const isHarm = data.properties.some(({ name, harm }) => name === data.property.name && harm === true)
  return (
    <header class="trace-head">
      <h1>
        <span class={`badge is-${isHarm ? 'violated' : data.status}`}>{data.status}</span> {data.property.name}
      </h1>
      <p>{data.property.statement}</p>
      <p class="quiet">
        {data.model.name} in {steps === 1 ? '1 step' : `${steps} steps`}:{' '}
        {data.model.bounds.map(({ name, value }) => `${name} ${value}`).join(', ')}
      </p>
      {data.origin !== undefined && (
        <dl class="origin">
          {data.origin.release !== undefined && (
            <div>
              <dt>Release</dt>
              <dd data-origin="release">{data.origin.release}</dd>
            </div>
          )}
          {data.origin.command !== undefined && (
            <div>
              <dt>Found by</dt>
              <dd data-origin="command">
                <code>{data.origin.command}</code>
              </dd>
            </div>
          )}
        </dl>
      )}
    </header>
  )
}

/** Moves with the keyboard, wherever the focus is, unless something there needs the key itself. */
function useKeys(at: number, last: number, onStep: (step: number) => void): void {
  // Keys may come faster than the page is drawn: each goes on from where the one before led to.
  const now = useRef({ at, last, onStep })
  now.current = { at, last, onStep }
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const next = stepOfKey(event, now.current.at, now.current.last)
      if (next === undefined) return
      event.preventDefault()
      if (next === now.current.at) return
      now.current = { ...now.current, at: next }
      now.current.onStep(next)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

const SWIPE = 48

/** Moves with a finger: a swipe to the left is a step forward. */
function useSwipe(at: number, last: number, onStep: (step: number) => void) {
  const start = useRef<{ readonly x: number; readonly y: number }>()
  return {
    onTouchStart: (event: TouchEvent) => {
      const [touch] = event.touches
      const isOnControl = event.target instanceof Element && event.target.closest('input, button, .log') !== null
      start.current =
        touch === undefined || isOnControl || event.touches.length > 1 ? undefined : { x: touch.clientX, y: touch.clientY }
    },
    onTouchEnd: (event: TouchEvent) => {
      const [touch] = event.changedTouches
      if (start.current === undefined || touch === undefined) return
      const [dx, dy] = [touch.clientX - start.current.x, touch.clientY - start.current.y]
      if (Math.abs(dx) < SWIPE || Math.abs(dx) < 2 * Math.abs(dy)) return
      const next = at + (dx < 0 ? 1 : -1)
      if (next >= 0 && next <= last) onStep(next)
    },
  }
}
