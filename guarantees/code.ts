/**
 * The second layer of a table: what the code of the release, with its known defects, makes of what the protocol as designed keeps. What the
 * design already breaks is not asked again.
 */
import { type DefectId, defectsAtWork, defectsOf } from '../model/kraft/defects.ts'
import { controllerOf, controllersOf } from '../model/kraft/versions.ts'
import { kraftOptions } from '../questions/spec.ts'
import type { Answer, Oracle } from './oracle.ts'
import { type Configuration, isAskedTogether, keyed, type Question } from './questions.ts'
import type { AnyDefectId, Cell, CellVerdict, CodeCell } from './result.ts'
import { type Changes, questionUnder, type Scope } from './table.ts'

/** The known defects that the code is searched with. */
export type AskedDefects = 'all' | readonly AnyDefectId[]

/** A table of the protocol as designed, and the configuration it is of, with what changes of it meanwhile. */
interface Table {
  readonly configuration: Configuration
  readonly changes?: Changes
  readonly cells: readonly Cell[]
  /** Whether the code is asked about a cell that the design proves; about each when not given. */
  readonly isAsked?: (cell: Cell) => boolean
}

/** What is asked of the code under one envelope, for one observer: undefined when no known defect bears on it. */
interface AskedOfCode {
  readonly question: Question | undefined
  readonly defects: readonly DefectId[]
}

/** The tables, each cell that the design proves with what the code makes of it. */
export async function withCode(
  tables: readonly Table[],
  scope: Scope,
  answers: ReadonlyMap<string, Answer>,
  asked: AskedDefects,
  oracle: Oracle,
): Promise<Cell[][]> {
  if (asked !== 'all' && asked.length === 0) return tables.map(({ cells }) => [...cells])
  const all = tables.map(({ configuration, cells, changes, isAsked = () => true }) => {
    const known = knownDefects(configuration, asked)
    return cells.map((cell) =>
      cell.verdict === 'proved' && isAsked(cell)
        ? codeQuestion(questionUnder(cell, scope, configuration, changes), answers, known)
        : undefined,
    )
  })
  const questions = all.flat().flatMap((one) => (one?.question === undefined ? [] : [one.question]))
  // A run without a crash is one under every other kind of trouble too, so it is looked for first, beside what is asked about all kinds at once.
  await oracle.ask(questions.filter((question) => isWithoutCrash(question) || isAskedTogether(question)))
  const found = await oracle.ask(questions)
  return tables.map(({ cells }, t) =>
    cells.map((cell, c) => {
      const one = all[t]?.[c]
      return one === undefined ? cell : { ...cell, code: codeCell(cell, one, found) }
    }),
  )
}

const isWithoutCrash = ({ spec: { from } }: Question): boolean => {
  const faults = 'settings' in from ? from.settings.bounds?.faults : undefined
  return (faults?.kills ?? 0) + (faults?.powerLosses ?? 0) + (faults?.diskLosses ?? 0) === 0
}

/** The defects that the code of a configuration's release has, of those that are asked for. */
export function knownDefects({ version, controller, oneLogDirectory }: Configuration, asked: AskedDefects): readonly DefectId[] {
  const there = controllersOf(version).find((c) => c === controller) ?? controllerOf(version)
  const bearing = defectsOf(version, there).filter((defect) => !(oneLogDirectory && defect.ofSeveralDirectories))
  return bearing.flatMap(({ id }) => (asked === 'all' || asked.includes(id) ? [id] : []))
}

/** What is asked of the code beside a question to the design, which is answered: all that its observer is promised by design, whichever rows are wanted. */
export function codeQuestion(designed: Question, answers: ReadonlyMap<string, Answer>, known: readonly DefectId[]): AskedOfCode {
  const { spec } = designed
  const defects = defectsAtWork(known, kraftOptions(spec.from, spec.properties)).map(({ id }) => id)
  if (defects.length === 0 || !('settings' in spec.from)) return { question: undefined, defects: [] }
  const kept = new Set(answers.get(designed.key)?.findings.flatMap((f) => (f.verdict === 'holds' ? [f.name] : [])))
  const properties = spec.properties.filter((name) => kept.has(name) && name !== 'RecordAcknowledged')
  // What no search is needed for, no defect breaks.
  if (properties.length === 0) return { question: undefined, defects: [] }
  const question = keyed({ ...spec, from: { settings: { ...spec.from.settings, defects } }, properties })
  return { question, defects }
}

function codeCell({ property }: Cell, { question, defects }: AskedOfCode, answers: ReadonlyMap<string, Answer>): CodeCell {
  if (question === undefined) return { verdict: 'proved', searched: [], states: 0, depth: 0, cached: false, seconds: 0 }
  const answer = answers.get(question.key)
  const finding = answer?.findings.find((f) => f.name === property)
  if (answer === undefined || finding === undefined) throw new Error(`no answer of the code for ${property}`)
  const { steps, faults, trace, defects: used } = finding
  const isOpen = finding.verdict === 'incomplete' || finding.verdict === 'error'
  return {
    verdict: answer.failed && isOpen ? 'error' : VERDICTS[finding.verdict],
    searched: defects,
    states: answer.states,
    depth: answer.depth,
    ...(steps !== undefined && { steps }),
    ...(faults !== undefined && { faults }),
    ...(trace !== undefined && { trace }),
    ...(used !== undefined && { defects: used }),
    ...(isOpen && answer.reason !== undefined && { reason: answer.reason }),
    ...(answer.follows && { follows: true }),
    cached: answer.cached,
    seconds: answer.seconds,
  }
}

const VERDICTS = {
  holds: 'proved',
  violated: 'refuted',
  incomplete: 'incomplete',
  error: 'error',
} as const satisfies Readonly<Record<string, CellVerdict>>
