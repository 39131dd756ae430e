/** In a tier whose files have a process each: others leave memory in theirs. */
import { afterEach, expect, it, vi } from 'vitest'
import { exploreHere } from '../../../checker/index.ts'
import { chain, grid } from '../models.ts'

afterEach(() => void vi.unstubAllGlobals())

/** Bytes of memory that may be shared, reserved from now on; nothing in Node counts them. */
function reserved(): () => number {
  let bytes = 0
  vi.stubGlobal(
    'SharedArrayBuffer',
    class extends SharedArrayBuffer {
      constructor(size: number) {
        super(size)
        bytes += size
      }
    },
  )
  return () => bytes
}

it('searches in this thread, one after the other, reserve memory once', async () => {
  const bytes = reserved()
  const search = async () => {
    const small = await exploreHere(chain(20), { workers: 2, maxMemory: 2 ** 20 })
    const other = await exploreHere(grid({ counters: 2, max: 3, sumBelow: 5 }), { workers: 1, maxMemory: 2 ** 19 })
    expect([small.distinct, other.distinct]).toEqual([21, 16])
  }
  await search()
  const first = bytes()
  expect(first).toBeGreaterThan(0)
  for (let i = 0; i < 20; i++) await search()
  expect(bytes()).toBe(first)
})

it.each([
  [1, 3],
  [2, 5],
  [3, 9],
  [10, 30],
])('is used again by the same search, whose states take %i halves of words', async (halves, counters) => {
  const model = grid({ counters, max: 31, sumBelow: 2 })
  expect(model.layout.halves).toBe(halves)
  const bytes = reserved()
  const search = () => exploreHere(model, { workers: 1, maxMemory: 2 ** 21 })
  await search()
  // None, where what an earlier search has left is enough.
  const first = bytes()
  await search()
  expect(bytes()).toBe(first)
})
