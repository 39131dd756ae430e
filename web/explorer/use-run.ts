import { useEffect, useRef, useState } from 'preact/hooks'
import type { Progress } from '../../checker/search/explore.ts'
import type { CheckOptions, CheckOutcome } from './check.ts'

/** A check in the page, as far as it is. */
type Run =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: Progress | undefined; readonly search: number }
  | { readonly kind: 'done'; readonly outcome: CheckOutcome }
  | { readonly kind: 'failed'; readonly message: string }

/** What a panel says of its run in `data-search`: `searching` from the first word of the workers on, `done` with the outcome. */
export const searchOf = (run: Run): string =>
  run.kind === 'running' ? (run.progress === undefined ? 'starting' : 'searching') : run.kind

interface Running {
  readonly run: Run
  readonly start: (check: (options: Pick<CheckOptions, 'signal' | 'onProgress'>) => Promise<CheckOutcome>) => void
  readonly cancel: () => void
}

/** One run at a time, of what `key` says: with another it is ended and forgotten. */
export function useRun(key: unknown): Running {
  const [run, setRun] = useState<Run>({ kind: 'idle' })
  const running = useRef<AbortController>()
  const forget = () => {
    running.current?.abort()
    running.current = undefined
    setRun({ kind: 'idle' })
  }
  useEffect(() => forget, [key])

  const start: Running['start'] = (check) => {
    const controller = new AbortController()
    running.current = controller
    const isCurrent = () => running.current === controller
    setRun({ kind: 'running', progress: undefined, search: 0 })
    const onProgress = (progress: Progress, search: number) => {
      if (isCurrent()) setRun((was) => (was.kind === 'running' ? { kind: 'running', progress, search } : was))
    }
    check({ signal: controller.signal, onProgress }).then(
      (outcome) => {
        if (isCurrent()) setRun({ kind: 'done', outcome })
      },
      (error: unknown) => {
        if (isCurrent()) setRun({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
      },
    )
  }
  return { run, start, cancel: () => running.current?.abort() }
}
