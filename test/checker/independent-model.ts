/** Random models that say of which of their transitions the order makes no difference: by construction, of all of which that is so. */
import fc from 'fast-check'
import type { Independence, Model } from '../../checker/model.ts'
import { instancesOf, numberOf } from '../../checker/search/instances.ts'
import { compileCodec } from '../../checker/state/codec.ts'
import { stateFrom } from '../../checker/state/successors.ts'
import { valueOf } from '../../checker/oracle/plain-state.ts'
import { type Graph, graphOf, isReachedOtherwise } from './graph.ts'

/** Larger models are left out: all orders of two steps are looked at in every state. */
export const MOST_INDEPENDENT = 500

/**
 * Every first transition, second transition and state between them of which the order makes no difference, whatever the state before them, by name.
 */
function orders(graph: Graph): { readonly is: ReadonlySet<string>; readonly not: ReadonlySet<string> } {
  const [is, not] = [new Set<string>(), new Set<string>()]
  graph.from.forEach((firsts, state) => {
    for (const first of firsts)
      for (const second of graph.from[first.to] ?? [])
        (isReachedOtherwise(graph, state, second) ? is : not).add(
          [graph.states[first.to]?.join(), first.number, second.number].join(' '),
        )
  })
  return { is: new Set([...is].filter((name) => !not.has(name))), not }
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
            return is.has([cells, ...numbers(params)].join(' '))
          },
        },
      ]
    }),
  )
  return { ...model, properties, independent: { of: model.actions, pairs } }
}
