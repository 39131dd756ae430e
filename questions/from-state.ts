/** What a search has found that started in a state on the way: its runs told from the beginning. */
import { compileCodec } from '../checker/state/codec.ts'
import type { Model } from '../checker/model.ts'
import type { Path, PropertyKind, SearchResult } from '../checker/verdict.ts'
import { evidenceAt } from '../traces/evidence.ts'

/** The result of a search from the last state of `before`, with runs that begin where `before` does. */
export function toldFromStart(result: SearchResult, model: Model, before: Path): SearchResult {
  const joined = ({ states, steps }: Path): Path => ({
    states: [...before.states, ...states.slice(1)],
    steps: [...before.steps, ...steps],
  })
  const { error } = result
  return {
    ...result,
    // A run in which it is so earlier on would be no counterexample of what is found later.
    properties: result.properties.map((p) => ({
      ...p,
      path: p.path === undefined || shownBefore(model, before, p) !== undefined ? undefined : joined(p.path),
    })),
    error: error === undefined || error.kind === 'worker' ? error : { ...error, path: joined(error.path) },
  }
}

/** Where on the way to its last state a path shows a property already: after so many steps. */
export function shownBefore(
  model: Model,
  { states }: Path,
  property: { readonly name: string; readonly kind: PropertyKind },
): number | undefined {
  const codec = compileCodec(model.layout)
  const at = states
    .slice(0, -1)
    .findIndex((cells, i) => evidenceAt(model, codec, property, states[i - 1], cells).kind === 'shown')
  return at < 0 ? undefined : at
}
