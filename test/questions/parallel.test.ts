import { expect, it } from 'vitest'
import { inParallel } from '../../questions/parallel.ts'

const never = new AbortController().signal

/** Tasks that end when they are told to, and how many workers each is told that it may use. */
function tasks(items: number, workers: number) {
  const running = new Map<number, { readonly end: () => void; readonly now: () => number }>()
  const all = inParallel(
    Array.from({ length: items }, (_, i) => i),
    workers,
    never,
    (item, now) =>
      new Promise<number>((resolve) => {
        running.set(item, {
          now,
          end: () => {
            running.delete(item)
            resolve(10 * item)
          },
        })
      }),
  )
  const end = async (item: number) => {
    running.get(item)?.end()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { all, end, shares: () => [...running].toSorted(([a], [b]) => a - b).map(([item, { now }]) => [item, now()]) }
}

it('a task may use more workers once there are fewer tasks than workers', async () => {
  const { all, end, shares } = tasks(4, 3)
  expect(shares()).toEqual([
    [0, 1],
    [1, 1],
    [2, 1],
  ])
  await end(1)
  expect(shares()).toEqual([
    [0, 1],
    [2, 1],
    [3, 1],
  ])
  await end(0)
  await end(3)
  expect(shares()).toEqual([[2, 3]])
  await end(2)
  expect(await all).toEqual([0, 10, 20, 30])
})

it('all are used by fewer tasks than workers', async () => {
  const { all, end, shares } = tasks(2, 8)
  expect(shares()).toEqual([
    [0, 4],
    [1, 4],
  ])
  await end(0)
  expect(shares()).toEqual([[1, 8]])
  await end(1)
  expect(await all).toEqual([0, 10])
})
