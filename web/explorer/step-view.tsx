import { useMemo } from 'preact/hooks'
import { describeStep } from '../../checker/state/successors.ts'
import { DiffList } from '../report/diff-list.tsx'
import { Icon } from '../report/icon.tsx'
import { Lanes } from '../report/lanes.tsx'
import { PropertyList } from '../report/property-list.tsx'
import { Scrubber } from '../report/scrubber.tsx'
import { StepList } from '../report/step-list.tsx'
import type { StepData } from '../../traces/report-types.ts'
import { ChoiceList } from './choice-list.tsx'
import type { ActionChoices, Choice } from './machine.ts'
import type { Session } from './session.ts'
import { cutHere, pathOf, startWalk, type Walk, type WalkNode } from './walk.ts'

export interface StepViewProps {
  readonly session: Session
  /** The steps of the path, drawn. */
  readonly steps: readonly StepData[]
  /** Where on the path one stands. */
  readonly depth: number
  readonly actions: readonly ActionChoices[]
  readonly onMove: (depth: number) => void
  readonly onTake: (choice: Choice) => void
  readonly onSwitch: (id: number) => void
  readonly onWalk: (change: (walk: Walk) => Walk) => void
}

/** The path so far, the state one stands in, and what can be done there. */
export function StepView({ session, steps, depth, actions, onMove, onTake, onSwitch, onWalk }: StepViewProps) {
  const { machine, walk } = session
  const here = walk.nodes[walk.at]
  const [shown, before] = [steps[depth], steps[depth - 1]]
  const statements = useMemo(() => Object.fromEntries(machine.model.properties.map((p) => [p.name, p.statement])), [machine])
  if (here === undefined || shown === undefined) return null
  const labelOf = (node: WalkNode | undefined): string =>
    node?.step === undefined ? 'Init' : describeStep(machine.model, node.step)
  const path = pathOf(walk)
  const ahead = path[depth + 1]?.id
  const children = [...here.children].toSorted((a, b) => Number(b === ahead) - Number(a === ahead))
  const siblings = (here.parent === undefined ? walk.roots : (walk.nodes[here.parent]?.children ?? [])).filter(
    (id) => id !== here.id,
  )
  return (
    <div class="explorer-body">
      <section class="path" aria-label="Path">
        <StepList lanes={machine.lanes} steps={steps} selected={depth} onSelect={onMove} />
      </section>
      <section class="card here" aria-label="Where you stand">
        <Scrubber last={steps.length - 1} step={depth} onStep={onMove} />
        <div class="here-head">
          <h2>
            <span class="step-number">{shown.number}</span> <span data-here={shown.label}>{shown.label}</span>
          </h2>
          {depth < steps.length - 1 && (
            <button type="button" title="Ends the path here; what lies beyond stays a branch" onClick={() => onWalk(cutHere)}>
              Go on from here
            </button>
          )}
        </div>
        <p>{shown.summary}</p>
        {siblings.length > 0 && (
          <Branches
            title={here.parent === undefined ? 'Other initial states' : 'Instead of this step'}
            ids={siblings}
            labelOf={(id) => (here.parent === undefined ? `initial state ${id}` : labelOf(walk.nodes[id]))}
            onSwitch={(id) => (here.parent === undefined ? onWalk(() => startWalk(machine.initial, id)) : onSwitch(id))}
          />
        )}
        {shown.changes.length > 0 && <DiffList changes={shown.changes} />}
        <h3>State</h3>
        <Lanes lanes={machine.lanes} picture={shown.picture} before={before?.picture} />
        <h3>Properties here</h3>
        <PropertyList statuses={shown.properties} statements={statements} />
        <AlongThePath steps={steps} onMove={onMove} />
      </section>
      <div class="card next">
        <ChoiceList actions={actions} taken={children.map((id) => labelOf(walk.nodes[id]))} onTake={onTake} />
      </div>
    </div>
  )
}

interface BranchesProps {
  readonly title: string
  readonly ids: readonly number[]
  readonly labelOf: (id: number) => string
  readonly onSwitch: (id: number) => void
}

const Branches = ({ title, ids, labelOf, onSwitch }: BranchesProps) => (
  <p class="branches">
    <span class="quiet">{title}:</span>{' '}
    {ids.map((id) => (
      <button key={id} type="button" onClick={() => onSwitch(id)}>
        {labelOf(id)}
      </button>
    ))}
  </p>
)

/** Where along the path each property is first violated, or each witness first reached. */
function AlongThePath({ steps, onMove }: { readonly steps: readonly StepData[]; readonly onMove: (depth: number) => void }) {
  const events = useMemo(() => firstEvents(steps), [steps])
  return (
    <>
      <h3>Along the path</h3>
      {events.length === 0 ? (
        <p class="quiet">No property is violated, and no witness reached.</p>
      ) : (
        <ul class="along">
          {events.map(({ name, status, number }) => (
            <li key={name} class={`is-${status}`}>
              <Icon name={status === 'violated' ? 'cross' : 'tick'} />
              <span>
                {name} {status} at
              </span>
              <button type="button" class="step-link" onClick={() => onMove(number)}>
                step {number}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function firstEvents(steps: readonly StepData[]): { readonly name: string; readonly status: string; readonly number: number }[] {
  const seen = new Map<string, { readonly name: string; readonly status: string; readonly number: number }>()
  for (const { number, properties } of steps)
    for (const { name, status } of properties)
      if ((status === 'violated' || status === 'reached') && !seen.has(name)) seen.set(name, { name, status, number })
  return [...seen.values()].toSorted((a, b) => Number(b.status === 'violated') - Number(a.status === 'violated'))
}
