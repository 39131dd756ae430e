/** `validate --json`, schema 1: fields may be added, never renamed or dropped. */
import { endingOf } from '../../guarantees/ending.ts'
import type { Cell, CellDelta, Loss, Side, Subject, Validation } from '../../guarantees/result.ts'
import type { Program } from '../program.ts'
import { codeHeadlineOf } from './code.ts'
import { answersOf } from './explored.ts'
import { ranked } from '../../guarantees/rank.ts'
import { headlineOf } from './headline.ts'

/** Times are given to the millisecond. */
const round = (seconds: number): number => Number(seconds.toFixed(3))

/** The object of `validate --json`: everything that was found out, as it is. */
export function validationJson(validation: Validation, program: Program): object {
  return {
    schema: 1,
    command: 'validate',
    version: program.version,
    verdict: verdictOf(validation),
    level: validation.level,
    guarantees: validation.guarantees,
    envelopes: validation.envelopes,
    subjects: validation.subjects.map((subject) => subjectJson(validation, subject, program)),
    ...(validation.transactions !== undefined && { transactions: validation.transactions }),
    ...(validation.unread !== undefined && { unread: validation.unread }),
    ...(validation.project !== undefined && { project: validation.project }),
    ...(validation.baseline !== undefined && { baseline: validation.baseline }),
    ranking: ranked(validation.subjects).map((subject) => validation.subjects.indexOf(subject)),
    destroyed: validation.destroyed,
    code: { explored: validation.code.verdict !== 'not asked', ...validation.code },
    assumptions: validation.assumptions,
    answers: { ...answersOf(validation), cache: validation.withoutCache !== true },
    seconds: round(validation.seconds),
  }
}

const VERDICTS = { lost: 'violated', incomplete: 'incomplete', error: 'error' } as const

/** What was found; nothing that fails the run holds, nor is it accepted. */
function verdictOf(validation: Validation): Validation['verdict'] {
  const { verdict, strict = false } = validation
  const ending = endingOf(validation, { strict, allowIncomplete: false })
  return ending === 'holds' || (verdict !== 'holds' && verdict !== 'ignored') ? verdict : VERDICTS[ending]
}

function codeHeadlineJson(validation: Validation, subject: Subject): object {
  const { word, text } = codeHeadlineOf(validation, subject)
  return { answer: word.toLowerCase(), summary: text }
}

function subjectJson(validation: Validation, subject: Subject, program: Program): object {
  const { word, text } = headlineOf(validation, subject)
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
    code: codeHeadlineJson(validation, subject),
    codeLosses: subject.codeLosses.map(({ cell, ...loss }) => ({
      ...loss,
      cell: { ...cell, seconds: round(cell.seconds) },
      ...(cell.trace !== undefined && { replay: program.commandLine('trace', cell.trace) }),
    })),
    rolloutNotes: subject.rolloutNotes,
  }
}

const sideJson = ({ version, cells, ...side }: Side): object => ({ ...side, kafka: version, cells: cells.map(cellJson) })

const cellJson = ({ code, ...cell }: Cell): object => ({
  ...cell,
  seconds: round(cell.seconds),
  ...(code !== undefined && { code: { ...code, seconds: round(code.seconds) } }),
})

/** The cells of base and head are with their sides; that of the roll-out is nowhere else. */
const deltaJson = ({ base, head, rollout, ...delta }: CellDelta): object => ({
  ...delta,
  base: base.verdict,
  head: head.verdict,
  rollout: cellJson(rollout),
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
