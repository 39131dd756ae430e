import { useLayoutEffect } from 'preact/hooks'
import { stepOfKey } from '../report/keys.ts'
import { enabledOf, TAKE_KEYS } from './choice-list.tsx'
import { choicesAt } from './machine.ts'
import { type Session, takeChoice } from './session.ts'
import type { Undoing } from './use-history.ts'
import { depthOf, goTo, pathOf } from './walk.ts'

/**
 * Moves along the path with j, k, arrows, Home and End; takes an enabled action with a digit; takes back with Ctrl+Z. Every key counts
 * from the session as the one before left it, drawn or not.
 */
export function useKeys(change: (next: (session: Session) => Session) => void, { undo, redo }: Undoing): void {
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const inField = event.target instanceof Element && event.target.matches('input:not([type=range]), select, textarea')
      const digit = TAKE_KEYS.findIndex((key) => key === event.key)
      if (event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.altKey) {
        if (inField) return
        if (event.shiftKey) redo()
        else undo()
      } else if (digit >= 0) {
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
