/** Walking the KRaft model by action names. */
import { type Codec, compileCodec } from '../../../checker/state/codec.ts'
import type { Model } from '../../../checker/model.ts'
import { blockingGuard, initialStates, stateFrom, takeStep } from '../../../checker/state/successors.ts'
import { kraft, type KraftOptions, type State } from '../../../model/kraft/index.ts'

/** An action's name and its parameters; brokers as numbers. */
export type Move = readonly [string, ...number[]]

/** Numbers from 0 of a bit mask. */
const membersOf = (set: number): readonly number[] => [0, 1, 2, 3, 4].filter((b) => ((set >>> b) & 1) === 1)

/** A reassignment to these brokers. */
export const reassign = (...target: readonly number[]): Move => ['Reassign', target.reduce((set, b) => set | (1 << b), 0) - 1]

export class Walk {
  readonly model: Model<State>
  readonly #codec: Codec<State>
  #cells: Int32Array

  constructor(options: KraftOptions) {
    this.model = kraft(options)
    this.#codec = compileCodec(this.model.layout)
    const [initial] = initialStates(this.model, this.#codec)
    if (initial === undefined) throw new Error('the model has no initial state')
    this.#cells = initial
  }

  get state(): State {
    return stateFrom(this.#codec, this.#cells)
  }

  /** The partition as the controller has it. */
  get partition() {
    const { metadata, elr } = this.state
    const j = metadata.length - 1
    return {
      leader: metadata.leader[j] ?? -1,
      epoch: metadata.epoch[j] ?? -1,
      isr: membersOf(metadata.isr[j] ?? 0),
      elr: membersOf(elr),
      replicas: membersOf(metadata.replicas[j] ?? 0),
    }
  }

  /** How many records each broker holds. */
  get logs(): readonly number[] {
    return [...this.state.log.length]
  }

  /** The guard that keeps a move from being made; undefined when it can be made. */
  blocks([name, ...params]: Move): string | undefined {
    return blockingGuard(this.#action(name)[0], this.state, params)
  }

  /** Makes moves; every one must be enabled. */
  take(...moves: readonly Move[]): this {
    for (const move of moves) {
      const guard = this.blocks(move)
      if (guard !== undefined) throw new Error(`${move.join(' ')} is blocked: ${guard}`)
      const [name, ...params] = move
      this.#cells = takeStep(this.model, this.#codec, this.#cells, { action: this.#action(name)[1], params })
    }
    return this
  }

  /** Everybody whose process runs hears of everything the controller has decided. */
  settle(): this {
    for (let b = 0; b < this.state.applied.length; b++) {
      const newest: Move = ['ApplyMetadata', b, this.state.metadata.length - 1]
      if (this.blocks(newest) === undefined) this.take(newest)
    }
    return this
  }

  #action(name: string): readonly [Model<State>['actions'][number], number] {
    const index = this.model.actions.findIndex((action) => action.name === name)
    const action = this.model.actions[index]
    if (action === undefined) throw new Error(`there is no action ${name}`)
    return [action, index]
  }
}
