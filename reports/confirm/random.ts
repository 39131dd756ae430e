/** What random walks on a cluster came to, as text and as JSON. */
import type { Ending } from '../../cluster/confirm.ts'
import { counted } from '../../text/counted.ts'
import { indented, labelled, type Page, words } from '../../text/layout.ts'
import type { Paint } from '../../text/span.ts'
import { describeTraceStep, type Trace } from '../../traces/index.ts'
import { differenceText, ROLES } from './text.ts'

/** A walk as it went on the cluster. */
export interface DrivenWalk {
  /** Its number, from 0 on. */
  readonly walk: number
  readonly run: Trace
  readonly ending: Ending
  /** The folder of the cluster, when it was kept. */
  readonly folder: string | undefined
  /** Of one that diverged: the shortest run found that does so too, and the file it was saved in. */
  readonly saved?: { readonly run: Trace; readonly file: string }
}

export interface DrivenWalks {
  readonly kafka: string
  readonly seed: number
  /** How many were asked for, each of at most so many steps. */
  readonly walks: number
  readonly maxSteps: number
  readonly driven: readonly DrivenWalk[]
}

/** Steps that the cluster has taken as the model did. */
const agreed = ({ run, ending }: DrivenWalk): number =>
  ending.kind === 'confirmed' ? run.steps.length : Math.max(0, ending.step - 1)

const all = ({ driven }: DrivenWalks): number => driven.reduce((sum, walk) => sum + agreed(walk), 0)
const countOf = ({ driven }: DrivenWalks, kind: Ending['kind']): number =>
  driven.filter(({ ending }) => ending.kind === kind).length

/** One walk on a line. */
export function walkLine(walk: DrivenWalk, paint: Paint): string {
  const { ending, run, saved } = walk
  const said =
    ending.kind === 'confirmed'
      ? counted(run.steps.length, 'step')
      : `step ${ending.step} of ${run.steps.length}, ${lastStep(walk)}: ${why(ending)}`
  const shorter = saved === undefined ? '' : `; ${counted(saved.run.steps.length, 'step')} saved as ${saved.file}`
  return `${String(walk.walk + 1).padStart(4)}  ${paint({ text: ending.kind, role: ROLES[ending.kind] })}  ${said}${shorter}\n`
}

function lastStep({ run, ending }: DrivenWalk): string {
  const step = 'step' in ending ? run.steps[ending.step - 1] : undefined
  return step === undefined ? 'the start' : describeTraceStep(step)
}

function why(ending: Exclude<Ending, { kind: 'confirmed' }>): string {
  if (ending.kind === 'cannot be driven') return ending.reason
  const [first] = ending.differences
  return first === undefined ? 'the end' : differenceText(first)
}

/** The sum of them, behind their lines. */
export function randomText(result: DrivenWalks, paint: Paint, width: number): string {
  const page: Page = { paint, width: Math.max(40, width) }
  const { kafka, seed, walks, maxSteps, driven } = result
  const [diverged, undriven] = [countOf(result, 'diverged'), countOf(result, 'cannot be driven')]
  const head = diverged > 0 ? 'diverged' : undriven > 0 ? 'cannot be driven' : 'confirmed'
  const isWhole = driven.length === walks
  const parts = (['confirmed', 'diverged', 'cannot be driven', 'not reproduced'] as const)
    .map((kind) => ({ kind, n: countOf(result, kind) }))
    .filter(({ n }) => n > 0)
    .map(({ kind, n }) => `${n} ${kind}`)
  const actions = [...new Set(driven.flatMap((walk) => walk.run.steps.slice(0, agreed(walk)).map(({ action }) => action)))]
  const lines = [
    '',
    `${paint(isWhole || diverged > 0 ? { text: head.toUpperCase(), role: ROLES[head] } : { text: 'INTERRUPTED', role: 'strong' })}  ${counted(all(result), 'step')} of ${counted(driven.length, 'walk')} went as the model says, on Kafka ${kafka}`,
    '',
    ...labelled(
      'Walks',
      words(`${parts.join(', ') || 'none'}, of ${walks}; at most ${counted(maxSteps, 'step')} each, --seed ${seed}`),
      page,
    ),
    ...labelled('Driven', words(actions.toSorted().join(', ') || 'nothing'), page),
    ...indented(words('nothing is said of any other step, or of these in another order'), page),
  ]
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

/** The same as plain data. */
export const randomJson = (result: DrivenWalks): object => ({
  schema: 1,
  command: 'confirm',
  kafka: result.kafka,
  random: { walks: result.walks, seed: result.seed, steps: result.maxSteps },
  agreed: all(result),
  walks: result.driven.map((walk) => ({
    walk: walk.walk + 1,
    outcome: walk.ending.kind,
    length: walk.run.steps.length,
    agreed: agreed(walk),
    steps: walk.run.steps.map(describeTraceStep),
    ...('step' in walk.ending && { step: walk.ending.step }),
    ...(walk.ending.kind === 'cannot be driven' && { reason: walk.ending.reason }),
    ...('differences' in walk.ending && { differences: walk.ending.differences }),
    ...(walk.saved !== undefined && { shrunk: walk.saved.run.steps.map(describeTraceStep), trace: walk.saved.file }),
    ...(walk.folder !== undefined && { folder: walk.folder }),
  })),
})
