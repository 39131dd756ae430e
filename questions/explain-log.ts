/**
 * Whether the model explains a cluster's own records: which of its runs show them. Assumptions are made one more at a time, so that what is
 * found needs as few as can be; where none is found, how far runs come and what stops them there.
 */
import type { ExploreOptions } from '../checker/index.ts'
import type { Model } from '../checker/model.ts'
import type { Path, SearchResult, Stop } from '../checker/verdict.ts'
import { KEPT, LOST, witnessName } from '../explain/following.ts'
import type { FollowedLog, Question } from '../explain/followed-log.ts'
import { type Obstacle, obstacleOf, questionsAt } from '../explain/obstacle.ts'
import { type Extra, faultsFor, type Story } from '../explain/story.ts'
import { defectsOf } from '../model/kraft/defects.ts'
import type { State } from '../model/kraft/index.ts'
import type { KafkaVersion } from '../model/kraft/versions.ts'
import type { RunSearch } from './on-threads.ts'
import { build, type KraftSpec, sourceOf } from './spec.ts'

/** What the cluster works with, beside what its records say. */
export interface ClusterSettings {
  readonly version: KafkaVersion
  /** Kafka keys; acks is tried as all, then as 1, when it is not among them. */
  readonly set: Readonly<Record<string, string>>
}

/** How the search is run and told of. */
export interface Searching {
  readonly search: RunSearch
  readonly options: ExploreOptions
  readonly onPass: (pass: number, of: number) => void
}

/** What a run takes for granted that no record says. */
export interface Assumptions {
  readonly acks: string
  readonly isAcksGiven: boolean
  /** How many losses of power, or of a disk where none was replaced, could happen. */
  readonly powerLosses: number
  readonly downAtEnd: boolean
  readonly answersMayBeLost: boolean
}

export type Explanation =
  | {
      readonly kind: 'explained'
      readonly assumptions: Assumptions
      readonly spec: KraftSpec
      readonly model: Model
      /** A run in which the leader ends with every acknowledged record, and one in which it lacks one; one of them at least. */
      readonly kept: Path | undefined
      readonly lost: Path | undefined
      /** Whether runs with more assumptions end without a loss, or may: asked where the files alone do not show one. */
      readonly isKeptWithMore: boolean
      readonly states: number
    }
  | {
      readonly kind: 'unexplained'
      readonly spec: KraftSpec
      readonly model: Model
      /** How many items can be shown, and a run that shows them. */
      readonly shown: number
      readonly prefix: Path
      readonly obstacles: readonly Obstacle[]
      readonly states: number
    }
  | { readonly kind: 'incomplete'; readonly why: string }

/** What no record says and no flag changes: producers that try again are told apart by nothing that is left of them. */
export const ALWAYS: Readonly<Record<string, string>> = {
  'enable.idempotence': 'false',
  retries: '0',
  'controlled.shutdown.enable': 'true',
}

const NONE_MORE: Omit<Assumptions, 'acks' | 'isAcksGiven'> = {
  powerLosses: 0,
  downAtEnd: false,
  answersMayBeLost: false,
}

/** All at once: what is not explained so is not explained with less. */
const ALL: typeof NONE_MORE = { powerLosses: 2, downAtEnd: true, answersMayBeLost: true }

/** One more at a time. */
const PASSES: readonly (typeof NONE_MORE)[] = [
  NONE_MORE,
  { ...NONE_MORE, powerLosses: 1 },
  { ...NONE_MORE, powerLosses: 2 },
  { ...NONE_MORE, answersMayBeLost: true },
  { ...NONE_MORE, powerLosses: 1, downAtEnd: true },
  ALL,
]

/**
 * Seeks the run; `isLossSaid` where the files alone show a loss. The signal ends the search as incomplete.
 * @throws LayoutError where a state of the bounds cannot be packed.
 */
