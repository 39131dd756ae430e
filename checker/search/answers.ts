/** What the parts of a model may give back: guards and properties true or false, effects nothing. */
import { shown } from '../state/watched.ts'

/** @throws TypeError unless an answer is true or false. `what` names what was asked, such as `its guard "there is room"`. */
export function refuseAnswer(what: string, answer: unknown): void {
  if (typeof answer !== 'boolean') throw new TypeError(`${what} is ${shown(answer)}, not true or false`)
}

/**
 * An effect changes its draft. That it gives back a number, say, is an accident of writing; an object was meant to be the next state.
 * @throws TypeError for an object.
 */
export function refuseResult(what: string, result: unknown, draft: unknown): void {
  if ((typeof result !== 'object' && typeof result !== 'function') || result === null) return
  if (result === draft || result instanceof Int32Array) return
  throw new TypeError(`${what} returns ${shown(result)}; it must change the draft, at once and in place`)
}
