/**
 * Why a counterexample ends as it does: the record concerned, when it was promised, from when on it could be lost, when it was
 * harmed, and what would have prevented it. Facts only; `story.ts` puts them into words.
 */
import { compileCodec } from '../checker/state/codec.ts'
import { has, type Model, NONE, type Reading } from '../checker/model.ts'
import { stateFrom, successors } from '../checker/state/successors.ts'
import { viewerOf } from '../checker/state/view.ts'
import type { PictureFacts } from '../model/picture-facts.ts'
import { diffStates } from './diff.ts'
import { evidenceAt } from './evidence.ts'
import { rerun, type Stage, startOn } from './rerun.ts'
import { sliceTrace } from './slice.ts'
import type { Trace } from './trace.ts'
import { describePath, describeValue } from './words.ts'

/**
 * What the last step of a trace did to a promised record.
 *
 * - `lost`: the true leader does not hold it; `exposed`: a member of an ISR, which may be elected, does not;
 * - `diverged`: two replicas call different records committed at its offset; `hidden`: it is above the high watermark again.
 */
export type Harm =
  | { readonly kind: 'lost' | 'exposed' | 'diverged'; readonly replica: number; readonly other?: number }
  | { readonly kind: 'hidden'; readonly replica: number }

/** Steps are numbered from 1, as in the trace; a state has the number of the step that led to it. */
export interface RecordFate {
  readonly id: number
  readonly offset: number
  readonly epoch: number
  /** Whose log held it first, and since which step. */
  readonly writer: number
  readonly writtenAt: number
  readonly promisedAt: number
  /** How: a presumed leader's high watermark passed it, or its producer got an acknowledgement. */
  readonly promisedBy:
    { readonly kind: 'high watermark'; readonly leader: number; readonly isTrue: boolean } | { readonly kind: 'acknowledgement' }
  /**
   * The step after which the record was losable for good: from that state to the last, some replica that leads, is in the
   * controller's ISR, or can be named leader by one step of the controller, does not hold the record at its offset; or no replica
   * holds it. In the state before, every choice the controller had kept it. One step is looked ahead and no more, so it is a
   * fact about those states, not a guess.
   */
  readonly losableAt: number
  /** Replicas the controller may choose that do not hold it, in the state after that step. */
  readonly losableTo: readonly number[]
  /** Whether no log held it any more after that step. */
  readonly isGone: boolean
  /** Replicas that dropped it after it was promised. */
  readonly drops: readonly { readonly step: number; readonly replica: number }[]
  readonly harm: Harm
  /** The step that did the harm: the last, as a trace ends where its property is first false. */
  readonly harmedAt: number
}

/** A model in which a setting is otherwise, on which the same steps are tried. */
export interface Alternative<S = unknown> {
  readonly setting: string
  readonly effect: string
  readonly model: Model<S>
  /** What to do instead, where no release has it. */
  readonly avoid?: string | undefined
}

/** The first alternative with which these steps do not lead to the violation. */
export interface Prevention {
  readonly setting: string
  readonly effect: string
  readonly avoid?: string | undefined
  /** The first step that goes another way: it cannot be taken, or leaves another state. */
  readonly differs?: { readonly step: number; readonly how: string }
  /** The step that cannot be taken and why, when there is one; else the steps end well. */
  readonly blocked?: { readonly step: number; readonly obstacle: string }
}

export interface Explanation {
  readonly fate: RecordFate | undefined
  /** Per step; undefined when the trace is too long to be sliced, or shows no violation. */
  readonly isCause: readonly boolean[] | undefined
  readonly prevention: Prevention | undefined
}

/** Explains a trace that has been replayed on the model of `stage`; without `facts`, of which no record is told. */
export function explain<S>(
  stage: Stage<S>,
  facts: PictureFacts<S> | undefined,
  trace: Trace,
  alternatives: readonly Alternative<S>[],
): Explanation {
  if (trace.status !== 'violated') return { fate: undefined, isCause: undefined, prevention: undefined }
  return {
    fate: facts && fateOf(stage, facts, trace),
    isCause: sliceTrace(stage, trace)?.isCause,
    prevention: preventionOf(stage, trace, alternatives),
  }
}

const rank = { lost: 0, exposed: 1, diverged: 2, hidden: 3 } as const

interface Promised {
  readonly id: number
  readonly offset: number
  readonly at: number
  readonly by: RecordFate['promisedBy']
}

