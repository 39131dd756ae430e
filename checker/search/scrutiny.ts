/** All that is looked at in a state that is looked at carefully: the same wherever states are kept. */
import { careful, Fault, type Found } from './careful.ts'
import { encoderOf } from './expand.ts'
import { interchangeable } from './interchangeable.ts'
import { otherWay } from './other-way.ts'
import type { Codec } from '../state/codec.ts'
import type { Model } from '../model.ts'

/** Looks at a state and compares it with what was found in it; of orders of steps at all when `every`. Returns what must not be. */
export type Scrutiny = (cells: Int32Array, fast: Found | undefined, every: boolean) => Fault | undefined

/** Prepares the look. */
export function scrutiny<S>(model: Model<S>, codec: Codec<S>): Scrutiny {
  const look = careful(model, codec, encoderOf(model, codec))
  const exchange = interchangeable(model, codec)
  const other = otherWay(model, codec)
  return (cells, fast, every) => {
    try {
      look(cells, fast)
      exchange(cells)
      other(cells, every)
      return undefined
    } catch (error) {
      // What else is thrown is found where the state is expanded, too.
      return error instanceof Fault ? error : undefined
    }
  }
}

/** What fails in a state, told as a search tells it; undefined where nothing does, or nothing that a single state shows. */
export function failureIn<S>(model: Model<S>, codec: Codec<S>): (cells: Int32Array) => string | undefined {
  const look = scrutiny(model, codec)
  return (cells) => {
    const fault = look(cells, undefined, true)
    return fault && `${fault.where} failed: ${fault.message}`
  }
}
