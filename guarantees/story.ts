/** Saved counterexamples in words and as diagrams. */
import {
  type ReplicationPicture,
  renderMermaid,
  reportData,
  sentence,
  type StepData,
  type StorySentence,
  type Trace,
} from '../traces/index.ts'
import { listOf } from '../text/counted.ts'
import type { Model } from '../checker/model.ts'
import { reportSources } from '../questions/report-sources.ts'
import type { Oracle } from './oracle.ts'
import { type Guarantee, isOfUse } from './guarantees.ts'
import type { Cell, Story } from './result.ts'

/** Tells counterexamples one after the other; one that takes the steps of another is not told again. */
export class Storyteller {
  private readonly told = new Map<string, { guarantee: string; story: Story }>()
  private readonly oracle: Oracle

  constructor(oracle: Oracle) {
    this.oracle = oracle
  }

  /** The story of a refuted cell; of one without a counterexample, why there is none. Throws what the oracle throws when the trace is gone. */
  tell(guarantee: Guarantee, cell: Pick<Cell, 'trace'>): Story {
    if (cell.trace === undefined) return NOTHING_PROMISED
    const { model, trace } = this.oracle.recall(cell.trace)
    const run = `${cell.trace.replace(/[^/\\]*$/, '')} ${trace.steps.map((s) => `${s.action}(${s.params.map((p) => p.value).join()})`).join()}`
    const before = this.told.get(run)
    if (before !== undefined && isAboutRecord(guarantee))
      return { ...before.story, because: sentence(trace.why ?? ''), sameAs: before.guarantee }
    const story = storyOf(guarantee, model, trace)
    this.told.set(run, { guarantee: guarantee.id, story })
    return story
  }
}

const NOTHING_PROMISED: Story = {
  promise: [],
  turns: [],
  because: 'No producer is ever told that a write has succeeded, so there is nothing to keep.',
  steps: [],
  mermaid: '',
}

const isAboutRecord = ({ observer }: Guarantee): boolean => !isOfUse(observer)

function storyOf(guarantee: Guarantee, model: Model, trace: Trace): Story {
  const data = reportData(reportSources(trace.spec, model), trace)
  const { story } = data
  const last = data.steps.at(-1)
  const texts = (sentences: readonly StorySentence[] = []): string[] =>
    sentences.map(({ text, step }) => (step === undefined ? text : `${text} (step ${step})`))
  const isAvailability = !isAboutRecord(guarantee)
  return {
    promise: texts(story?.promise),
    turns: texts(story?.turns),
    because:
      isAvailability && last?.picture !== undefined && 'replicas' in last.picture
        ? outage(guarantee, last.picture, data.steps[0]?.picture)
        : (story?.because ?? ''),
    // What is possible from the end of a run cannot be tried on the run alone.
    ...(!isAvailability && story !== undefined && story.prevented.length > 0 && { prevented: story.prevented.join(' ') }),
    steps: data.steps.slice(1).map(({ number, label, summary }) => ({ step: number, action: label, summary })),
    mermaid: renderMermaid(data, { isBesideStory: true }),
  }
}

/** What a partition does not do, by guarantee. */
const NEVER_AGAIN: Readonly<Record<string, string>> = {
  electable: 'gets no leader again',
  committable: 'of __consumer_offsets takes no commit again',
}

/** Who is down, and who the controller might still turn to; `start` is where the run begins. */
function outage({ id }: Guarantee, { controller, replicas }: ReplicationPicture, start: StepData['picture']): string {
  const down = replicas.filter((r) => r.role === 'down').map((r) => r.id)
  const elr = controller.facts.find((fact) => fact.name === 'ELR')?.value
  const candidates = `ISR {${controller.isr.join(',')}}${elr === undefined ? '' : `, ELR ${elr}`}`
  const what = NEVER_AGAIN[id] ?? 'takes no write again'
  if (down.length === 0) return `Whatever heals from here on, the partition ${what}: ${candidates}.`
  // Of a partition that was found in trouble nobody knows whether who is out of the ISR runs.
  const found = (start === undefined || 'lanes' in start ? [] : start.replicas).filter((r) => r.role === 'down' && !r.inIsr)
  const were = found.flatMap((r) => (down.includes(r.id) ? [r.id] : []))
  const [was, runs] = were.length === 1 ? ['was', 'it runs'] : ['were', 'they run']
  const said = were.length === 0 ? '' : ` (${listOf(were)} ${was} found out of the ISR: whether ${runs} is not known)`
  return `While ${down.join(' and ')} ${down.length === 1 ? 'stays' : 'stay'} down${said}, the partition ${what}, whatever else heals: ${candidates}.`
}
