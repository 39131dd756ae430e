import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { exploreOn, type ExploreOptions } from '../../../checker/search/explore.ts'
import { type LaneApi, localLanes, type StartLane } from '../../../checker/search/lanes.ts'
import type { Model } from '../../../checker/model.ts'
import { differential, differentialLanes, differentialResume, essence, MEMORY, statesOf } from '../differential.ts'
import { MOST_INDEPENDENT, withIndependent } from '../independent-model.ts'
import { grid } from '../models.ts'
import { randomModel } from '../random-model.ts'
import { symmetricModel } from '../symmetric-model.ts'

describe('the search against the reference checker', () => {
  it('agrees for random models, whatever the number of lanes and the limits, and its paths can be walked', async () => {
    await fc.assert(
      fc.asyncProperty(randomModel, (model) => differential(model)),
      { numRuns: 140 },
    )
  })

  it('agrees for random models whose members are interchangeable, one state of each class', async () => {
    await fc.assert(
      fc.asyncProperty(symmetricModel, (model) => differential(model, { symmetry: true })),
      { numRuns: 60 },
    )
  })

  it('agrees when it starts in other states than the initial ones', async () => {
    await fc.assert(
      fc.asyncProperty(randomModel, (model) => differential(model, {}, statesOf(model).slice(-1))),
      { numRuns: 30 },
    )
    await fc.assert(
      fc.asyncProperty(randomModel, (model) => {
        const [first, ...rest] = statesOf(model)
        // Two that differ; the reference starts in each once.
        const other = rest.find((cells) => cells.join() !== first?.join())
        return differential(
          model,
          {},
          [first, other].flatMap((cells) => cells ?? []),
        )
      }),
      { numRuns: 20 },
    )
    await fc.assert(
      fc.asyncProperty(symmetricModel, (model) => differential(model, { symmetry: true }, statesOf(model).slice(-1))),
      { numRuns: 20 },
    )
  })

  it('agrees when it is left at the end of a level and gone on with by other lanes', async () => {
    await fc.assert(
      fc.asyncProperty(randomModel, (model) => differentialResume(model)),
      { numRuns: 40 },
    )
    await fc.assert(
      fc.asyncProperty(symmetricModel, (model) => differentialResume(model, { symmetry: true })),
      { numRuns: 15 },
    )
  })

  it('agrees when it passes over what leads to the same states in another order', async () => {
    await fc.assert(
      fc.asyncProperty(randomModel, (model) => differential(withIndependent(model, MOST_INDEPENDENT))),
      { numRuns: 60 },
    )
    await fc.assert(
      fc.asyncProperty(randomModel, (model) => differentialResume(withIndependent(model, MOST_INDEPENDENT))),
      { numRuns: 15 },
    )
  })

  it('agrees with itself when levels of few states have fewer lanes', async () => {
    await fc.assert(
      fc.asyncProperty(randomModel, (model) => differentialLanes(model)),
      { numRuns: 60 },
    )
    await fc.assert(
      fc.asyncProperty(symmetricModel, (model) => differentialLanes(model)),
      { numRuns: 20 },
    )
  })

  it('lets others have the thread after every piece of a level', async () => {
    await fc.assert(
      fc.asyncProperty(randomModel, async (model) => {
        let breaths = 0
        const options = { workers: 1, maxMemory: MEMORY, shared: false, pieces: 3 }
        const { levels } = await exploreOn(
          model,
          localLanes(model, async () => void breaths++),
          options,
        )
        expect(breaths).toBeGreaterThanOrEqual(levels.length)
      }),
      { numRuns: 20 },
    )
  })
})

describe('how many lanes are at work on a level', () => {
  afterEach(() => void vi.useRealTimers())

  /** Which lanes were asked to run each level. */
  async function asked<S>(
    model: Model<S>,
    statesPerLane: number,
    beside: (states: number) => void = () => undefined,
    more: Partial<ExploreOptions> & { readonly lost?: number } = {},
  ) {
    const levels: number[][] = []
    const started: number[] = []
    let refused = 0
    const here = localLanes(model)
    const start: StartLane = async (options) => {
      if (options.lane === more.lost) {
        refused++
        throw new Error('it cannot be started')
      }
      started.push(options.lane)
      const lane = await here(options)
      const level: LaneApi['level'] = async (request) => {
        ;(levels[request.from] ??= []).push(options.lane)
        beside(request.to - request.from)
        return lane.api.level(request)
      }
      return { ...lane, api: { ...lane.api, level } }
    }
    const result = await exploreOn(model, start, { workers: 3, maxMemory: MEMORY, statesPerLane, ...more })
    return { result, started, refused, lanes: levels.flatMap((lanes) => [lanes]) }
  }
  const square = grid({ counters: 2, max: 5 })

  it('is one for every so many states', async () => {
    const { result, lanes } = await asked(square, 2)
    expect(result.levels).toEqual([1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1])
    expect(lanes).toEqual([[0], [0], [0, 1], [0, 1], [0, 1, 2], [0, 1, 2], [0, 1, 2], [0, 1], [0, 1], [0], [0]])
    expect(result.actions.map((a) => a.taken)).toEqual([30, 30])
    expect(result).toMatchObject({ distinct: 36, deadlocks: 1, workers: 3 })
  })

  it('is all of them unless it is said otherwise', async () => {
    const { lanes } = await asked(square, 1)
    expect(lanes.slice(2, 9)).toEqual(Array.from({ length: 7 }, () => [0, 1, 2]))
  })

  it('is no more than may be now, and others are started when there may first be so many', async () => {
    const whole = (await asked(square, 1)).result
    const may = [1, 1, 1, 3, 1, 2, 3, 3, 3, 3, 3, 3]
    let asks = 0
    const { result, started, lanes } = await asked(square, 2, undefined, { lanesNow: () => may[asks++] ?? 3 })
    expect(lanes).toEqual([[0], [0], [0, 1], [0], [0, 1], [0, 1, 2], [0, 1, 2], [0, 1], [0, 1], [0], [0]])
    expect(started).toEqual([0, 1, 2])
    expect(essence(result)).toEqual(essence(whole))
    expect((await asked(square, 1, undefined, { lanesNow: () => 1 })).started).toEqual([0])
  })

  it('is what there are, where no more can be started later, and none at all where the first cannot', async () => {
    const whole = (await asked(square, 1)).result
    let asks = 0
    const later = { lanesNow: () => (asks++ < 2 ? 1 : 3) }
    for (const lost of [1, 2]) {
      asks = 0
      const { result, started, refused } = await asked(square, 1, undefined, { ...later, lost })
      expect(essence(result)).toEqual(essence(whole))
      expect(started).toContain(0)
      expect(started).not.toContain(lost)
      // It is asked for once.
      expect(refused).toBe(1)
    }
    await expect(asked(square, 1, undefined, { lost: 2 })).rejects.toThrow('it cannot be started')
  })

  it('is more once one lane has taken long', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const cube = grid({ counters: 4, max: 4 })
    const lanesAfter = async (slow: number) => {
      const pass = (states: number) => void vi.advanceTimersByTime(states === slow ? 600 : 0)
      return (await asked(cube, 32_768, pass)).lanes.map((level) => level.length)
    }
    // Levels of 1, 4, 10, 20, 35, 52, 68, 80, 85, 80, 68, 52, … states.
    expect(await lanesAfter(68)).toEqual([1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1])
    // So few may have been something else.
    expect(await lanesAfter(52)).toEqual(Array.from({ length: 17 }, () => 1))
  })
})
