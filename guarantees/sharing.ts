/**
 * Pools of faults that contain each other share their answers: what holds in a larger pool holds in a smaller, and a shortest run of a larger
 * one that the smaller allows too is a shortest there. So the largest are asked first, and the others only as far as nothing follows.
 */
import { isDeepStrictEqual } from 'node:util'
import type { FaultPool, KraftOptions } from '../model/kraft/index.ts'
import { DEFECT_IDS, type DefectId, defectsAtWork } from '../model/kraft/defects.ts'
import { build, kraftOptions } from '../questions/spec.ts'
import { allows, goDownAlike, isWithin, poolOfAll } from './pools.ts'
import type { Answer, Finding, Oracle } from './oracle.ts'
import { type AnyQuestion, isAskedTogether, keyed, NEEDS_TWO_RECORDS, needsNoSearch, type Question } from './questions.ts'

/** A question, what decides it, and which kind each of its properties is of. */
interface Open {
  readonly question: Question
  readonly options: KraftOptions
  /** The known defects that the code is asked with; none when the design is. */
  readonly defects: readonly DefectId[]
  readonly kinds: ReadonlyMap<string, string>
  readonly bounds: Answer['bounds']
}

interface Known extends Open {
  readonly answer: Answer
}

interface Source {
  readonly known: Known
  readonly finding: Finding
}

const lengthOf = ({ finding }: Source): number => finding.steps ?? 0

/** An oracle that asks another one no more than it has to. */
export class SharingOracle implements Oracle {
  private readonly oracle: Oracle
  /** By options but for the pool of faults: only such answers can say something of each other. */
  private readonly known = new Map<string, Known[]>()
  private readonly answers = new Map<string, Answer>()

  constructor(oracle: Oracle) {
    this.oracle = oracle
  }

  recall(trace: string): ReturnType<Oracle['recall']> {
    return this.oracle.recall(trace)
  }

  async ask(questions: readonly AnyQuestion[]): Promise<ReadonlyMap<string, Answer>> {
    const own = questions.filter(isOfReplication)
    const others = questions.filter((question) => !isOfReplication(question))
    // Of transactions nothing follows from other answers.
    const told = others.length === 0 ? [] : await this.oracle.ask(others)
    return new Map([...told, ...(await this.askReplication(own))])
  }

  private async askReplication(questions: readonly Question[]): Promise<ReadonlyMap<string, Answer>> {
    const unique = [...new Map(questions.map((question) => [question.key, question])).values()]
    let open = unique.filter(({ key }) => !this.answers.has(key)).map(openOf)
    let together = this.togetherOf(open)
    for (;;) {
      open = open.filter((one) => !this.answers.has(one.question.key) && !this.follows(one))
      if (open.length === 0) break
      // What is asked together may decide it.
      const waiting = new Set(together.flatMap(({ group }) => group))
      const largest = open.filter((one) => !waiting.has(one) && !open.some((other) => other !== one && this.waits(one, other)))
      // All at once, so that no core waits: those first that take longest.
      const found = await this.oracle.ask([...together.map(({ one }) => one), ...largest].map(({ question }) => question))
      for (const { group, one } of together) this.keepTogether(group, one, found.get(one.question.key))
      for (const one of largest) this.keep(one, found.get(one.question.key))
      together = []
    }
    return new Map(unique.map(({ key }) => [key, kept(this.answers.get(key))]))
  }

  /**
   * What several columns ask of a producer or a consumer, each group in one search, in a pool that holds the runs of all of them: most of their
   * states are the same, and most of what is asked holds. What is broken in none of the columns' own runs stays open.
   */
  private togetherOf(all: readonly Open[]): readonly { readonly group: readonly Open[]; readonly one: Open }[] {
    const open = all.filter((one) => isAskedTogether(one.question) && !this.answers.has(one.question.key) && !this.follows(one))
    const largest = open.filter((one) => !open.some((other) => other !== one && isBelow(one, other)))
    const groups = [...new Set(largest.map(aloneKey))].map((alike) => largest.filter((one) => aloneKey(one) === alike))
    return groups.flatMap((group) => {
      const question = inOnePool(group)
      return question === undefined ? [] : [{ group, one: openOf(question) }]
    })
  }

