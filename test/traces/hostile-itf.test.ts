import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_ITF_CHARS } from '../../traces/itf-form.ts'
import type { ItfProblem } from '../../traces/json-reader.ts'
import { readItf } from '../../traces/read-itf.ts'

type Json = Record<string, unknown>

const valid = () => ({
  '#meta': {
    format: 'ITF',
    tool: 'tidemark',
    schema: 1,
    model: 'toy',
    bounds: { replicas: 2 } as Json,
    spec: {} as unknown,
    property: { name: 'P', kind: 'state', statement: 'So.' } as Json,
    status: 'violated',
    varTypes: {
      n: 'Int',
      up: 'Bool',
      owner: 'Str',
      leader: 'Some(Str) | None(UNIT)',
      isr: 'Set(Str)',
      log: 'Str -> Seq({epoch: Int})',
    } as Json,
  } as Json,
  vars: ['n', 'up', 'owner', 'leader', 'isr', 'log'] as unknown,
  states: [state(0, 'Init'), state(1, 'Next')] as unknown[],
})

const state = (index: number, action: string) => ({
  '#meta': { index, action, params: [] as unknown } as unknown,
  n: { '#bigint': '1' } as unknown,
  up: true as unknown,
  owner: 'b0' as unknown,
  leader: { tag: 'None', value: { '#tup': [] } } as unknown,
  isr: { '#set': ['b0'] } as unknown,
  log: { '#map': [['b0', [{ epoch: 1 }]]] } as unknown,
})

type Doc = ReturnType<typeof valid>
const problems = (doc: unknown): readonly ItfProblem[] => {
  const read = readItf(typeof doc === 'string' ? doc : JSON.stringify(doc))
  return read.ok ? [] : read.problems
}
const after = (change: (doc: Doc, first: ReturnType<typeof state>) => void): string[] => {
  const doc = valid()
  change(doc, doc.states[0] as ReturnType<typeof state>)
  return problems(doc).map((p) => `${p.kind} ${p.path}: ${p.message}`)
}

