/** What `claims` prints: pure functions from rows to text and JSON. */
import { type Claim, type Expected, judgementOf, wordsOf } from '../../claims/claim.ts'
import { CURRENT_VERSION } from '../../model/kraft/versions.ts'
import { renderText, reportData, traceOf } from '../../traces/index.ts'
import { type ClaimedEntry, type ClaimRow, claimsVerdict } from '../../questions/claims.ts'
import { type Share, shareText } from '../../questions/share.ts'
import { specData } from '../../questions/spec.ts'
import { reportSources } from '../../questions/report-sources.ts'
import type { Program } from '../program.ts'
import { count } from '../../text/counted.ts'
import { harmless } from '../../text/harmless.ts'
import type { Paint, Role } from '../../text/span.ts'

/** `violated in 3 steps`, `holds`: a verdict in words. */
export function verdictText(verdict: ClaimRow['verdict'], steps: number | undefined): string {
  if (verdict === 'impossible') return 'not reached'
  return steps === undefined ? verdict : `${verdict} in ${steps} ${steps === 1 ? 'step' : 'steps'}`
}

const expectedText = (expected: Expected): string =>
  verdictText(expected.verdict, 'steps' in expected ? expected.steps : undefined)

/** What is wrong with a row, or nothing. */
function complaint(row: ClaimRow): string {
  if (row.isAsExpected) return ''
  if (row.astray.length > 0) return `  although ${row.astray.join(', ')} should hold`
  return `  expected ${expectedText(row.entry.expected)}`
}

/** One line on standard error when an entry is decided. */
export const rowLine = (row: ClaimRow): string =>
  `${row.entry.id}  ${verdictText(row.verdict, row.steps)}${complaint(row)}  (${count(row.check.runs[0]?.result.distinct ?? 0)} states, ${row.check.seconds.toFixed(1)} s)`

export interface ClaimsReport {
  readonly program: Program
  readonly paint: Paint
  readonly width: number
  /** Where traces were saved, by entry. */
  readonly files: ReadonlyMap<string, string>
}

/** The claims by name. */
export function claimsList(chosen: readonly ClaimedEntry[], paint: Paint): string {
  const width = Math.max(...chosen.map(({ claim }) => claim.id.length))
  const claims = [...new Set(chosen.map(({ claim }) => claim))]
  return claims
    .map((claim) => {
      const conditions = claim.entries
        .filter((entry) => entry.id !== claim.id)
        .map((entry) => `    ${entry.id}: ${entry.condition}\n`)
      return `${paint({ text: claim.id.padEnd(width), role: 'strong' })}  ${claim.sentence}\n${conditions.join('')}`
    })
    .join('')
}

/** What is left of each sentence, and on what grounds. */
function judgements(rows: readonly ClaimRow[], chosen: readonly ClaimedEntry[], width: number, paint: Paint): string[] {
  const claims = [...new Set(rows.map((row) => row.claim))]
  return claims.flatMap((claim) => {
    const own = rows.filter((row) => row.claim === claim)
    const { judged, why, role } = judgedBy(claim, own, chosen.filter((c) => c.claim === claim).length)
    const [first = '', ...more] = wrapped(judged, why, width, LABEL)
    return [
      ...wrapped('', `“${claim.sentence}”`, width, 0),
      `${paint({ text: first.slice(0, LABEL), role })}${first.slice(LABEL)}`,
      ...more,
      ...own.flatMap((row) => wrapped('', `${verdictText(row.verdict, row.steps)}: ${row.entry.condition}`, width, LABEL)),
      '',
    ]
  })
}

/** What the rows of a claim say of it, of which there are to be so many. */
function judgedBy(
  claim: Claim,
  rows: readonly ClaimRow[],
  of: number,
): { readonly judged: string; readonly why: string; readonly role: Role } {
  if (rows.some((row) => !row.isAsExpected && row.verdict !== 'incomplete'))
    return { judged: 'UNEXPECTED', why: 'a verdict is not as the catalogue says', role: 'bad' }
  const decided = rows.filter((row) => row.isAsExpected).length
  if (decided < of) return { judged: 'INCOMPLETE', why: `${decided} of ${of} conditions are decided`, role: 'strong' }
  return { judged: judgementOf(claim).toUpperCase(), why: claim.verdict, role: 'good' }
}

/** Those that there is no row of. */
const missingOf = (rows: readonly ClaimRow[], chosen: readonly ClaimedEntry[]): readonly ClaimedEntry[] =>
  chosen.filter(({ entry }) => !rows.some((row) => row.entry.id === entry.id))

/** Columns of what stands before a judgement. */
const LABEL = 12

