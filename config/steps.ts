/**
 * What a step may have to wait for, such as a reader that is loaded only where something is to be read by it. Whoever cannot wait goes on
 * without: the work then has to do without what it waited for, and to say so. It never rejects.
 */
export type Wait = () => Promise<void>

/** Work that may take long, a step at a time: between two steps whoever runs it may look for a signal, or leave it there. */
export type Steps<T> = Generator<Wait | undefined, T, undefined>

/** Runs work to its end without a pause, and without what it would wait for. */
export function finished<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** Runs work to its end, and waits where it has to. */
export async function awaited<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await step.value?.()
  }
}

/** How many short rounds of a loop are one step. */
export const STEP = 1000