function fateOf<S>({ model, codec, states: cells }: Stage<S>, facts: PictureFacts<S>, trace: Trace): RecordFate | undefined {
  const { view } = facts
  const states = cells.map((c) => stateFrom(codec, c) as Reading<S>)
  const replicas = view.replicas.labels.map((_, r) => r)
  const last = states.length - 1
  const end = states[last]
  if (end === undefined) return undefined

  const offsetIn = (s: Reading<S>, r: number, id: number): number => {
    for (let offset = 0; offset < view.logEnd(s, r); offset++) if (view.recordAt(s, r, offset) === id) return offset
    return -1
  }
  const holds = (s: Reading<S>, r: number, { id, offset }: { id: number; offset: number }): boolean =>
    offset < view.logEnd(s, r) && view.recordAt(s, r, offset) === id

  const promises = promisesOf(facts, states, offsetIn)
  /** Every harm done to a promised record in a state, the worst first. */
  const harmsIn = (s: Reading<S>, promised: Promised): Harm[] => {
    const lacks = (r: number): boolean => !holds(s, r, promised)
    const harms: Harm[] = []
    const leader = replicas.find((r) => view.isTrueLeader(s, r) && lacks(r))
    if (leader !== undefined) harms.push({ kind: 'lost', replica: leader })
    const presumed = replicas.filter((r) => view.presumesLeadership(s, r) && view.highWatermark(s, r) > promised.offset)
    const member = replicas.find(
      (r) => lacks(r) && (has(view.controllerIsr(s), r) || presumed.some((l) => has(view.localIsr(s, l), r))),
    )
    if (member !== undefined) harms.push({ kind: 'exposed', replica: member })
    const committed = replicas.filter((r) => view.highWatermark(s, r) > promised.offset)
    const [without, holder] = [committed.find(lacks), committed.find((r) => !lacks(r))]
    if (without !== undefined && holder !== undefined) harms.push({ kind: 'diverged', replica: without, other: holder })
    const newest = replicas
      .filter((r) => view.presumesLeadership(s, r))
      .toSorted((x, y) => view.leaderEpoch(s, y) - view.leaderEpoch(s, x))[0]
    if (newest !== undefined && view.highWatermark(s, newest) <= promised.offset) harms.push({ kind: 'hidden', replica: newest })
    return harms
  }
  // The property is first false at the end, so what it is about is a harm that was not there a state before.
  const earlier = states[last - 1]
  const harmed = promises
    .flatMap((promised) => {
      const known = earlier === undefined || promised.at === last ? [] : harmsIn(earlier, promised).map((harm) => harm.kind)
      return harmsIn(end, promised)
        .filter((harm) => !known.includes(harm.kind))
        .map((harm) => ({ promised, harm }))
    })
    .toSorted((x, y) => rank[x.harm.kind] - rank[y.harm.kind] || x.promised.offset - y.promised.offset)
  const [worst] = harmed
  if (worst === undefined) return undefined

  const { promised, harm } = worst
  const { id, offset } = promised
  const choices = cells.map((c, i) => (i < promised.at ? [] : electable(model, codec, facts, c)))
  const losableTo = (i: number): number[] => (choices[i] ?? []).filter((r) => !holds(states[i] ?? end, r, promised))
  const isGone = (i: number): boolean => !replicas.some((r) => holds(states[i] ?? end, r, promised))
  const losableAt = sinceWhen(promised.at, last, (i) => losableTo(i).length > 0 || isGone(i))
  const writtenAt = states.findIndex((s) => replicas.some((r) => offsetIn(s, r, id) >= 0))
  const written = states[writtenAt] ?? end
  const writer = replicas.find((r) => offsetIn(written, r, id) >= 0) ?? 0
  const drops = trace.steps.flatMap((_, i) => {
    const [before, after] = [states[i] ?? end, states[i + 1] ?? end]
    if (i + 1 <= promised.at) return []
    return replicas
      .filter((r) => holds(before, r, promised) && !holds(after, r, promised))
      .map((replica) => ({ step: i + 1, replica }))
  })
  return {
    id,
    offset,
    epoch: view.epochAt(written, writer, offsetIn(written, writer, id)),
    writer,
    writtenAt,
    promisedAt: promised.at,
    promisedBy: promised.by,
    losableAt,
    losableTo: losableTo(losableAt),
    isGone: isGone(losableAt),
    drops,
    harm,
    harmedAt: last,
  }
}

