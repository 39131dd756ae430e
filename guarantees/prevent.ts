/** What would have kept a guarantee: the setting with which the told run ends otherwise, if the guarantee holds with it and not in this run alone. */
import { VERSION_KEY } from '../config/index.ts'
import { kraftRemedies } from '../model/kraft/remedies.ts'
import { kraftOptions } from '../questions/spec.ts'
import { isPossible } from './change.ts'
import { isOfOffsets, type Setting, withNeighbour } from './neighbours.ts'
import type { Oracle } from './oracle.ts'
import type { Configuration, Question } from './questions.ts'
import type { Loss } from './result.ts'
import { cellsOf, envelopeOf, guaranteeOf, questionsOf, questionUnder, type Scope } from './table.ts'

/** A remedy of one loss, and what has to hold with it. */
interface Tried {
  readonly loss: Loss
  readonly text: string
  readonly scope: Scope
  readonly configuration: Configuration
  readonly questions: readonly Question[]
}

/** Losses in which a remedy is named only if it was checked within the same bounds, under the trouble that the run is of. */
export async function withCheckedRemedies(
  losses: readonly Loss[],
  scope: Scope,
  configuration: Configuration,
  oracle: Oracle,
): Promise<Loss[]> {
  const tried = losses.map((loss) => triedOf(loss, scope, configuration))
  const answers = await oracle.ask(tried.flatMap((one) => one?.questions ?? []))
  return losses.map((loss, i) => {
    const one = tried[i]
    const { prevented: _, ...story } = loss.story
    const holds = one !== undefined && cellsOf(one.scope, one.configuration, answers).every((c) => c.verdict === 'proved')
    return { ...loss, story: { ...story, ...(holds && { prevented: one.text }) } }
  })
}

function triedOf(loss: Loss, scope: Scope, configuration: Configuration): Tried | undefined {
  const { story, cell } = loss
  if (story.prevented === undefined) return undefined
  const { spec } = questionUnder(cell, scope, configuration)
  const remedy = kraftRemedies(kraftOptions(spec.from, spec.properties)).find(({ setting }) =>
    story.prevented?.startsWith(`${setting}: `),
  )
  const setting = remedy === undefined ? undefined : settingOf(remedy.setting)
  if (remedy === undefined || setting === undefined) return undefined
  const guarantee = guaranteeOf(loss.guarantee)
  const envelope = envelopeOf(cell.envelope)
  const changed = withNeighbour(guarantee.observer, configuration, [setting])
  const one: Scope = { ...scope, guarantees: [guarantee], envelopes: [envelope] }
  if (!isPossible(guarantee, one, changed)) return undefined
  const whose = isOfOffsets(guarantee.observer, setting.key) ? ' of __consumer_offsets' : ''
  const text = `${remedy.setting}${whose}: ${remedy.effect}; with it the guarantee holds under ${envelope.title}, within the same bounds.`
  return { loss, text, scope: one, configuration: changed, questions: questionsOf(one, changed) }
}

/** The setting of a remedy; undefined of one that nobody can set. */
function settingOf(text: string): Setting | undefined {
  const [, key, value] = /^([a-z.]+)=(\S+)/.exec(text) ?? []
  if (key !== undefined && value !== undefined) return { key, value, asBefore: false }
  const [, release] = /^Kafka (\S+) or later/.exec(text) ?? []
  return release === undefined ? undefined : { key: VERSION_KEY, value: release, asBefore: false }
}
