/** `validate`, from configurations to a result: what is explored, in which order, and what follows from it. */
import { build } from '../questions/spec.ts'
import { changesOf, type Resolved, writesMinIsr } from './configuration.ts'
import { bearsOn, deltasOf, remedyOf } from './change.ts'
import { cellsOfWays, type Rollout, rolloutOf, rolloutQuestions } from './rollout.ts'
import type { Oracle } from './oracle.ts'
import type { Assumption, Cell, CellDelta, ChangedKey, Loss, Side, Subject, Validation } from './result.ts'
import { codeLossesOf, codeLossesOfChange } from './code-losses.ts'
import type { TransactionsTable } from './transactions-result.ts'
import { withCheckedRemedies } from './prevent.ts'
import { SharingOracle } from './sharing.ts'
import { Storyteller } from './story.ts'
import { withFaultsNeeded, withFaults } from './faults-needed.ts'
import { cellsOf, envelopeOf, guaranteeOf, questionsOf, type Scope } from './table.ts'
import { isIncomplete } from './missing.ts'
import type { Cases } from './cases.ts'
import { transactionsTable } from './transactions.ts'
import { hasTransactions } from './transactions-setup.ts'
import { defectsOf } from '../model/kraft/defects.ts'
import { controllerOf, controllersOf } from '../model/kraft/versions.ts'
import { type AskedDefects, withCode } from './code.ts'
import { byCode, type CodeOfRelease } from './result.ts'

const NO_WAY: Rollout = { legs: [], notes: [] }

/** Topics that are configured alike, before and after. */
export interface Case {
  readonly topics: readonly string[]
  readonly base?: Resolved
  readonly head: Resolved
  /** What nothing says, and is only one of the possibilities. */
  readonly assuming?: Assumption
}

/**
 * Holds every case to its guarantees, by the protocol as designed and by the code of its release with `defects`. @throws UserError,
 * OptionError, LayoutError.
 */
export async function validateCases(
  { cases, destroyed, transactions }: Cases,
  scope: Scope,
  asked: Oracle,
  defects: AskedDefects = 'all',
): Promise<Validation> {
  const started = performance.now()
  const oracle = new SharingOracle(asked)
  const rollouts = cases.map(({ base, head }) =>
    base === undefined ? NO_WAY : rolloutOf(base.configuration, head.configuration, writesMinIsr(base, head)),
  )
  // Everything that is sure to be needed is asked at once, so that no core waits.
  const answers = await oracle.ask(
    cases.flatMap(({ base, head }, i) => [
      ...questionsOf(scope, head.configuration),
      ...(base === undefined ? [] : questionsOf(scope, base.configuration)),
      ...rolloutQuestions(scope, rollouts[i] ?? NO_WAY),
    ]),
  )
  // Base before head, of each case.
  const tables = cases.flatMap(({ base, head }) =>
    [...(base === undefined ? [] : [base]), head].map(({ configuration }) => ({
      configuration,
      cells: cellsOf(scope, configuration, answers),
    })),
  )
  const layered = (await withCode(tables, scope, answers, defects, oracle)).values()
  const next = (): Cell[] => layered.next().value ?? []
  const ends = cases.map(({ base }, i) => {
    const before = base === undefined ? [] : next()
    return { rollout: rollouts[i] ?? NO_WAY, base: before, head: next() }
  })
  const between = await cellsOfWays(ends, scope, answers, defects, oracle)
  const all: Subject[] = []
  const teller = () => new Storyteller(oracle)
  for (const [i, { topics, base, head, ...of }] of cases.entries()) {
    const { rollout, base: before, head: cells } = ends[i] ?? { rollout: NO_WAY, base: [], head: [] }
    if (base === undefined) {
      const losses = await withCheckedRemedies(refutedOf(cells, teller()), scope, head.configuration, oracle)
      const codeLosses = codeLossesOf(cells, teller())
      all.push({ topics, ...of, head: { ...head.side, cells }, changes: [], deltas: [], losses, codeLosses, rolloutNotes: [] })
      continue
    }
    const deltas = await withFaultsNeeded(
      scope,
      deltasOf(before, cells, between[i] ?? []),
      base.configuration,
      head.configuration,
      oracle,
    )
    const changes = changesOf(base, head)
    const losses: Loss[] = []
    const context = { scope, base, head, changes, deltas, teller: teller() }
    for (const lost of lossesOf(deltas)) losses.push(await explained(lost, context, oracle))
    all.push({
      topics,
      ...of,
      head: { ...head.side, cells },
      base: { ...base.side, cells: before },
      changes,
      deltas,
      losses,
      codeLosses: codeLossesOfChange(deltas, teller()),
      rolloutNotes: changes.length === 0 && rollout.legs.length === 0 ? [] : rollout.notes,
    })
  }
  const subjects = alikeEitherWay(all)
  const ofTransactions: TransactionsTable[] = []
  if (transactions !== undefined)
    for (const { topics, base, head } of cases)
      if (hasTransactions(head.configuration.version)) {
        const before =
          base && hasTransactions(base.configuration.version) ? { setup: transactions.base, resolved: base } : undefined
        const changes = base === undefined ? [] : changesOf(base, head)
        const after = { setup: transactions.head, resolved: head }
        ofTransactions.push(await transactionsTable(topics, after, before, changes, scope, defects, oracle))
      }
  const [first] = cases
  const [question] = first === undefined ? [] : questionsOf(scope, first.head.configuration)
  return {
    verdict: worse(verdictOf(subjects, destroyed), ofTransactions),
    level: scope.level.name,
    guarantees: scope.guarantees.map((g) => g.id),
    envelopes: scope.envelopes.map((e) => e.id),
    subjects,
    ...(ofTransactions.length > 0 && { transactions: ofTransactions }),
    destroyed,
    code: { verdict: codeVerdictOf(subjects, ofTransactions, defects), releases: codeOf(cases, defects) },
    assumptions: question === undefined ? [] : build(question.spec).assumptions,
    seconds: (performance.now() - started) / 1000,
  }
}

