/** Walking a model by action names, as a person would tell a story. */
import { type Codec, compileCodec } from '../../../checker/state/codec.ts'
import type { Model } from '../../../checker/model.ts'
import { blockingGuard, initialStates, stateFrom, takeStep } from '../../../checker/state/successors.ts'
import { type AnyView, viewerOf } from '../../../checker/state/view.ts'
import { type State, zookeeper, type ZookeeperOptions } from '../../../model/zookeeper/index.ts'

export const options = (protocol: ZookeeperOptions['protocol'], more: Partial<ZookeeperOptions> = {}): ZookeeperOptions => ({
  protocol,
  replicas: 2,
  logSize: 2,
  records: 2,
  maxEpoch: 2,
  uncleanLeaderElection: false,
  commitHistory: false,
  ...more,
})

/** An action's name and its parameters: replicas and epochs as numbers. */
export type Move = readonly [string, ...number[]]

export class Walk {
  readonly model: Model<State>
  readonly #codec: Codec<State>
  #cells: Int32Array

  constructor(protocol: ZookeeperOptions['protocol'], more: Partial<ZookeeperOptions> = {}) {
    this.model = zookeeper(options(protocol, more))
    this.#codec = compileCodec(this.model.layout)
    const [initial] = initialStates(this.model, this.#codec)
    if (initial === undefined) throw new Error('the model has no initial state')
    this.#cells = initial
  }

  get state(): State {
    return stateFrom(this.#codec, this.#cells)
  }

  get view(): AnyView {
    return viewerOf(this.model.layout).view(this.#cells)
  }

  /** The guard that keeps a move from being made; undefined when it can be made. */
  blocks([name, ...params]: Move): string | undefined {
    return blockingGuard(this.#action(name)[0], this.state, params)
  }

  /** Makes moves; every one must be enabled. */
  take(...moves: Move[]): this {
    for (const move of moves) {
      const guard = this.blocks(move)
      if (guard !== undefined) throw new Error(`${move.join(' ')} is blocked: ${guard}`)
      const [name, ...params] = move
      this.#cells = takeStep(this.model, this.#codec, this.#cells, { action: this.#action(name)[1], params })
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
