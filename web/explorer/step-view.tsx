import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { describeStep } from '../../checker/state/successors.ts'
import { DiffList } from '../report/diff-list.tsx'
import { Icon } from '../report/icon.tsx'
import { PropertyList } from '../report/property-list.tsx'
import { Scrubber } from '../report/scrubber.tsx'
import { StateView } from '../report/state-view.tsx'
import { StepList } from '../report/step-list.tsx'
import type { StepData } from '../../traces/report-types.ts'
import { ChoiceList } from './choice-list.tsx'
import type { ActionChoices, Choice } from './machine.ts'
import { brokenAlong, storyOfPath } from './path-story.ts'
import type { Session } from './session.ts'
import { StoryPanel } from './story-panel.tsx'
import { useNarrow } from './use-narrow.ts'
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
  /** What asks how it can go on. */
  readonly children: ComponentChildren
}

/** The path so far with its story, what can be done where one stands, and the state there; in this order at every width. */
export function StepView({ session, steps, depth, actions, onMove, onTake, onSwitch, onWalk, children }: StepViewProps) {
  const { machine, walk } = session
  const narrow = useNarrow()
  const { broken, told, story, marked, onTell } = useStory(session, steps)
  const heading = useFocusKept(walk.at)
  const here = walk.nodes[walk.at]
  const [shown, before] = [marked[depth], marked[depth - 1]]
  if (here === undefined || shown === undefined) return null
  const labelOf = (node: WalkNode | undefined): string =>
    node?.step === undefined ? 'Init' : describeStep(machine.model, node.step)
  const path = pathOf(walk)
  const ahead = path[depth + 1]?.id
  const tried = [...here.children].toSorted((a, b) => Number(b === ahead) - Number(a === ahead))
  const siblings = (here.parent === undefined ? walk.roots : (walk.nodes[here.parent]?.children ?? [])).filter(
    (id) => id !== here.id,
  )
  return (
    <div class="explorer-body">
      <div class={`way${story === undefined ? '' : ' has-story'}`}>
        <section class="path" aria-label="Path">
          <Scrubber last={steps.length - 1} step={depth} onStep={onMove} />
          <StepList lanes={machine.lanes} steps={marked} selected={depth} onSelect={onMove} />
        </section>
        {story !== undefined && told !== undefined && (
          <StoryPanel broken={broken} told={told} story={story} isOpen={!narrow} onTell={onTell} onStep={onMove} />
        )}
      </div>
      <div class="card next">
        {children}
        <ChoiceList
          actions={actions}
          taken={tried.map((id) => labelOf(walk.nodes[id]))}
          withChanges={machine.lanes.length === 0}
          withBlocked={!narrow}
          heading={heading}
          onTake={onTake}
        />
      </div>
      <section class="card here" aria-label="Where you stand">
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
        <StateView lanes={machine.lanes} step={shown} before={before} />
        <h3>Along the path</h3>
        <AlongThePath steps={steps} onMove={onMove} />
        <h3>Properties here</h3>
        <PropertyList statuses={shown.properties} properties={machine.properties} />
      </section>
    </div>
  )
}

/** The story of a property that is broken along the path, and the steps with their parts in it. */
function useStory({ machine, walk }: Session, steps: readonly StepData[]) {
  const [wanted, onTell] = useState<string>()
  const broken = useMemo(() => brokenAlong(steps), [steps])
  const told = broken.find((b) => b.name === wanted) ?? broken[0]
  const path = pathOf(walk)
  // The same story as long as the path up to the violation is the same.
  const end = told === undefined ? undefined : path[told.number]?.cells
  const found = useMemo(
    () => (told === undefined ? undefined : storyOfPath(machine, path, steps, told)),
    [machine, told?.name, told?.number, end],
  )
  const marked = useMemo(
    () =>
      steps.map((step, i) => {
        const part = found?.parts[i]
        return part === undefined ? step : { ...step, part }
      }),
    [steps, found],
  )
  return { broken, told, story: found?.story, marked, onTell }
}

/** Gives the focus to what comes back when the list of choices, which had it, is another after a step. */
function useFocusKept(at: number) {
  const heading = useRef<HTMLHeadingElement>(null)
  const had = useRef(false)
  had.current = document.activeElement?.closest('.choices') != null
  useLayoutEffect(() => {
    if (had.current && (document.activeElement === null || document.activeElement === document.body))
      heading.current?.focus({ preventScroll: true })
  }, [at])
  return heading
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
  if (events.length === 0) return <p class="quiet">No property is violated, and no witness reached.</p>
  return (
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
  )
}

function firstEvents(steps: readonly StepData[]): { readonly name: string; readonly status: string; readonly number: number }[] {
  const seen = new Map<string, { readonly name: string; readonly status: string; readonly number: number }>()
  for (const { number, properties } of steps)
    for (const { name, status } of properties)
      if ((status === 'violated' || status === 'reached') && !seen.has(name)) seen.set(name, { name, status, number })
  return [...seen.values()].toSorted((a, b) => Number(b.status === 'violated') - Number(a.status === 'violated'))
}
