/** Who answers the questions of `validate`: within which limits, with which earlier answers, and how far it is. */
import { resolve } from 'node:path'
import type { AnswerCache } from '../../answers/cache.ts'
import { Explorer } from '../../answers/oracle.ts'
import type { Share } from '../../questions/share.ts'
import { searching } from '../progress.ts'
import { note, type Terminal } from '../terminal.ts'

export interface ExplorerFlags {
  readonly workers: number
  readonly maxMemory: number
  readonly maxStates?: number
  readonly maxSeconds?: number
  readonly shard?: Share
  readonly out: string
  readonly quiet: boolean
  readonly json: boolean
  readonly markdown: boolean
}

export const isSilent = ({ quiet, json, markdown }: ExplorerFlags): boolean => quiet || json || markdown

export function explorerOf(flags: ExplorerFlags, terminal: Terminal, cache: AnswerCache | undefined): Explorer {
  return new Explorer({
    workers: flags.workers,
    maxMemory: Math.max(2 ** 20, Math.min(2 ** 32, Math.floor(flags.maxMemory / flags.workers))),
    maxSeconds: flags.maxSeconds,
    maxStates: flags.maxStates,
    out: resolve(terminal.cwd, flags.out),
    cache,
    share: flags.shard,
    cwd: terminal.cwd,
    signal: terminal.signal,
    onSearching: (progress) => searching(terminal, progress),
    onUnkept: (why) => note(terminal, `answers are not kept for the next run: ${why}`),
    onProgress: progressOf(terminal, isSilent(flags)),
  })
}

/**
 * One line on standard error: redrawn on a terminal, else every ten seconds. What is asked at once is counted to its total; how much more
 * follows (for the code, causes and remedies) hangs on the answers, so that there is no total of all.
 */
function progressOf(terminal: Terminal, silent: boolean): (done: number, of: number) => void {
  let last = performance.now()
  let before = 0
  let total = 0
  let told = 0
  return (done, of) => {
    if (of !== total) [before, total] = [done, of]
    if (done > told) terminal.tell({ type: 'answered', done, of })
    told = done
    if (silent) return
    const line = progressText(done, of, before)
    if (terminal.errIsTerminal) terminal.err(`\r\u001b[K${line}`)
    else if (performance.now() - last >= 10_000) {
      terminal.err(`${line}\n`)
      last = performance.now()
    }
  }
}

/** `explored 3 of 54`; of what is asked once the first `before` are answered, how many of these: `explored 54, then 3 of the next 12`. */
export const progressText = (done: number, of: number, before: number): string =>
  before === 0 ? `explored ${done} of ${of}` : `explored ${before}, then ${done - before} of the next ${of - before}`