/** The releases of all configurations that have known defects, each once, with those that are asked for. */
function codeOf(cases: readonly Case[], asked: AskedDefects): CodeOfRelease[] {
  const releases = cases
    .flatMap(({ base, head }) => [base, head])
    .flatMap((resolved) => (resolved === undefined ? [] : [resolved.configuration]))
    .map(({ version, controller }) => ({
      version,
      controller: controllersOf(version).find((c) => c === controller) ?? controllerOf(version),
    }))
  const once = new Map(releases.map((one) => [`${one.version} ${one.controller}`, one]))
  return [...once.values()].flatMap(({ version, controller }) => {
    const defects = defectsOf(version, controller)
      .filter(({ id }) => asked === 'all' || asked.length === 0 || asked.includes(id))
      .map(({ id, title, ticket, evidence, avoid }) => ({ id, title, ticket, evidence, avoid }))
    const of = controllersOf(version).length > 1 ? ` on ${controller === 'kraft' ? 'KRaft' : 'ZooKeeper'}` : ''
    return defects.length === 0 ? [] : [{ release: `${version}${of}`, defects }]
  })
}

/** Subjects whose answers are the same whatever is assumed are one. */
function alikeEitherWay(subjects: readonly Subject[]): Subject[] {
  const answers = ({ head, base, deltas }: Subject): string =>
    JSON.stringify([
      head.cells.map((c) => [c.verdict, byCode(c)]),
      base?.cells.map((c) => [c.verdict, byCode(c)]),
      deltas.map((d) => [d.delta, d.rollout.verdict, d.faults, d.code]),
    ])
  return subjects.flatMap((subject): Subject[] => {
    if (subject.assuming === undefined) return [subject]
    const [with_, without] = subjects.filter((s) => s.assuming !== undefined && s.topics.join() === subject.topics.join())
    if (with_ === undefined || without === undefined || answers(with_) !== answers(without)) return [subject]
    if (subject !== with_) return []
    const { assuming, ...rest } = subject
    const open = assuming.key === 'controller' ? 'KRaft or ZooKeeper holds the metadata' : `${assuming.key} is 0 or 1`
    const note = `nothing says whether ${open}: both were checked, with the same verdicts; shown is ${assuming.value}`
    const noted = (side: Side): Side => ({ ...side, warnings: [...side.warnings, note] })
    return [{ ...rest, head: noted(rest.head), ...(rest.base !== undefined && { base: noted(rest.base) }) }]
  })
}

function verdictOf(subjects: readonly Subject[], destroyed: Validation['destroyed']): Validation['verdict'] {
  const cells = subjects.flatMap((s) => [...s.head.cells, ...(s.base?.cells ?? []), ...s.deltas.map((d) => d.rollout)])
  if (cells.some((c) => c.verdict === 'error')) return 'error'
  if (destroyed.length > 0 || subjects.some((s) => s.losses.length > 0)) return 'violated'
  return subjects.some(isIncomplete) ? 'incomplete' : 'holds'
}

