/** A random run of the model, as the records that a cluster would have kept of it. */
import { compileCodec } from '../../checker/state/codec.ts'
import { has, NONE } from '../../checker/model.ts'
import { randomOf } from '../../checker/simulate/random.ts'
import { describeStep, initialStates, stateFrom, successors } from '../../checker/state/successors.ts'
import type { InputFile } from '../../explain/inputs.ts'
import { defectsOf } from '../../model/kraft/defects.ts'
import { kraft, type State } from '../../model/kraft/index.ts'
import { resolveSettings } from '../../model/kraft/settings.ts'
import { EXPIRED, FENCED, STOPPING } from '../../model/kraft/state.ts'

export interface RandomHistory {
  readonly files: readonly InputFile[]
  /** What stands in no record. */
  readonly set: Readonly<Record<string, string>>
  readonly steps: readonly string[]
  /** Whether the leader lacks an acknowledged record at the end; undecided where no producer has said anything, or it depends on who is elected. */
  readonly verdict: 'kept' | 'lost' | 'undecided'
}

type Status = 'fenced' | 'unfenced' | 'stopping'
const statusOf = (status: number): Status =>
  status === FENCED || status === EXPIRED ? 'fenced' : status === STOPPING ? 'stopping' : 'unfenced'

/** The history of a seed: the settings are drawn too. */
export function randomHistory(seed: number): RandomHistory {
  const random = randomOf(seed, 0)
  const one = <T>(of: readonly T[]): T => of[random.below(of.length)] as T
  const acks = one(['all', 'all', '1'])
  const set = {
    'replication.factor': one(['2', '3', '3']),
    'min.insync.replicas': one(['1', '2', '2']),
    'unclean.leader.election.enable': one(['false', 'false', 'true']),
    'eligible.leader.replicas.version': one(['0', '1']),
  }
  const total = 1 + random.below(3)
  const minIsr = 3 - Number(set['min.insync.replicas'])
  const faults = { total, cleanStops: 2, kills: 2, powerLosses: 1, fencings: 2, isrShrinks: 1, elections: 1 }
  const model = kraft(
    resolveSettings({
      version: '4.4',
      defects: defectsOf('4.4', 'kraft').map(({ id }) => id),
      set: { ...set, acks, retries: '0', 'enable.idempotence': 'false', 'controlled.shutdown.enable': 'true' },
      bounds: { records: 1 + random.below(3), faults, ...(random.below(4) === 0 && { configChange: { minIsr } }) },
    }).options,
  )
  const codec = compileCodec(model.layout)
  const [start] = initialStates(model, codec)
  const brokers = Number(set['replication.factor'])
  const writer = new Writer(brokers, set)
  const steps: string[] = []
  let cells = start ?? new Int32Array()
  const length = 12 + random.below(24)
  while (steps.length < length) {
    const next = [...successors(model, codec, cells)].filter((to) => to.cells.join() !== cells.join())
    if (next.length === 0) break
    // The kinds of steps alike, not the steps: there are many fetches and few faults.
    const kind = one([...new Set(next.map(({ step }) => step.action))])
    const taken = one(next.filter(({ step }) => step.action === kind))
    const [before, after] = [stateFrom(codec, cells), stateFrom(codec, taken.cells)]
    writer.step(model.actions[kind]?.name ?? '', taken.step.params[0] ?? 0, before, after)
    steps.push(describeStep(model, taken.step))
    cells = taken.cells
  }
  const end = stateFrom(codec, cells)
  return { files: writer.files(end), set: { acks }, steps, verdict: verdictOf(end, brokers) }
}

function verdictOf(s: State, brokers: number): RandomHistory['verdict'] {
  if (s.nextId === 0) return 'undecided'
  const last = s.metadata.length - 1
  const leader = s.metadata.leader[last] ?? NONE
  const electable = Array.from({ length: brokers }, (_, b) => b).filter((b) => has((s.metadata.isr[last] ?? 0) | s.elr, b))
  const judges = leader === NONE ? electable : [leader]
  const lacks = judges.some((b) => [0, 1, 2, 3].some((id) => has(s.acked, id) && !idsOf(s, b, brokers).includes(id)))
  if (leader === NONE) return lacks || judges.length === 0 ? 'undecided' : 'kept'
  return lacks ? 'lost' : 'kept'
}

const idsOf = (s: State, b: number, brokers: number): number[] => {
  const size = s.log.items.length / brokers
  return Array.from(s.log.items.slice(b * size, b * size + (s.log.length[b] ?? 0)))
}

/** Writes what `kafka-dump-log` would print. */
class Writer {
  readonly #brokers: number
  readonly #lines: string[] = ['Dumping __cluster_metadata-0/00000000000000000000.log']
  /** The offset a record was appended at. */
  readonly #offsets: number[] = []
  readonly #minIsr: number
  #offset = 0

