/** One model, explored by the search in every way and by the reference checker: they must agree on everything. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { compileCodec } from '../../checker/state/codec.ts'
import { exploreHere, type ExploreOptions, exploreOn } from '../../checker/search/explore.ts'
import { localLanes } from '../../checker/search/lanes.ts'
import type { Kept, Snapshot } from '../../checker/search/snapshot.ts'
import type { Model, Reading } from '../../checker/model.ts'
import { type ReferenceOptions, type ReferenceResult, referenceCheck, TooManyStates } from '../../checker/oracle/reference.ts'
import { valueOf } from '../../checker/oracle/plain-state.ts'
import { initialStates, stateFrom, successors } from '../../checker/state/successors.ts'
import type { SearchResult } from '../../checker/verdict.ts'

/** Small: what is not shared between threads is filled with zeros each time. */
export const MEMORY = 2 * 2 ** 20

/** Everything about a result but time, the number of workers, and how much of the shared memory they touched. */
export const essence = ({ seconds: _s, workers: _w, memoryBytes: _m, isOnDisk: _d, ...rest }: SearchResult) => rest

/** Compares a whole search with the reference. */
export function compare<S>(model: Model<S>, found: ReturnType<typeof essence>, expected: ReferenceResult): void {
  const cut = model.properties.some((p) => p.kind === 'state' && p.isBound === true && expected.steps.has(p.name))
  const isPossible = (name: string) => model.properties.some((p) => p.name === name && p.kind === 'possible')
  expect(found.error).toBeUndefined()
  expect({
    exhausted: found.exhausted,
    distinct: found.distinct,
    generated: found.generated - (found.levels[0] ?? 0),
    depth: found.depth,
    deadlocks: found.deadlocks,
    levels: found.levels,
    taken: found.actions.map((a) => a.taken),
    steps: new Map(found.properties.flatMap((p) => (p.path === undefined ? [] : [[p.name, p.path.steps.length]]))),
  }).toEqual({
    ...expected,
    exhausted: !cut,
    // What stays possible is told only of a search that nothing cut short.
    steps: new Map([...expected.steps].filter(([name]) => !cut || !isPossible(name))),
  })
  for (const p of found.properties) {
    const property = model.properties.find((q) => q.name === p.name)
    const isBound = property?.kind === 'state' && property.isBound === true
    const wasDecided = p.path !== undefined
    const verdict = wasDecided
      ? isBound
        ? 'incomplete'
        : p.kind === 'witness'
          ? 'holds'
          : 'violated'
      : cut
        ? 'incomplete'
        : p.kind === 'witness'
          ? 'violated'
          : 'holds'
    expect([p.name, p.verdict]).toEqual([p.name, verdict])
  }
  expect(found.actions.reduce((n, a) => n + a.new, 0)).toBe(found.distinct - (found.levels[0] ?? 0))
}

/** Every step of every path is a transition, and the end of the path is what it is said to be. */
export function replayPaths<S>(model: Model<S>, found: SearchResult): void {
  const codec = compileCodec(model.layout)
  for (const { path, name } of found.properties) {
    if (path === undefined) continue
    path.steps.forEach((step, i) => {
      const next = [...successors(model, codec, path.states[i] ?? new Int32Array())].find(
        (s) => s.step.action === step.action && s.step.params.join() === step.params.join(),
      )
      expect(next?.cells).toEqual(path.states[i + 1])
    })
    const property = model.properties.find((p) => p.name === name)
    const at = (i: number) => stateFrom(codec, path.states.at(i) ?? new Int32Array()) as Reading<S>
    if (property?.kind === 'state') expect([name, property.holds(at(-1))]).toEqual([name, false])
    if (property?.kind === 'witness') expect([name, property.reached(at(-1))]).toEqual([name, true])
    if (property?.kind === 'step') expect([name, property.holds(at(-2), at(-1))]).toEqual([name, false])
  }
}

/** A copy of a snapshot, as something that was kept. */
function copyOf({ progress, statesOf, creators, marksOf }: Snapshot): Kept {
  const all = progress.levels.map(
    (_, level) => [Array.from(statesOf(level), (piece) => piece.slice()), marksOf(level).slice()] as const,
  )
  const actions = creators.slice()
  return {
    progress: structuredClone(progress),
    read: async (into) => {
      all.forEach(([states, marks], level) => {
        states.forEach(into.fill)
        into.marksOf(level).set(marks)
      })
      into.creators.set(actions)
    },
  }
}

