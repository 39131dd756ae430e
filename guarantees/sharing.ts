/**
 * Pools of faults that contain each other share their answers: what holds in a larger pool holds in a smaller, and a shortest run of a larger
 * one that the smaller allows too is a shortest there. So the largest are asked first, and the others only as far as nothing follows.
 */
import { isDeepStrictEqual } from 'node:util'
import { faultKinds, type Faults, type KraftOptions } from '../model/kraft/index.ts'
import { build, kraftOptions } from '../questions/spec.ts'
import type { FaultCounts } from '../questions/faults-of.ts'
import type { Answer, Finding, Oracle } from './oracle.ts'
import type { AnyQuestion, Question } from './questions.ts'

/** A question, what decides it, and which kind each of its properties is of. */
interface Open {
  readonly question: Question
  readonly options: KraftOptions
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
    for (;;) {
      open = open.filter((one) => !this.answers.has(one.question.key) && !this.follows(one))
      if (open.length === 0) break
      const largest = open.filter((one) => !open.some((other) => other !== one && isBelow(one, other)))
      const found = await this.oracle.ask(largest.map(({ question }) => question))
      for (const one of largest) this.keep(one, found.get(one.question.key))
    }
    return new Map(unique.map(({ key }) => [key, kept(this.answers.get(key))]))
  }

  private keep(one: Open, answer: Answer | undefined): void {
    this.answers.set(one.question.key, kept(answer))
    const alike = aloneKey(one)
    this.known.set(alike, [...(this.known.get(alike) ?? []), { ...one, answer: kept(answer) }])
  }

  /** Whether the answer follows from those that are known; then it is known too. */
  private follows(one: Open): boolean {
    const alike = this.known.get(aloneKey(one)) ?? []
    const found = one.question.spec.properties.map((name) =>
      alike
        .flatMap((known) => {
          const finding = findingOf(one, known, name)
          return finding === undefined ? [] : [{ known, finding }]
        })
        .reduce<Source | undefined>(
          (best, next) => (best === undefined || lengthOf(next) < lengthOf(best) ? next : best),
          undefined,
        ),
    )
    const sources = found.filter((source) => source !== undefined)
    if (sources.length < found.length || sources.length === 0) return false
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
    kinds: new Map(properties.map(({ name, kind }) => [name, kind])),
    bounds,
  }
}

/** All that decides a question but its pool of faults and its properties. */
const aloneKey = ({ options }: Open): string => JSON.stringify({ ...options, faults: undefined })

/** Whether something about the one can follow from an answer to the other. */
const isBelow = (one: Open, other: Open): boolean =>
  aloneKey(one) === aloneKey(other) &&
  !isDeepStrictEqual(one.options.faults, other.options.faults) &&
  isWithin(one.options.faults, other.options.faults) &&
  one.question.spec.properties.every((name) => one.kinds.get(name) !== 'possible')

/**
 * Whether every choice of faults of one pool is one of another. A killed broker is one that lost power and no record, so a power loss stands
 * for it.
 */
export function isWithin(smaller: Faults, larger: Faults): boolean {
  const most = (pool: Faults, kind: (typeof faultKinds)[number]): number => Math.min(pool.total, pool[kind] ?? 0)
  const spare = Math.max(0, most(smaller, 'kills') - most(larger, 'kills'))
  return (
    smaller.total <= larger.total &&
    faultKinds.every(
      (kind) => kind === 'kills' || most(smaller, kind) + (kind === 'powerLosses' ? spare : 0) <= most(larger, kind),
    )
  )
}

/**
 * What the answer in one pool says of a property in another. That something stays possible says nothing: what makes it possible may be a
 * fault that the smaller pool has not. Of the code of a release a run that the pool allows is enough, whether or not it is a shortest.
 */
function findingOf({ options, kinds, question }: Open, known: Known, name: string): Finding | undefined {
  const finding = known.answer.findings.find((f) => f.name === name)
  const kind = kinds.get(name)
  if (finding === undefined || kind === undefined || kind === 'possible') return undefined
  const isLarger = isWithin(options.faults, known.options.faults)
  const [none, run] = kind === 'witness' ? (['violated', 'holds'] as const) : (['holds', 'violated'] as const)
  if (finding.verdict === none) return isLarger ? finding : undefined
  if (finding.verdict !== run || finding.faults === undefined || !allows(options.faults, finding.faults)) return undefined
  return isLarger || isAboutCode(question) ? finding : undefined
}

const isAboutCode = ({ spec: { from } }: Question): boolean =>
  'settings' in from && from.settings.defects !== undefined && from.settings.defects.length > 0

/** Whether a run with these faults, as they are, is one of the pool. */
const allows = (pool: Faults, faults: FaultCounts): boolean =>
  Object.values(faults).reduce((sum, n) => sum + n, 0) <= pool.total &&
  faultKinds.every((kind) => (faults[kind] ?? 0) <= (pool[kind] ?? 0))
