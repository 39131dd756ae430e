/**
 * What monitoring shows in a state: the metrics that operators alert on. A broker reports a partition that it believes to lead by the ISR it
 * knows, so one that was replaced and has not heard of it goes on reporting, and one that is down reports nothing.
 */
import { type Action, NONE, sizeOf } from '../../checker/model.ts'
import { ALERTS, effectiveMinIsr, knownIsr, lastRecord, leads, replicasAt, type Seen, type State } from './state.ts'
import type { World } from './world.ts'

const OFFLINE = 1 << ALERTS.indexOf('OfflinePartitionsCount')

const named = (mask: number): string[] => ALERTS.filter((_, i) => (mask >> i) & 1)

/** Metrics of a broker above 0. */
export const alertsOf = (w: World, s: Seen, b: number): string[] => named(reportedBy(w, s, b))

/** Metrics of the active controller above 0. */
export const controllerAlertsOf = (s: Seen): string[] => named(reportedByController(s))

function reportedBy(w: World, s: Seen, b: number): number {
  if (!leads(s, b)) return 0
  const replicas = replicasAt(w, s, s.applied[b])
  const size = sizeOf(knownIsr(s, b))
  const least = effectiveMinIsr(w, s.config[b], replicas)
  return (size < sizeOf(replicas) ? 1 : 0) | (size < least ? 2 : 0) | (size === least ? 4 : 0)
}

const reportedByController = (s: Seen): number => (s.metadata.leader[lastRecord(s)] === NONE ? OFFLINE : 0)

/** The metrics that are above 0 anywhere. */
function alertsIn(w: World, s: Seen): number {
  let mask = reportedByController(s)
  for (let b = 0; b < w.n; b++) mask |= reportedBy(w, s, b)
  return mask
}

/** Steps of the protocol and of clients: they are due at once, so what monitoring shows before them need not last until anybody sees it. */
const PROMPT: ReadonlySet<string> = new Set(
  (
    'Append Send Resend Read ValidatePosition ResetPosition CommitOffset Fetch Truncate ExpandIsr CommitIsr RefuseIsr LearnIsr RedeliverIsr ' +
    'ApplyMetadata ApplyConfig AssignDirectory'
  ).split(' '),
)

/** The same actions, which remember what monitoring showed when something came from outside: a fault, a time that ran out, a start, an administrator. */
export const rememberingAlerts = (w: World, actions: readonly Action<State>[]): Action<State>[] =>
  actions.map((action) =>
    PROMPT.has(action.name)
      ? action
      : {
          ...action,
          apply: (draft, ...params) => {
            draft.alerted |= alertsIn(w, draft)
            action.apply(draft, ...params)
          },
        },
  )