  private keepTogether(group: readonly Open[], one: Open, found: Answer | undefined): void {
    const answer = kept(found)
    this.known.set(aloneKey(one), [...(this.known.get(aloneKey(one)) ?? []), { ...one, answer }])
    // Of one of them it is told how much was searched.
    const [first] = group
    if (first === undefined || this.sourcesOf(first).size < first.question.spec.properties.length) return
    const findings = [...this.sourcesOf(first).values()].map(({ finding }) => finding)
    this.keep(first, { ...answer, findings, bounds: first.bounds })
  }

  /** Whether the answer of the other may spare that of the one; of several that say the same of each other the first, unless it was asked in vain. */
  private waits(one: Open, other: Open): boolean {
    if (!areAlikeDown(one, other)) return isBelow(one, other)
    return one.question.key > other.question.key && !this.known.get(aloneKey(one))?.some((known) => areAlikeDown(one, known))
  }

  /** What follows from the answers that are known, by property; of several runs the shortest. */
  private sourcesOf(one: Open): ReadonlyMap<string, Source> {
    const alike = this.known.get(aloneKey(one)) ?? []
    return new Map(
      one.question.spec.properties.flatMap((name) => {
        const [best] = alike
          .flatMap((known) => {
            const finding = findingOf(one, known, name)
            return finding === undefined ? [] : [{ known, finding }]
          })
          .toSorted((a, b) => lengthOf(a) - lengthOf(b))
        return best === undefined ? [] : [[name, best] as const]
      }),
    )
  }

  private keep(one: Open, answer: Answer | undefined): void {
    this.answers.set(one.question.key, withWhatNeedsNoSearch(one, kept(answer)))
    const alike = aloneKey(one)
    this.known.set(alike, [...(this.known.get(alike) ?? []), { ...one, answer: kept(answer) }])
  }

  /** Whether the answer follows from those that are known; then it is known too. */
  private follows(one: Open): boolean {
    const sources = [...this.sourcesOf(one).values()]
    if (sources.length < one.question.spec.properties.length || sources.length === 0) return false
    const answers = sources.map(({ known }) => known.answer)
    this.keep(one, {
      findings: sources.map(({ finding }) => finding),
      states: Math.max(...answers.map((a) => a.states)),
      depth: Math.max(...answers.map((a) => a.depth)),
      bounds: one.bounds,
      failed: false,
      follows: true,
      cached: answers.every((a) => a.cached),
      seconds: 0,
    })
    return true
  }
}

const isOfReplication = (question: AnyQuestion): question is Question => question.spec.model === 'kraft'

function kept(answer: Answer | undefined): Answer {
  if (answer === undefined) throw new Error('a question was asked and has no answer')
  return answer
}

function openOf(question: Question): Open {
  const { spec } = question
  const { properties, bounds } = build(spec)
  return {
    question,
    options: kraftOptions(spec.from, spec.properties),
    defects: 'settings' in spec.from ? (spec.from.settings.defects ?? []) : [],
    kinds: new Map(properties.map(({ name, kind }) => [name, kind])),
    bounds,
  }
}

/** All that decides a question but its pool of faults, its properties, and which of the known defects of the release bear on it. */
function aloneKey({ question: { spec }, defects }: Open): string {
  const { from } = spec
  const designed = 'settings' in from ? { settings: { ...from.settings, defects: [] } } : from
  return JSON.stringify({ ...kraftOptions(designed, spec.properties), faults: undefined, isAboutCode: defects.length > 0 })
}

/** The answer, with what holds within its options whatever happens. */
function withWhatNeedsNoSearch({ options }: Open, answer: Answer): Answer {
  if (!needsNoSearch(NEEDS_TWO_RECORDS, options) || answer.findings.some(({ name }) => name === NEEDS_TWO_RECORDS)) return answer
  return { ...answer, findings: [...answer.findings, { name: NEEDS_TWO_RECORDS, verdict: 'holds' }] }
}

