/** How far it is, on standard error: on a terminal one line that is redrawn, elsewhere lines. */
import type { Progress } from '../checker/index.ts'
import { count } from '../text/counted.ts'
import type { Terminal } from './terminal.ts'

/** Where there is no terminal, searches tell a line every so many seconds. */
const PLAIN_EVERY_SECONDS = 10

/** A line that is redrawn in its place, and removed at the end. Nothing is shown where there is no terminal. */
interface RedrawnLine {
  readonly show: (line: string) => void
  readonly end: () => void
}

export function redrawnLine(terminal: Terminal): RedrawnLine {
  let shown = false
  return {
    show: (line) => {
      if (!terminal.errIsTerminal) return
      terminal.err(`\r\u001b[K${line.slice(0, terminal.width - 1)}`)
      shown = true
    },
    end: () => {
      if (shown) terminal.err('\r\u001b[K')
      shown = false
    },
  }
}

/** Says that states are being found. */
export function searching({ tell }: Pick<Terminal, 'tell'>, { depth, distinct }: Progress): void {
  if (distinct > 0) tell({ type: 'searching', depth, distinct })
}

export interface ProgressLine {
  readonly update: (progress: Progress) => void
  /** Removes the line. */
  readonly end: () => void
}

/** Tells how a search gets on, and shows it. `quiet` shows nothing. */
export function progressLine(terminal: Terminal, label: string, quiet: boolean): ProgressLine {
  const { show, end } = redrawnLine(terminal)
  let lastPlain = 0
  const line = (p: Progress): string => {
    const rate = (n: number) => `${count(n)} (${count(p.seconds > 0 ? n / p.seconds : 0)}/s)`
    return `${label}  level ${p.depth}  ${rate(p.generated)} generated  ${rate(p.distinct)} distinct  ${count(p.queue)} queued  mem ${Math.ceil(p.memoryBytes / 2 ** 20)} MiB`
  }
  return {
    update: (p) => {
      searching(terminal, p)
      if (quiet) return
      if (terminal.errIsTerminal) show(line(p))
      else if (p.seconds - lastPlain >= PLAIN_EVERY_SECONDS) {
        terminal.err(`${line(p)}\n`)
        lastPlain = p.seconds
      }
    },
    end,
  }
}
