/** The story of a path on which a property is broken: the same that a report tells of a counterexample. */
import { replicated } from '../../model/drawing.ts'
import { explain } from '../../traces/explain.ts'
import { stageOf } from '../../traces/rerun.ts'
import { partsOf, storyOf } from '../../traces/story.ts'
import type { StepData, StepPart, StoryData } from '../../traces/report-types.ts'
import { traceOf } from '../../traces/trace.ts'
import type { Machine } from './machine.ts'
import type { WalkNode } from './walk.ts'

/** A property that is violated along a path, and after how many steps first. */
export interface Broken {
  readonly name: string
  readonly number: number
}

export interface PathStory {
  readonly story: StoryData
  /** What each step up to the violation is to the story, by number. */
  readonly parts: readonly (StepPart | undefined)[]
}

/** The properties that are violated somewhere along the steps of a path, the earliest first. */
export function brokenAlong(steps: readonly StepData[]): Broken[] {
  const first = new Map<string, Broken>()
  for (const { number, properties } of steps)
    for (const { name, status } of properties) if (status === 'violated' && !first.has(name)) first.set(name, { name, number })
  return [...first.values()]
}

/** Tells how a property came to be broken: the path up to there is taken for its counterexample. */
export function storyOfPath(
  { model, live, built }: Machine,
  path: readonly WalkNode[],
  steps: readonly StepData[],
  { name, number }: Broken,
): PathStory | undefined {
  const property = live.properties.find((p) => p.name === name)
  if (property === undefined) return undefined
  const taken = path.slice(0, number + 1)
  const { kind, statement } = property
  const states = taken.map((node) => node.cells)
  const trace = traceOf(live, built.spec, {
    name,
    kind,
    statement,
    verdict: 'violated',
    path: { states, steps: taken.flatMap((node) => node.step ?? []) },
  })
  if (trace === undefined) return undefined
  const explanation = explain(stageOf(model, trace), replicated(built.facts), trace, built.alternatives())
  const story = storyOf(
    explanation,
    replicated(built.facts),
    trace,
    steps.map((step) => step.summary),
  )
  return story && { story, parts: partsOf(explanation, trace) }
}
