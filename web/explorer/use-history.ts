import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { linkOf } from './link.ts'
import { hashOf, routeOf, type Session } from './session.ts'

/** What can be taken back, and taken again. */
export interface Undoing {
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly undo: () => void
  readonly redo: () => void
}

const ADDRESS_AFTER_MS = 300

/** Tells the entries of this visit from those of earlier ones of the same page. */
const VISIT = performance.timeOrigin

interface Mark {
  readonly visit: number
  readonly place: number
}

/**
 * Keeps the browser's history in step with the session. Whatever changes the path or the configuration is an entry of its own, which
 * Back takes back and Forward takes again, with the branches that were there; moving along the path only changes the address of the
 * entry, a little behind so as not to overrun the browser. A link that is pasted is read.
 *
 * An entry is made together with what is shown, before the page is painted (so layout effects): a step that is taken back in between
 * would otherwise be written as a new one, over those that Forward takes again.
 */
export function useHistory(session: Session, show: (session: Session) => void, read: (hash: string) => Session): Undoing {
  const entries = useRef<Session[]>([session])
  const at = useRef(0)
  const written = useRef('')
  const waiting = useRef<ReturnType<typeof setTimeout>>()
  const [place, setPlace] = useState({ at: 0, last: 0 })

  const write = (how: 'push' | 'replace') => {
    clearTimeout(waiting.current)
    waiting.current = undefined
    const entry = entries.current[at.current]
    if (entry === undefined) return
    written.current = hashOf(entry)
    const mark: Mark = { visit: VISIT, place: at.current }
    try {
      if (how === 'push') history.pushState(mark, '', written.current)
      else history.replaceState(mark, '', written.current)
    } catch {
      // A browser refuses when there are too many in a short time; the address catches up with the next.
    }
  }
  const settle = () => setPlace({ at: at.current, last: entries.current.length - 1 })
  const add = (next: Session, how: 'push' | 'replace') => {
    at.current += 1
    entries.current = [...entries.current.slice(0, at.current), next]
    write(how)
    settle()
  }

  useLayoutEffect(() => write('replace'), [])
  useLayoutEffect(() => {
    const known = entries.current[at.current]
    if (known === undefined || known === session) return
    if (!samePath(known, session)) {
      if (waiting.current !== undefined) write('replace')
      add(session, 'push')
      return
    }
    entries.current = entries.current.with(at.current, session)
    clearTimeout(waiting.current)
    waiting.current = setTimeout(() => write('replace'), ADDRESS_AFTER_MS)
  }, [session])
  useLayoutEffect(() => {
    const onChange = (event: Event) => {
      const mark = markOf(event instanceof PopStateEvent ? event.state : history.state)
      const entry = mark === undefined ? undefined : entries.current[mark.place]
      if (mark !== undefined && entry !== undefined) {
        if (mark.place === at.current) return
        clearTimeout(waiting.current)
        waiting.current = undefined
        at.current = mark.place
        written.current = location.hash
        const again = { ...entry, notice: undefined }
        entries.current = entries.current.with(mark.place, again)
        show(again)
        settle()
      } else if (location.hash !== written.current) {
        const next = read(location.hash)
        add(next, 'replace')
        show(next)
      }
    }
    addEventListener('popstate', onChange)
    addEventListener('hashchange', onChange)
    return () => {
      removeEventListener('popstate', onChange)
      removeEventListener('hashchange', onChange)
    }
  }, [])

  return {
    canUndo: place.at > 0,
    canRedo: place.at < place.last,
    undo: () => history.back(),
    redo: () => history.forward(),
  }
}

function markOf(state: unknown): Mark | undefined {
  const mark = state as Partial<Mark> | null
  return mark !== null && typeof mark === 'object' && mark.visit === VISIT && typeof mark.place === 'number'
    ? { visit: VISIT, place: mark.place }
    : undefined
}

/** Whether two sessions differ in nothing but the place on the path. */
function samePath(a: Session, b: Session): boolean {
  if (a.machine !== b.machine) return false
  if (a.walk.nodes === b.walk.nodes && a.walk.tip === b.walk.tip) return true
  const [x, y] = [a, b].map((s) => linkOf(s.machine.entry, { ...routeOf(s), at: 0 }))
  return x === y
}
