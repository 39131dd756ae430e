import { DiffList } from '../report/diff-list.tsx'
import type { ActionChoices, Blocked, Choice } from './machine.ts'

export interface ChoiceListProps {
  readonly actions: readonly ActionChoices[]
  /** Labels of the steps already taken from here; the one on the path comes first. */
  readonly taken: readonly string[]
  readonly onTake: (choice: Choice) => void
}

/** Keys that take one of the first enabled actions. */
export const TAKE_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

/** What can be done in a state, with what it would change; and what cannot, with the first guard that forbids it. */
export function ChoiceList({ actions, taken, onTake }: ChoiceListProps) {
  const enabled = enabledOf(actions)
  const blocked = actions.filter((action) => action.blocked.length > 0)
  return (
    <>
      <section aria-label="Enabled actions" class="choices">
        <h2>
          What can happen next <span class="count">{enabled.length}</span>
        </h2>
        {enabled.length === 0 && <p class="quiet">Nothing: no action is enabled in this state.</p>}
        <ul>
          {enabled.map(({ choice, doc }, i) => (
            <li key={choice.label}>
              <ChoiceButton
                choice={choice}
                doc={doc}
                hotkey={TAKE_KEYS[i]}
                taken={taken.indexOf(choice.label)}
                onTake={() => onTake(choice)}
              />
            </li>
          ))}
        </ul>
      </section>
      <details class="blocked" open>
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

interface ChoiceButtonProps {
  readonly choice: Choice
  readonly doc: string
  readonly hotkey: string | undefined
  /** -1 when it has not been taken from here, 0 when it is the next step of the path. */
  readonly taken: number
  readonly onTake: () => void
}

function ChoiceButton({ choice, doc, hotkey, taken, onTake }: ChoiceButtonProps) {
  const { label, changes, breaks, problem } = choice
  return (
    <button
      type="button"
      class={`choice${breaks.length > 0 || problem !== undefined ? ' is-breaking' : ''}`}
      title={doc}
      data-step={label}
      disabled={problem !== undefined}
      aria-keyshortcuts={hotkey}
      onClick={onTake}
    >
      <span class="choice-head">
        <span class="choice-label">{label}</span>
        {taken === 0 && <span class="choice-note">on the path</span>}
        {taken > 0 && <span class="choice-note">a branch</span>}
        {hotkey !== undefined && <kbd aria-hidden="true">{hotkey}</kbd>}
      </span>
      {problem === undefined ? <DiffList changes={changes} /> : <span class="choice-breaks">fails: {problem}</span>}
      {breaks.length > 0 && <span class="choice-breaks">breaks {breaks.join(', ')}</span>}
    </button>
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