/** One question for all, about what all ask; undefined where there is no such pool, or nothing is gained. */
function inOnePool(group: readonly Open[]): Question | undefined {
  const [first] = group
  const pool = poolOfAll(group.map(({ options }) => options.faults))
  if (first === undefined || group.length < 2 || pool === undefined || !('settings' in first.question.spec.from)) return undefined
  const { spec } = first.question
  const { settings } = first.question.spec.from
  const properties = spec.properties.filter((name) => group.every(({ question }) => question.spec.properties.includes(name)))
  if (properties.length === 0) return undefined
  const defects = DEFECT_IDS.filter((id) => group.some((one) => one.defects.includes(id)))
  const asked = { ...settings, bounds: { ...settings.bounds, faults: pool }, ...(defects.length > 0 && { defects }) }
  const question = keyed({ ...spec, from: { settings: asked }, properties })
  // A defect that one of them was not asked with must make no difference to it.
  const together = openOf(question)
  return group.every((one) => areAlikeIn(one.options.faults, one, together)) ? question : undefined
}

/** Whether the defects of two questions are the same as far as they can make a difference in a pool of faults. */
const areAlikeIn = (faults: FaultPool, one: Open, other: Open): boolean =>
  [one.defects.filter((id) => !other.defects.includes(id)), other.defects.filter((id) => !one.defects.includes(id))].every(
    (ids) => defectsAtWork(ids, { ...one.options, faults }).length === 0,
  )

/** Whether the one asks some of what the other asks. */
const asksLess = ({ spec: one }: Question, { spec: other }: Question): boolean =>
  one.properties.length < other.properties.length && one.properties.every((name) => other.properties.includes(name))

/** Whether something about the one can follow from an answer to the other. */
const isBelow = (one: Open, other: Open): boolean =>
  aloneKey(one) === aloneKey(other) &&
  (!isDeepStrictEqual(one.options.faults, other.options.faults) || asksLess(one.question, other.question)) &&
  isWithin(one.options.faults, other.options.faults) &&
  one.question.spec.properties.every((name) => one.kinds.get(name) !== 'possible')

/** Whether nobody can tell the runs of the one from those of the other: they differ in how brokers go down that stay down. */
const areAlikeDown = (one: Open, other: Open): boolean =>
  aloneKey(one) === aloneKey(other) &&
  !one.options.brokersReturn &&
  !one.options.controlledShutdown &&
  goDownAlike(one.options.faults, other.options.faults) &&
  isDeepStrictEqual(one.question.spec.properties, other.question.spec.properties) &&
  areAlikeIn(one.options.faults, one, other) &&
  areAlikeIn(other.options.faults, one, other)

/**
 * What the answer in one pool says of a property in another. That something stays possible says nothing, but where the pools are alike: what
 * makes it possible may be a fault that the smaller pool has not. Of the code of a release a run that the pool allows is enough, whether or not it is a shortest.
 */
function findingOf(one: Open, known: Known, name: string): Finding | undefined {
  const { options, kinds, defects } = one
  const finding = known.answer.findings.find((f) => f.name === name)
  const kind = kinds.get(name)
  if (finding === undefined || kind === undefined) return undefined
  if (kind === 'possible') return finding.verdict === 'holds' && areAlikeDown(one, known) ? finding : undefined
  const isLarger = isWithin(options.faults, known.options.faults)
  const [none, run] = kind === 'witness' ? (['violated', 'holds'] as const) : (['holds', 'violated'] as const)
  if (finding.verdict === none) return isLarger && areAlikeIn(options.faults, one, known) ? finding : undefined
  const { faults } = finding
  if (finding.verdict !== run || faults === undefined || !allows(options.faults, faults)) return undefined
  // The run is one of both when no defect that only one of the two has can act in it.
  const total = Object.values(faults).reduce((sum, n) => sum + n, 0)
  return (isLarger || defects.length > 0) && areAlikeIn({ total, ...faults }, one, known) ? finding : undefined
}
