/** What each action of this model looks like: a sentence, and what passes between whom. */
import { has, NONE } from '../../checker/model.ts'
import { type Exchange, recordName, type Scene, type SceneOf } from '../picture-facts.ts'
import { FENCED, isUp, knownLeader, lastRecord, type Seen, type State, type World } from './state.ts'

/** How states of this model are spoken of. */
export interface Words {
  readonly name: (r: number) => string
  readonly setOf: (set: number) => string
  readonly recordAt: (s: Seen, r: number, offset: number) => string
  /** What a step did besides: records dropped, high watermarks raised, acknowledgements. */
  readonly outcomes: (before: Seen, after: Seen) => Exchange[]
  /** The controller's current decision: `leader b1, epoch 1, ISR {b1}`. */
  readonly decision: (s: Seen, record?: number) => string
}

export function wordsOf(w: World): Words {
  const { labels } = w.brokers
  const name = (r: number): string => labels[r] ?? 'none'
  const setOf = (set: number): string => `{${labels.filter((_, r) => has(set, r)).join(',')}}`
  const recordAt = (s: Seen, r: number, offset: number): string => recordName(s.log.items[r * w.logSize + offset])
  const decision = (s: Seen, record = lastRecord(s)): string => {
    const leader = s.metadata.leader[record]
    return `leader ${leader === NONE ? 'none' : name(leader)}, epoch ${s.metadata.epoch[record]}, ISR ${setOf(s.metadata.isr[record])}`
  }
  const outcomes = (before: Seen, after: Seen): Exchange[] => {
    const found: Exchange[] = []
    for (let r = 0; r < w.n; r++) {
      const [from, to] = [before.log.length[r], after.log.length[r]]
      const dropped = Array.from({ length: Math.max(0, from - to) }, (_, i) => recordAt(before, r, to + i))
      if (dropped.length > 0) found.push({ from: r, to: r, kind: 'local', label: `drops ${dropped.join(', ')}` })
      if (after.highWatermark[r] > before.highWatermark[r] && knownLeader(after, r) === r)
        found.push({ from: r, to: r, kind: 'local', label: `HW ${before.highWatermark[r]} to ${after.highWatermark[r]}` })
    }
    for (let id = 0; id < w.appends; id++)
      if (has(after.acked & ~before.acked, id)) {
        const leader = labels.findIndex((_, r) => isUp(after, r) && knownLeader(after, r) === r && holds(w, after, r, id))
        found.push({
          from: leader < 0 ? 'controller' : leader,
          to: 'producer',
          kind: 'client',
          label: `${recordName(id)} succeeded`,
        })
      }
    return found
  }
  return { name, setOf, recordAt, outcomes, decision }
}

const holds = (w: World, s: Seen, r: number, id: number): boolean => {
  for (let o = 0; o < s.log.length[r]; o++) if (s.log.items[r * w.logSize + o] === id) return true
  return false
}

/** The scenes of all actions, by name. */
export const scenesOf = (w: World, words: Words): Record<string, SceneOf<State>> => ({
  ...brokerScenes(w, words),
  ...controllerScenes(w, words),
  ...clientScenes(words),
})

