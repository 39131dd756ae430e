/** How runs of this model are drawn: who talks to whom in each action, and in what words. */
import { has, NONE, type Reading } from '../../checker/model.ts'
import { type Exchange, type PictureFacts, recordName, type SceneOf } from '../picture-facts.ts'
import type { ZookeeperOptions } from './index.ts'
import { controllerEpoch, logsOf, replicasOf, type State } from './state.ts'
import { zookeeperView } from './view.ts'

type Read = Reading<State>

export function zookeeperPicture(options: ZookeeperOptions): PictureFacts<State> {
  const { labels } = replicasOf(options)
  const logs = logsOf(options)
  const name = (r: number): string => labels[r] ?? 'none'
  const setOf = (set: number): string => `{${labels.filter((_, r) => has(set, r)).join(',')}}`
  const recordAt = (s: Read, r: number, offset: number): string => recordName(logs.recordAt(s, r, offset))
  const asksLeader = options.protocol !== 'truncate-to-hw' && options.protocol !== 'kip-320-first-try'

  /** The truncation that a step did to a replica's log, if any. */
  const truncation = (before: Read, after: Read, r: number): { readonly label: string; readonly words: string } | undefined => {
    const [from, to] = [before.log.length[r], after.log.length[r]]
    if (from <= to) return undefined
    const dropped = Array.from({ length: from - to }, (_, i) => recordAt(before, r, to + i)).join(', ')
    return { label: `drops ${dropped}`, words: `truncates its log to ${to}, dropping ${dropped}` }
  }

  const elect =
    (how: string, kind: Exchange['kind']): SceneOf<State> =>
    (_before, after, r) => ({
      summary: `the controller elects ${name(r)}${how} in epoch ${controllerEpoch(after)}, with ISR ${setOf(after.controllerIsr)}`,
      exchanges: [{ from: 'controller', to: 'controller', kind, label: `elects ${name(r)}` }],
    })

  const scenes: Record<string, SceneOf<State>> = {
    ControllerElectLeader: elect('', 'metadata'),
    ControllerElectUnclean: elect(', from outside the ISR,', 'fault'),
    ControllerShrinkIsr: (before, after, r) => {
      const led = before.requests.length > 0 && before.requests.leader[before.requests.length - 1] === r
      const left = has(before.controllerIsr, r) && !has(after.controllerIsr, r)
      return {
        summary:
          `the controller takes ${name(r)} for failed: ` +
          [led ? 'no leader' : '', left ? `ISR ${setOf(after.controllerIsr)}` : 'it stays in the ISR as its last member']
            .filter((part) => part !== '')
            .join(', '),
        exchanges: [{ from: 'controller', to: 'controller', kind: 'fault', label: `${name(r)} failed` }],
      }
    },
    BecomeLeader: (before, after, epoch) => {
      const leader = before.requests.leader[epoch]
      const end = after.highWatermark[leader]
      return {
        summary: `${name(leader)} learns that it leads in epoch ${epoch}, and starts with high watermark ${end}`,
        exchanges: [{ from: 'controller', to: leader, kind: 'metadata', label: `LeaderAndIsr e${epoch}: lead` }],
      }
    },
    BecomeFollower: (before, after, epoch, follower) => {
      const leader = before.requests.leader[epoch]
      const cut = truncation(before, after, follower)
      const answer: Exchange[] = asksLeader
        ? [{ from: leader, to: follower, kind: 'fetch', label: `truncate to ${after.log.length[follower]}` }]
        : []
      return {
        summary:
          `${name(follower)} learns that it follows ${name(leader)} in epoch ${epoch}` +
          (cut === undefined ? '' : ` and ${cut.words}`),
        exchanges: [
          { from: 'controller', to: follower, kind: 'metadata', label: `LeaderAndIsr e${epoch}: follow ${name(leader)}` },
          ...(cut === undefined ? [] : [...answer, { from: follower, to: follower, kind: 'local', label: cut.label } as const]),
        ],
      }
    },
    LeaderWrite: (before, after, leader) => {
      const offset = before.log.length[leader]
      const record = recordAt(after, leader, offset)
      return {
        summary: `${name(leader)} appends ${record} at offset ${offset} in epoch ${after.leaderEpoch[leader]}`,
        exchanges: [{ from: leader, to: leader, kind: 'local', label: `writes ${record}` }],
      }
    },
    LeaderIncHighWatermark: (before, after, leader) => {
      const end = after.highWatermark[leader]
      const others = labels.flatMap((_, r) => (r !== leader && has(before.isr[leader], r) ? [r] : []))
      const isr = others.length === 0 ? 'it is its whole ISR' : `its ISR ${setOf(before.isr[leader])} has it`
      return {
        summary: `${name(leader)} raises its high watermark to ${end}: ${recordAt(before, leader, end - 1)} is committed, as ${isr}`,
        exchanges: [
          ...others.map((r) => ({ from: r, to: leader, kind: 'fetch', label: `has up to ${end}` }) as const),
          { from: leader, to: leader, kind: 'local', label: `HW ${end - 1} to ${end}` },
        ],
      }
    },
    LeaderShrinkIsr: (_before, after, leader, follower) => ({
      summary: `${name(leader)} takes ${name(follower)}, which lags, out of the ISR: ${setOf(after.controllerIsr)}`,
      exchanges: [{ from: leader, to: 'controller', kind: 'metadata', label: `ISR ${setOf(after.controllerIsr)}` }],
    }),
    LeaderExpandIsr: (_before, after, leader, follower) => ({
      summary: `${name(leader)} takes ${name(follower)}, which has caught up, into the ISR: ${setOf(after.controllerIsr)}`,
      exchanges: [{ from: leader, to: 'controller', kind: 'metadata', label: `ISR ${setOf(after.controllerIsr)}` }],
    }),
    FollowerTruncate: (before, after, leader, follower) => {
      const cut = truncation(before, after, follower)
      return {
        summary: `${name(follower)} finds that its log and that of ${name(leader)} differ, and ${cut?.words ?? 'keeps its log'}`,
        exchanges: [
          { from: leader, to: follower, kind: 'fetch', label: `truncate to ${after.log.length[follower]}` },
          ...(cut === undefined ? [] : [{ from: follower, to: follower, kind: 'local', label: cut.label } as const]),
        ],
      }
    },
    FollowerReplicate: (before, after, leader, follower) => {
      const offset = before.log.length[follower]
      const record = recordAt(after, follower, offset)
      const end = after.highWatermark[follower]
      return {
        summary: `${name(follower)} fetches ${record} from ${name(leader)} and hears of high watermark ${end}`,
        exchanges: [{ from: leader, to: follower, kind: 'fetch', label: `${record}, HW ${end}` }],
      }
    },
  }

  return {
    view: zookeeperView(options),
    scenes,
    controllerFacts: (s) => {
      const sent = Array.from({ length: s.requests.length }, (_, e) => {
        const leader = s.requests.leader[e]
        return `e${e} ${leader === NONE ? 'none' : name(leader)} ${setOf(s.requests.isr[e])}`
      })
      return sent.length === 0 ? [] : [{ name: 'LeaderAndIsr sent', value: sent.join(' · ') }]
    },
  }
}
