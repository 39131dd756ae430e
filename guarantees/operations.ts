/**
 * What an operator asks of a partition as it is found, before acting: may I start this reassignment, cancel the one in progress, stop
 * this broker? Each is done to the partition in the model, which says what comes of it at once, and then searched for a loss with one
 * thing more going wrong: by the protocol as designed, and by the code with what it does wrong in reassignments (R1).
 */
import { createHash } from 'node:crypto'
import type { LivePartition } from '../config/index.ts'
import { type DefectId, defectsOf } from '../model/kraft/defects.ts'
import type { Faults, Start } from '../model/kraft/index.ts'
import type { SettingsRequest } from '../model/kraft/settings.ts'
import { type Controller, controllerOf, type KafkaVersion } from '../model/kraft/versions.ts'
import { afterOperation, type PartitionAfter } from '../questions/after-operation.ts'
import { kraftOptions, type KraftSpec } from '../questions/spec.ts'
import type { Answer, Oracle } from './oracle.ts'
import type { Question } from './questions.ts'

/** A partition of a listing, and what holds for its topic. */
export interface Found {
  readonly topic: string
  readonly live: LivePartition
  readonly version: KafkaVersion
  readonly controller?: Controller
  readonly minIsr: number
  readonly unclean: boolean
  readonly elr: boolean
}

export type Act =
  | { readonly kind: 'reassign'; readonly target: readonly number[] }
  | { readonly kind: 'cancel' }
  /** In order, or `killed` by whoever does not wait for the end of it. */
  | { readonly kind: 'stop'; readonly broker: number; readonly killed?: true }

/** What may go wrong once it is done. */
const ALSO = [
  { id: 'nothing', title: 'with nothing else', faults: {} },
  { id: 'stop', title: 'with an orderly stop', faults: { cleanStops: 1 } },
  { id: 'kill', title: 'with a kill', faults: { kills: 1 } },
  { id: 'power', title: 'with a power loss', faults: { powerLosses: 1 } },
  { id: 'move', title: 'with a reassignment and an orderly stop', faults: { reassignments: 1, cleanStops: 1 } },
] as const satisfies readonly { id: string; title: string; faults: Omit<Faults, 'total'> }[]

/** More brokers than this are not searched. */
const MOST_BROKERS = 6

export interface LossAfter {
  readonly also: string
  readonly title: string
  /** The defect without which it is not lost; undefined when the design loses it too. */
  readonly by?: DefectId
  /** It is lost in the same way when nothing is done. */
  readonly asBefore: boolean
  readonly steps: number
  readonly trace?: string
}

/** What comes of an act on one partition. Brokers go by their ids. */
export interface Outcome {
  readonly topic: string
  readonly partition: number
  readonly act: Act
  /** Why the controller, or whoever asks, does not do it. */
  readonly refused?: string
  /** Why it is not searched. */
  readonly unasked?: string
  readonly before: Standing
  readonly after: Standing
  readonly losses: readonly LossAfter[]
  /** What could not be decided. */
  readonly undecided: readonly string[]
}

/** The worst of what may come out. */
export interface Standing {
  readonly hasLeader: boolean
  /** Whether acks=all is taken: somebody leads, and the ISR has min.insync.replicas members. */
  readonly takesWrites: boolean
  readonly isr: readonly number[]
  /** min.insync.replicas as it counts for the replicas there are. */
  readonly minIsr: number
  readonly replicas: readonly number[]
  /** Eligible leader replicas that have no log: no replicas any more, or added once more. */
  readonly ghosts: readonly number[]
  /** What the reassignment in progress adds and removes. */
  readonly adding: readonly number[]
  readonly removing: readonly number[]
}

/** A partition as it may be right after a broker was stopped in order. Brokers go by their ids. */
export interface Stopped {
  readonly leader: number | undefined
  readonly isr: readonly number[]
  readonly elr: readonly number[]
}

/** What may come of an orderly stop by the protocol as designed; nothing where {@link outcomesOf} would not search it either. */
export function stoppedNow(found: Found, broker: number): readonly Stopped[] {
  const act = { kind: 'stop', broker } as const
  const places = placesOf(found, act)
  const start = startOf(found, act, places)
  if (places.length > MOST_BROKERS || !isSound(start)) return []
  const ids = (set: number) => idsIn(places, set)
  return afterOperation(kraftOptions(specOf(found, start, { total: 0 }, []).from, [])).map(({ leader, isr, elr }) => ({
    leader: leader < 0 ? undefined : places[leader],
    isr: ids(isr),
    elr: ids(elr),
  }))
}

