import { boundsInWords } from '../../model/bound-words.ts'
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { MAX_ITF_CHARS } from '../../traces/itf-form.ts'
import type { StepData } from '../../traces/report-types.ts'
import type { Trace } from '../../traces/trace.ts'
import { type Catalogue, type Configuration, firstConfiguration } from './catalogue.ts'
import type { Checker } from './check.ts'
import { CheckPanel } from './check-panel.tsx'
import { ConfigForm } from './config-form.tsx'
import { type Choice, choicesAt } from './machine.ts'
import { entryOf, hashOf, openLink, openTrace, reconfigure, type Session, takeChoice, walkRoute } from './session.ts'
import { OnwardPanel } from './onward-panel.tsx'
import { StepView } from './step-view.tsx'
import { Toolbar } from './toolbar.tsx'
import { useDrop } from './use-drop.ts'
import { useHistory } from './use-history.ts'
import { useKeys } from './use-keys.ts'
import { depthOf, goTo, pathOf, startWalk, switchTo } from './walk.ts'

export interface ExplorerProps {
  readonly catalogue: Catalogue
  readonly checker: Checker
  /** Reads and replays the text of a trace file; or a sentence saying what is wrong with it. */
  readonly verify: (
    text: string,
  ) => { readonly ok: true; readonly trace: Trace } | { readonly ok: false; readonly message: string }
}

/** The whole page: choose a model, step through it, go back, branch, check it. */
export function Explorer({ catalogue, checker, verify }: ExplorerProps) {
  const [session, setSession] = useState(() => start(catalogue, location.hash))
  const { machine, walk, notice } = session
  const undoing = useHistory(session, setSession, (hash) => start(catalogue, hash))
  const [settingsOpen, setSettingsOpen] = useState(false)
  const settings = useRef<HTMLElement>(null)
  const showPath = useFocusOnPath(session)

  const depth = depthOf(walk)
  const here = walk.nodes[walk.at]
  const actions = useMemo(() => (here === undefined ? [] : choicesAt(machine, here.cells)), [machine, here?.cells])
  const steps = useSteps(session)

  const say = (text: string | undefined) => setSession((s) => ({ ...s, notice: text }))
  const moveTo = useCallback((to: number) => setSession((s) => ({ ...s, walk: goTo(s.walk, to) })), [])
  const onTake = (choice: Choice) => setSession((s) => takeChoice(s, choice))
  const onApply = (configuration: Configuration): string | undefined => {
    try {
      const next = reconfigure(session, entryOf(catalogue, configuration.model), configuration)
      setSession(next)
      // What it was about is chosen: the panel folds, and its head keeps the focus.
      setSettingsOpen(false)
      settings.current?.focus({ preventScroll: true })
      return undefined
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
  const onFile = async (file: File): Promise<void> => {
    if (file.size > 4 * MAX_ITF_CHARS) return say(`${file.name} has ${file.size} bytes, more than a trace may have.`)
    const read = verify(await file.text())
    if (!read.ok) return say(`${file.name} ${read.message}`)
    const opened = openTrace(catalogue, read.trace)
    if (opened === undefined) return say(`${file.name} was found in a configuration that cannot be chosen here.`)
    showPath()
    setSession(opened)
  }
  useKeys(setSession, undoing)
  const isOver = useDrop((file) => void onFile(file))

  return (
    <div class={`explorer${isOver ? ' is-over' : ''}`}>
      <Toolbar
        machine={machine}
        onFile={(file) => void onFile(file)}
        link={() => `${location.href.split('#')[0] ?? ''}${hashOf(session)}`}
        undoing={undoing}
        onRestart={() => setSession({ machine, walk: startWalk(machine.initial), notice: undefined })}
      />
      {notice !== undefined && (
        <div class="notice" role="alert">
          <p>{notice}</p>
          <button type="button" onClick={() => say(undefined)}>
            Dismiss
          </button>
        </div>
      )}
      <details class="card settings" open={settingsOpen} onToggle={(event) => setSettingsOpen(event.currentTarget.open)}>
        <summary ref={settings}>
          <span class="settings-title">Configuration</span> <span class="quiet">{summaryOf(session)}</span>
        </summary>
        <ConfigForm catalogue={catalogue} configuration={machine.configuration} onApply={onApply} />
      </details>
      <div class="card">
        <CheckPanel
          checker={checker}
          configuration={machine.configuration}
          onOpen={(trace) => {
            showPath()
            setSession(walkRoute(machine, { start: 0, steps: trace.steps, at: trace.steps.length }, 'The counterexample'))
          }}
        />
      </div>
      <StepView
        session={session}
        steps={steps}
        depth={depth}
        actions={actions}
        onMove={moveTo}
        onTake={onTake}
        onSwitch={(id) => setSession((s) => ({ ...s, walk: switchTo(s.walk, id) }))}
        onWalk={(change) => setSession((s) => ({ ...s, walk: change(s.walk) }))}
      >
        <OnwardPanel
          checker={checker}
          session={session}
          onSession={(change) => {
            showPath()
            setSession(change)
          }}
        />
      </StepView>
    </div>
  )
}

function start(catalogue: Catalogue, hash: string): Session {
  const [first] = catalogue
  if (first === undefined) throw new Error('the explorer needs at least one model')
  return openLink(catalogue, hash, firstConfiguration(first))
}

const summaryOf = ({ machine: { model } }: Session): string =>
  `${model.name}: ${boundsInWords(model.name, model.bounds).join(', ')}`

/** Once it is asked for, the next session that is drawn gives the focus to its path, and shows it. */
function useFocusOnPath(session: Session): () => void {
  const asked = useRef(false)
  useLayoutEffect(() => {
    if (!asked.current) return
    asked.current = false
    const steps = document.querySelector<HTMLElement>('.path .steps')
    steps?.focus({ preventScroll: true })
    steps?.closest('.path')?.scrollIntoView({ block: 'nearest' })
  }, [session])
  return () => {
    asked.current = true
  }
}

/** The steps of the path as they are drawn; each is drawn once. */
function useSteps({ machine, walk }: Session): readonly StepData[] {
  const cache = useRef({ machine, drawn: new Map<number, StepData>() })
  if (cache.current.machine !== machine) cache.current = { machine, drawn: new Map() }
  const { drawn } = cache.current
  return useMemo(
    () =>
      pathOf(walk).map((node, number) => {
        const known = drawn.get(node.id)
        // Another walk of the same machine numbers its nodes anew.
        if (known !== undefined && cells.get(known) === node.cells) return known
        const parent = node.parent === undefined ? undefined : walk.nodes[node.parent]
        const from = parent === undefined || node.step === undefined ? undefined : { cells: parent.cells, step: node.step }
        const step = machine.draw({ number, cells: node.cells, from })
        drawn.set(node.id, step)
        cells.set(step, node.cells)
        return step
      }),
    [machine, walk.nodes, walk.tip],
  )
}

const cells = new WeakMap<StepData, Int32Array>()
