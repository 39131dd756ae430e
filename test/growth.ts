import type { Work } from './work.ts'

/**
 * Work that grows with the input makes 2, whatever is done once; work that grows with its square makes 4. What is between them is for
 * what is counted a little differently each time, since V8 drops the counters of code that it has collected.
 */
export const LIMIT = 2.4

/** How much more the step from twice to four times the input adds than that from once to twice. */
export function growth<T>(work: Work, inputs: readonly [once: T, twice: T, fourTimes: T], run: (input: T) => void): number {
  // What is done when code runs for the first time is not what is measured.
  work.of(() => run(inputs[0]))
  const [once, twice, fourTimes] = inputs.map((input) => work.of(() => run(input)))
  return ((fourTimes ?? 0) - (twice ?? 0)) / ((twice ?? 0) - (once ?? 0))
}
