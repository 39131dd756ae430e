/** Histories of clusters under random faults, and whether the model explains what they left, as text and as JSON. */
import { deedText, type Deed, type NemesisTopic } from '../../cluster/nemesis/deeds.ts'
import type { ExplainVerdict, ToldExplanation } from '../../questions/explain-inputs.ts'
import { counted } from '../../text/counted.ts'
import { labelled, type Page, words } from '../../text/layout.ts'
import type { Paint, Role } from '../../text/span.ts'
import { whyText } from '../explanation/text.ts'

/** What one partition of one cluster came to. */
export interface NemesisHistory {
  /** The number of its cluster, from 0 on. */
  readonly cluster: number
  readonly topic: NemesisTopic
  readonly told: ToldExplanation
  /** The folder its records were saved in. */
  readonly folder: string | undefined
}

export interface NemesisResult {
  readonly kafka: string
  readonly seed: number
  /** How many clusters were asked for. */
  readonly clusters: number
  /** What was done to each. */
  readonly deeds: readonly (readonly Deed[])[]
  readonly histories: readonly NemesisHistory[]
}

const ROLES: Readonly<Record<ExplainVerdict, Role>> = {
  kept: 'good',
  lost: 'good',
  undecided: 'good',
  unexplained: 'bad',
  incomplete: 'strong',
}
const WORDS: Readonly<Record<ExplainVerdict, string>> = {
  kept: 'explained, kept',
  lost: 'explained, lost',
  undecided: 'explained, open',
  unexplained: 'NOT EXPLAINED',
  incomplete: 'incomplete',
}

/** Whether the model explains it. */
export const isExplained = ({ told }: Pick<NemesisHistory, 'told'>): boolean =>
  ['kept', 'lost', 'undecided'].includes(told.verdict)

const settingsText = ({ acks, minIsr, unclean }: NemesisTopic): string =>
  `acks=${acks}, min.insync.replicas=${minIsr}${unclean ? ', unclean election' : ''}`

/** What was done to a cluster, on a line. */
export const deedsLine = (cluster: number, deeds: readonly Deed[]): string =>
  `${String(cluster + 1).padStart(4)}  ${deeds.map(deedText).join(', ')}\n`

/** One history on a line. */
export function historyLine(history: NemesisHistory, paint: Paint): string {
  const { topic, told, folder } = history
  const { verdict } = told
  const shown = 'why' in told.story ? 0 : told.story.log.items.length
  const why = isExplained(history) ? '' : `: ${whyText(told)}`
  const kept = folder === undefined ? '' : `; saved in ${folder}`
  return `      ${topic.name}  ${paint({ text: WORDS[verdict], role: ROLES[verdict] })}  ${counted(shown, 'record')} of the metadata log, ${settingsText(topic)}${why}${kept}\n`
}

/** The sum of them, behind their lines. */
export function nemesisText(result: NemesisResult, paint: Paint, width: number): string {
  const page: Page = { paint, width: Math.max(40, width) }
  const { kafka, seed, clusters, histories } = result
  const parts = (Object.keys(WORDS) as ExplainVerdict[])
    .map((verdict) => ({ verdict, n: histories.filter(({ told }) => told.verdict === verdict).length }))
    .filter(({ n }) => n > 0)
    .map(({ verdict, n }) => `${n} ${WORDS[verdict]}`)
  const explained = histories.filter(isExplained).length
  const head = histories.some(({ told }) => told.verdict === 'unexplained') ? 'NOT EXPLAINED' : 'EXPLAINED'
  const isAll = explained === histories.length && result.deeds.length === clusters
  const lines = [
    '',
    `${paint({ text: head, role: isAll ? 'good' : head === 'EXPLAINED' ? 'strong' : 'bad' })}  ${explained} of ${counted(histories.length, 'history', 'histories')} of Kafka ${kafka}`,
    '',
    ...labelled(
      'Histories',
      words(`${parts.join('; ') || 'none'}; of ${counted(result.deeds.length, 'cluster')} of ${clusters}, --seed ${seed}`),
      page,
    ),
  ]
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

/** The same as plain data. */
export const nemesisJson = ({ kafka, seed, clusters, deeds, histories }: NemesisResult): object => ({
  schema: 1,
  command: 'confirm',
  kafka,
  nemesis: { clusters, seed },
  clusters: deeds.map((done, i) => ({
    cluster: i + 1,
    deeds: done.map(deedText),
    histories: histories
      .filter(({ cluster }) => cluster === i)
      .map((history) => ({
        ...history.topic,
        verdict: history.told.verdict,
        records: 'why' in history.told.story ? 0 : history.told.story.log.items.length,
        ...(!isExplained(history) && { why: whyText(history.told) }),
        ...(history.folder !== undefined && { folder: history.folder }),
      })),
  })),
})
