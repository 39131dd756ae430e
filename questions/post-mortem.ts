/** What an operator asks of a run that explains a log: were acknowledged records lost, when, by what. */
import { compileCodec } from '../checker/state/codec.ts'
import { has, type Model } from '../checker/model.ts'
import { blockingGuard, stateFrom, type Step, takeStep } from '../checker/state/successors.ts'
import type { Path } from '../checker/verdict.ts'
import { type KEPT, LOST } from '../explain/following.ts'
import type { Item } from '../explain/followed-log.ts'
import type { Group } from '../explain/evidence.ts'
import type { Place } from '../explain/history.ts'
import type { Story } from '../explain/story.ts'
import type { KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import type { State } from '../model/kraft/index.ts'
import { isUp, lastRecord } from '../model/kraft/state.ts'
import { type Trace, traceOf } from '../traces/index.ts'
import { build, type KraftSpec, specData } from './spec.ts'

/** A record that was acknowledged and that the leader has not, at the end. */
export interface LostRecord {
  /** Its offsets in the partition. */
  readonly offsets: Group
  /** -1 when no log that was given has it. */
  readonly epoch: number
  /** Ids of the brokers whose log was given and has it. */
  readonly holders: readonly number[]
  /** Ids of the other brokers whose log was not given: they may have it. */
  readonly mayHold: readonly number[]
}

/** A step of the run, and where in the metadata log what it shows stands. */
export interface ToldStep {
  readonly step: number
  readonly shows: readonly Place[]
  /** What no record says, where it is an event of the environment. */
  readonly inferred: string | undefined
}

export interface PostMortem {
  /** The run that explains the log. */
  readonly run: Trace
  /** Where a promise was broken: the same steps, up to where it was, without the log. */
  readonly broken: { readonly spec: KraftSpec; readonly trace: Trace } | undefined
  readonly steps: readonly ToldStep[]
  readonly lost: readonly LostRecord[]
}

/** How an event looks of which the log shows only that heartbeats were missed. */
const INFERRED: Readonly<Record<string, (broker: string) => string>> = {
  FenceBroker: (b) =>
    `the heartbeats of ${b} did not arrive while it ran: a cut link, a long pause (a kill, if it did not go on)`,
  Kill: (b) => `the process of ${b} ended without a controlled shutdown`,
  CleanStop: (b) => `${b} was stopped, without a controlled shutdown`,
  LosePower: (b) => `${b} went down and came back without the end of its log: power, or a file system that had not written it`,
  LoseDisk: (b) => `${b} lost its disk`,
  LoseDirectory: (b) => `${b} did not stop in order, and came back without the log directory of its replica`,
  RemoveDirectory: (b) => `${b} came back without the log directory of its replica`,
  ShrinkIsr: (b) => `a follower of ${b} did not keep up for replica.lag.time.max.ms`,
  ElectLeader: () => 'a preferred election, or an administrator moved leadership',
}

/** What a run that explains a story shows. */
export function postMortem(story: Story, model: Model, spec: KraftSpec, path: Path, name: typeof KEPT | typeof LOST): PostMortem {
  const { statement } = model.properties.find((p) => p.name === name) ?? { statement: '' }
  const result = { name, kind: 'witness', statement, verdict: 'holds', path } as const
  const run = traceOf(model, specData(spec), result)
  if (run === undefined) throw new RangeError('a run has a path')
  return {
    run,
    broken: name === LOST ? brokenPromise(spec, model, path) : undefined,
    steps: toldSteps(story, model, path),
    lost: lostRecords(story, model, path),
  }
}

function toldSteps(story: Story, model: Model, path: Path): readonly ToldStep[] {
  const codec = compileCodec(model.layout)
  const explained = path.states.map((cells) => (stateFrom(codec, cells) as { explained: number }).explained)
  return path.steps.map((step, i): ToldStep => {
    const [from, to] = [explained[i] ?? 0, explained[i + 1] ?? 0]
    const action = model.actions[step.action]
    const broker = story.brokers[step.params[0] ?? 0]
    const isAsked = action?.name === 'CleanStop' && to > from
    const back = story.log.items.slice(from).find((item) => isReturnOf(item, step.params[0] ?? 0))
    const what = action?.name === 'LoseDisk' && isWithoutDirectory(back) ? 'LoseDirectory' : action?.name
    const tell = what === undefined || isAsked ? undefined : INFERRED[what]
    return { step: i + 1, shows: story.places.slice(from, to), inferred: tell?.(`broker ${broker ?? ''}`) }
  })
}

const isReturnOf = (item: Item, place: number): boolean =>
  item.kind === 'broker' && item.broker === place && item.becomes === 'registered'

const isWithoutDirectory = (item: Item | undefined): boolean => item?.kind === 'broker' && item.lacksDirectory

/** The steps on the model without the log, with the promise that is judged: on to where the leader knows that it leads. */
function brokenPromise(spec: KraftSpec, following: Model, path: Path): PostMortem['broken'] {
  const { log: _, ...rest } = spec
  const acks = 'settings' in rest.from ? rest.from.settings.set?.['acks'] : undefined
  const property: KraftPropertyName = acks === '1' ? 'Acks1Durable' : 'AckedDurable'
  const plain: KraftSpec = { ...rest, properties: [property] }
  const model = build(plain) as Model<State>
  const codec = compileCodec(model.layout)
  const judged = model.properties.find(({ name }) => name === property)
  if (judged?.kind !== 'state') return undefined
  const start = codec.create()
  model.initial[0]?.(start.state)
  const states = [start.cells]
  const steps: Step[] = []
  const take = (step: Step): boolean => {
    const last = states.at(-1) ?? start.cells
    const action = model.actions[step.action]
    if (action === undefined || blockingGuard(action, stateFrom(codec, last), step.params) !== undefined) return false
    states.push(takeStep(model, codec, last, step))
    steps.push(step)
    return true
  }
  const isBroken = (): boolean => !judged.holds(stateFrom(codec, states.at(-1) ?? start.cells))
  for (const step of path.steps) {
    const name = following.actions[step.action]?.name
    if (!take({ ...step, action: model.actions.findIndex((action) => action.name === name) })) return undefined
    if (isBroken()) break
  }
  if (!isBroken()) {
    const s = stateFrom(codec, states.at(-1) ?? start.cells)
    const leader = s.metadata.leader[lastRecord(s)] ?? -1
    const apply = model.actions.findIndex(({ name }) => name === 'ApplyMetadata')
    if (leader < 0 || !isUp(s, leader) || !take({ action: apply, params: [leader, lastRecord(s)] }) || !isBroken())
      return undefined
  }
  const { name, kind, statement } = judged
  const trace = traceOf(model, specData(plain), { name, kind, statement, verdict: 'violated', path: { states, steps } })
  return trace === undefined ? undefined : { spec: plain, trace }
}

/** Acknowledged records that the controller's leader has not at the end of a run. */
function lostRecords(story: Story, model: Model, path: Path): readonly LostRecord[] {
  const codec = compileCodec(model.layout)
  const s = stateFrom(codec, path.states.at(-1) ?? new Int32Array()) as State
  const leader = s.metadata.leader[lastRecord(s)] ?? -1
  if (leader < 0) return []
  const size = s.log.items.length / s.log.length.length
  const holds = (b: number, id: number): number => {
    for (let o = 0; o < (s.log.length[b] ?? 0); o++) if (s.log.items[b * size + o] === id) return o
    return -1
  }
  const found: LostRecord[] = []
  const { groups, logs } = story.evidence
  const isGiven = (b: number): boolean => (logs[b] ?? null) !== null
  const places = [...story.brokers.keys()]
  const gone = story.log.records.filter(({ epoch }) => epoch < 0).values()
  for (let id = 0; id < s.nextId; id++) {
    if (!has(s.acked, id) || holds(leader, id) >= 0) continue
    // A log that was not given ends in the run as in many others: it says nothing of the disk.
    const holders = places.filter((b) => isGiven(b) && holds(b, id) >= 0)
    const [holder] = holders
    const offset = holder === undefined ? (gone.next().value?.offset ?? -1) : holds(holder, id)
    found.push({
      offsets: groups[offset] ?? { from: -1, to: -1 },
      epoch: holder === undefined ? -1 : (s.epochs[id] ?? 0) + story.firstEpoch,
      holders: idsOf(story, holders),
      mayHold: idsOf(
        story,
        places.filter((b) => b !== leader && !isGiven(b)),
      ),
    })
  }
  return found
}

const idsOf = ({ brokers }: Story, places: readonly number[]): readonly number[] => places.map((b) => brokers[b] ?? -1)
