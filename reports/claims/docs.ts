/** `docs/claims.md`, from decided claims: no times, nothing of the machine. */
import {
  type Claim,
  defaultRecords,
  type Entry,
  isOfTransactions,
  judgementOf,
  type ReplicationEntry,
  type TransactionsClaimEntry,
  wordsOf,
} from '../../claims/claim.ts'
import type { Model } from '../../checker/model.ts'
import { CURRENT_VERSION } from '../../model/kraft/versions.ts'
import { renderMermaid, type ReportData, reportData, traceOf } from '../../traces/index.ts'
import type { ClaimRow } from '../../questions/claims.ts'
import { verdictText } from './text.ts'
import { specData } from '../../questions/spec.ts'
import { reportSources } from '../../questions/report-sources.ts'
import { count, counted } from '../../text/counted.ts'
import { programOf } from '../program.ts'

/** The page lies in the repository, and its commands are run there. It names no version. */
const IN_A_CLONE = programOf('', 'npm script')

/** The page. The rows are those of the whole catalogue, each as expected. */
export function claimsDocs(rows: readonly ClaimRow[]): string {
  const claims = [...new Set(rows.map((row) => row.claim))]
  const judged = claims.map((claim) => judgementOf(claim))
  const count = (judgement: string) => judged.filter((j) => j === judgement).length
  return [
    '<!-- Written by `npm run claims -- --write-docs`. Do not edit: change claims/ and write it again. -->',
    '',
    '# What people say about Kafka replication',
    '',
    `${claims.length} sentences that everybody repeats, put to ${rows.length} searches: ${count('holds')} hold, ${count('imprecise')} are imprecise, ${count('refuted')} are refuted. Every verdict is exact within`,
    'the bounds that stand beside it: either every reachable state was seen, or the run that is shown is a shortest one.',
    '',
    '- **holds**: every reachable state within the bounds was seen, and the property is true of all of them.',
    '- **violated**, **reached**: the run below shows it, and no shorter one does.',
    '- **not reached**: every reachable state within the bounds was seen, and it is in none of them.',
    '',
    'What is said of a sentence is said of Kafka as it is today. Conditions marked as _contrast_ speak neither for it nor against it: they',
    'show where the border runs, or how it was in an earlier release. `npm run claims` checks all of them again, `npm run claims -- ID` tells one.',
    '',
    '| claim | | what is left of it |',
    '| --- | --- | --- |',
    ...claims.map((claim) => `| [${claim.sentence}](#${claim.id}) | ${judgementOf(claim)} | ${claim.verdict} |`),
    '',
    '## What is taken for granted',
    '',
    ...assumptionsOf(rows[0]?.property.run.model).map((text) => `- ${text}`),
    `- Unless a command says otherwise: Kafka ${CURRENT_VERSION}, replication factor 3, min.insync.replicas=2, acks=all, ${defaultRecords} records; everything else as`,
    '  the release has it by default. A producer sends each record once unless retries are set; there is no consumer unless auto.offset.reset is.',
    '- Faults happen at any moment, up to the number that is given. What heals (restarts, elections that are needed, fetches, the ISR growing',
    '  again) is free, and may come at any moment or never.',
    '',
    ...claims.flatMap((claim) => claimLines(claim, rows)),
  ].join('\n')
}

const assumptionsOf = (model: Model | undefined): readonly string[] =>
  (model?.assumptions ?? []).map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`)

function claimLines(claim: Claim, rows: readonly ClaimRow[]): string[] {
  const own = rows.filter((row) => row.claim === claim)
  return [
    `## ${claim.id}`,
    '',
    `> ${claim.sentence}`,
    '',
    `**${capital(judgementOf(claim))}.** ${claim.verdict}`,
    '',
    ...own.flatMap((row) => entryLines(row, own.length > 1)),
  ]
}

const BEARS = { confirms: 'for the claim', refutes: 'against it', contrast: 'contrast' } as const

function entryLines(row: ClaimRow, isOneOfMany: boolean): string[] {
  const { entry, property } = row
  const result = property.run.result
  const seen = result.exhausted
    ? `all ${count(result.distinct)} states, ${result.depth} steps deep`
    : `found after ${count(result.distinct)} states`
  return [
    ...(isOneOfMany ? [`### ${entry.id}`, ''] : []),
    `${capital(entry.condition)}: **${verdictText(row.verdict, row.steps)}** (${BEARS[entry.bears]}).`,
    '',
    entry.why,
    '',
    `- ${entry.property}: ${property.statement}`,
    ...alongsideLines(row),
    `- Bounds: ${boundsInWords(entry)}; ${seen}.`,
    '',
    '```sh',
    IN_A_CLONE.commandLine('check', ...wordsOf(entry)),
    '```',
    '',
    ...storyLines(row),
  ]
}

function alongsideLines({ entry, check }: ClaimRow): string[] {
  return (entry.alongside ?? []).map((name) => {
    const found = check.properties.find((p) => p.name === name)
    const said = found?.kind === 'witness' ? `reached in ${found.path?.steps.length ?? 0} steps` : (found?.verdict ?? '')
    return `- ${name}, judged beside it: ${said}.`
  })
}

