import type { Action, Model, Property } from '../../checker/model.ts'
import { configActions } from './config-change.ts'
import { consumerActions } from './consumer.ts'
import { controllerActions } from './controller.ts'
import { fillBudgets } from './faults.ts'
import { followerActions } from './follower.ts'
import { leaderActions } from './leader.ts'
import type { KraftOptions } from './options.ts'
import { producerActions } from './producer.ts'
import { createWorld } from './state.ts'
import type { State, World } from './state.ts'
import { storageActions } from './storage.ts'

/** Replication in KRaft as one model, with the world its view and its properties read. */
export interface Kraft {
  readonly world: World
  model(properties: readonly Property<State>[]): Model<State>
}

export function kraft(options: KraftOptions): Kraft {
  const world = createWorld(options)
  const actions: Action<State>[] = [
    ...producerActions(world),
    ...followerActions(world),
    ...leaderActions(world),
    ...controllerActions(world),
    ...storageActions(world),
    ...configActions(world),
    ...consumerActions(world),
  ]
  return {
    world,
    model: (properties) => ({
      name: 'kraft',
      bounds: {},
      assumptions: [],
      layout: world.layout,
      initial: [
        (s) => {
          s.metadata.length = 1
          s.metadata.leader[0] = 0
          s.metadata.isr[0] = world.allBrokers
          fillBudgets(world, s)
        },
      ],
      actions,
      properties,
    }),
  }
}
