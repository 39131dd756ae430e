import { useState } from 'preact/hooks'
import type { Progress } from '../../checker/search/explore.ts'
import { Icon } from '../report/icon.tsx'
import { byGroup, GROUP_TITLES } from '../report/property-groups.ts'
import type { Trace } from '../../traces/trace.ts'
import { writeItf } from '../../traces/write-itf.ts'
import type { Configuration } from './catalogue.ts'
import { type CheckedProperty, type Checker, type CheckOutcome, count, sentenceOf } from './check.ts'
import { searchOf, useRun } from './use-run.ts'

export interface CheckPanelProps {
  readonly checker: Checker
  readonly configuration: Configuration
  readonly onOpen: (trace: Trace) => void
}

/** Runs the check in the page: progress, verdict, counts, and the counterexamples to open. */
export function CheckPanel({ checker, configuration, onOpen }: CheckPanelProps) {
  // What was found belongs to the configuration it was found in.
  const { run, start, cancel } = useRun(JSON.stringify(configuration))
  const [first, setFirst] = useState(false)

  return (
    <section class="check" aria-label="Check" data-search={searchOf(run)}>
      <div class="check-head">
        <h2>Check every reachable state</h2>
        <label class="check-first">
          <input type="checkbox" checked={first} onChange={(event) => setFirst(event.currentTarget.checked)} />
          <span>end with the first violation</span>
        </label>
        {run.kind === 'running' ? (
          <button type="button" onClick={cancel}>
            Cancel
          </button>
        ) : (
          <button
            type="button"
            class="primary"
            onClick={() => start((options) => checker.run(configuration, { ...options, first }))}
          >
            Run the check
          </button>
        )}
      </div>
      <div aria-live="polite">
        {run.kind === 'idle' && <p class="quiet">{whereOf(checker)}</p>}
        {run.kind === 'running' && <ProgressLine progress={run.progress} search={run.search} />}
        {run.kind === 'failed' && <p class="problem">The check failed: {run.message}</p>}
        {run.kind === 'done' && <Outcome outcome={run.outcome} onOpen={onOpen} />}
      </div>
    </section>
  )
}

const whereOf = ({ sharing, maxMemory }: Checker): string =>
  `It runs in this page, ${
    sharing > 0
      ? `on ${sharing === 1 ? 'one worker' : `${sharing} workers`} over shared memory`
      : 'on one worker (this page is not cross-origin isolated, so memory cannot be shared)'
  }, with at most ${Math.round(maxMemory / 2 ** 20)} MiB for states.`

export function ProgressLine({ progress, search }: { readonly progress: Progress | undefined; readonly search: number }) {
  if (progress === undefined) return <p class="progress">starting …</p>
  const { depth, distinct, generated, queue, seconds } = progress
  return (
    <p class="progress">
      {search > 0 && `search ${search + 1}: `}level {depth}, {count(distinct)} distinct, {count(generated)} generated,{' '}
      {count(queue)} queued, {seconds.toFixed(1)} s
    </p>
  )
}

function Outcome({ outcome, onOpen }: { readonly outcome: CheckOutcome; readonly onOpen: (trace: Trace) => void }) {
  // Once a way is opened, the list folds, so that the path comes next.
  const [listed, setListed] = useState(true)
  const open = (trace: Trace) => {
    setListed(false)
    onOpen(trace)
  }
  const { verdict, distinct, generated, depth, seconds, workers, error } = outcome
  return (
    <div class="outcome" data-verdict={verdict}>
      <p class="outcome-head">
        <span class={`badge is-${verdict}`}>{verdict}</span> {sentenceOf(outcome)}
      </p>
      <p class="quiet">
        <span data-count="distinct">{count(distinct)}</span> distinct, <span data-count="generated">{count(generated)}</span>{' '}
        generated, depth <span data-count="depth">{depth}</span>, {seconds.toFixed(1)} s on{' '}
        {workers === 1 ? 'one worker' : `${workers} workers`}. Whole states are compared: no state is ever taken for another.
      </p>
      <Bounds outcome={outcome} />
      {error?.trace !== undefined && (
        <TraceButtons trace={error.trace} file={error.file} what="the way to the error" onOpen={open} />
      )}
      <details class="verdicts" open={listed} onToggle={(event) => setListed(event.currentTarget.open)}>
        <summary>{tallyOf(outcome)}</summary>
        {byGroup(outcome.properties).map(({ group, items }) => (
          <section key={group} data-group={group} aria-label={GROUP_TITLES[group].title}>
            <h3 title={GROUP_TITLES[group].help}>{GROUP_TITLES[group].title}</h3>
            <ul class="properties">
              {items.map((property) => (
                <PropertyRow key={property.name} property={property} onOpen={open} />
              ))}
            </ul>
          </section>
        ))}
      </details>
    </div>
  )
}

