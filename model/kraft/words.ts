/** How states of this model are spoken of. */
import { has, NONE } from '../../checker/model.ts'
import { type Exchange, recordName } from '../picture-facts.ts'
import { isUp, knownLeader, lastRecord, type Seen } from './state.ts'
import type { World } from './world.ts'

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
    const isr = `leader ${leader === NONE ? 'none' : name(leader)}, epoch ${s.metadata.epoch[record]}, ISR ${setOf(s.metadata.isr[record])}`
    return w.reassigns ? `${isr}, replicas ${setOf(s.metadata.replicas[record])}` : isr
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
