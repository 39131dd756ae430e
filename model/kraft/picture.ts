/** How states of this model are drawn; `scenes.ts` tells its actions. */
import { has, NONE } from '../../checker/model.ts'
import { type FactOf, type PictureFacts, recordName } from '../picture-facts.ts'
import { alertsOf, controllerAlertsOf } from './alerts.ts'
import type { KraftOptions } from './options.ts'
import { scenesOf } from './scenes.ts'
import { EXPIRED, FENCED, isUp, type Seen, type State, STOPPED, STOPPING } from './state.ts'
import { kraftView } from './view.ts'
import { type Words, wordsOf } from './words.ts'
import { type World, createWorld } from './world.ts'

export function kraftPicture(options: KraftOptions): PictureFacts<State> {
  const w = createWorld(options)
  const view = kraftView(w)
  const words = wordsOf(w)
  const { name, setOf } = words
  return {
    view,
    scenes: scenesOf(w, words),
    clients: w.consumes ? ['producer', 'consumer'] : ['producer'],
    isDown: (s, r) => !isUp(s, r),
    acked: (s) => s.acked,
    controllerFacts: (s) => [
      { name: 'min.insync.replicas', value: String(view.minIsr(s)) },
      ...(view.elr ? [{ name: 'ELR', value: setOf(s.elr) }] : []),
      ...(w.reassigns
        ? [
            { name: 'replicas', value: setOf(view.assigned(s)) },
            ...(s.adding === 0 ? [] : [{ name: 'adding', value: setOf(s.adding) }]),
            ...(s.removing === 0 ? [] : [{ name: 'removing', value: setOf(s.removing) }]),
          ]
        : []),
      ...(s.lastKnownLeader === NONE ? [] : [{ name: 'last known leader', value: name(s.lastKnownLeader) }]),
      ...alertFacts(controllerAlertsOf(s)),
    ],
    replicaFacts: (s, r) => [
      ...statusFacts(s, r),
      ...(s.proposal[r] === 0 ? [] : [{ name: 'proposes ISR', value: setOf(s.proposal[r]) }]),
      ...(w.tracksFlush && isUp(s, r) ? [{ name: 'flushed to', value: String(s.flushed[r]) }] : []),
      ...alertFacts(alertsOf(w, s, r)),
    ],
    clientFacts: (s, client) => (client === 'producer' ? producerFacts(w, s, words) : consumerFacts(w, s)),
  }
}

const alertFacts = (metrics: readonly string[]): FactOf[] =>
  metrics.length === 0 ? [] : [{ name: 'alerts', value: metrics.join(', ') }]

function statusFacts(s: Seen, r: number): FactOf[] {
  switch (s.status[r]) {
    case FENCED:
      return [{ name: 'status', value: 'fenced' }]
    case STOPPING:
      return [{ name: 'status', value: 'stopping' }]
    case STOPPED:
      return [{ name: 'status', value: 'down, session still valid' }]
    case EXPIRED:
      return [{ name: 'status', value: 'down and fenced' }]
    default:
      return []
  }
}

function producerFacts(w: World, s: Seen, { name }: Words): FactOf[] {
  const acked = Array.from({ length: w.appends }, (_, id) => id).filter((id) => has(s.acked, id))
  const waiting = w.brokers.labels.flatMap((_, r) => (s.pending[r] === 0 ? [] : [name(r)]))
  return [
    { name: 'acks', value: w.options.acks },
    { name: 'told of success', value: acked.length === 0 ? 'nothing yet' : acked.map(recordName).join(', ') },
    ...(waiting.length === 0 ? [] : [{ name: 'waits for', value: waiting.join(', ') }]),
  ]
}

function consumerFacts(w: World, s: Seen): FactOf[] {
  const kept = Array.from({ length: s.position }, (_, o) => {
    const read = s.read[o]
    return read === 0 ? '?' : read === w.skipped ? 'skipped' : recordName(read - 1)
  })
  return [
    { name: 'position', value: String(s.position) },
    { name: 'epoch', value: String(s.validFor) },
    { name: 'has read', value: kept.length === 0 ? 'nothing yet' : kept.join(', ') },
    ...(s.consumerFailed === 1 ? [{ name: 'status', value: 'stopped with an error' }] : []),
  ]
}