/** The first index from which on, up to `last`, `isSo` holds; `last` when it holds nowhere before it. */
function sinceWhen(first: number, last: number, isSo: (i: number) => boolean): number {
  let since = last
  while (since > first && isSo(since - 1)) since--
  return since
}

/** Every record that was ever promised along the trace, and when first. */
function promisesOf<S>(
  { view, acked }: PictureFacts<S>,
  states: readonly Reading<S>[],
  offsetIn: (s: Reading<S>, r: number, id: number) => number,
): Promised[] {
  const promises = new Map<number, Promised>()
  const note = (promised: Promised) => promises.has(promised.id) || promises.set(promised.id, promised)
  const replicas = view.replicas.labels.map((_, r) => r)
  for (const [at, s] of states.entries()) {
    for (const leader of replicas.filter((r) => view.presumesLeadership(s, r))) {
      const end = Math.min(view.highWatermark(s, leader), view.logEnd(s, leader))
      for (let offset = 0; offset < end; offset++)
        note({
          id: view.recordAt(s, leader, offset),
          offset,
          at,
          by: { kind: 'high watermark', leader, isTrue: view.isTrueLeader(s, leader) },
        })
    }
    const ids = acked?.(s) ?? 0
    for (const r of ids === 0 ? [] : replicas)
      for (let offset = 0; offset < view.logEnd(s, r); offset++) {
        const id = view.recordAt(s, r, offset)
        if (has(ids, id)) note({ id, offset: offsetIn(s, r, id), at, by: { kind: 'acknowledgement' } })
      }
  }
  return [...promises.values()]
}

/** Replicas that are named leader, are in the controller's ISR, or can be named by one step. */
function electable<S>(model: Model<S>, codec: Stage<S>['codec'], { view }: PictureFacts<S>, cells: Int32Array): number[] {
  const s = stateFrom(codec, cells) as Reading<S>
  const leader = view.controllerLeader(s)
  const found = new Set(view.replicas.labels.flatMap((_, r) => (has(view.controllerIsr(s), r) ? [r] : [])))
  if (leader !== NONE) found.add(leader)
  for (const next of successors(model, codec, cells)) {
    const named = view.controllerLeader(stateFrom(codec, next.cells) as Reading<S>)
    if (named !== NONE && named !== leader) found.add(named)
  }
  return [...found].toSorted((a, b) => a - b)
}

/** Tries the steps on each alternative in turn. */
function preventionOf<S>(stage: Stage<S>, trace: Trace, alternatives: readonly Alternative<S>[]): Prevention | undefined {
  for (const { setting, effect, avoid, model } of alternatives) {
    const codec = compileCodec(model.layout)
    const start = startOn(stage, model, codec)
    if (start === undefined) continue
    const again = rerun(model, codec, start, trace.steps)
    const last = again.states.at(-1) ?? start
    if (again.ok && evidenceAt(model, codec, trace.property, again.states.at(-2), last).kind !== 'absent') continue
    const differs = firstDifference(model, trace, again.states)
    return {
      setting,
      effect,
      ...(avoid !== undefined && { avoid }),
      ...(differs !== undefined && { differs }),
      ...(!again.ok && { blocked: { step: again.at + 1, obstacle: again.obstacle } }),
    }
  }
  return undefined
}

const MOST_DIFFERENCES = 3
const LONGEST_VALUE = 60
const brief = (value: unknown): string => {
  const text = describeValue(value)
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text
}

/** The first step that leaves another state on the alternative; states of another layout are not compared. */
function firstDifference<S>(model: Model<S>, trace: Trace, states: readonly Int32Array[]): Prevention['differs'] {
  const viewer = viewerOf(model.layout)
  for (const [step, cells] of states.entries()) {
    const ours = trace.states[step]
    const theirs = viewer.view(cells)
    if (ours === undefined || Object.keys(ours.toObject()).join() !== Object.keys(theirs.toObject()).join()) return undefined
    if (diffStates(ours, theirs).length === 0) continue
    const told = diffStates(ours, theirs).map(
      ({ path, from, to }) => `${describePath(path)} ${brief(to)} instead of ${brief(from)}`,
    )
    return { step, how: told.slice(0, MOST_DIFFERENCES).join(', ') }
  }
  return undefined
}
