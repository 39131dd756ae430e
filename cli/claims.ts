/** The command `claims`: the folklore of Kafka replication, each sentence with a proof or a counterexample. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Claim } from '../claims/claim.ts'
import { CLAIMS } from '../claims/index.ts'
import { claimsDocs } from '../reports/claims/docs.ts'
import { claimsVerdict, type ClaimRow, chosenEntries, runClaims } from '../questions/claims.ts'
import { type Share, shareOf } from '../questions/share.ts'
import { claimsJson, claimsList, claimsText, entryText, rowLine } from '../reports/claims/text.ts'
import { addCommand } from './commands.ts'
import { UserError } from '../machine/errors.ts'
import { jsonText } from '../text/json-text.ts'
import { type ExitCode, exitCodeOf, signalOf } from '../machine/exit-codes.ts'
import { refuseUnwritable, writeWhole } from '../machine/files.ts'
import { addFlags, type LimitFlags, maxMemoryFlag, type OutputFlags, workersFlag } from './flags.ts'
import { colorFlag, jsonFlag, maxSecondsFlag, outFlag, shardFlag, sharedCacheFlag } from '../questions/flags/common.ts'
import { rememberingIn } from '../answers/places.ts'
import { programStarted } from './started-by.ts'
import { saveTraces } from '../answers/save-traces.ts'
import { FlagError } from '../text/flag-error.ts'
import { note, painter, type Terminal, wantsColor } from './terminal.ts'

export interface ClaimsFlags extends LimitFlags, OutputFlags {
  readonly list: boolean
  readonly writeDocs: boolean
  readonly cache?: string
  readonly shard?: Share
}

/** The page that `--write-docs` writes, from the root of the repository. */
const PAGE = 'docs/claims.md'

/** Adds `claims` and its flags to the program. */
export function addClaims(program: Command, run: (ids: readonly string[], flags: ClaimsFlags) => Promise<void>): void {
  addFlags(addCommand(program, 'claims', 'claims, or single conditions of them; all of them when none is named'), [
    { flag: '--list', help: 'list the claims and do not check them', standard: false },
    {
      flag: '--write-docs',
      help: `write ${PAGE}; only the whole catalogue, and only when every verdict is the expected one`,
      standard: false,
    },
    workersFlag('claims checked at a time'),
    maxMemoryFlag('memory for states, of all searches together'),
    maxSecondsFlag('end a claim as incomplete after this time'),
    sharedCacheFlag,
    shardFlag('the conditions'),
    outFlag,
    jsonFlag,
    { flag: '--quiet', help: 'no progress, and no story of a single claim', standard: false },
    colorFlag,
  ])
    .addHelpText(
      'after',
      '\nExit codes: 0 every verdict is as the catalogue says, 10 one is not, 64 bad flags, 75/76 an action or a property\nthrew, 129/130/143 interrupted, 152 incomplete, 255 internal error.\n',
    )
    .action(run)
}

/** Runs the command and returns its exit code. @throws UserError for what the user can put right. */
export async function claims(
  ids: readonly string[],
  flags: ClaimsFlags,
  terminal: Terminal,
  catalogue: readonly Claim[] = CLAIMS,
): Promise<ExitCode> {
  const remember = rememberingIn(flags, terminal, (text) => note(terminal, text))
  const asked = chosenEntries(ids, catalogue)
  const chosen = shareOf(asked, flags.shard)
  const program = programStarted(terminal.env)
  const paint = painter(wantsColor(terminal, flags.color))
  if (flags.list) {
    if (flags.writeDocs) throw new FlagError('--list checks nothing, and --write-docs needs every verdict')
    terminal.out(flags.json ? jsonText(claimsJson(undefined, chosen, new Map(), program)) : claimsList(chosen, paint))
    return 0
  }
  if (flags.writeDocs && (ids.length > 0 || flags.shard !== undefined))
    throw new FlagError(
      '--write-docs writes the whole catalogue; it cannot be combined with single claims, nor with a share of them',
    )
  const page = resolve(terminal.cwd, PAGE)
  if (flags.writeDocs && !existsSync(resolve(terminal.cwd, 'docs')))
    throw new UserError(
      'TM-301',
      `--write-docs: there is no folder docs in ${terminal.cwd}; run it at the root of the repository`,
    )
  refuseUnwritable('--out', resolve(terminal.cwd, flags.out))

  const { workers, maxMemory, maxSeconds } = flags
  let done = 0
  const rows = await runClaims(
    chosen,
    { workers, maxMemory, maxSeconds, signal: terminal.signal, remember: remember?.of },
    (row) => {
      done++
      if (!flags.json && !flags.quiet) terminal.err(`${done}/${chosen.length}  ${rowLine(row)}\n`)
    },
  )
  const unsaved: UserError[] = []
  const files = new Map(rows.flatMap((row) => traceFileOf(row, flags, terminal, unsaved)))
  if (flags.json) terminal.out(jsonText(claimsJson(rows, asked, files, program, flags.shard)))
  else {
    const report = { program, paint, width: terminal.width, files, areNamed: ids.length > 0, share: flags.shard }
    terminal.out(claimsText(rows, asked, report))
    const isOne = new Set(chosen.map(({ claim }) => claim.id)).size === 1
    if (isOne && !flags.quiet)
      for (const row of rows) terminal.out(entryText(row, { program, paint, width: terminal.width, files }))
  }
  // What other shares decide is missing in the report, and no fault of this run.
  const verdict = claimsVerdict(rows, chosen.length)
  if (flags.writeDocs) {
    if (verdict !== 'holds') terminal.err(`${PAGE} was not written: not every verdict is the expected one\n`)
    else writeWhole(page, (write) => write(claimsDocs(rows)))
  }
  const [lost] = unsaved
  if (lost !== undefined) throw lost
  remember?.refuseUnkept()
  return exitCodeOf({
    verdict,
    error: rows.flatMap((row) => row.check.runs.map((run) => run.result.error?.kind)).find((kind) => kind !== undefined),
    stop: undefined,
    violated: verdict === 'violated' ? ['witness'] : [],
    signal: signalOf(terminal),
    allowIncomplete: false,
  })
}

/** Saves the shortest way to what an entry shows, when there is one. */
function traceFileOf(row: ClaimRow, flags: ClaimsFlags, terminal: Terminal, unsaved: UserError[]): [string, string][] {
  const stem = resolve(terminal.cwd, flags.out, `claim-${row.entry.id.replaceAll('/', '-')}`)
  const check = { ...row.check, properties: [row.property] }
  const saved = saveTraces(check, stem, terminal.cwd, ({ error }) => void unsaved.push(error))
  return saved.flatMap(({ file }): [string, string][] => (file === undefined ? [] : [[row.entry.id, file]]))
}
