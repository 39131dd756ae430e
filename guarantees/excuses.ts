/** What is known and does not count against a run: by rules with a reason and a last day, and by a baseline. It is never shown as a pass. */
import { placeText, topicsLike } from '../config/index.ts'
import type { Baseline } from './baseline.ts'
import { isIncomplete } from './missing.ts'
import type { ProjectFile, Rule } from './project-file.ts'
import type { Cell, CellDelta, Excuse, Subject, Validation } from './result.ts'

export interface Excusing {
  readonly rules: readonly Rule[]
  readonly baseline?: Baseline | undefined
  /** The day of the run, as `2026-11-26`, in UTC. */
  readonly today: string
}

/** What of the rules is to be told beside the answers. */
export interface Excused {
  readonly validation: Validation
  readonly expired: readonly string[]
  readonly unused: readonly string[]
}

/** A topic as rules name it: without the client that writes it. */
const bareName = (topic: string): string => topic.replace(/ \(.*\)$/s, '')

const isMeant = (patterns: readonly string[], topic: string): boolean =>
  patterns.length === 0 || patterns.some((pattern) => topicsLike(pattern, [topic, bareName(topic)]).length > 0)

const ruleText = ({ topics, reason, until, place }: Rule): string =>
  `${placeText(place)}: ${topics.length === 0 ? 'all topics' : topics.join(', ')}, until ${until}: ${reason}`

/** Whether the answer, by design or by the code, is one that somebody has to answer for. */
const isBroken = (cell: Cell, delta: CellDelta | undefined): boolean =>
  cell.verdict === 'refuted' ||
  cell.verdict === 'vacuous' ||
  cell.code?.verdict === 'refuted' ||
  delta?.delta === 'lost' ||
  delta?.delta === 'lost while changing' ||
  delta?.code === 'lost while changing'

/** Whether it is broken only while the configuration changes, by design or by the code. */
const isOfTheWay = ({ verdict, code }: Cell, delta: CellDelta | undefined): boolean =>
  delta?.delta === 'lost while changing' || (verdict === 'proved' && code?.verdict !== 'refuted')

/** Marks what is excused; topics of which something else is excused than of the others in their group are a group of their own. */
export function withExcuses(validation: Validation, excusing: Excusing): Excused {
  const { rules, baseline, today } = excusing
  const valid = rules.filter(({ until }) => until >= today)
  const used = new Set<Rule>()
  const excuseOf = ({ assuming }: Subject, topic: string, cell: Cell, delta: CellDelta | undefined): Excuse | undefined => {
    const { guarantee, envelope } = cell
    const rule = valid.find(
      ({ topics, guarantees, envelopes }) => isMeant(topics, topic) && isOne(guarantees, guarantee) && isOne(envelopes, envelope),
    )
    if (rule !== undefined) {
      used.add(rule)
      return { by: 'rule', reason: rule.reason, until: rule.until }
    }
    // No baseline knows of a way between two configurations.
    if (isOfTheWay(cell, delta)) return undefined
    return baseline?.has(topic, cell, assuming, cell.code?.verdict === 'refuted' && cell.verdict === 'proved')
      ? { by: 'baseline', reason: `${baseline.file} has it` }
      : undefined
  }
  const subjects = validation.subjects.flatMap((subject) =>
    splitByExcuses(subject, (topic, cell, delta) => excuseOf(subject, topic, cell, delta)),
  )
  const marked = { ...validation, subjects }
  return {
    validation: { ...marked, verdict: verdictWith(marked) },
    expired: rules.filter(({ until }) => until < today).map(ruleText),
    unused: valid.filter((rule) => !used.has(rule)).map(ruleText),
  }
}

/** The result with what is accepted today, and who says so. */
export function accepted(
  validation: Validation,
  { project, baseline, today }: { readonly project?: ProjectFile | undefined } & Omit<Excusing, 'rules'>,
): Validation {
  const { validation: found, expired, unused } = withExcuses(validation, { rules: project?.rules ?? [], baseline, today })
  return {
    ...found,
    ...(project !== undefined && { project: { file: project.file, flags: project.words, expired, unused } }),
    ...(baseline !== undefined && { baseline: baseline.file }),
  }
}

const isOne = (names: readonly string[], name: string): boolean => names.length === 0 || names.includes(name)

function splitByExcuses(
  subject: Subject,
  excuseOf: (topic: string, cell: Cell, delta: CellDelta | undefined) => Excuse | undefined,
): Subject[] {
  const deltaOf = (cell: Cell): CellDelta | undefined =>
    subject.deltas.find(({ guarantee, envelope }) => guarantee === cell.guarantee && envelope === cell.envelope)
  const broken = subject.head.cells.filter((cell) => isBroken(cell, deltaOf(cell)))
  if (broken.length === 0) return [subject]
  const groups = new Map<string, { topics: string[]; excuses: ReadonlyMap<string, Excuse> }>()
  for (const topic of subject.topics.length === 0 ? [''] : subject.topics) {
    const excuses = new Map(
      broken.flatMap((cell) => {
        const excuse = excuseOf(topic, cell, deltaOf(cell))
        return excuse === undefined ? [] : [[idOf(cell), excuse] as const]
      }),
    )
    const key = JSON.stringify([...excuses])
    const group = groups.get(key) ?? { topics: [], excuses }
    groups.set(key, group)
    if (topic !== '') group.topics.push(topic)
  }
  return [...groups.values()].map(({ topics, excuses }) => marked({ ...subject, topics }, excuses))
}

const idOf = ({ guarantee, envelope }: Pick<Cell, 'guarantee' | 'envelope'>): string => `${guarantee}/${envelope}`

function marked(subject: Subject, excuses: ReadonlyMap<string, Excuse>): Subject {
  if (excuses.size === 0) return subject
  const mark = (cell: Cell): Cell => {
    const excused = excuses.get(idOf(cell))
    return excused === undefined ? cell : { ...cell, excused }
  }
  const open = (guarantee: string, envelopes: readonly string[]): string[] =>
    envelopes.filter((envelope) => !excuses.has(idOf({ guarantee, envelope })))
  const left = <T extends { readonly guarantee: string; readonly envelopes: readonly string[] }>(losses: readonly T[]): T[] =>
    losses
      .map((loss) => ({ ...loss, envelopes: open(loss.guarantee, loss.envelopes) }))
      .filter((loss) => loss.envelopes.length > 0)
  return {
    ...subject,
    head: { ...subject.head, cells: subject.head.cells.map(mark) },
    deltas: subject.deltas.map((delta) => ({ ...delta, head: mark(delta.head) })),
    losses: left(subject.losses),
    codeLosses: left(subject.codeLosses),
  }
}

/** What is left when all that is excused is left out; that there is such is no pass. */
function verdictWith({ verdict, subjects, destroyed, transactions = [] }: Validation): Validation['verdict'] {
  if (verdict !== 'violated' && verdict !== 'holds') return verdict
  const isTransactions = transactions.some(({ losses }) => losses.length > 0)
  if (destroyed.length > 0 || isTransactions || subjects.some((s) => s.losses.length > 0)) return verdict
  if (verdict === 'holds' && !subjects.some(({ head }) => head.cells.some((c) => c.excused !== undefined))) return verdict
  return subjects.some(isIncomplete) ? 'incomplete' : 'ignored'
}