export async function explainLog(
  story: Story,
  settings: ClusterSettings,
  isLossSaid: boolean,
  { search, options, onPass }: Searching,
): Promise<Explanation> {
  const given = settings.set['acks']
  const choices = given === undefined ? ['all', '1'] : [given]
  const run = async (spec: KraftSpec): Promise<{ readonly model: Model; readonly result: SearchResult }> => {
    const model = build(spec)
    return { model, result: await search({ spec, model, source: sourceOf(spec) }, options) }
  }
  let states = 0
  let tries = 0
  let cut: Stop | undefined
  const attempt = async (assumptions: Assumptions): Promise<Explanation | undefined> => {
    const spec = specOf(story, settings, assumptions, [])
    if (spec === undefined) return tooMany(story)
    onPass(++tries, choices.length * PASSES.length)
    const { model, result } = await run(spec)
    states += result.distinct
    const [kept, lost] = [KEPT, LOST].map((name) => result.properties.find((p) => p.name === name)?.path)
    if (result.stop?.by === 'interrupt') return { kind: 'incomplete', why: 'the search was interrupted' }
    if (kept !== undefined || lost !== undefined) {
      const isKeptWithMore = kept === undefined && !isLossSaid && (await mayBeKept())
      return { kind: 'explained', assumptions, spec, model, kept, lost, isKeptWithMore, states }
    }
    if (!result.exhausted) cut = result.stop
    return undefined
  }
  /** Whether some run with every assumption ends without a loss, as far as searches come. */
  const mayBeKept = async (): Promise<boolean> => {
    for (const acks of choices) {
      const spec = specOf(story, settings, { ...ALL, acks, isAcksGiven: given !== undefined }, [])
      if (spec === undefined) return true
      const { result } = await run(spec)
      states += result.distinct
      if (!result.exhausted || result.properties.some((p) => p.name === KEPT && p.path !== undefined)) return true
    }
    return false
  }
  for (const acks of choices) {
    const under = (more: typeof NONE_MORE): Assumptions => ({ ...more, acks, isAcksGiven: given !== undefined })
    for (const more of PASSES) {
      const found = await attempt(under(more))
      if (found !== undefined) return found
    }
  }
  if (cut !== undefined) return cutShort(cut)

  // With the first acks and every assumption: what cannot be shown so cannot be shown.
  const all: Assumptions = { ...ALL, acks: choices[0] ?? 'all', isAcksGiven: given !== undefined }
  const ask = (asks: readonly Question[]): KraftSpec => specOf(story, settings, all, asks) ?? fail()
  const steps = story.log.items.map((_, i): Question => ({ kind: 'shows', items: i + 1 }))
  let prefix = { items: 0, path: undefined as Path | undefined, spec: ask([]), model: build(ask([])) }
  for (let from = 0; from < steps.length; from += 24) {
    const spec = ask(steps.slice(from, from + 24))
    const { model, result } = await run(spec)
    // What a search that was cut short has not found, runs may show all the same.
    if (!result.exhausted && result.stop !== undefined) return cutShort(result.stop)
    for (const question of steps.slice(from, from + 24)) {
      const path = result.properties.find((p) => p.name === witnessName(question))?.path
      if (path !== undefined && question.kind === 'shows') prefix = { items: question.items, path, spec, model }
    }
  }
  const questions = questionsAt(prefix.model as Model<State>, story.log, prefix.items)
  const obstacles: Obstacle[] = []
  for (let from = 0; from < questions.length; from += 24) {
    const asks = questions.slice(from, from + 24)
    const { model, result } = await run(ask(asks))
    if (!result.exhausted && result.stop !== undefined) return cutShort(result.stop)
    for (const question of asks) {
      const path = result.properties.find((p) => p.name === witnessName(question))?.path
      if (path !== undefined) obstacles.push(obstacleOf(model as Model<State>, question, path))
    }
  }
  const start: Path = prefix.path ?? { states: [], steps: [] }
  return { kind: 'unexplained', spec: prefix.spec, model: prefix.model, shown: prefix.items, prefix: start, obstacles, states }
}

const cutShort = ({ by }: Stop): Explanation => ({
  kind: 'incomplete',
  why: `a search met its limit (${by}) before all runs were seen`,
})

const fail = (): never => {
  throw new RangeError('a pass fits that did not')
}

const tooMany = ({ log }: Story): Explanation => ({
  kind: 'incomplete',
  why: `${log.items.length} records of the metadata log show more than 8 faults, the most a model takes; --from and --to name a shorter part`,
})

/** The model that follows the story under assumptions; undefined when it needs more faults than a model takes. */
function specOf(
  story: Story,
  { version, set }: ClusterSettings,
  { acks, powerLosses, downAtEnd, answersMayBeLost }: Assumptions,
  asks: readonly Question[],
): KraftSpec | undefined {
  const extra: Extra = { powerLosses, diskLosses: story.faults.lostDisks, hidden: downAtEnd ? 1 : 0 }
  const faults = faultsFor(story, extra)
  if (faults === undefined) return undefined
  const records = Math.max(1, story.log.records.length)
  const log: FollowedLog = { ...story.log, answersMayBeLost, downAtEnd, asks: [...asks] }
  return {
    model: 'kraft',
    from: {
      settings: {
        version,
        defects: defectsOf(version, 'kraft').map(({ id }) => id),
        set: { ...set, acks, ...ALWAYS },
        bounds: {
          records,
          faults,
          ...(story.change !== undefined && { configChange: story.change }),
          ...(story.faults.reassigned > 0 && { spareBrokers: story.brokers.length - story.firstReplicas }),
        },
      },
    },
    properties: [],
    log,
  }
}
