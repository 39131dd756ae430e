/** What a partition looks like right after an operator has acted on it, before anything else happens. */
import { compileCodec } from '../checker/state/codec.ts'
import { initialStates, stateFrom } from '../checker/state/successors.ts'
import { kraft, type KraftOptions } from '../model/kraft/index.ts'

/** As the controller has it; brokers are places, sets bit masks. */
export interface PartitionAfter {
  /** -1 when there is none. */
  readonly leader: number
  readonly isr: number
  readonly elr: number
  readonly replicas: number
  readonly adding: number
  readonly removing: number
}

/** Every partition that may come out: nobody knows from a listing which brokers outside the ISR run. */
export function afterOperation(options: KraftOptions): readonly PartitionAfter[] {
  const model = kraft(options)
  const codec = compileCodec(model.layout)
  const found = new Map<string, PartitionAfter>()
  for (const cells of initialStates(model, codec)) {
    const { metadata, elr, adding, removing } = stateFrom(codec, cells)
    const j = metadata.length - 1
    const after = {
      leader: metadata.leader[j] ?? -1,
      isr: metadata.isr[j] ?? 0,
      elr,
      replicas: metadata.replicas[j] ?? 0,
      adding,
      removing,
    }
    found.set(JSON.stringify(after), after)
  }
  return [...found.values()]
}
