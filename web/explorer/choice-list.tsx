import type { RefObject } from 'preact'
import { DiffList } from '../report/diff-list.tsx'
import type { ActionChoices, Blocked, Choice } from './machine.ts'

export interface ChoiceListProps {
  readonly actions: readonly ActionChoices[]
  /** Labels of the steps already taken from here; the one on the path comes first. */
  readonly taken: readonly string[]
  /** Whether what a step changes is shown at once: where nobody tells what it means. */
  readonly withChanges: boolean
  /** Whether what cannot happen is unfolded. */
  readonly withBlocked: boolean
  /** The heading, which takes the focus once a choice is made and its button is gone. */
  readonly heading: RefObject<HTMLHeadingElement>
  readonly onTake: (choice: Choice) => void
}

/** Keys that take one of the first enabled actions. */
export const TAKE_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

/** What can be done in a state, in sentences, with what it would change; and what cannot, with the first guard that forbids it. */
export function ChoiceList({ actions, taken, withChanges, withBlocked, heading, onTake }: ChoiceListProps) {
  const enabled = enabledOf(actions)
  const blocked = actions.filter((action) => action.blocked.length > 0)
  return (
    <>
      <section aria-label="Enabled actions" class="choices">
        <h2 ref={heading} tabIndex={-1}>
          What can happen next <span class="count">{enabled.length}</span>
        </h2>
        {enabled.length === 0 && <p class="quiet">Nothing: no action is enabled in this state.</p>}
        <ul>
          {enabled.map(({ choice, doc }, i) => (
            <ChoiceItem
              key={choice.label}
              choice={choice}
              doc={doc}
              hotkey={TAKE_KEYS[i]}
              taken={taken.indexOf(choice.label)}
              withChanges={withChanges}
              onTake={() => onTake(choice)}
            />
          ))}
        </ul>
      </section>
      <details class="blocked" open={withBlocked}>
        <summary>
          <h2>
            What cannot, and which guard forbids it <span class="count">{blocked.length}</span>
          </h2>
        </summary>
        <ul aria-label="Actions that are not enabled">
          {blocked.map((action) => (
            <li key={action.name} data-action={action.name}>
              <span class="choice-label" title={action.doc}>
                {action.name}
              </span>
              <ul>
                {action.blocked.map((b) => (
                  <BlockedItem key={b.guard} blocked={b} />
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}

/** Every enabled step in order. */
export const enabledOf = (actions: readonly ActionChoices[]): { readonly choice: Choice; readonly doc: string }[] =>
  actions.flatMap(({ enabled, doc }) => enabled.map((choice) => ({ choice, doc })))

interface ChoiceItemProps {
  readonly choice: Choice
  readonly doc: string
  readonly hotkey: string | undefined
  /** -1 when it has not been taken from here, 0 when it is the next step of the path. */
  readonly taken: number
  readonly withChanges: boolean
  readonly onTake: () => void
}

function ChoiceItem({ choice, doc, hotkey, taken, withChanges, onTake }: ChoiceItemProps) {
  const { label, sentence, changes, breaks, problem } = choice
  return (
    <li class={`choice-item${breaks.length > 0 || problem !== undefined ? ' is-breaking' : ''}`}>
      <button
        type="button"
        class="choice"
        title={doc}
        data-step={label}
        disabled={problem !== undefined}
        aria-keyshortcuts={hotkey}
        onClick={onTake}
      >
        <span class="choice-sentence">{problem === undefined ? sentence : `Fails: ${problem}`}</span>
        <span class="choice-head">
          <span class="choice-label">{label}</span>
          {taken === 0 && <span class="choice-note">on the path</span>}
          {taken > 0 && <span class="choice-note">a branch</span>}
          {hotkey !== undefined && <kbd aria-hidden="true">{hotkey}</kbd>}
        </span>
        {breaks.length > 0 && <span class="choice-breaks">breaks {breaks.join(', ')}</span>}
      </button>
      {changes.length > 0 && (
        <details class="choice-changes" open={withChanges}>
          <summary aria-label={`What ${label} changes`}>
            {changes.length === 1 ? '1 change' : `${changes.length} changes`}
          </summary>
          <DiffList changes={changes} />
        </details>
      )}
    </li>
  )
}

const KINDS: Readonly<Record<Blocked['kind'], string>> = {
  rule: '',
  bound: ' (a bound of the model)',
  given: '',
}

const BlockedItem = ({ blocked: { guard, kind, params } }: { readonly blocked: Blocked }) => (
  <li class={`guard guard-${kind}`}>
    {params.some((p) => p !== '') && <span class="guard-params">{params.join(' ')} </span>}
    not so: <q>{guard}</q>
    {KINDS[kind]}
  </li>
)