/** A search with fewer lanes at work on levels of few states finds what one lane does. */
export async function differentialLanes<S>(model: Model<S>): Promise<void> {
  const options: ExploreOptions = { workers: 1, maxMemory: MEMORY, guardCoverage: true, assertions: true }
  const whole = essence(await exploreHere(model, { ...options, maxStates: MOST_STATES }))
  const few = await exploreHere(model, { ...options, maxStates: MOST_STATES, workers: 4, statesPerLane: 3 })
  expect(essence(few)).toEqual(whole)
}

/** A search that is left at the end of a level and gone on with by others finds what the reference does, and what one that was never left does. */
export async function differentialResume<S>(model: Model<S>, options: ReferenceOptions = {}): Promise<void> {
  const lanes = (workers: number): ExploreOptions => ({ workers, maxMemory: MEMORY, guardCoverage: true, assertions: true })
  const kept: Kept[] = []
  const checkpoint = async (snapshot: Snapshot) => void kept.push(copyOf(snapshot))
  const found = await exploreHere(model, { ...lanes(2), checkpoint })
  compare(model, found, referenceCheck(model, options))
  const whole = essence(found)
  expect(kept.map(({ progress }) => progress.levels)).toEqual(whole.levels.map((_, i) => whole.levels.slice(0, i + 1)))
  for (const [i, workers] of [
    [0, 1],
    [kept.length >> 1, 1],
    [kept.length - 1, 3],
  ] as const)
    expect(essence(await exploreHere(model, { ...lanes(workers), resume: kept[i] }))).toEqual(whole)
}

/** A state as the reference has it. */
export const plainOf = <S>(model: Model<S>, cells: Int32Array) =>
  valueOf(model.layout.fields, stateFrom(compileCodec(model.layout), cells) as Record<string, unknown>)

/** States that a model comes to: along the last of the transitions of each. */
export function statesOf<S>(model: Model<S>): Int32Array[] {
  const codec = compileCodec(model.layout)
  const states = initialStates(model, codec).slice(0, 1)
  while (states.length < 6) {
    const next = [...successors(model, codec, states.at(-1) ?? new Int32Array())].at(-1)
    if (next === undefined) break
    states.push(next.cells)
  }
  return states
}

/** What fits into {@link MEMORY}, whatever the model. The few random models that have more are passed over. */
const MOST_STATES = 10_000

function smallCheck<S>(model: Model<S>, options: ReferenceOptions): ReferenceResult {
  try {
    return referenceCheck(model, { ...options, most: MOST_STATES })
  } catch (error) {
    fc.pre(!(error instanceof TooManyStates))
    throw error
  }
}

/** All of the above, and the same result for 1 and 5 lanes, in memory of one thread, and to every depth that is asked for. */
export async function differential<S>(
  model: Model<S>,
  options: ReferenceOptions = {},
  from?: readonly Int32Array[],
): Promise<void> {
  const expected = smallCheck(model, { ...options, ...(from && { from: from.map((cells) => plainOf(model, cells)) }) })
  const lanes = (workers: number): ExploreOptions => ({
    workers,
    maxMemory: MEMORY,
    guardCoverage: true,
    assertions: true,
    from,
  })
  const found = await exploreHere(model, lanes(1))
  compare(model, found, expected)
  replayPaths(model, found)
  const whole = essence(found)
  expect(essence(await exploreHere(model, lanes(5)))).toEqual(whole)
  expect(essence(await exploreOn(model, localLanes(model), { ...lanes(1), shared: false, pieces: 3 }))).toEqual(whole)
  const maxDepth = Math.floor(expected.depth / 2)
  const cut = await exploreHere(model, { ...lanes(2), maxDepth })
  expect(cut.levels).toEqual(expected.levels.slice(0, maxDepth + 1))
  // Initial states are added one by one, so that a limit below their number cuts into their level.
  const maxStates = Math.max(expected.levels[0] ?? 1, Math.floor(expected.distinct / 2))
  const [few, fewer] = [
    await exploreHere(model, { ...lanes(1), maxStates }),
    await exploreHere(model, { ...lanes(3), maxStates }),
  ]
  expect(essence(fewer)).toEqual(essence(few))
  expect(few.levels).toEqual(expected.levels.slice(0, few.levels.length))
}
