/** Random models with a mistake in one action or property. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { ModelError } from '../../checker/search/contract.ts'
import { exploreHere } from '../../checker/search/explore.ts'
import type { Action, Guard, Model, Property } from '../../checker/model.ts'
import { referenceCheck, type ReferenceResult } from '../../checker/oracle/reference.ts'
import type { SearchResult } from '../../checker/verdict.ts'
import { MEMORY } from './differential.ts'
import { type Place, placesOf, randomModel } from './random-model.ts'

type Draft = Record<string, unknown>

/** The first array of a state, wherever it is. */
function arrayIn(part: unknown): number[] | undefined {
  if (part instanceof Int32Array || Array.isArray(part)) return part as number[]
  if (typeof part !== 'object' || part === null) return undefined
  for (const [name, inner] of Object.entries(part)) {
    const found = name === '_w' ? undefined : arrayIn(inner)
    if (found !== undefined) return found
  }
  return undefined
}
const writeTo = (state: unknown, index: number): void => {
  const array = arrayIn(state)
  if (array !== undefined) array[index] = 1
}

/** What an effect may do wrong, after all it does right. */
const EFFECTS: Readonly<Record<string, (draft: Draft, place: Place) => unknown>> = {
  'a value above its domain': (d, { write, min, size }) => write(d, min + size),
  'a value below its domain': (d, { write, min }) => write(d, min - 1),
  'no number': (d, { write }) => write(d, NaN),
  'a fraction': (d, { write, min }) => write(d, min + 0.5),
  'more than 32 bits': (d, { write, min }) => write(d, min + 2 ** 32),
  'past the end of an array': (d) => writeTo(d, arrayIn(d)?.length ?? 0),
  'before the start of an array': (d) => writeTo(d, -1),
  'a field that is not there': (d) => void (d['nowhere'] = 1),
  'an object for a result': (d) => ({ ...d }),
  'a promise for a result': async () => undefined,
}
/** What a guard may do wrong; the last two answer otherwise when they are asked early. */
const GUARDS: Readonly<Record<string, (place: Place) => Guard<unknown>>> = {
  'a number for an answer': ({ read, min }) => ((s: unknown) => read(s) - min) as unknown as Guard<unknown>,
  'no answer': () => (() => undefined) as unknown as Guard<unknown>,
  'a write to the state':
    ({ read, write, min, size }) =>
    (s) => {
      write(s, min + ((read(s) - min + 1) % size))
      return true
    },
  'rest parameters':
    () =>
    (_, ...params) =>
      (params[0] ?? -1) > 0,
  'a default parameter':
    () =>
    (_, p = -1) =>
      p > 0,
}

type Judge = (state: unknown) => boolean
/** What a property may do wrong, of whatever kind it is. */
const PROPERTIES: Readonly<Record<string, (place: Place) => Judge>> = {
  'a number for a verdict': ({ read, min }) => ((s: unknown) => read(s) - min) as unknown as Judge,
  'no verdict': () => (() => undefined) as unknown as Judge,
  'a write in a property':
    ({ read, write, min, size }) =>
    (s) => {
      write(s, min + ((read(s) - min + 1) % size))
      return true
    },
}
/** The property with `judge` for its condition. */
function judgedBy(p: Property<unknown>, judge: Judge): Property<unknown> {
  switch (p.kind) {
    case 'witness':
      return { ...p, reached: judge }
    case 'possible':
      return { ...p, good: judge }
    default:
      return { ...p, holds: judge }
  }
}

const drawn = fc.record({
  model: randomModel,
  mistake: fc.constantFrom(...Object.keys(EFFECTS), ...Object.keys(GUARDS), ...Object.keys(PROPERTIES)),
  action: fc.nat(),
  place: fc.nat(),
})

export interface WrongModel {
  readonly mistake: string
  readonly model: Model
}

export const wrongModel: fc.Arbitrary<WrongModel> = drawn.map(({ model, mistake, action, place }): WrongModel => {
  const places = placesOf(model.layout.fields)
  const at = places[place % places.length] ?? { min: 0, size: 1, read: () => 0, write: () => undefined }
  const spoil = (a: Action<unknown>): Action<unknown> => {
    const guard = GUARDS[mistake]
    if (guard !== undefined) return { ...a, guards: { [mistake]: guard(at), ...a.guards } }
    return {
      ...a,
      apply: (draft, ...params) => {
        a.apply(draft, ...params)
        return EFFECTS[mistake]?.(draft as Draft, at) as void
      },
    }
  }
  const judge = PROPERTIES[mistake]
  if (judge !== undefined) {
    const spoilt = action % model.properties.length
    return {
      mistake,
      model: { ...model, properties: model.properties.map((p, i) => (i === spoilt ? judgedBy(p, judge(at)) : p)) },
    }
  }
  const wrong = action % model.actions.length
  return { mistake, model: { ...model, actions: model.actions.map((a, i) => (i === wrong ? spoil(a) : a)) } }
})

/** Where the reference checker throws, the search says so too, and no property holds that it finds broken. */
export async function neverHoldsWrongly({ model }: WrongModel): Promise<void> {
  let expected: ReferenceResult | undefined
  try {
    expected = referenceCheck(model)
  } catch {
    expected = undefined
  }
  const found: SearchResult[] = []
  for (const workers of [1, 2]) {
    try {
      found.push(await exploreHere(model, { workers, maxMemory: MEMORY }))
    } catch (error) {
      expect(error).toBeInstanceOf(ModelError)
    }
  }
  for (const result of found) {
    if (expected === undefined)
      expect([result.verdict, result.error?.message]).toEqual(['error', expect.stringMatching(/ failed: ./)])
    for (const p of result.properties) {
      if (p.kind !== 'witness' && p.verdict === 'holds') expect([p.name, expected?.steps.has(p.name)]).toEqual([p.name, false])
      if (p.kind === 'witness' && p.verdict === 'violated') expect([p.name, expected?.steps.has(p.name)]).toEqual([p.name, false])
    }
  }
}
