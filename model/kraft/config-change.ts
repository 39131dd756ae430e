/**
 * A configuration change in flight. The controller works with the new value at once, brokers when they have heard of it:
 * a broker applies the topic changes of a delta before its configuration changes (`BrokerMetadataPublisher#onMetadataUpdate`),
 * and the answer to an AlterPartition can overtake both.
 */
import { action, bound, given, NONE } from '../../checker/model.ts'
import type { Action } from '../../checker/model.ts'
import { ANY, changePartition } from './election.ts'
import { advanceHighWatermark } from './high-watermark.ts'
import { commit, compact } from './metadata.ts'
import { electable, hasRoom, isUp, lastRecord, leads } from './state.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

export function configActions(w: World): Action<State>[] {
  if (w.options.configChange === undefined) return []
  const change = action<State>()(
    'ChangeConfig',
    'An administrator changes a configuration; the controller clears the ELR if min.insync.replicas changes (KAFKA-16540).',
    [],
    {
      guards: {
        'the metadata log has room': bound((s: Seen) => s.metadata.length < w.metadataSize - 1 && hasRoom(w, s)),
        ...(w.options.administratorWaits === true && {
          'the partition has a leader': bound((s: Seen) => s.metadata.leader[lastRecord(s)] !== NONE),
        }),
        'the old configuration holds': given((s: Seen) => s.metadata.config[lastRecord(s)] === 0),
      },
      apply: (s) => {
        changeConfig(w, s)
        compact(w, s)
      },
    },
  )
  const apply = action<State>()(
    'ApplyConfig',
    'A broker starts to work with the configuration of the metadata it has applied.',
    [['broker', w.brokers]],
    {
      guards: {
        'its process runs': given((s: Seen, b: number) => isUp(s, b)),
        'its metadata holds another configuration': given(
          (s: Seen, b: number) => s.config[b] !== s.metadata.config[s.applied[b]],
        ),
      },
      apply: (s, b) => {
        s.config[b] = s.metadata.config[s.applied[b]]
        if (leads(s, b)) advanceHighWatermark(w, s, b)
      },
    },
  )
  return [change, apply]
}

function changeConfig(w: World, s: State): void {
  const { switches } = w.options
  const last = lastRecord(s)
  const { metadata } = s
  const to = w.options.configChange?.minIsr
  const rewrites = to !== undefined && (to !== w.options.minIsr || !switches.rewriteKeepsElr)
  const clears = switches.configChangeClearsElr && rewrites && (s.elr !== 0 || s.lastKnownLeader !== NONE)
  if (clears) {
    s.elr = 0
    s.lastKnownLeader = NONE
  }
  commit(w, s, metadata.leader[last], metadata.epoch[last], metadata.isr[last], 1, { configOnly: !clears })
  if (switches.dynamicUncleanElection && w.uncleans[1] && metadata.leader[last] === NONE)
    changePartition(w, s, metadata.isr[last], electable(w, s), 0, ANY)
}
