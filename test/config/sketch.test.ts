import { describe, expect, it } from 'vitest'
import { recognised, type Sketch } from '../../config/sketch.ts'
import { Source } from '../../config/source.ts'

/** How often a dialect is asked of a text that is in none. */
function looks(text: string): number {
  let count = 0
  const marks = (sketch: Sketch): boolean => {
    count += sketch.lines.length > 0 ? 1 : 0
    return false
  }
  expect(recognised(new Source('f', text), [{ marks }])).toBeUndefined()
  return count
}

describe('what a text in no format looks like', () => {
  it('is looked at as it is written and in block style', () => expect(looks('a: {b: 1}\n')).toBe(2))

  it('is looked at in block style alone, once, where it is JSON', () => expect(looks('{"a": {"b": 1}}')).toBe(1))

  it('is looked at once where nothing in it is nested', () => expect(looks('a: 1\n')).toBe(1))
})