/** What `--fault-kinds` allows, in words. */
const KINDS = {
  cleanStops: ['clean stop', 'clean stops'],
  kills: ['kill -9', 'kills -9'],
  powerLosses: ['loss of power', 'losses of power'],
  diskLosses: ['loss of a disk', 'losses of a disk'],
  fencings: ['live broker fenced', 'live brokers fenced'],
  isrShrinks: ['lagging follower dropped from the ISR', 'lagging followers dropped from the ISR'],
  elections: ['election nobody needed', 'elections nobody needed'],
  unregistrations: ['broker unregistered', 'brokers unregistered'],
  reassignments: ['reassignment', 'reassignments'],
  zoneKills: ['zone killed', 'zones killed'],
  zonePowerLosses: ['zone that loses power', 'zones that lose power'],
  zoneDiskLosses: ['zone lost with its disks', 'zones lost with their disks'],
  zoneFencings: ['zone cut off', 'zones cut off'],
  isrCollapses: ['collapse of the ISR', 'collapses of the ISR'],
  preferredElections: ['preferred election', 'preferred elections'],
  uncleanElections: ['unclean election by command', 'unclean elections by command'],
  lateReplies: ['late reply to a fetch', 'late replies to fetches'],
  slowRequests: ['slow produce request', 'slow produce requests'],
} as const satisfies Record<Exclude<keyof ReplicationEntry['faults'], 'total'>, readonly [string, string]>

/** The bounds of an entry about transactions. */
function transactionsBounds({ bounds }: TransactionsClaimEntry): string {
  const { late = 1, lateKinds, timeouts = 1, moves = 1, instances = 1, losses, others = 0 } = bounds
  const lost = Object.entries(losses ?? {}).flatMap(([log, n]) => (n === 0 ? [] : [`the end of a log lost once (${log})`]))
  const parts = [
    ...(late === 0 ? [] : [`${late} late ${lateKinds === undefined ? 'request' : lateKinds.join(' or ')}`]),
    ...(timeouts === 0 ? [] : [counted(timeouts, 'timeout')]),
    ...(moves === 0 ? [] : [`${counted(moves, 'change')} of the coordinator`]),
    ...lost,
  ]
  return [
    '2 transactions',
    counted(instances, 'producer'),
    ...(others === 0 ? [] : [`${others} transactions of other producers`]),
    parts.length === 0 ? 'nothing goes wrong' : parts.join(', '),
  ].join('; ')
}

function boundsInWords(entry: Entry): string {
  if (isOfTransactions(entry)) return transactionsBounds(entry)
  const { faults } = entry
  const kinds = (Object.keys(KINDS) as (keyof typeof KINDS)[]).flatMap((kind) => {
    const cap = Math.min(faults[kind] ?? 0, faults.total)
    return cap === 0 ? [] : [[cap, KINDS[kind][cap === 1 ? 0 : 1]] as const]
  })
  const sum = kinds.reduce((all, [cap]) => all + cap, 0)
  const listed = kinds.map(([cap, words]) => `${cap} ${words}`)
  const faultWords =
    faults.total === 0
      ? 'no faults'
      : sum === faults.total
        ? listed.join(', ')
        : `at most ${faults.total} ${faults.total === 1 ? 'fault' : 'faults'} out of ${listed.join(', ')}`
  const records = entry.records ?? defaultRecords
  return [
    `${records} ${records === 1 ? 'record' : 'records'}`,
    faultWords,
    ...(entry.staysDown ? ['brokers that go down stay down'] : []),
    ...Object.entries(entry.change ?? {}).map(([key, value]) => `${key} may change to ${value} at any moment`),
    ...(entry.keepsReplicationFactor ? ['reassignments keep the replication factor'] : []),
    ...(entry.administratorWaits ? ['an administrator waits'] : []),
    ...(entry.logSize === undefined ? [] : [`logs of at most ${entry.logSize}`]),
  ].join('; ')
}

/** The run as sentences and as a diagram. */
function storyLines({ property }: ClaimRow): string[] {
  const { model, spec } = property.run
  const trace = traceOf(model, specData(spec), property)
  if (trace === undefined) return []
  const data = reportData(reportSources(trace.spec, model), trace)
  return [
    ...data.steps.slice(1).map((step) => `${step.number}. ${escaped(capital(step.summary))}.`),
    '',
    ...told(data),
    '<details><summary>The same as a diagram</summary>',
    '',
    '```mermaid',
    renderMermaid(data, { isBesideStory: true }).trimEnd(),
    '```',
    '',
    '</details>',
    '',
  ]
}

/** A state is no counterexample by what it is, but by what can follow from it. */
const NO_WAY_BACK = 'From here on no run within these bounds leads to such a state again.'

function told({ story, property }: ReportData): string[] {
  if (story === undefined) return []
  const sentences = (label: string, of: readonly { readonly text: string; readonly step?: number }[]) =>
    of.length === 0
      ? []
      : [`- _${label}_ ${of.map(({ text, step }) => `${escaped(text)}${step === undefined ? '' : ` (step ${step})`}`).join(' ')}`]
  return [
    ...sentences('Let', story.promise),
    ...sentences('Then', story.turns),
    ...sentences('Because', [{ text: property.kind === 'possible' ? NO_WAY_BACK : story.because }]),
    ...sentences(
      'Prevent',
      story.prevented.map((text) => ({ text })),
    ),
    '',
  ]
}

/** With a capital, unless it begins with a name such as b0 or a setting. */
const capital = (text: string): string =>
  /^[a-z]+[\s,-]|^[a-z]+$/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text

/** What Markdown would take for something else. */
const escaped = (text: string): string => text.replace(/[<>*_[\]|]/g, (c) => `\\${c}`)
