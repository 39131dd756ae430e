/** What each action of this model looks like: a sentence, and what passes between whom. */
import { has, NONE } from '../../checker/model.ts'
import { recordName, type SceneOf } from '../picture-facts.ts'
import { controllerScenes } from './controller-scenes.ts'
import { FENCED, isStarting, knownEpoch, knownLeader, lastRecord, type Seen, type State } from './state.ts'
import type { Words } from './words.ts'
import type { World } from './world.ts'

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
  /** Of a zone: `%z` is its brokers, `%l` what of their logs is lost. */
  const ofZone =
    (label: string, told: string): SceneOf<State> =>
    (before, after, zone) => {
      const members = w.brokers.labels.flatMap((_, b) => (has(w.zones[zone] ?? 0, b) ? [b] : []))
      const lost = members.flatMap((b) =>
        Array.from(
          { length: Math.max(0, before.log.length[b] - after.log.length[b]) },
          (_, i) => `${recordAt(before, b, after.log.length[b] + i)} on ${name(b)}`,
        ),
      )
      const losses = lost.length === 0 ? ' and no record' : `, and with it ${lost.join(', ')}`
      return {
        summary: told.replace('%z', `the zone of ${members.map(name).join(' and ')}`).replace('%l', losses),
        exchanges: [...members.map((b) => ({ from: b, to: b, kind: 'fault' as const, label })), ...outcomes(before, after)],
      }
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
    FetchLate: (before, after, f) => {
      const l = knownLeader(before, f)
      const answer =
        after.lateEnd >= 0
          ? `which finds that the logs part at ${after.lateEnd}`
          : after.lateRecord === NONE
            ? `which learns that it has everything up to ${after.lateOffset}`
            : `which answers with ${recordName(after.lateRecord)}`
      return {
        summary: `${name(f)} fetches from ${name(l)}, ${answer}; the reply is late`,
        exchanges: [{ from: f, to: l, kind: 'fetch', label: `fetch from ${after.lateOffset}` }, ...outcomes(before, after)],
      }
    },
    DeliverReply: (before, after, f) => {
      const [from, to] = [before.log.length[f], after.log.length[f]]
      const stale =
        knownEpoch(before, f) === before.lateEpoch
          ? ''
          : ` of epoch ${before.lateEpoch}, though it is in epoch ${knownEpoch(before, f)},`
      const [label, taken] =
        to > from
          ? [recordAt(after, f, from), `appends ${recordAt(after, f, from)}`]
          : to < from
            ? [`diverges from ${to}`, `truncates its log to ${to}`]
            : ['up to date', 'takes nothing from it']
      return {
        summary: `the late reply of ${name(before.lateLeader)}${stale} arrives at ${name(f)}, which ${taken}`,
        exchanges: [{ from: before.lateLeader, to: f, kind: 'fetch', label: `late: ${label}` }, ...outcomes(before, after)],
      }
    },
    DropReply: (before, after) => ({
      summary: `the late reply of ${name(before.lateLeader)} to ${name(before.lateFollower)} is of no use any more`,
      exchanges: outcomes(before, after),
    }),
    AppendSlowly: (before, after, l) => ({
      summary: `${name(l)} appends ${recordAt(after, l, after.slowOffset)} at offset ${after.slowOffset}, and the request stands still before it waits for its answer`,
      exchanges: [{ from: 'producer', to: l, kind: 'client', label: recordName(after.slowRecord) }, ...outcomes(before, after)],
    }),
    AnswerSlowly: (before, after, l) => ({
      summary: `the slow request of ${recordName(before.slowRecord)} comes to wait at ${name(l)}, whose high watermark has passed offset ${before.slowOffset}, where ${recordAt(before, l, before.slowOffset)} stands`,
      exchanges: outcomes(before, after),
    }),
    FailSlowly: (before, after, b) => ({
      summary: `the slow request of ${recordName(before.slowRecord)} comes to wait at ${name(b)}, which leads no more, and fails`,
      exchanges: outcomes(before, after),
    }),
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
    UnloadCoordinator: (before, after, b) => ({
      summary: `the coordinator of ${name(b)}, which leads no more, is unloaded`,
      exchanges: outcomes(before, after),
    }),
    LagBehind: (before, after, l) => ({
      summary: `what ${name(l)} was adding to the ISR has lagged too long, and ${name(l)} waits for it no longer`,
      exchanges: [{ from: l, to: l, kind: 'fault', label: 'lag' }, ...outcomes(before, after)],
    }),
    CleanStop: (before, after, b) => {
      const told = isStarting(w, before, b)
        ? 'is stopped before it has started, and leaves no clean-shutdown file'
        : 'flushes its log and stops'
      return fault('stops', (of) => `${of} ${told}`)(before, after, b)
    },
    Kill: fault('killed', (b) => `the process of ${b} is killed; its disk keeps everything`),
    LosePower: fault(
      'power lost',
      (b, lost) => `${b} loses power${lost === '' ? ' and no record' : `, and with it ${lost}, never flushed`}`,
    ),
    RemoveDirectory: fault(
      'directory removed',
      (b, lost) =>
        `${b} stops in order, and its log directory is taken out of log.dirs${lost === '' ? '' : `, and with it ${lost}`}`,
    ),
    LoseDisk: fault('disk lost', (b, lost) => `${b} dies with its disk${lost === '' ? '' : `, and with it ${lost}`}`),
    ZoneKill: ofZone('killed', 'all brokers of %z are killed; their disks keep everything'),
    ZoneLosePower: ofZone('power lost', '%z loses power%l'),
    ZoneLoseDisks: ofZone('disks lost', '%z is lost with all its disks%l'),
    ZoneCutOff: ofZone('cut off', '%z is cut off from the controller, which fences its brokers one by one; they run on'),
    CollapseIsr: (before, after, l) => {
      const isr = setOf(w.options.switches.asyncAlterPartition ? after.proposal[l] : after.metadata.isr[lastRecord(after)])
      return {
        summary: `${name(l)} wants all followers that lag out of the ISR at once: it proposes the ISR ${isr}`,
        exchanges: [{ from: l, to: 'controller', kind: 'metadata', label: `AlterPartition ${isr}` }, ...outcomes(before, after)],
      }
    },
    Restart: (before, after, b) => ({
      summary: `${name(b)} starts again and registers${after.status[b] === FENCED ? ', fenced until it has caught up' : ''}`,
      exchanges: [{ from: b, to: 'controller', kind: 'metadata', label: 'registers' }, ...outcomes(before, after)],
    }),
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
