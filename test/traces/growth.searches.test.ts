/** What reading a trace costs: twice the text, twice the work. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { readItf as ReadItf } from '../../traces/read-itf.ts'
import { growth, LIMIT } from '../growth.ts'
import { Work } from '../work.ts'

let work: Work
let readItf: typeof ReadItf

beforeAll(async () => {
  work = new Work()
  readItf = (await import('../../traces/read-itf.ts')).readItf
})
afterAll(() => work.end())

const many = (n: number, one: (i: number) => string): string => Array.from({ length: n }, (_, i) => one(i)).join(',')
const state = (i: number, values: string) => `{"#meta":{"index":${i},"action":"${i === 0 ? 'Init' : 'A'}","params":[]}${values}}`
const trace = (vars: string, types: string, states: string, spec = '{}') =>
  `{"#meta":{"format":"ITF","tool":"tidemark","schema":1,"model":"m","bounds":{},"spec":${spec},"property":{"name":"P","kind":"state","statement":"S"},"status":"violated","varTypes":{${types}}},"vars":[${vars}],"states":[${states}]}`
const one = (type: string, value: string) => trace('"x"', `"x":"${type}"`, state(0, `,"x":${value}`))

it.each<[string, (n: number) => string]>([
  [
    'states',
    (n) =>
      trace(
        '"x"',
        '"x":"Int"',
        many(n, (i) => state(i, ',"x":1')),
      ),
  ],
  [
    'variables',
    (n) =>
      trace(
        many(n, (i) => `"v${i}"`),
        many(n, (i) => `"v${i}":"Int"`),
        state(0, `,${many(n, (i) => `"v${i}":1`)}`),
      ),
  ],
  ['fields of a record', (n) => one(`{${many(n, (i) => `f${i}: Int`)}}`, `{${many(n, (i) => `"f${i}":1`)}}`)],
  ['elements of a set', (n) => one('Set(Str)', `{"#set":[${many(n, (i) => `"b${i}"`)}]}`)],
  ['elements of a list', (n) => one('Seq(Int)', `[${many(n, () => '1')}]`)],
  ['entries of a map', (n) => one('Str -> Int', `{"#map":[${many(n, (i) => `["b${i}",1]`)}]}`)],
  ['keys of the spec', (n) => trace('', '', state(0, ''), `{${many(n, (i) => `"k${i}":1`)}}`)],
  [
    'problems',
    (n) =>
      trace(
        '"x"',
        '"x":"Int"',
        many(n, () => 'null'),
      ),
  ],
  [
    'variables that are not listed',
    (n) =>
      trace(
        '',
        many(n, (i) => `"v${i}":"Int"`),
        state(0, ''),
      ),
  ],
  ['fields that are not declared', (n) => trace('', '', state(0, `,${many(n, (i) => `"v${i}":1`)}`))],
  ['nesting', (n) => '['.repeat(n)],
  ['nesting, closed', (n) => `${'['.repeat(n)}${']'.repeat(n)}`],
  ['lines before a mistake', (n) => `[${'1,\n'.repeat(n)}x`],
  ['escapes before a mistake', (n) => `["${'\\u0041'.repeat(n)}`],
  ['names before a mistake', (n) => `{${many(n, (i) => `"k${i}":{}`)},}`],
])('%s', (_, text) => {
  const made = (times: number) => text(times * 1000)
  expect(growth(work, [made(1), made(2), made(4)], (one) => void readItf(one))).toBeLessThan(LIMIT)
})