/** What transactions add: of one configuration what is refuted, of two what is lost. */
function worse(verdict: Validation['verdict'], tables: readonly TransactionsTable[]): Validation['verdict'] {
  const cells = tables.flatMap((table) => [...table.cells, ...table.deltas.map((d) => d.rollout)])
  const verdicts = new Set(cells.map((cell) => cell.verdict))
  if (verdict === 'error' || verdicts.has('error')) return 'error'
  const isVacuous = tables.some((table) => table.base === undefined && table.cells.some((cell) => cell.verdict === 'vacuous'))
  if (verdict === 'violated' || isVacuous || tables.some(({ losses }) => losses.length > 0)) return 'violated'
  return verdicts.has('incomplete') ? 'incomplete' : verdict
}

/** Of what the design keeps. */
function codeVerdictOf(
  subjects: readonly Subject[],
  tables: readonly TransactionsTable[],
  asked: AskedDefects,
): Validation['code']['verdict'] {
  if (asked !== 'all' && asked.length === 0) return 'not asked'
  const cells = [
    ...subjects.flatMap((s) => [...s.head.cells, ...(s.base?.cells ?? []), ...s.deltas.map((d) => d.rollout)]),
    ...tables.flatMap((table) => [...table.cells, ...(table.base?.cells ?? [])]),
  ]
  const verdicts = new Set(cells.map((c) => c.code?.verdict))
  if (verdicts.has('error')) return 'error'
  if ([...subjects, ...tables].some(({ codeLosses }) => codeLosses.length > 0)) return 'violated'
  return verdicts.has('incomplete') ? 'incomplete' : 'holds'
}

type Lost = Pick<Loss, 'guarantee' | 'when' | 'envelopes' | 'cell' | 'faults'>

/** The cell with the shortest counterexample; one without any comes last. */
const shortest = (cells: readonly Cell[]): Cell | undefined =>
  cells.toSorted((a, b) => (a.steps ?? Infinity) - (b.steps ?? Infinity))[0]

/** Guarantees that one configuration does not give, with the shortest counterexample of each. */
function refutedOf(cells: readonly Cell[], teller: Storyteller): Loss[] {
  const refuted = cells.filter((c) => c.verdict === 'refuted' || c.verdict === 'vacuous')
  return [...new Set(refuted.map((c) => c.guarantee))].flatMap((guarantee): Loss[] => {
    const of = refuted.filter((c) => c.guarantee === guarantee)
    const cell = shortest(of)
    if (cell === undefined) return []
    const story = teller.tell(guaranteeOf(guarantee), cell)
    const envelopes = of.map((c) => c.envelope)
    return [{ guarantee, when: 'head', envelopes, cell, story, causes: [], restores: [], checked: 0 }]
  })
}

function lossesOf(deltas: readonly CellDelta[]): Lost[] {
  const guarantees = [...new Set(deltas.map((d) => d.guarantee))]
  return guarantees.flatMap((guarantee) =>
    (['head', 'rollout'] as const).flatMap((when): Lost[] => {
      const lost = deltas.filter(
        (d) => d.guarantee === guarantee && d.delta === (when === 'head' ? 'lost' : 'lost while changing'),
      )
      // Those that take fewer faults than before are one loss for each pair of numbers.
      const needs = [...new Map(lost.map(({ faults }) => [JSON.stringify(faults), faults])).values()]
      return needs.flatMap((faults): Lost[] => {
        const of = lost.filter((d) => JSON.stringify(d.faults) === JSON.stringify(faults))
        const cell = shortest(of.map((d) => d[when]))
        if (cell === undefined) return []
        return [{ guarantee, when, envelopes: of.map((d) => d.envelope), cell, ...(faults !== undefined && { faults }) }]
      })
    }),
  )
}

interface Context {
  readonly scope: Scope
  readonly base: Resolved
  readonly head: Resolved
  readonly changes: readonly ChangedKey[]
  readonly deltas: readonly CellDelta[]
  readonly teller: Storyteller
}

async function explained(lost: Lost, context: Context, oracle: Oracle): Promise<Loss> {
  const { scope, base, head, changes, deltas, teller } = context
  const guarantee = guaranteeOf(lost.guarantee)
  // What would restore it is found out for the change, not for its shortest run.
  const { prevented: _, ...story } = teller.tell(guarantee, lost.cell)
  const ofPartition = changes.filter((c) => bearsOn(c, guarantee.observer))
  // What only the way between two sound configurations breaks, no setting of either would mend.
  if (lost.when === 'rollout') return { ...lost, story, causes: ofPartition, restores: [], checked: 0 }
  const remedy = await remedyOf(
    {
      guarantee,
      scope: {
        ...scope,
        envelopes: lost.envelopes.map(envelopeOf),
        level: lost.faults === undefined ? scope.level : withFaults(scope.level, guarantee.observer, lost.faults.from - 1),
      },
      head: head.configuration,
      base: base.configuration,
      changes,
      deltas,
      wanted: scope,
    },
    oracle,
  )
  return { ...lost, story, ...remedy }
}