  constructor(brokers: number, set: Readonly<Record<string, string>>) {
    this.#brokers = brokers
    this.#minIsr = Number(set['min.insync.replicas'])
    const ids = Array.from({ length: brokers }, (_, b) => b)
    this.#write('FEATURE_LEVEL_RECORD', { name: 'metadata.version', featureLevel: 33 })
    const elr = Number(set['eligible.leader.replicas.version'])
    this.#write('FEATURE_LEVEL_RECORD', { name: 'eligible.leader.replicas.version', featureLevel: elr })
    for (const b of ids) {
      this.#write('REGISTER_BROKER_RECORD', { brokerId: b, fenced: true, logDirs: [`dir${b}`] })
      this.#write('BROKER_REGISTRATION_CHANGE_RECORD', { brokerId: b, fenced: -1 })
    }
    this.#write('TOPIC_RECORD', { name: 't', topicId: 'T' })
    for (const name of ['min.insync.replicas', 'unclean.leader.election.enable'])
      this.#write('CONFIG_RECORD', { resourceType: 2, resourceName: 't', name, value: set[name] })
    this.#write('PARTITION_RECORD', { partitionId: 0, topicId: 'T', replicas: ids, isr: ids, leader: 0, leaderEpoch: 0 })
  }

  step(action: string, param: number, before: State, after: State): void {
    if (after.nextId > before.nextId) this.#offsets.push(before.log.length[param] ?? 0)
    const status = after.status.findIndex((to, b) => statusOf(to) !== statusOf(before.status[b] ?? 0))
    const becomes = status < 0 ? undefined : statusOf(after.status[status] ?? 0)
    // As the controller's methods put them: fenced behind the decision, everything else before it.
    if (becomes === 'unfenced') this.#write('BROKER_REGISTRATION_CHANGE_RECORD', { brokerId: status, fenced: -1 })
    if (becomes === 'stopping') this.#write('BROKER_REGISTRATION_CHANGE_RECORD', { brokerId: status, inControlledShutdown: 1 })
    if (action === 'ChangeConfig') {
      const value = String(3 - this.#minIsr)
      this.#write('CONFIG_RECORD', { resourceType: 2, resourceName: 't', name: 'min.insync.replicas', value })
      this.#write('CLEAR_ELR_RECORD', { topicName: 't' })
    } else this.#decision(before, after)
    if (becomes === 'fenced') this.#write('BROKER_REGISTRATION_CHANGE_RECORD', { brokerId: status, fenced: 1 })
    if (action === 'Restart') this.#write('REGISTER_BROKER_RECORD', { brokerId: param, logDirs: [`dir${param}`] })
  }

  #decision(before: State, after: State): void {
    const [from, to] = [before.metadata.length - 1, after.metadata.length - 1]
    const list = (bits: number): number[] => Array.from({ length: this.#brokers }, (_, b) => b).filter((b) => has(bits, b))
    const changed = {
      ...(before.metadata.isr[from] !== after.metadata.isr[to] && { isr: list(after.metadata.isr[to] ?? 0) }),
      ...(before.metadata.epoch[from] !== after.metadata.epoch[to] && { leader: after.metadata.leader[to] }),
      ...(before.elr !== after.elr && { eligibleLeaderReplicas: list(after.elr) }),
      ...(before.lastKnownLeader !== after.lastKnownLeader && {
        lastKnownElr: after.lastKnownLeader === NONE ? [] : [after.lastKnownLeader],
      }),
    }
    if (Object.keys(changed).length > 0) this.#write('PARTITION_CHANGE_RECORD', { partitionId: 0, topicId: 'T', ...changed })
  }

  files(end: State): InputFile[] {
    const file = (name: string, lines: readonly string[]): InputFile => ({ name, text: lines.join('\n'), broker: undefined })
    const logs = Array.from({ length: this.#brokers }, (_, b) => {
      const records = idsOf(end, b, this.#brokers).flatMap((id, offset) => lines(offset, end.epochs[id] ?? 0, `r${id}`))
      return file(`b${b}.txt`, [`Dumping b${b}/t-0/00000000000000000000.log`, 'Log starting offset: 0', ...records])
    })
    const told = this.#offsets.map((offset, id) =>
      JSON.stringify(
        has(end.acked, id)
          ? { name: 'producer_send_success', topic: 't', partition: 0, offset, value: `r${id}` }
          : { name: 'producer_send_error', topic: 't', value: `r${id}` },
      ),
    )
    return [file('metadata.txt', this.#lines), ...logs, file('producer.jsonl', ['{"name":"startup_complete"}', ...told])]
  }

  #write(type: string, data: object): void {
    this.#lines.push(...lines(this.#offset++, 1, JSON.stringify({ type, version: 0, data })))
  }
}

/** A batch of one record, as it is printed. */
const lines = (offset: number, epoch: number, payload: string): string[] => [
  `baseOffset: ${offset} lastOffset: ${offset} count: 1 partitionLeaderEpoch: ${epoch} isTransactional: false isControl: false position: 0 CreateTime: ${offset} size: 1`,
  `| offset: ${offset} CreateTime: ${offset} keySize: -1 valueSize: 1 sequence: -1 headerKeys: [] payload: ${payload}`,
]