/** What the verdict does not say: what was not asked, and what the model takes for granted. */
function Bounds({ outcome: { unasked, assumptions } }: { readonly outcome: CheckOutcome }) {
  return (
    <>
      {unasked !== undefined && <p class="unasked">{unasked}</p>}
      {assumptions.length > 0 && (
        <details class="assumes">
          <summary>Assumes {assumptions.length === 1 ? 'one thing' : `${assumptions.length} things`}</summary>
          <ul>
            {assumptions.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

/** A verdict in words: of a witness whether it was reached. */
function statusOf({ kind, verdict }: CheckedProperty): string {
  if (kind !== 'witness') return verdict
  return verdict === 'holds' ? 'reached' : verdict === 'violated' ? 'not reached' : verdict
}

/** `2 violated, 9 hold`. */
function tallyOf({ properties }: CheckOutcome): string {
  const parts = (['violated', 'not reached', 'error', 'incomplete', 'holds', 'reached'] as const).flatMap((status) => {
    const n = properties.filter((p) => statusOf(p) === status).length
    return n === 0 ? [] : [`${n} ${status === 'holds' && n > 1 ? 'hold' : status}`]
  })
  return `Properties: ${parts.length === 0 ? 'none' : parts.join(', ')}`
}

function PropertyRow({ property, onOpen }: { readonly property: CheckedProperty; readonly onOpen: (trace: Trace) => void }) {
  const { name, kind, statement, verdict, trace, file } = property
  const status = statusOf(property)
  return (
    <li class={`property is-${status === 'not reached' ? verdict : status}`} data-property={name}>
      <span class="property-row">
        <Icon name={verdict === 'holds' ? 'tick' : verdict === 'violated' ? 'cross' : 'question'} />
        <span class="property-name">{name}</span>
        <span class="property-status">{status}</span>
        {trace !== undefined && (
          <TraceButtons
            trace={trace}
            file={file}
            what={`${kind === 'witness' ? 'the way to' : 'the counterexample of'} ${name}`}
            onOpen={onOpen}
          />
        )}
      </span>
      <p class="property-statement">{statement}</p>
    </li>
  )
}

export const stepsOf = (n: number): string => (n === 1 ? '1 step' : `${n} steps`)

interface TraceButtonsProps {
  readonly trace: Trace
  readonly file: string
  /** `the counterexample of StrongIsr`. */
  readonly what: string
  readonly onOpen: (trace: Trace) => void
}

const TraceButtons = ({ trace, file, what, onOpen }: TraceButtonsProps) => (
  <span class="trace-buttons">
    <button type="button" aria-label={`Open ${what}, ${stepsOf(trace.steps.length)}`} onClick={() => onOpen(trace)}>
      Open, {stepsOf(trace.steps.length)}
    </button>
    <button type="button" aria-label={`Save ${file}`} onClick={() => save(trace, file)}>
      Save
    </button>
  </span>
)

/** Hands the trace to the browser as a file, the same bytes as the command line saves. */
function save(trace: Trace, file: string): void {
  const chunks: string[] = []
  writeItf(trace, (chunk) => chunks.push(chunk))
  const address = URL.createObjectURL(new Blob(chunks, { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = file
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