/** What brokers do: fetch, change the ISR, stop, start. */
function brokerScenes(w: World, { name, setOf, recordAt, outcomes }: Words): Record<string, SceneOf<State>> {
  const proposes =
    (verb: string): SceneOf<State> =>
    (before, after, l, f) => {
      const isr = setOf(w.options.switches.asyncAlterPartition ? after.proposal[l] : after.metadata.isr[lastRecord(after)])
      return {
        summary: `${name(l)} ${verb.replace('%', name(f))}: it proposes the ISR ${isr}`,
        exchanges: [{ from: l, to: 'controller', kind: 'metadata', label: `AlterPartition ${isr}` }, ...outcomes(before, after)],
      }
    }
  const fault =
    (label: string, told: (b: string, lost: string) => string): SceneOf<State> =>
    (before, after, b) => {
      const [from, to] = [before.log.length[b], after.log.length[b]]
      const lost = Array.from({ length: Math.max(0, from - to) }, (_, i) => recordAt(before, b, to + i)).join(', ')
      return { summary: told(name(b), lost), exchanges: [{ from: b, to: b, kind: 'fault', label }, ...outcomes(before, after)] }
    }
  return {
    Fetch: (before, after, f) => {
      const l = knownLeader(before, f)
      const [from, to] = [before.log.length[f], after.log.length[f]]
      const hw = before.highWatermark[f] === after.highWatermark[f] ? '' : `, HW ${after.highWatermark[f]}`
      const [label, got] =
        to > from
          ? [`${recordAt(after, f, from)}${hw}`, `fetches ${recordAt(after, f, from)} from ${name(l)}`]
          : to < from
            ? [`diverges from ${to}`, `fetches from ${name(l)}, whose log differs, and truncates its log to ${to}`]
            : [`up to date${hw}`, `fetches from ${name(l)}, which learns that it has everything up to ${from}`]
      return {
        summary: `${name(f)} ${got}`,
        exchanges: [
          { from: f, to: l, kind: 'fetch', label: `fetch from ${from}` },
          { from: l, to: f, kind: 'fetch', label },
          ...outcomes(before, after),
        ],
      }
    },
    Truncate: (before, after, f) => {
      const l = knownLeader(before, f)
      return {
        summary: `${name(f)} asks ${name(l)} where its last epoch ends and truncates its log to ${after.log.length[f]}`,
        exchanges: [
          { from: f, to: l, kind: 'fetch', label: 'OffsetsForLeaderEpoch' },
          { from: l, to: f, kind: 'fetch', label: `end ${after.log.length[f]}` },
          ...outcomes(before, after),
        ],
      }
    },
    ExpandIsr: proposes('hears from a fetch of % that it has caught up and wants it in the ISR'),
    ShrinkIsr: proposes('wants %, which lags, out of the ISR'),
    LagBehind: (before, after, l) => ({
      summary: `what ${name(l)} was adding to the ISR has lagged too long, and ${name(l)} waits for it no longer`,
      exchanges: [{ from: l, to: l, kind: 'fault', label: 'lag' }, ...outcomes(before, after)],
    }),
    CleanStop: fault('stops', (b) => `${b} flushes its log and stops`),
    Kill: fault('killed', (b) => `the process of ${b} is killed; its disk keeps everything`),
    LosePower: fault(
      'power lost',
      (b, lost) => `${b} loses power${lost === '' ? ' and no record' : `, and with it ${lost}, never flushed`}`,
    ),
    LoseDisk: fault('disk lost', (b, lost) => `${b} dies with its disk${lost === '' ? '' : `, and with it ${lost}`}`),
    Restart: (before, after, b) => ({
      summary: `${name(b)} starts again and registers${after.status[b] === FENCED ? ', fenced until it has caught up' : ''}`,
      exchanges: [{ from: b, to: 'controller', kind: 'metadata', label: 'registers' }, ...outcomes(before, after)],
    }),
  }
}

/** What the controller does and how brokers hear of it. */
function controllerScenes(w: World, { name, setOf, outcomes, decision }: Words): Record<string, SceneOf<State>> {
  const decided = (before: Seen, after: Seen): string => (decision(before) === decision(after) ? '' : `: ${decision(after)}`)
  const told = (summary: string, first: Exchange, before: Seen, after: Seen): Scene => ({
    summary,
    exchanges: [first, ...outcomes(before, after)],
  })
  return {
    FenceBroker: (before, after, b) =>
      told(
        `${name(b)} misses its heartbeats and is fenced, though it runs${decided(before, after)}`,
        { from: 'controller', to: b, kind: 'fault', label: 'fenced' },
        before,
        after,
      ),
    ExpireSession: (before, after, b) =>
      told(
        `the session of ${name(b)}, which is down, expires${decided(before, after)}`,
        { from: 'controller', to: b, kind: 'fault', label: 'session expired' },
        before,
        after,
      ),
    UnfenceBroker: (before, after, b) =>
      told(
        `${name(b)} sends heartbeats again and is unfenced${decided(before, after)}`,
        { from: b, to: 'controller', kind: 'metadata', label: 'heartbeat' },
        before,
        after,
      ),
    ApplyMetadata: (before, after, b, record) =>
      told(
        `${name(b)} hears from the controller: ${decision(before, record)}`,
        { from: 'controller', to: b, kind: 'metadata', label: decision(before, record) },
        before,
        after,
      ),
    CommitIsr: (before, after, l) =>
      told(
        `the controller commits the ISR ${setOf(before.proposal[l])} that ${name(l)} proposed${decided(before, after)}`,
        { from: 'controller', to: 'controller', kind: 'metadata', label: 'AlterPartition accepted' },
        before,
        after,
      ),
    RefuseIsr: (before, after, l) =>
      told(
        `the controller refuses the ISR ${setOf(before.proposal[l])} that ${name(l)} proposed`,
        { from: 'controller', to: l, kind: 'metadata', label: 'AlterPartition refused' },
        before,
        after,
      ),
    LearnIsr: (before, after, l) =>
      told(
        `the answer to its AlterPartition tells ${name(l)} that the ISR is ${setOf(after.metadata.isr[after.applied[l]])}, before the metadata log does`,
        { from: 'controller', to: l, kind: 'metadata', label: 'AlterPartition answered' },
        before,
        after,
      ),
    RedeliverIsr: (before, after, l) =>
      told(
        before.proposal[l] === 0
          ? `the metadata log brings ${name(l)} the ISR it knows already`
          : `the metadata log brings ${name(l)} the ISR it knows already, and ${name(l)} forgets that ${setOf(before.proposal[l])} is pending`,
        { from: 'controller', to: l, kind: 'metadata', label: 'known already' },
        before,
        after,
      ),
    AssignDirectory: (before, after, b) =>
      told(
        `${name(b)} reports the log directory of its new disk${before.elr === after.elr ? '' : ', and the record of it wipes the eligible leader replicas'}`,
        { from: b, to: 'controller', kind: 'metadata', label: 'log directory' },
        before,
        after,
      ),
    Unregister: (before, after, b) =>
      told(
        `an administrator unregisters ${name(b)} for good${decided(before, after)}`,
        { from: 'controller', to: 'controller', kind: 'metadata', label: `unregisters ${name(b)}` },
        before,
        after,
      ),
    ElectLeader: (before, after, b) =>
      told(
        `the controller moves leadership to ${name(b)}${decided(before, after)}`,
        { from: 'controller', to: 'controller', kind: 'metadata', label: `elects ${name(b)}` },
        before,
        after,
      ),
    ControlledShutdown: (before, after, b) =>
      told(
        `${name(b)} asks for a controlled shutdown${decided(before, after)}`,
        { from: b, to: 'controller', kind: 'metadata', label: 'wants to stop' },
        before,
        after,
      ),
    ChangeConfig: (before, after) => {
      const [from, to] = w.minIsrs
      const changed = [
        ...(from === to ? [] : [`min.insync.replicas from ${from} to ${to}`]),
        ...(w.uncleans[0] === w.uncleans[1] ? [] : [`unclean.leader.election.enable to ${w.uncleans[1]}`]),
        ...(w.elrs[0] === w.elrs[1] ? [] : [`eligible.leader.replicas.version to ${w.elrs[1] === true ? 1 : 0}`]),
      ]
      const what = changed.length === 0 ? 'nothing that counts here' : changed.join(' and ')
      return told(
        `an administrator changes ${what}${decided(before, after)}`,
        { from: 'controller', to: 'controller', kind: 'metadata', label: 'new configuration' },
        before,
        after,
      )
    },
    ApplyConfig: (before, after, b) =>
      told(
        `${name(b)} starts to work with the new configuration`,
        { from: 'controller', to: b, kind: 'metadata', label: 'new configuration' },
        before,
        after,
      ),
  }
}

