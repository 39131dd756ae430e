/** `validate --json`, schema 1: fields may be added, never renamed or dropped. */
import type { Cell, CellDelta, Loss, Side, Subject, Validation } from '../../guarantees/result.ts'
import type { Program } from '../program.ts'
import { answersOf, headlineOf } from './words.ts'

/** Times are given to the millisecond. */
const round = (seconds: number): number => Number(seconds.toFixed(3))

/** The object of `validate --json`: everything that was found out, as it is. */
export function validationJson(validation: Validation, program: Program): object {
  return {
    schema: 1,
    command: 'validate',
    version: program.version,
    verdict: validation.verdict,
    level: validation.level,
    guarantees: validation.guarantees,
    envelopes: validation.envelopes,
    subjects: validation.subjects.map((subject) => subjectJson(subject, program)),
    ...(validation.unread !== undefined && { unread: validation.unread }),
    destroyed: validation.destroyed,
    ...(validation.code !== undefined && { code: { explored: false, releases: validation.code } }),
    assumptions: validation.assumptions,
    answers: { ...answersOf(validation), cache: validation.withoutCache !== true },
    seconds: round(validation.seconds),
  }
}

function subjectJson(subject: Subject, program: Program): object {
  const { word, text } = headlineOf(subject)
  return {
    topics: subject.topics,
    ...(subject.assuming !== undefined && { assuming: subject.assuming }),
    answer: word.toLowerCase(),
    summary: text,
    ...(subject.base !== undefined && { base: sideJson(subject.base) }),
    head: sideJson(subject.head),
    changes: subject.changes,
    deltas: subject.deltas.map(deltaJson),
    losses: subject.losses.map((loss) => lossJson(loss, program)),
    rolloutNotes: subject.rolloutNotes,
  }
}

const sideJson = ({
  label,
  files,
  version,
  values,
  offsets,
  notes,
  warnings,
  unknown,
  unread,
  ignored,
  cells,
}: Side): object => ({
  label,
  files,
  kafka: version,
  values,
  offsets,
  notes,
  warnings,
  unknown,
  unread,
  ignored,
  cells: cells.map(cellJson),
})

const cellJson = (cell: Cell): object => ({ ...cell, seconds: round(cell.seconds) })

/** The cells of base and head are with their sides; that of the roll-out is nowhere else. */
const deltaJson = ({ guarantee, envelope, delta, base, head, rollout, faults }: CellDelta): object => ({
  guarantee,
  envelope,
  delta,
  base: base.verdict,
  head: head.verdict,
  rollout: cellJson(rollout),
  ...(faults !== undefined && { faults }),
})

const lossJson = ({ cell, restores, ...loss }: Loss, { commandLine }: Program): object => ({
  ...loss,
  // As `guarantee/envelope` since schema 1.
  restores: restores.map(({ costs, ...restore }) => ({
    ...restore,
    ...(costs !== undefined && { costs: costs.map((c) => `${c.guarantee}/${c.envelope}`), loses: costs }),
  })),
  cell: cellJson(cell),
  ...(cell.trace !== undefined && { replay: commandLine('trace', cell.trace) }),
})
