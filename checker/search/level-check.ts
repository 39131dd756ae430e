/**
 * Careful looks at the states of a level (`careful.ts`), taken by the coordinator: what guards and effects have once been called
 * with in a thread stays in the code that the engine makes of them, and lanes are to see plain states only.
 */
import { at } from '../state/at.ts'
import { type Codec, comparePacked } from '../state/codec.ts'
import type { Found } from './careful.ts'
import { fanoutOf } from './contract.ts'
import { compileExpander, type Expander } from './expand.ts'
import type { Failure, LevelRequest } from './lane-messages.ts'
import { Control, type SearchMemory } from './memory.ts'
import { type Scrutiny, scrutiny } from './scrutiny.ts'
import type { Model } from '../model.ts'
import { storeOf } from './divided-store.ts'

/** States looked at before others get the thread. */
const STATES_AT_A_TIME = 500

/** What careful looks at a level gave. */
interface Looked {
  /** States looked at. */
  readonly looked: number
  /** The failure that comes first in encoding order. */
  readonly failure: Failure | undefined
}

/** Looks at a level: at every state, or at those of a sample. */
export type LevelCheck = (request: LevelRequest, states: Iterable<number>, isWhole: boolean) => Promise<Looked>

/** Prepares looks at levels of a model. */
export function levelCheck<S>(model: Model<S>, codec: Codec<S>, memory: SearchMemory): LevelCheck {
  const { words } = memory
  const store = storeOf(memory)
  const packed = new Int32Array(words)
  const control = new Int32Array(memory.control)
  let tools: { readonly look: Scrutiny; readonly expander: Expander } | undefined
  const make = () => {
    const options = {
      guardCoverage: false,
      assertions: false,
      checks: false,
      capacity: Math.max(1, fanoutOf(model)),
      current: new Int32Array(1),
    }
    return { look: scrutiny(model, codec), expander: compileExpander(model, codec, options, () => undefined) }
  }
  return async ({ judge, judgeSteps }, states, isWhole) => {
    let least: Failure | undefined
    let looked = 0
    for (const index of states) {
      if (at(control, Control.stop) !== 0) break
      store.read(index, packed, 0)
      const key = packed.slice()
      if (least !== undefined && comparePacked(least.key, 0, key, 0, words) <= 0) continue
      tools ??= make()
      const { look, expander } = tools
      codec.decode(key, 0, expander.source.cells)
      const fault = look(expander.source.cells, fastOf(expander, judge, judgeSteps), isWhole)
      if (fault !== undefined) least = { kind: fault.kind, where: fault.where, message: fault.message, key }
      if (++looked % STATES_AT_A_TIME === 0) await new Promise((resolve) => setTimeout(resolve))
    }
    return { looked, failure: least }
  }
}

/** What the generated code finds in its state; undefined where it throws, which may be in a transition that lanes pass over. */
function fastOf(expander: Expander, judge: number, judgeSteps: number): Found | undefined {
  try {
    return { buffer: expander.buffer, from: 0, to: expander.expand(0, 0, expander.none), judge, judgeSteps }
  } catch {
    return undefined
  }
}
