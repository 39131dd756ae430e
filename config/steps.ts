/** Work that may take long, a step at a time: between two steps whoever runs it may look for a signal, or leave it there. */
export type Steps<T> = Generator<undefined, T, undefined>

/** Runs work to its end without a pause. */
export function finished<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** How many short rounds of a loop are one step. */
export const STEP = 1000
