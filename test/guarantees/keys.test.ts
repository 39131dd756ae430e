/** The key of a question: one for what is explored, and none for two things. */
import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import { expect, it } from 'vitest'
import { ENVELOPES, LEVELS } from '../../guarantees/guarantees.ts'
import { OBSERVERS, questionOf } from '../../guarantees/questions.ts'
import { LayoutError } from '../../checker/index.ts'
import { OptionError } from '../../model/option-error.ts'
import { kraftOptions } from '../../questions/spec.ts'

const settings = fc.record({
  'replication.factor': fc.constantFrom('1', '2', '3'),
  'min.insync.replicas': fc.constantFrom('1', '2', '3'),
  acks: fc.constantFrom('0', '1', 'all'),
  'unclean.leader.election.enable': fc.constantFrom('true', 'false'),
  'eligible.leader.replicas.version': fc.constantFrom('0', '1'),
  'enable.idempotence': fc.constantFrom('true', 'false'),
  'auto.offset.reset': fc.constantFrom('earliest', 'latest', 'none'),
  'max.in.flight.requests.per.connection': fc.constantFrom('1', '5'),
})
const asked = fc.record({
  observer: fc.constantFrom(...OBSERVERS),
  envelope: fc.constantFrom(...ENVELOPES),
  level: fc.constantFrom(LEVELS.quick, LEVELS.thorough),
  configuration: fc.record({
    version: fc.constantFrom('2.8', '3.3', '3.9', '4.0', '4.1'),
    topic: settings,
    offsets: settings,
  }),
})

it('is the same for the same options and properties, and never for others', () => {
  const byKey = new Map<string, unknown>()
  const byOptions = new Map<string, string>()
  fc.assert(
    fc.property(asked, ({ observer, envelope, level, configuration }) => {
      let question
      try {
        question = questionOf(observer, envelope, level, configuration)
      } catch (error) {
        if (error instanceof OptionError || error instanceof LayoutError) return
        throw error
      }
      const { spec, key } = question
      const decides = { options: kraftOptions(spec.from, spec.properties), properties: spec.properties }
      const known = byKey.get(key)
      expect(known === undefined || isDeepStrictEqual(known, decides)).toBe(true)
      byKey.set(key, decides)
      const text = JSON.stringify(decides)
      expect(byOptions.get(text) ?? key).toBe(key)
      byOptions.set(text, key)
    }),
    { numRuns: 2000 },
  )
  expect(byKey.size).toBe(byOptions.size)
  expect(byKey.size).toBeGreaterThan(500)
})
