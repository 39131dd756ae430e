import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatType, parseType, variablesOf } from '../../traces/value-type.ts'
import { layoutAndStates } from './arbitrary-states.ts'
import { toyModel } from './toy-models.ts'

describe('types of values', () => {
  it('are written as Apalache writes them', () => {
    expect(variablesOf(toyModel().layout).map((v) => `${v.name}: ${formatType(v.type)}`)).toEqual([
      'round: Int',
      'open: Bool',
      'owner: Str',
      'leader: Some(Str) | None(UNIT)',
      'isr: Set(Str)',
      'highWatermark: Str -> Int',
      'log: Str -> Seq({epoch: Int, id: Int})',
      'votes: Seq(Str)',
      'controller: {epoch: Int, seen: Set(Str)}',
    ])
    expect(formatType({ kind: 'map', of: { kind: 'map', of: { kind: 'option' } } })).toBe(
      'Str -> (Str -> (Some(Str) | None(UNIT)))',
    )
  })

  it('are read back as they were', () => {
    fc.assert(
      fc.property(layoutAndStates(1), ({ layout }) => {
        for (const { type } of variablesOf(layout)) expect(parseType(formatType(type))).toEqual(type)
      }),
      { numRuns: 200 },
    )
    expect(parseType(' Str->( Str -> Int ) ')).toEqual({ kind: 'map', of: { kind: 'map', of: { kind: 'int' } } })
  })

  it.each([
    '',
    'Integer',
    'Set(Int)',
    'Seq(Int',
    'Seq(Int))',
    'Int Int',
    '{a: Int, a: Int}',
    '{a Int}',
    '{1: Int}',
    'Int -> Int',
    'Int;',
  ])('refuses %j', (text) => {
    expect(parseType(text)).toBeUndefined()
  })

  it('refuses bottomless types', () => {
    expect(parseType(`${'Seq('.repeat(32)}Int${')'.repeat(32)}`)).toBeDefined()
    expect(parseType(`${'Seq('.repeat(33)}Int${')'.repeat(33)}`)).toBeUndefined()
    expect(parseType('('.repeat(1_000_000))).toBeUndefined()
  })
})