/** What producers and consumers do. */
function clientScenes({ name, recordAt, outcomes }: Words): Record<string, SceneOf<State>> {
  const appended = (before: Seen, after: Seen, l: number): string | undefined =>
    after.log.length[l] > before.log.length[l] ? recordAt(after, l, before.log.length[l]) : undefined
  const sends =
    (verb: string): SceneOf<State> =>
    (before, after, m, l) => {
      const record = appended(before, after, l)
      const answer = record === undefined ? 'which appends nothing' : `which appends ${record} at offset ${before.log.length[l]}`
      return {
        summary: `the producer sends m${m} ${verb}to ${name(l)}, ${answer}`,
        exchanges: [{ from: 'producer', to: l, kind: 'client', label: `m${m}` }, ...outcomes(before, after)],
      }
    }
  const consumer =
    (
      label: (before: Seen, after: Seen, b: number) => string,
      summary: (before: Seen, after: Seen, b: number) => string,
    ): SceneOf<State> =>
    (before, after, b) => ({
      summary: summary(before, after, b),
      exchanges: [{ from: b, to: 'consumer', kind: 'client', label: label(before, after, b) }, ...outcomes(before, after)],
    })
  const alone =
    (label: string, summary: (before: Seen, after: Seen) => string): SceneOf<State> =>
    (before, after) => ({
      summary: summary(before, after),
      exchanges: [{ from: 'consumer', to: 'consumer', kind: 'client', label }],
    })
  const moved = (before: Seen, after: Seen): string =>
    after.consumerFailed === 1
      ? 'and stops with an error'
      : before.position === after.position
        ? `and keeps its position ${after.position}`
        : `and goes from position ${before.position} to ${after.position}`
  return {
    Append: (before, after, l) => {
      const record = appended(before, after, l) ?? 'nothing'
      return {
        summary: `${name(l)} appends ${record} of a producer at offset ${before.log.length[l]} in epoch ${after.metadata.epoch[after.applied[l]]}`,
        exchanges: [{ from: 'producer', to: l, kind: 'client', label: record }, ...outcomes(before, after)],
      }
    },
    Send: sends(''),
    Resend: sends('again '),
    Read: consumer(
      (before, after, b) => recordAt(after, b, before.position),
      (before, after, b) =>
        `the consumer reads ${recordAt(after, b, before.position)} at offset ${before.position} from ${name(b)}`,
    ),
    ValidatePosition: consumer(
      () => 'end of epoch',
      (before, after, b) => `the consumer asks ${name(b)} whether its position is still good, ${moved(before, after)}`,
    ),
    ResetPosition: consumer(
      () => 'OFFSET_OUT_OF_RANGE',
      (before, after, b) =>
        `${name(b)} knows no offset ${before.position}; the consumer resets its position ${moved(before, after)}`,
    ),
    CommitOffset: alone('commits', (_before, after) => `the consumer commits its position ${after.committed}`),
    RestartConsumer: alone('restarts', (_before, after) => `the consumer restarts from its committed offset ${after.position}`),
  }
}
