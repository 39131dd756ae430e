/** Holds what a model of replication forgets against the model that forgets nothing, state by state. */
import { expect } from 'vitest'
import { compileCodec } from '../../../checker/state/codec.ts'
import type { Model } from '../../../checker/model.ts'
import { describeStep, initialStates, normalize, stateFrom, successors } from '../../../checker/state/successors.ts'
import type { KraftPropertyName } from '../../../invariants/kraft-catalogue.ts'
import type { SettingsRequest } from '../../../model/kraft/settings.ts'
import { build } from '../../../questions/spec.ts'

/**
 * Goes through up to `most` states of a model that forgets nothing, near ones and far ones in turn: each has the same steps, by the same
 * names, as what is left of it, to states of which the same is left; and of both the same properties hold. Returns how many states there were,
 * and how many are left of them.
 */
export function expectQuotient(settings: SettingsRequest, properties: readonly KraftPropertyName[], most: number) {
  const model = build({
    model: 'kraft',
    from: { settings: { ...settings, bounds: { ...settings.bounds, forgetsUnread: true } } },
    properties,
  })
  const { observe, ...whole } = model
  if (observe === undefined) throw new Error('nothing is forgotten')
  const codec = compileCodec(model.layout)
  const left = (cells: Int32Array): Int32Array => {
    const draft = codec.create()
    draft.cells.set(cells)
    observe(draft.state)
    return normalize(codec, draft.cells)
  }
  const open = initialStates(whole, codec)
  const seen = new Set(open.map((cells) => cells.join()))
  const lefts = new Set<string>()
  let turn = 0
  for (; open.length > 0 && turn < most; turn++) {
    const [cells = new Int32Array()] = open.splice([0, open.length - 1, open.length >> 1][turn % 3] ?? 0, 1)
    const rest = left(cells)
    lefts.add(rest.join())
    expect(left(rest), 'what is left is left as it is').toEqual(rest)
    expect(judged(whole, codec, rest)).toEqual(judged(whole, codec, cells))
    const steps = [...successors(whole, codec, cells)]
    const told = (of: typeof steps) => of.map(({ step, cells: to }) => `${describeStep(whole, step)}: ${left(to).join()}`)
    expect(told([...successors(whole, codec, rest)])).toEqual(told(steps))
    for (const { cells: to } of steps) {
      if (seen.has(to.join())) continue
      seen.add(to.join())
      open.push(to)
    }
  }
  return { states: turn, left: lefts.size }
}

/** What properties say of a state: whether one holds, is reached, or is what must stay possible. */
function judged(model: Model, codec: ReturnType<typeof compileCodec>, cells: Int32Array): unknown[] {
  const state = stateFrom(codec, cells)
  return model.properties.map((property) => {
    if (property.kind === 'state') return [property.name, property.holds(state)]
    if (property.kind === 'witness') return [property.name, property.reached(state)]
    return [property.name, property.kind === 'possible' && property.good(state)]
  })
}
