/** Where a cluster differs from a state of the model. */
import type { KraftOptions } from '../../model/kraft/index.ts'
import { decided, idOf, isReplica, isUp, known, leads, type ModelState, nameOf } from '../drive/model-state.ts'
import { ERROR } from '../client.ts'
import type { Observed } from './observed.ts'

export interface Difference {
  /** What differs, such as `ISR` or `log of b1`. */
  readonly what: string
  readonly model: string
  readonly cluster: string
}

/** What the comparison needs to know beside the state. */
export interface Comparison {
  readonly options: KraftOptions
  /** The highest high watermark that any leader has had so far: what a new leader may have heard of. */
  readonly highestWatermark: number
  /** Brokers that have started and do not listen yet, so that nobody can ask them. */
  readonly starting: ReadonlySet<number>
}

/** All differences, those of the controller first. */
export function differences(
  state: ModelState,
  seen: Observed,
  { options, highestWatermark, starting }: Comparison,
): readonly Difference[] {
  const found: Difference[] = []
  const compare = (what: string, model: string, cluster: string): void => {
    if (model !== cluster) found.push({ what, model, cluster })
  }
  const { partition } = seen
  const now = decided(state)
  compare('leader', now.leader ?? 'none', partition.leader < 0 ? 'none' : nameOf(partition.leader))
  compare('leader epoch', String(now.epoch), String(partition.leaderEpoch))
  compare('ISR', setOf(now.isr), setOf(partition.isr.map(nameOf)))
  if (now.replicas !== undefined) compare('replicas', setOf(now.replicas), setOf(partition.replicas.map(nameOf)))
  if (options.switches.elr) compare('eligible leader replicas', setOf(state.elr), setOf(partition.elr.map(nameOf)))
  for (const [b, status] of Object.entries(state.status)) {
    const broker = seen.brokers.get(idOf(b))
    compare(`process of ${b}`, isUp(state, b) ? 'runs' : 'is gone', seen.up.has(idOf(b)) ? 'runs' : 'is gone')
    if (status !== 'unregistered')
      compare(
        `${b} as the controller has it`,
        status === 'running' || status === 'stopped' ? 'unfenced' : status === 'stopping' ? 'stopping' : 'fenced',
        broker?.fenced !== false ? 'fenced' : broker.inControlledShutdown ? 'stopping' : 'unfenced',
      )
    compare(`log of ${b}`, logOfModel(state, b), logOfCluster(seen, idOf(b)))
    if (isUp(state, b) && isReplica(state, b) && !starting.has(idOf(b))) compareRole(state, b, seen, highestWatermark, compare)
  }
  if (options.acks !== '0') compareAnswers(state, seen, compare)
  return found
}

type Compare = (what: string, model: string, cluster: string) => void

function compareRole(state: ModelState, b: string, seen: Observed, highestWatermark: number, compare: Compare): void {
  const role = seen.roles[idOf(b)]
  const { epoch } = known(state, b)
  const expected = leads(state, b) ? `leads in epoch ${epoch}` : `follows in epoch ${epoch}`
  switch (role?.kind) {
    case 'leads':
      compare(`role of ${b}`, expected, `leads in epoch ${epoch}`)
      break
    case 'follows':
      compare(`role of ${b}`, expected, `follows in epoch ${epoch}`)
      return
    case 'another epoch':
      compare(`role of ${b}`, expected, `is in another epoch (error ${role.error})`)
      return
    case 'silent':
    case undefined:
      compare(`role of ${b}`, expected, 'does not answer')
      return
  }
  const { highWatermark } = role
  const ours = state.highWatermark[b] ?? 0
  // The model lets a new leader start from 0; a broker starts from what it had heard of, and tells nobody until it is in its epoch.
  if (highWatermark === undefined ? ours === 0 : highWatermark > ours && highWatermark <= highestWatermark) return
  compare(`high watermark of ${b}`, String(ours), highWatermark === undefined ? 'not yet told' : String(highWatermark))
}

function compareAnswers(state: ModelState, seen: Observed, compare: Compare): void {
  for (let id = 0; id < state.nextId; id++) {
    const record = `r${id}`
    const answer = seen.answers.get(record)
    const told = answer === undefined || answer.error !== ERROR.none ? undefined : 'acknowledged'
    compare(
      `answer for ${record}`,
      state.acked.includes(record) ? 'acknowledged' : 'not acknowledged',
      told ?? 'not acknowledged',
    )
  }
}

const setOf = (brokers: readonly string[]): string => `{${brokers.toSorted().join(',')}}`

const logOfModel = (state: ModelState, b: string): string =>
  `[${(state.log[b] ?? []).map((record) => `${record}@${state.epochs[record] ?? 0}`).join(' ')}]`

const logOfCluster = ({ logs }: Observed, b: number): string =>
  `[${(logs[b] ?? []).map(({ value, leaderEpoch }) => `${value}@${leaderEpoch}`).join(' ')}]`
