/** An explanation in words: let, then, because, and what would have prevented it. */
import type { PictureFacts } from '../model/picture-facts.ts'
import { recordName } from '../model/picture-facts.ts'
import type { Explanation, Prevention, RecordFate } from './explain.ts'
import type { StepPart, StoryData, StorySentence } from './report-types.ts'
import type { Trace } from './trace.ts'
import { sentence } from './words.ts'
import { listOf } from '../text/counted.ts'

/** The story of a trace. `summaries[i]` tells the step with number `i`. */
export function storyOf<S>(
  explanation: Explanation,
  facts: PictureFacts<S> | undefined,
  trace: Trace,
  summaries: readonly string[],
): StoryData | undefined {
  if (trace.status !== 'violated') return undefined
  const { fate, isCause, prevention } = explanation
  const context = (isCause ?? []).flatMap((is, i) => (is ? [] : [i + 1]))
  return {
    promise: fate === undefined || facts === undefined ? [] : letOf(fate, facts),
    turns: fate === undefined || facts === undefined ? [] : thenOf(fate, facts, summaries),
    because: sentence(trace.why ?? `${trace.property.name} is violated`),
    prevented: prevention === undefined ? [] : preventedBy(prevention),
    context,
  }
}

/** What each step is to the story, by number; the first is the initial state. */
export function partsOf({ fate, isCause }: Explanation, trace: Trace): (StepPart | undefined)[] {
  const last = trace.steps.length
  return trace.states.map((_, step) => {
    if (trace.status !== 'violated') return undefined
    if (step === last) return 'loss'
    if (step === fate?.promisedAt) return 'promise'
    if (step === fate?.losableAt) return 'risk'
    return step > 0 && isCause?.[step - 1] === false ? 'context' : 'cause'
  })
}

const names = <S>({ view }: PictureFacts<S>, replicas: readonly number[]): string =>
  listOf(replicas.map((r) => view.replicas.labels[r] ?? String(r)))

function letOf<S>(fate: RecordFate, facts: PictureFacts<S>): StorySentence[] {
  const record = recordName(fate.id)
  const { promisedBy } = fate
  return [
    {
      text: `${record} is the record that ${names(facts, [fate.writer])} appended at offset ${fate.offset} in leader epoch ${fate.epoch}.`,
      step: fate.writtenAt,
    },
    {
      text:
        promisedBy.kind === 'high watermark'
          ? `It was promised when the high watermark of ${names(facts, [promisedBy.leader])}, ${promisedBy.isTrue ? 'the leader' : 'which took itself for the leader'}, passed it: producers with acks=all were told that it is safe, and consumers may have read it.`
          : 'It was promised when its producer was told that the write had succeeded.',
      step: fate.promisedAt,
    },
  ]
}

function thenOf<S>(fate: RecordFate, facts: PictureFacts<S>, summaries: readonly string[]): StorySentence[] {
  const record = recordName(fate.id)
  const sentences: { readonly step: number; readonly text: string }[] = []
  const atOnce = fate.losableAt === fate.promisedAt
  // The step that puts the record at risk may be the one that does the harm, which then is told at the end.
  if ((fate.isGone || fate.losableTo.length > 0) && fate.losableAt !== fate.harmedAt) {
    const may = `${names(facts, fate.losableTo)} may lead, and ${fate.losableTo.length === 1 ? 'does' : 'do'} not hold it`
    const how = atOnce ? `It could be lost from the moment it was promised` : `From here on ${record} could be lost`
    const why = fate.isGone ? `From here on no log holds ${record}.` : `${how}: ${may}.`
    sentences.push({ step: fate.losableAt, text: `${atOnce ? '' : `${sentence(summaries[fate.losableAt] ?? '')} `}${why}` })
  }
  for (const { step, replica } of fate.drops)
    if (step !== fate.losableAt && step !== fate.harmedAt)
      sentences.push({ step, text: `${names(facts, [replica])} dropped ${record}: ${sentence(summaries[step] ?? '')}` })
  const happened = fate.harmedAt === fate.promisedAt ? '' : sentence(summaries[fate.harmedAt] ?? '')
  sentences.push({ step: fate.harmedAt, text: `${happened} ${harmInWords(fate, facts)}`.trim() })
  return sentences.toSorted((a, b) => a.step - b.step)
}

function harmInWords<S>({ harm, id }: RecordFate, facts: PictureFacts<S>): string {
  const [record, replica] = [recordName(id), names(facts, [harm.replica])]
  switch (harm.kind) {
    case 'lost':
      return `Now ${replica} leads, and ${record} is not in its log.`
    case 'exposed':
      return `Now ${replica} is in the ISR, free to be elected, without ${record}.`
    case 'diverged':
      return `Now ${replica} calls another record committed at the offset where ${names(facts, harm.other === undefined ? [] : [harm.other])} has ${record}.`
    case 'hidden':
      return `Now ${replica} leads, and ${record} is above its high watermark: consumers that have read it are ahead of the partition.`
  }
}

/** One sentence: the setting, why it helps, and what was tried, which is this run and no other. Of what no release repairs what to do instead. */
function preventedBy({ setting, effect, avoid, blocked }: Prevention): string[] {
  const tried = blocked === undefined ? 'the same steps end well' : `the same steps cannot go on at step ${blocked.step}`
  if (avoid === undefined) return [`${setting}: ${effect}; with it ${tried} (tried on this run alone).`]
  return [`no release repairs ${setting}. Avoid it: ${avoid}. With a repair ${tried}, tried on this run alone: ${effect}.`]
}