/** What is left of the claims that were named; the table, one line per entry; how many are as the catalogue says. */
export function claimsText(
  rows: readonly ClaimRow[],
  chosen: readonly ClaimedEntry[],
  { program, paint, width, areNamed, share }: ClaimsReport & { readonly areNamed: boolean; readonly share?: Share | undefined },
): string {
  const name = Math.max(5, ...chosen.map(({ entry }) => entry.id.length))
  const said = Math.max(7, ...rows.map((row) => verdictText(row.verdict, row.steps).length))
  const line = (id: string, verdict: string, states: string, time: string) =>
    `  ${id.padEnd(name)}  ${verdict}  ${states.padStart(11)}  ${time.padStart(7)}`
  const lines = rows.map((row) => {
    const text = verdictText(row.verdict, row.steps).padEnd(said)
    const { distinct } = row.check.runs[0]?.result ?? { distinct: 0 }
    return `${line(row.entry.id, paint({ text, role: row.isAsExpected ? 'good' : 'bad' }), count(distinct), `${row.check.seconds.toFixed(1)} s`)}${complaint(row)}`
  })
  const asExpected = rows.filter((row) => row.isAsExpected).length
  const missing = missingOf(rows, chosen)
  const why = share === undefined ? 'were not tried' : `were not tried in this share, ${shareText(share)}`
  return [
    `tidemark ${program.version}  claims`,
    '',
    ...(areNamed ? judgements(rows, chosen, width, paint) : []),
    paint({ text: line('claim', 'verdict'.padEnd(said), 'states', 'time'), role: 'faint' }),
    ...lines,
    '',
    `${asExpected} of ${chosen.length} claims as the catalogue says${missing.length > 0 ? `; ${missing.length} ${why}` : ''}`,
    ...(areNamed && missing.length > 0 ? wrapped('Missing', missing.map(({ entry }) => entry.id).join(', '), width) : []),
    '',
  ].join('\n')
}

/** An entry at length: condition, reason, command, and the run that shows it. */
export function entryText(row: ClaimRow, { program, paint, width, files }: ClaimsReport): string {
  const { entry, property } = row
  const model = property.run.model
  const trace = traceOf(model, specData(property.run.spec), property)
  const file = files.get(entry.id)
  const head = [
    '',
    paint({ text: entry.id, role: 'strong' }),
    '',
    `With      ${entry.condition} (Kafka ${entry.version ?? CURRENT_VERSION})`,
    `Verdict   ${entry.property} ${verdictText(row.verdict, row.steps)}${complaint(row)}`,
    ...wrapped('Why', entry.why, width),
    `Command   ${program.commandLine('check', ...wordsOf(entry))}`,
    ...(file === undefined ? [] : [`Replay    ${harmless(program.commandLine('trace', file))}`]),
    '',
  ]
  const story =
    trace === undefined
      ? ''
      : `\n${renderText(trace, { paint, width, report: reportData(reportSources(trace.spec, model), trace) })}`
  return `${head.join('\n')}${story}`
}

/** Text after a label, broken at spaces, indented below it. */
function wrapped(label: string, text: string, width: number, indent = 10): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || indent + last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.map((line, i) => `${(i === 0 ? label : '').padEnd(indent)}${line}`)
}

/** The object of `claims --json`; entries that were not decided have no verdict, and none has when they are only listed. */
export function claimsJson(
  rows: readonly ClaimRow[] | undefined,
  chosen: readonly ClaimedEntry[],
  files: ReadonlyMap<string, string>,
  program: Program,
  share?: Share,
): object {
  const byId = new Map(rows?.map((row) => [row.entry.id, row]))
  const claims = [...new Set(chosen.map(({ claim }) => claim))]
  const missing = rows === undefined ? [] : missingOf(rows, chosen)
  return {
    schema: 1,
    command: 'claims',
    version: program.version,
    ...(rows !== undefined && {
      verdict: claimsVerdict(rows, chosen.length),
      asExpected: rows.filter((r) => r.isAsExpected).length,
    }),
    of: chosen.length,
    ...(share !== undefined && { share: shareText(share) }),
    ...(missing.length > 0 && { missing: missing.map(({ entry }) => entry.id) }),
    claims: claims.map((claim) => ({
      id: claim.id,
      sentence: claim.sentence,
      judgement: judgementOf(claim),
      entries: chosen
        .filter((c) => c.claim === claim)
        .map(({ entry }) => entryJson(entry, byId.get(entry.id), files.get(entry.id), program)),
    })),
  }
}

function entryJson(
  entry: ClaimedEntry['entry'],
  row: ClaimRow | undefined,
  file: string | undefined,
  { commandLine }: Program,
): object {
  const { expected } = entry
  return {
    id: entry.id,
    condition: entry.condition,
    bears: entry.bears,
    kafkaVersion: entry.version ?? CURRENT_VERSION,
    property: entry.property,
    command: commandLine('check', ...wordsOf(entry)),
    expected: expected.verdict,
    ...('steps' in expected && { expectedSteps: expected.steps }),
    ...(row !== undefined && {
      verdict: row.verdict,
      isAsExpected: row.isAsExpected,
      ...(row.steps !== undefined && { steps: row.steps }),
      ...(row.astray.length > 0 && { astray: row.astray }),
      distinct: row.check.runs[0]?.result.distinct ?? 0,
      exhausted: row.check.runs[0]?.result.exhausted ?? false,
      seconds: Number(row.check.seconds.toFixed(3)),
    }),
    ...(file !== undefined && { trace: file, replay: commandLine('trace', file) }),
  }
}