/** The ids at the places of a set. */
const idsIn = (places: readonly number[], set: number): readonly number[] =>
  places.filter((_, place) => ((set >>> place) & 1) === 1)

/** Whether somebody may lead, and who leads is in sync. */
const isSound = ({ leader, isr, elr, replicas }: Start): boolean =>
  isr.concat(elr).some((b) => replicas?.includes(b)) && (leader < 0 || isr.includes(leader))

interface Asked {
  readonly found: Found
  readonly act: Act
  readonly places: readonly number[]
  readonly before: Standing
  readonly after: Standing
  readonly questions: readonly {
    readonly also: (typeof ALSO)[number]
    readonly by?: DefectId
    readonly question: Question
    /** The same when nothing is done. */
    readonly undone: Question
  }[]
}

/** What comes of every act, in their order. @throws OptionError, LayoutError. */
export async function outcomesOf(acts: readonly (readonly [Found, Act])[], oracle: Oracle): Promise<readonly Outcome[]> {
  const asked = acts.map(([found, act]) => ask(found, act))
  const questions = asked.flatMap((a) => ('questions' in a ? a.questions : []))
  const done = await oracle.ask(questions.map((q) => q.question))
  // Only what is lost is asked without the act too.
  const lost = questions.filter(({ question }) => isLost(done, question))
  const answers = new Map([...done, ...(await oracle.ask(lost.map((q) => q.undone)))])
  return asked.map((a) => ('questions' in a ? outcomeOf(a, answers) : a))
}

const ackedOf = (answers: ReadonlyMap<string, Answer>, { key }: Question) =>
  answers.get(key)?.findings.find(({ name }) => name === 'AckedDurable')

const isLost = (answers: ReadonlyMap<string, Answer>, question: Question): boolean =>
  ackedOf(answers, question)?.verdict === 'violated'

function outcomeOf({ found, act, before, after, questions }: Asked, answers: ReadonlyMap<string, Answer>): Outcome {
  const losses: LossAfter[] = []
  const undecided: string[] = []
  for (const { also, by, question, undone } of questions) {
    const acked = ackedOf(answers, question)
    if (acked?.verdict === 'violated' && acked.steps !== undefined) {
      // What the design loses the code loses too, and what is lost with nothing else is lost with more.
      if (losses.some((loss) => loss.also === also.id || loss.also === 'nothing')) continue
      losses.push({
        also: also.id,
        title: also.title,
        asBefore: isLost(answers, undone),
        steps: acked.steps,
        ...(by !== undefined && { by }),
        ...(acked.trace !== undefined && { trace: acked.trace }),
      })
    } else if (acked?.verdict !== 'holds') undecided.push(`${also.title}${by === undefined ? '' : `, by the code (${by})`}`)
  }
  return { topic: found.topic, partition: found.live.partition, act, before, after, losses, undecided }
}

function ask(found: Found, act: Act): Asked | Outcome {
  const { topic, live } = found
  const places = placesOf(found, act)
  const stop = (reason: { refused: string } | { unasked: string }): Outcome => {
    const standing = standingOf([], places, found)
    return { topic, partition: live.partition, act, ...reason, before: standing, after: standing, losses: [], undecided: [] }
  }
  if (act.kind === 'cancel' && live.adding === undefined && live.removing === undefined)
    return stop({ refused: 'no reassignment is in progress' })
  if (act.kind === 'stop' && !live.replicas.includes(act.broker)) return stop({ refused: 'it has no replica there' })
  if (places.length > MOST_BROKERS) return stop({ unasked: `more than ${MOST_BROKERS} brokers take part` })
  const start = startOf(found, act, places)
  if (!isSound(start))
    return stop({
      unasked:
        start.leader >= 0 && !start.isr.includes(start.leader)
          ? 'its leader is not in its ISR'
          : 'nobody is in the ISR or eligible to lead',
    })

  const { first: _, ...before } = start
  const known = defectsOf(found.version, controllerOf(found.version, found.controller)).map(({ id }) => id)
  // As long as replicas stay who they are and have their logs, there is nothing for R1 to do.
  const isMoved = act.kind !== 'stop' || live.adding !== undefined || live.removing !== undefined
  const isStrange = start.elr.some((b) => start.replicas?.includes(b) !== true)
  const hasR1 = found.elr && known.includes('R1') && (isMoved || isStrange)
  const optionsFrom = (from: Start, faults: Faults, defects: readonly DefectId[]) => specOf(found, from, faults, defects)
  const none = { total: 0 }
  const seen = (from: Start) =>
    standingOf(afterOperation(kraftOptions(optionsFrom(from, none, hasR1 ? ['R1'] : []).from, [])), places, found)
  const after = seen(start)
  if (act.kind === 'cancel' && after.adding.length + after.removing.length > 0)
    return stop({ refused: 'nobody of the ISR would stay (InvalidReplicaAssignmentException)' })
  const questions = ALSO.filter(({ id }) => id !== 'move' || (act.kind !== 'stop' && found.elr)).flatMap((also) => {
    const total = Object.values(also.faults).reduce((sum: number, n) => sum + n, 0)
    const faults = { total, ...also.faults }
    const asked = (defects: readonly DefectId[]) => ({
      question: questionFrom(optionsFrom(start, faults, defects)),
      undone: questionFrom(optionsFrom(before, faults, defects)),
    })
    const design = { also, ...asked([]) }
    return hasR1 ? [design, { also, by: 'R1' as const, ...asked(['R1']) }] : [design]
  })
  return { found, act, places, before: seen(before), after, questions }
}

