/** Who answers the questions of `validate`: within which limits, with which earlier answers, and how far it is. */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { AnswerCache } from '../../answers/cache.ts'
import { cacheSecret } from '../../answers/cache-key.ts'
import { Explorer } from '../../answers/oracle.ts'
import { UserError } from '../../machine/errors.ts'
import { cacheFolder } from '../../machine/user-folders.ts'
import { harmless } from '../../text/harmless.ts'
import type { Share } from '../../questions/share.ts'
import { searching } from '../progress.ts'
import type { Terminal } from '../terminal.ts'

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
    onUnkept: (why) => terminal.err(`note: answers are not kept for the next run: ${harmless(why)}\n`),
    onProgress: progressOf(terminal, isSilent(flags)),
  })
}

/** Where answers were kept once: in the folder that is checked, where anybody may have written them. */
const FORMER_CACHE = '.tidemark/cache'

/** The answers of earlier runs; undefined when they are not wanted, or cannot be trusted. @throws UserError TM-101, TM-301. */
export function openCache(flag: string | boolean | undefined, terminal: Terminal): AnswerCache | undefined {
  if (flag === false) return undefined
  const folder = typeof flag === 'string' ? resolve(terminal.cwd, flag) : cacheFolder(terminal.env)
  if (typeof flag === 'string' && existsSync(folder ?? '') && !statSync(folder ?? '').isDirectory())
    throw new UserError('TM-301', `--cache: ${flag} is not a folder`)
  const secret = cacheSecret(terminal.env)
  const note = (text: string): void => terminal.err(`note: ${text}\n`)
  if (existsSync(resolve(terminal.cwd, FORMER_CACHE)))
    note(`answers in ${FORMER_CACHE} are not read any more, as whoever writes the folder could change them; it can be deleted`)
  if (folder === undefined || secret === undefined) {
    note(
      `answers are neither read nor kept: there is no private place for ${folder === undefined ? 'them' : 'the key that proves them'}`,
    )
    return undefined
  }
  return new AnswerCache(folder, secret)
}

/**
 * One line on standard error: redrawn on a terminal, else every ten seconds. How many explorations the tables take is known from the
 * start; how many more it takes for the code, and to find causes and remedies, hangs on the answers.
 */
function progressOf(terminal: Terminal, silent: boolean): (done: number, of: number) => void {
  let last = performance.now()
  let tables: number | undefined
  let told = 0
  return (done, of) => {
    tables ??= of
    if (done > told) terminal.tell({ type: 'answered', done, of })
    told = done
    if (silent) return
    const line = progressText(done, of, tables)
    if (terminal.errIsTerminal) terminal.err(`\r\u001b[K${line}`)
    else if (performance.now() - last >= 10_000) {
      terminal.err(`${line}\n`)
      last = performance.now()
    }
  }
}

/** `explored 3 of 54`; beyond what the tables take, how many there are so far. */
export const progressText = (done: number, of: number, tables: number): string =>
  of === tables
    ? `explored ${done} of ${of}`
    : `explored ${tables} of ${tables}, and for the code, causes and remedies ${done - tables} of ${of - tables} so far`
