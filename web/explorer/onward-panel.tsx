import { useEffect, useState } from 'preact/hooks'
import { MOST_SEED } from '../../checker/simulate/random.ts'
import type { Path } from '../../checker/verdict.ts'
import type { Trace } from '../../traces/trace.ts'
import { type CheckedProperty, type Checker, type CheckOutcome, sentenceOf } from './check.ts'
import { ProgressLine, stepsOf } from './check-panel.tsx'
import { appendTrace, type Session, walkOn } from './session.ts'
import { searchOf, useRun } from './use-run.ts'
import { depthOf, pathOf, type WalkNode } from './walk.ts'

export interface OnwardPanelProps {
  readonly checker: Checker
  readonly session: Session
  readonly onSession: (change: (session: Session) => Session) => void
}

const MOST_STEPS = 1000

/** What can come after where one stands: by a search from there, as `check --from`, or by a walk of some steps, as `trace --extend`. */
export function OnwardPanel({ checker, session, onSession }: OnwardPanelProps) {
  const { machine, walk } = session
  const { run, start, cancel } = useRun(machine)
  const [from, setFrom] = useState<WalkNode>()
  const [steps, setSteps] = useState(10)
  const [seed, setSeed] = useState(1)
  const here = walk.nodes[walk.at]
  // What was found is of one state, and is shown as long as that is in the walk.
  const isThere = from !== undefined && walk.nodes[from.id]?.cells === from.cells
  useEffect(() => {
    if (!isThere) cancel()
  }, [isThere])
  if (here === undefined) return null

  const search = () => {
    setFrom(here)
    start((options) => checker.run(machine.configuration, { ...options, first: false, from: wayTo(session) }))
  }
  const before = from === undefined ? 0 : stepsTo(session, from)
  return (
    <section class="onward" aria-label="What can still come" data-search={isThere ? searchOf(run) : 'idle'}>
      <div class="onward-head">
        {run.kind === 'running' && isThere ? (
          <button type="button" onClick={cancel}>
            Cancel the search
          </button>
        ) : (
          <button
            type="button"
            title="Explores every state that can follow this one: which of the chosen properties can still be violated, and what can still be put right (check --from)"
            onClick={search}
          >
            Search on from here
          </button>
        )}
        <form
          class="walk-on"
          onSubmit={(event) => {
            event.preventDefault()
            onSession((s) => walkOn(s, steps, seed))
          }}
        >
          <button type="submit" title="Takes steps at random among those that change something (trace --extend)">
            Walk on
          </button>
          <NumberBox label="steps" range={[1, MOST_STEPS]} value={steps} onValue={setSteps} />
          <NumberBox label="seed" range={[0, MOST_SEED]} value={seed} onValue={setSeed} />
        </form>
      </div>
      <div aria-live="polite">
        {isThere && run.kind === 'running' && <ProgressLine progress={run.progress} search={run.search} />}
        {isThere && run.kind === 'failed' && <p class="problem">The search failed: {run.message}</p>}
        {isThere && run.kind === 'done' && (
          <Fates
            outcome={run.outcome}
            before={before}
            onAppend={(trace) => onSession((s) => appendTrace(s, from.id, trace.steps.slice(before)))}
          />
        )}
      </div>
    </section>
  )
}

interface NumberBoxProps {
  readonly label: string
  readonly range: readonly [number, number]
  readonly value: number
  readonly onValue: (value: number) => void
}

const NumberBox = ({ label, range: [min, max], value, onValue }: NumberBoxProps) => (
  <label>
    <span>{label}</span>
    <input
      type="number"
      required
      step={1}
      min={min}
      max={max}
      value={value}
      onInput={(event) => onValue(event.currentTarget.valueAsNumber)}
    />
  </label>
)

interface FatesProps {
  readonly outcome: CheckOutcome
  /** How many steps the state is from the beginning. */
  readonly before: number
  readonly onAppend: (trace: Trace) => void
}

/** What a search from a state has found, with the shortest way to each thing that can still come. */
const Fates = ({ outcome, before, onAppend }: FatesProps) => (
  <div class="fates" data-verdict={outcome.verdict}>
    <p>
      From step {before} on: <span class="quiet">{sentenceOf(outcome)}</span>
    </p>
    {outcome.unasked !== undefined && <p class="quiet">{outcome.unasked}</p>}
    {outcome.properties.length === 0 && <p class="quiet">No property is chosen, so none was asked about.</p>}
    <ul>
      {outcome.properties.map((property) => {
        const { name, statement, trace } = property
        const further = trace === undefined ? 0 : trace.steps.length - before
        return (
          <li key={name} class={`is-${property.verdict}`} data-fate={name}>
            <span title={statement}>{name}</span> <span class="fate">{fateOf(property, further)}</span>
            {trace !== undefined && further > 0 && (
              <button type="button" aria-label={`Append the way to ${name}, ${stepsOf(further)}`} onClick={() => onAppend(trace)}>
                Append, {stepsOf(further)}
              </button>
            )}
          </li>
        )
      })}
    </ul>
  </div>
)

/** What can still become of a property, `further` steps being the shortest way there. */
function fateOf({ kind, verdict, trace }: CheckedProperty, further: number): string {
  const isShown = kind === 'witness' ? verdict === 'holds' : verdict === 'violated'
  if (verdict === 'error') return 'could not be evaluated'
  if (verdict === 'incomplete') return 'is not decided'
  if (isShown && trace === undefined) return `is ${kind === 'witness' ? 'reached' : 'violated'} on the way here already`
  switch (kind) {
    case 'witness':
      return !isShown ? 'cannot be reached any more' : further === 0 ? 'is reached here' : 'can still be reached'
    case 'possible':
      return !isShown
        ? 'can be put right, whatever happens'
        : further === 0
          ? 'cannot be put right any more'
          : 'can still be lost for good'
    case 'state':
    case 'step':
    case 'deadlock':
      return !isShown ? 'holds, whatever happens' : further === 0 ? 'is violated here' : 'can still be violated'
  }
}

/** The path from an initial state to where one stands. */
function wayTo({ walk }: Session): Path {
  const nodes = pathOf(walk).slice(0, depthOf(walk) + 1)
  return { states: nodes.map(({ cells }) => cells), steps: nodes.flatMap(({ step }) => step ?? []) }
}

/** How many steps a node of the walk is from its initial state. */
function stepsTo({ walk }: Session, { id }: WalkNode): number {
  let steps = 0
  for (let parent = walk.nodes[id]?.parent; parent !== undefined; parent = walk.nodes[parent]?.parent) steps++
  return steps
}