describe('readItf, given something else', () => {
  it('accepts the document the cases below spoil', () => {
    expect(problems(valid())).toEqual([])
  })

  it.each<[string, (doc: Doc, first: ReturnType<typeof state>) => void, string]>([
    ['another tool', (d) => (d['#meta']['tool'] = 'quint'), 'foreign $.#meta.tool: expected "tidemark", found "quint"'],
    ['a later schema', (d) => (d['#meta']['schema'] = 2), 'foreign $.#meta.schema: expected 1, found 2'],
    ['a loop', (d) => Object.assign(d, { loop: 0 }), 'foreign $.loop: a trace with a loop cannot be replayed'],
    ['no metadata', (d) => Object.assign(d, { '#meta': [] }), 'content $.#meta: expected an object, found an array'],
    ['a model that is no name', (d) => (d['#meta']['model'] = 7), 'content $.#meta.model: expected a string, found 7'],
    ['no spec', (d) => delete d['#meta']['spec'], 'content $.#meta.spec: expected an object, found nothing'],
    [
      'a strange status',
      (d) => (d['#meta']['status'] = 'ok'),
      'content $.#meta.status: expected violated, reached, deadlock, error, taken, found "ok"',
    ],
    [
      'a strange kind',
      (d) => Object.assign(d['#meta']['property'] as Json, { kind: 'liveness' }),
      'content $.#meta.property.kind: expected state, step, witness, possible, deadlock, found "liveness"',
    ],
    [
      'a bound that is no value',
      (d) => Object.assign(d['#meta']['bounds'] as Json, { 'log size': [1] }),
      'content $.#meta.bounds["log size"]: expected a number, a string or true or false, found an array',
    ],
    [
      'an unknown type',
      (d) => Object.assign(d['#meta']['varTypes'] as Json, { n: 'Real' }),
      'content $.#meta.varTypes.n: "Real" is not a type this tool writes',
    ],
    [
      'a reserved name',
      (d) => Object.assign(d['#meta']['varTypes'] as Json, { n: '{constructor: Int}' }),
      'content $.#meta.varTypes.n: a field has a reserved name',
    ],
    [
      'a type too many',
      (d) => Object.assign(d['#meta']['varTypes'] as Json, { x: 'Int' }),
      'content $.#meta.varTypes.x: this variable is not listed in vars',
    ],
    [
      'a variable without type',
      (d) => (d.vars = ['n', 'up', 'owner', 'leader', 'isr', 'log', 'toString']),
      'content $.#meta.varTypes.toString: expected a string, found nothing',
    ],
    [
      'a repeated variable',
      (d) => (d.vars = ['n', 'up', 'owner', 'leader', 'isr', 'log', 'n']),
      'content $.vars[6]: "n" is repeated',
    ],
    ['no states', (d) => (d.states = []), 'content $.states: a trace has at least one state'],
    ['a state that is none', (d) => (d.states[1] = null), 'content $.states[1]: expected an object, found null'],
    [
      'states out of order',
      (_, s) => (s['#meta'] = { index: 1, action: 'Init', params: [] }),
      'content $.states[0].#meta.index: expected 0, found 1',
    ],
    [
      'an action before the first',
      (_, s) => (s['#meta'] = { index: 0, action: 'Next', params: [] }),
      'content $.states[0].#meta.action: expected Init without parameters, found "Next"',
    ],
    [
      'parameters that are none',
      (_, s) => (s['#meta'] = { index: 0, action: 'Init', params: {} }),
      'content $.states[0].#meta.params: expected an array, found an object',
    ],
    ['a missing field', (_, s) => delete s.n, 'content $.states[0].n: expected {"#bigint": …}, found nothing'],
    [
      'an extra field',
      (_, s) => Object.assign(s, { extra: 1 }),
      'content $.states[0].extra: this field is not in the declared types',
    ],
    ['a fraction', (_, s) => (s.n = 0.5), 'content $.states[0].n: 0.5 is not an integer this tool can hold'],
    [
      'an integer too large',
      (_, s) => (s.n = { '#bigint': '9007199254740993' }),
      'content $.states[0].n: "9007199254740993" is not an integer this tool can hold',
    ],
    [
      'digits that are none',
      (_, s) => (s.n = { '#bigint': '1e3' }),
      'content $.states[0].n: "1e3" is not an integer this tool can hold',
    ],
    ['a string for a boolean', (_, s) => (s.up = 'true'), 'content $.states[0].up: expected true or false, found "true"'],
    ['null for a string', (_, s) => (s.owner = null), 'content $.states[0].owner: expected a string, found null'],
    ['a bare string for an option', (_, s) => (s.leader = 'b0'), 'content $.states[0].leader: expected an object, found "b0"'],
    [
      'another variant',
      (_, s) => (s.leader = { tag: 'Maybe', value: 'b0' }),
      'content $.states[0].leader.tag: expected Some, None, found "Maybe"',
    ],
    ['a list for a set', (_, s) => (s.isr = ['b0']), 'content $.states[0].isr: expected {"#set": …}, found an array'],
    [
      'a number in a set',
      (_, s) => (s.isr = { '#set': ['b0', 1] }),
      'content $.states[0].isr.#set[1]: expected a string, found 1',
    ],
    [
      'a repeated key',
      (_, s) =>
        (s.log = {
          '#map': [
            ['b0', []],
            ['b0', []],
          ],
        }),
      'content $.states[0].log.#map[1]: the key "b0" is repeated',
    ],
    [
      'a pair of three',
      (_, s) => (s.log = { '#map': [['b0', [], 1]] }),
      'content $.states[0].log.#map[0]: expected a pair of key and value',
    ],
    [
      'a value deep inside',
      (_, s) => (s.log = { '#map': [['b0', [{ epoch: 1 }, { epoch: 'x' }]]] }),
      'content $.states[0].log.b0[1].epoch: expected {"#bigint": …}, found "x"',
    ],
  ])('refuses %s', (_, change, message) => {
    expect(after(change)).toEqual([message])
  })

  it('keeps its hands off prototypes', () => {
    const text = JSON.stringify(valid())
    const spoil = (from: string, to: string) => problems(text.replace(from, to)).map((p) => `${p.path}: ${p.message}`)
    expect(spoil('"spec":{}', '"spec":{"a":{"__proto__":{"polluted":1}}}')).toEqual([
      '$.#meta.spec.a: a key may not be called __proto__',
    ])
    expect(spoil('"bounds":{', '"bounds":{"__proto__":1,')).toEqual(['$.#meta.bounds: a key may not be called __proto__'])
    expect(spoil('"up":true', '"up":true,"__proto__":{"up":true}')).toEqual([
      '$.states[0].__proto__: this field is not in the declared types',
    ])
    expect(spoil('"n":"Int"', '"n":"{__proto__: Int}"')).toEqual(['$.#meta.varTypes.n: a field has a reserved name'])
    expect(({} as Json)['polluted']).toBeUndefined()
  })

  it('refuses bottomless nesting without running out of stack', () => {
    const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000)
    expect(problems(deep)).toMatchObject([{ path: '$', message: 'expected an object, found an array' }])
    const spec = JSON.stringify(valid()).replace('"spec":{}', `"spec":${deep}`)
    expect(problems(spec).map((p) => p.message)).toEqual(['nested more than 64 levels deep'])
    expect(problems('['.repeat(1_000_000))).toMatchObject([
      { kind: 'syntax', column: 1_000_001, message: 'not JSON: expected a value or ], found the end' },
    ])
  })

  it('refuses text beyond the limit unread', () => {
    expect(problems(' '.repeat(MAX_ITF_CHARS + 1))).toMatchObject([
      { kind: 'too-large', message: '67108865 characters, more than the 67108864 that are read' },
    ])
  })

  it('stops after 20 problems', () => {
    const doc = valid()
    doc.states = Array.from({ length: 100 }, () => null)
    expect(problems(doc).length).toBe(20)
  })

  it('shows control characters as escapes, in messages and places', () => {
    const [found, ...rest] = after((_, s) => Object.assign(s, { '\u009b31m\u202e': 1 }))
    expect(rest).toEqual([])
    expect(found).toBe('content $.states[0]["\\u{9b}31m\\u{202e}"]: this field is not in the declared types')
  })

  it.each([
    ['', 1, 1, 'expected a value, found the end'],
    ['{"a":1,}', 1, 8, 'expected a name in double quotes, found "}"'],
    ['[1,\n2,\n x]', 3, 2, 'expected a value, found "x"'],
    ['{"a" 1}', 1, 6, 'expected :, found "1"'],
    ['{"a":1 "b":2}', 1, 8, 'expected , or }, found "\\""'],
    ['[1 2]', 1, 4, 'expected , or ], found "2"'],
    ['{}\n{}', 2, 1, 'expected the end, found "{"'],
    ['[]]', 1, 3, 'expected the end, found "]"'],
    ['{"a":[{}],"b":nul}', 1, 15, 'expected a value, found "n"'],
    ['"a\nb"', 1, 3, 'expected no control character in a string, found "\\n"'],
    ['"a\\x"', 1, 4, 'expected an escape, found "x"'],
    ['"\\u00g0"', 1, 3, 'expected an escape, found "u"'],
    ['["a', 1, 4, 'expected a closing quote, found the end'],
    ['[01]', 1, 3, 'expected , or ], found "1"'],
    ['{a:1}', 1, 2, 'expected a name in double quotes or }, found "a"'],
  ])('says where %j stops being JSON', (text, line, column, message) => {
    expect(problems(text)).toEqual([{ kind: 'syntax', path: '$', line, column, message: `not JSON: ${message}` }])
  })

  it('never throws, whatever JSON takes the place of any part', () => {
    const text = JSON.stringify(valid())
    const places = [...text.matchAll(/(?<=[:[,])(?:"[^"]*"|\d+|true|\{|\[)/g)].map((m) => [m.index, m[0].length] as const)
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.json(), fc.boolean(), ([at, length], junk, cut) => {
        const spoiled = text.slice(0, at) + junk + (cut ? '' : text.slice(at + length))
        const read = readItf(spoiled)
        if (!read.ok) expect(read.problems.length).toBeGreaterThan(0)
      }),
      { numRuns: 1000 },
    )
  })
})
