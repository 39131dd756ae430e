import type { Progress } from '../checker/index.ts'
import { count } from '../text/counted.ts'
import type { Terminal } from './terminal.ts'

/** On a terminal one line is redrawn; elsewhere a plain line appears every so many seconds. */
const PLAIN_EVERY_SECONDS = 10

/** Says that states are being found. */
export function searching({ tell }: Pick<Terminal, 'tell'>, { depth, distinct }: Progress): void {
  if (distinct > 0) tell({ type: 'searching', depth, distinct })
}

export interface ProgressLine {
  readonly update: (progress: Progress) => void
  /** Removes the line. */
  readonly end: () => void
}

/** Tells how a search gets on, and shows it on standard error. `quiet` shows nothing. */
export function progressLine(terminal: Terminal, label: string, quiet: boolean): ProgressLine {
  let shown = false
  let lastPlain = 0
  const line = (p: Progress): string => {
    const rate = (n: number) => `${count(n)} (${count(p.seconds > 0 ? n / p.seconds : 0)}/s)`
    return `${label}  level ${p.depth}  ${rate(p.generated)} generated  ${rate(p.distinct)} distinct  ${count(p.queue)} queued  mem ${Math.ceil(p.memoryBytes / 2 ** 20)} MiB`
  }
  return {
    update: (p) => {
      searching(terminal, p)
      if (quiet) return
      if (terminal.errIsTerminal) {
        terminal.err(`\r\u001b[K${line(p).slice(0, terminal.width - 1)}`)
        shown = true
      } else if (p.seconds - lastPlain >= PLAIN_EVERY_SECONDS) {
        terminal.err(`${line(p)}\n`)
        lastPlain = p.seconds
      }
    },
    end: () => {
      if (shown) terminal.err('\r\u001b[K')
      shown = false
    },
  }
}