/**
 * Brokers in the order in which they are asked to lead once the act is done; each place stands for one, so that partitions that look
 * alike are one question.
 */
function placesOf({ live }: Found, act: Act): readonly number[] {
  const removing = new Set(live.removing)
  const target = act.kind === 'reassign' ? act.target : live.replicas.filter((id) => !removing.has(id))
  return [...new Set([...target, ...live.replicas, ...live.isr, ...(live.elr ?? [])])]
}

function startOf({ live, elr }: Found, act: Act, places: readonly number[]): Start {
  const at = (ids: readonly number[] = []) => ids.map((id) => places.indexOf(id)).toSorted((a, b) => a - b)
  const isr = at(live.isr)
  return {
    leader: live.leader === undefined ? -1 : places.indexOf(live.leader),
    isr,
    elr: elr ? at(live.elr).filter((b) => !isr.includes(b)) : [],
    brokers: places.map((_, place) => place),
    replicas: at([...new Set([...live.replicas, ...live.isr])]),
    adding: at(live.adding),
    removing: at(live.removing),
    first:
      act.kind === 'reassign'
        ? { reassign: at(act.target) }
        : act.kind === 'stop'
          ? { stop: places.indexOf(act.broker), ...(act.killed && { killed: true }) }
          : { cancel: true },
  }
}

function specOf(found: Found, asFound: Start, faults: Faults, defects: readonly DefectId[]): KraftSpec {
  // By design nobody is eligible who is no replica, whatever the listing says.
  const { elr, replicas = [] } = asFound
  const start = { ...asFound, elr: defects.includes('R1') ? elr : elr.filter((b) => replicas.includes(b)) }
  const settings: SettingsRequest = {
    version: found.version,
    ...(found.controller !== undefined && { controller: found.controller }),
    ...(defects.length > 0 && { defects }),
    set: {
      'replication.factor': String(Math.max(1, start.replicas?.length ?? 1)),
      'min.insync.replicas': String(found.minIsr),
      'unclean.leader.election.enable': String(found.unclean),
      'eligible.leader.replicas.version': found.elr ? '1' : '0',
    },
    bounds: { records: 2, faults, start },
  }
  return { model: 'kraft', from: { settings }, properties: ['AckedDurable'] }
}

function questionFrom(spec: KraftSpec): Question {
  const decides = { options: kraftOptions(spec.from, spec.properties), properties: spec.properties }
  return { spec, key: createHash('sha256').update(JSON.stringify(decides)).digest('hex').slice(0, 32) }
}

function standingOf(all: readonly PartitionAfter[], places: readonly number[], { minIsr }: Found): Standing {
  const ids = (set: number) => idsIn(places, set)
  const standings = all.map(({ leader, isr, elr, replicas, adding, removing }): Standing => {
    const counts = Math.min(minIsr, ids(replicas).length)
    return {
      hasLeader: leader >= 0,
      takesWrites: leader >= 0 && ids(isr).length >= counts,
      isr: ids(isr),
      minIsr: counts,
      replicas: ids(replicas),
      ghosts: ids(elr & (~replicas | adding)),
      adding: ids(adding),
      removing: ids(removing),
    }
  })
  const [worst] = standings.toSorted(
    (a, b) =>
      Number(a.hasLeader) - Number(b.hasLeader) ||
      Number(a.takesWrites) - Number(b.takesWrites) ||
      b.ghosts.length - a.ghosts.length,
  )
  return worst ?? { hasLeader: false, takesWrites: false, isr: [], minIsr, replicas: [], ghosts: [], adding: [], removing: [] }
}
