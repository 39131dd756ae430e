/** Random models that say of which of their transitions the order makes no difference: by construction, of all of which that is so. */
import fc from 'fast-check'
import type { Independence, Model } from '../../checker/model.ts'
import { instancesOf, numberOf } from '../../checker/search/instances.ts'
import { compileCodec } from '../../checker/state/codec.ts'
import { initialStates, stateFrom, type Step, successors } from '../../checker/state/successors.ts'
import { valueOf } from '../../checker/oracle/plain-state.ts'

/** Larger models are left out: all orders of two steps are looked at in every state. */
export const MOST_INDEPENDENT = 500

interface Transition {
  readonly step: Step
  readonly number: number
  readonly to: number
}

/** All states of a model, and what leads from each to which; undefined where there are more than `most`. */
function graphOf<S>(model: Model<S>, most: number): { states: Int32Array[]; from: Transition[][] } | undefined {
  const codec = compileCodec(model.layout)
  const instances = instancesOf(model)
  const states = initialStates(model, codec)
  const known = new Map(states.map((cells, i) => [cells.join(), i]))
  const from: Transition[][] = []
  for (let i = 0; i < states.length; i++) {
    if (states.length > most) return undefined
    from.push(
      [...successors(model, codec, states[i] ?? new Int32Array())].map(({ step, cells }) => {
        const to = known.get(cells.join()) ?? states.push(cells) - 1
        known.set(cells.join(), to)
        return { step, number: numberOf(instances, step), to }
      }),
    )
  }
  return { states, from }
}

/** Every first transition, second transition and state between them of which the order makes no difference, by name; of all others the name is in `not`. */
function orders({ states, from }: NonNullable<ReturnType<typeof graphOf>>) {
  const [is, not] = [new Set<string>(), new Set<string>()]
  for (const firsts of from) {
    for (const first of firsts) {
      for (const then of from[first.to] ?? []) {
        const isOther = firsts.some(({ to }) => from[to]?.some((last) => last.number < then.number && last.to === then.to))
        ;(isOther ? is : not).add([states[first.to]?.join(), first.number, then.number].join(' '))
      }
    }
  }
  return { is, not }
}

/**
 * The model, with what is independent in it: what is so in every state by parameters alone, and the rest where it is so. Without its properties of
 * steps, as nothing is passed over while these are judged.
 */
export function withIndependent<S>(model: Model<S>, most: number): Model<S> {
  const graph = graphOf(model, most)
  fc.pre(graph !== undefined)
  if (graph === undefined) return model
  const { is, not } = orders(graph)
  const properties = model.properties.filter(({ kind }) => kind !== 'step')
  const instances = instancesOf(model)
  const codec = compileCodec(model.layout)
  const cellsOf = new Map(
    graph.states.map((cells) => [
      JSON.stringify(valueOf(model.layout.fields, stateFrom(codec, cells) as Record<string, unknown>)),
      cells.join(),
    ]),
  )
  const of = (names: ReadonlySet<string>) => new Set([...names].map((name) => name.split(' ').slice(1).join(' ')))
  const [somewhere, notEverywhere] = [of(is), of(not)]
  const pairs = model.actions.flatMap((a, first) =>
    model.actions.slice(first).flatMap((b, n): Independence<S>[] => {
      const numbers = (params: readonly number[]): readonly [number, number] => [
        numberOf(instances, { action: first, params: params.slice(0, a.params.length) }),
        numberOf(instances, { action: first + n, params: params.slice(a.params.length) }),
      ]
      return [
        {
          first: a.name,
          second: b.name,
          among: (...params) => somewhere.has(numbers(params).join(' ')) && !notEverywhere.has(numbers(params).join(' ')),
        },
        {
          first: a.name,
          second: b.name,
          when: (between, ...params) => {
            const cells = cellsOf.get(JSON.stringify(valueOf(model.layout.fields, between as Record<string, unknown>)))
            const name = [cells, ...numbers(params)].join(' ')
            return is.has(name) && !not.has(name)
          },
        },
      ]
    }),
  )
  return { ...model, properties, independent: { of: model.actions, pairs } }
}
