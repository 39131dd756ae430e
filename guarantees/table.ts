/** Guarantees under envelopes: the questions of a table, and its cells from their answers. */
import type { ConfigChange } from '../model/kraft/index.ts'
import type { Answer } from './oracle.ts'
import {
  type Envelope,
  ENVELOPES,
  type Guarantee,
  GUARANTEES,
  INCIDENTS,
  isOfUse,
  type Level,
  type Observer,
} from './guarantees.ts'
import {
  acksOf,
  type Configuration,
  isAskedApart,
  OBSERVERS,
  propertyOf,
  type Question,
  questionFor,
  questionOf,
} from './questions.ts'
import type { Cell, CellVerdict } from './result.ts'

/** The part of the table that is wanted, and how far to look. */
export interface Scope {
  readonly guarantees: readonly Guarantee[]
  readonly envelopes: readonly Envelope[]
  readonly level: Level
}

/** What changes while the partition works, per observer; an observer that is left out sees no change. */
export type Changes = (observer: Observer) => ConfigChange | undefined

const noChange: Changes = () => undefined

/** All questions of a table. */
export function questionsOf(scope: Scope, configuration: Configuration, changes: Changes = noChange): Question[] {
  const observers = OBSERVERS.filter((observer) => scope.guarantees.some((g) => g.observer === observer))
  return observers.flatMap((observer) =>
    scope.envelopes.flatMap((envelope) => {
      const guarantees = scope.guarantees.filter((g) => g.observer === observer)
      const apart = guarantees.filter((g) => isAskedApart(g, envelope, scope.level, configuration))
      const change = changes(observer)
      return [
        ...(apart.length < guarantees.length ? [questionOf(observer, envelope, scope.level, configuration, change)] : []),
        ...apart.map((guarantee) => questionFor(guarantee, envelope, scope.level, configuration, change)),
      ]
    }),
  )
}

/** All cells of a table, row by row. */
export function cellsOf(
  scope: Scope,
  configuration: Configuration,
  answers: ReadonlyMap<string, Answer>,
  changes: Changes = noChange,
): Cell[] {
  return scope.guarantees.flatMap((guarantee) =>
    scope.envelopes.map((envelope) => {
      const of = { guarantee: guarantee.id, envelope: envelope.id }
      const answer = answers.get(questionUnder(of, scope, configuration, changes).key)
      if (answer === undefined) throw new Error(`no answer for ${guarantee.id} under ${envelope.id}`)
      return cellOf(guarantee, envelope, configuration, answer)
    }),
  )
}

/** The question that decides a cell. */
export const questionUnder = (
  { guarantee, envelope }: Pick<Cell, 'guarantee' | 'envelope'>,
  { level }: Scope,
  configuration: Configuration,
  changes: Changes = noChange,
): Question => {
  const asked = guaranteeOf(guarantee)
  return questionFor(asked, envelopeOf(envelope), level, configuration, changes(asked.observer))
}

function cellOf(guarantee: Guarantee, envelope: Envelope, configuration: Configuration, answer: Answer): Cell {
  const property = propertyOf(guarantee, configuration)
  const finding = answer.findings.find((f) => f.name === property)
  const acknowledged = answer.findings.find((f) => f.name === 'RecordAcknowledged')?.verdict
  // Where no record is ever acknowledged none is ever appended, but with acks=0, which has no answer.
  const isAboutRecords = !isOfUse(guarantee.observer) && acksOf(guarantee.observer, configuration) !== '0'
  const verdict = verdictOf(finding?.verdict ?? 'error', isAboutRecords && acknowledged === 'violated', answer.failed)
  return {
    guarantee: guarantee.id,
    envelope: envelope.id,
    property,
    verdict,
    states: answer.states,
    depth: answer.depth,
    bounds: answer.bounds,
    ...(verdict === 'refuted' && finding?.steps !== undefined && { steps: finding.steps }),
    ...(verdict === 'refuted' && finding?.faults !== undefined && { faults: finding.faults }),
    ...(verdict === 'refuted' && finding?.trace !== undefined && { trace: finding.trace }),
    ...(answer.reason !== undefined && (verdict === 'incomplete' || verdict === 'error') && { reason: answer.reason }),
    ...(answer.follows && { follows: true }),
    cached: answer.cached,
    seconds: answer.seconds,
  }
}

/** @param isVacuous whether nothing that the guarantee is about ever happened. */
function verdictOf(found: 'holds' | 'violated' | 'incomplete' | 'error', isVacuous: boolean, failed: boolean): CellVerdict {
  switch (found) {
    case 'holds':
      return isVacuous ? 'vacuous' : 'proved'
    case 'violated':
      return 'refuted'
    case 'incomplete':
      return failed ? 'error' : 'incomplete'
    case 'error':
      return 'error'
  }
}

export const guaranteeOf = (id: string): Guarantee => found(GUARANTEES, id)
export const envelopeOf = (id: string): Envelope => found([...ENVELOPES, ...INCIDENTS], id)

function found<T extends { readonly id: string }>(list: readonly T[], id: string): T {
  const item = list.find((i) => i.id === id)
  if (item === undefined) throw new RangeError(`there is no ${id}`)
  return item
}
