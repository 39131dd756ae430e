/** How much memory is taken when nobody says. */
import { describe, expect, it } from 'vitest'
import { memoryForStates } from '../../machine/memory.ts'
import { reservingLess } from '../../questions/on-threads.ts'
import type { SearchPlan } from '../../questions/check.ts'
import type { SearchResult } from '../../checker/verdict.ts'

const MIB = 2 ** 20
const GIB = 2 ** 30

describe('memory for states', () => {
  it.each([
    // A machine, where nothing is constrained: undefined, 0, or more than there is, as old cgroups say.
    [24 * GIB, undefined, 2, (24 * GIB - 208 * MIB) / 2],
    [24 * GIB, 0, 2, (24 * GIB - 208 * MIB) / 2],
    [24 * GIB, 2 ** 63, 2, (24 * GIB - 208 * MIB) / 2],
    [256 * GIB, undefined, 64, 16 * GIB],
    // A container.
    [24 * GIB, 250 * MIB, 2, 21 * MIB],
    [24 * GIB, 2 * GIB, 2, 920 * MIB],
    [24 * GIB, 100 * MIB, 2, 16 * MIB],
  ])('of %i bytes, constrained to %s, with %i workers is %i', (total, constrained, workers, expected) => {
    expect(memoryForStates(total, constrained, workers)).toBe(expected)
  })

  it('is halved until it can be reserved, and not below 16 MiB', async () => {
    const tried: number[] = []
    const upTo = (room: number, message = 'Array buffer allocation failed') =>
      reservingLess(async (_, { maxMemory }) => {
        tried.push(maxMemory / MIB)
        if (maxMemory > room) throw new RangeError(message)
        return { distinct: maxMemory } as SearchResult
      })({} as SearchPlan, { workers: 1, maxMemory: 512 * MIB })
    expect((await upTo(100 * MIB)).distinct).toBe(64 * MIB)
    expect(tried.splice(0)).toEqual([512, 256, 128, 64])
    await expect(upTo(0)).rejects.toThrow('allocation failed')
    expect(tried.splice(0)).toEqual([512, 256, 128, 64, 32, 16])
    await expect(upTo(0, 'another reason')).rejects.toThrow('another reason')
    expect(tried).toEqual([512])
  })
})
