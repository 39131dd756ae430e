import { boundsInWords } from '../../model/bound-words.ts'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { MAX_ITF_CHARS } from '../../traces/itf-form.ts'
import { stepOfKey } from '../report/keys.ts'
import type { StepData } from '../../traces/report-types.ts'
import type { Trace } from '../../traces/trace.ts'
import { type Catalogue, type Configuration, firstConfiguration } from './catalogue.ts'
import type { Checker } from './check.ts'
import { CheckPanel } from './check-panel.tsx'
import { enabledOf, TAKE_KEYS } from './choice-list.tsx'
import { ConfigForm } from './config-form.tsx'
import { type Choice, choicesAt } from './machine.ts'
import { entryOf, hashOf, openLink, openTrace, reconfigure, type Session, walkRoute } from './session.ts'
import { StepView } from './step-view.tsx'
import { Toolbar } from './toolbar.tsx'
import { depthOf, goTo, pathOf, startWalk, switchTo, take } from './walk.ts'

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
  useAddress(session, (hash) => setSession(start(catalogue, hash)))

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
    setSession(opened)
  }
  useKeys(setSession)
  const isOver = useDrop((file) => void onFile(file))

  return (
    <div class={`explorer${isOver ? ' is-over' : ''}`}>
      <Toolbar
        machine={machine}
        onFile={(file) => void onFile(file)}
        link={() => `${location.href.split('#')[0] ?? ''}${hashOf(session)}`}
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
      <details class="card settings">
        <summary>
          <span class="settings-title">Configuration</span> <span class="quiet">{summaryOf(session)}</span>
        </summary>
        <ConfigForm catalogue={catalogue} configuration={machine.configuration} onApply={onApply} />
      </details>
      <div class="card">
        <CheckPanel
          checker={checker}
          configuration={machine.configuration}
          onOpen={(trace) =>
            setSession(walkRoute(machine, { start: 0, steps: trace.steps, at: trace.steps.length }, 'The counterexample'))
          }
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
      />
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

const ADDRESS_AFTER_MS = 300

/** Keeps the address in step with the session, a little behind so as not to overrun the browser; and follows links that are pasted. */
function useAddress(session: Session, onHash: (hash: string) => void): void {
  const written = useRef(location.hash)
  useEffect(() => {
    const timer = setTimeout(() => {
      const hash = hashOf(session)
      written.current = hash
      if (location.hash !== hash) history.replaceState(null, '', hash)
    }, ADDRESS_AFTER_MS)
    return () => clearTimeout(timer)
  }, [session.machine, session.walk])
  useEffect(() => {
    const onChange = () => {
      if (location.hash !== written.current) onHash(location.hash)
    }
    addEventListener('hashchange', onChange)
    return () => removeEventListener('hashchange', onChange)
  }, [])
}

/**
 * Moves along the path with j, k, arrows, Home and End; takes an enabled action with a digit. Every key counts from the session
 * as the one before left it, drawn or not.
 */
function useKeys(change: (next: (session: Session) => Session) => void): void {
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const digit = TAKE_KEYS.findIndex((key) => key === event.key)
      if (digit >= 0) {
        const inField = event.target instanceof Element && event.target.matches('input, select, textarea')
        if (inField || event.ctrlKey || event.metaKey || event.altKey) return
        change((session) => takeNth(session, digit))
      } else {
        if (stepOfKey(event, 0, 0) === undefined) return
        change((session) => {
          const to = stepOfKey(event, depthOf(session.walk), pathOf(session.walk).length - 1)
          return to === undefined ? session : { ...session, walk: goTo(session.walk, to) }
        })
      }
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

function takeNth(session: Session, n: number): Session {
  const here = session.walk.nodes[session.walk.at]
  const choice = here && enabledOf(choicesAt(session.machine, here.cells))[n]?.choice
  return choice === undefined ? session : takeChoice(session, choice)
}

const takeChoice = (session: Session, { step, cells: to }: Choice): Session =>
  to === undefined ? session : { ...session, walk: take(session.walk, step, to), notice: undefined }

/** A file dropped anywhere on the page; whether one is being dragged over it. */
function useDrop(onFile: (file: File) => void): boolean {
  const [isOver, setIsOver] = useState(false)
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      setIsOver(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false)
    }
    const drop = (event: DragEvent) => {
      setIsOver(false)
      const file = event.dataTransfer?.files[0]
      if (file === undefined) return
      event.preventDefault()
      onFile(file)
    }
    addEventListener('dragover', over)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  })
  return isOver
}
