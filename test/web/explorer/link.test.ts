/** Links are read back as they were written, whatever names they carry, and never throw. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MODELS } from '../../../web/explorer/app/catalogue.ts'
import {
  firstConfiguration,
  type ModelEntry,
  type OptionField,
  type OptionValue,
  type Route,
} from '../../../web/explorer/catalogue.ts'
import { linkOf, nameSteps, readLink } from '../../../web/explorer/link.ts'

const valueOf = (field: OptionField): fc.Arbitrary<OptionValue> => {
  switch (field.kind) {
    case 'number':
      return fc.integer({ min: field.min, max: field.max })
    case 'choice':
      return fc.constantFrom(...field.choices)
    case 'text':
      return fc.string({ unit: 'binary' })
    case 'flag':
      return fc.boolean()
  }
}

const stepOf = fc.record({
  action: fc.string({ unit: 'binary', minLength: 1 }),
  params: fc.array(fc.record({ name: fc.constant('p'), value: fc.string({ unit: 'binary', minLength: 1 }) }), { maxLength: 3 }),
})

const routeOf = (entry: ModelEntry): fc.Arbitrary<Route> =>
  fc
    .record({
      options: fc.record(Object.fromEntries(entry.fields.map((field) => [field.name, valueOf(field)]))),
      properties: fc.subarray(entry.properties.map((p) => p.name)),
      start: fc.nat(9),
      // Of an action there is one; how many parameters it has is the model's to say.
      steps: fc.uniqueArray(stepOf, { maxLength: 6, selector: (step) => step.action }),
    })
    .chain(({ options, properties, start, steps }) =>
      fc.nat(steps.length).map((at) => ({ configuration: { model: entry.name, options, properties }, start, steps, at })),
    )

describe('links', () => {
  it.each(MODELS)('of the model $name are read back as they were written', (entry) => {
    fc.assert(
      fc.property(routeOf(entry), (route) => {
        const read = readLink(MODELS, linkOf(entry, route))
        if (read?.ok !== true) throw new Error(JSON.stringify(read))
        const actions = route.steps.map(({ action, params }) => ({ name: action, params }))
        expect({ ...read.route, steps: nameSteps(actions, read.route.steps) }).toEqual(route)
      }),
    )
  })

  it('of a first configuration say no more than its model', () => {
    for (const entry of MODELS)
      expect(linkOf(entry, { configuration: firstConfiguration(entry), start: 0, steps: [], at: 0 })).toBe(`#/${entry.name}`)
  })

  it('that are anything else are refused with a sentence', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webFragments()), (text) => {
        for (const hash of [`#${text}`, `#/zookeeper?${text}`, `#/zookeeper?path=${text}`]) {
          const read = readLink(MODELS, hash)
          if (read?.ok === false) expect(read.problem).not.toBe('')
        }
      }),
    )
    expect(readLink(MODELS, '')).toBeUndefined()
    expect(readLink(MODELS, `#/zookeeper?${'a'.repeat(100_000)}`)).toMatchObject({ ok: false })
    expect(readLink(MODELS, '#/zookeeper?replicas=2&replicas=3')).toEqual({ ok: false, problem: '"replicas" is given twice' })
  })
})
