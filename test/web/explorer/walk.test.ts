/** A walk is a tree: nothing that was visited is forgotten, and where one stands is always on the path. */
import { describe, expect, it } from 'vitest'
import { cutHere, depthOf, goTo, pathOf, startWalk, switchTo, take, type Walk } from '../../../web/explorer/walk.ts'

const state = (n: number) => Int32Array.of(n)
const step = (action: number) => ({ action, params: [0] })
const by = (walk: Walk, ...actions: number[]): Walk => actions.reduce((w, a) => take(w, step(a), state(a)), walk)
const actionsOf = (walk: Walk) => pathOf(walk).flatMap((node) => node.step?.action ?? [])
const start = startWalk([state(0), state(100)])

describe('a walk', () => {
  it('grows by steps, and going back keeps the path', () => {
    const walk = goTo(by(start, 1, 2, 3), 1)
    expect([actionsOf(walk), depthOf(walk)]).toEqual([[1, 2, 3], 1])
    expect(goTo(walk, 99)).toMatchObject({ at: walk.tip })
    expect(depthOf(goTo(walk, -5))).toBe(0)
  })

  it('follows its own path when the same step is taken again', () => {
    const walk = by(goTo(by(start, 1, 2, 3), 1), 2)
    expect([actionsOf(walk), depthOf(walk), walk.nodes.length]).toEqual([[1, 2, 3], 2, 5])
  })

  it('branches on another step, and switches between branches, each followed to its end', () => {
    const branched = by(goTo(by(start, 1, 2, 3), 1), 7, 8)
    expect(actionsOf(branched)).toEqual([1, 7, 8])
    const second = branched.nodes.find((n) => n.step?.action === 2)
    const back = switchTo(branched, second?.id ?? -1)
    expect([actionsOf(back), depthOf(back)]).toEqual([[1, 2, 3], 2])
    expect(by(goTo(back, 1), 7)).toMatchObject({ nodes: { length: branched.nodes.length } })
    expect(switchTo(back, 999)).toBe(back)
  })

  it('can be cut where one stands, and starts at any initial state', () => {
    const cut = cutHere(goTo(by(start, 1, 2, 3), 1))
    expect([actionsOf(cut), depthOf(cut)]).toEqual([[1], 1])
    expect(actionsOf(by(cut, 2))).toEqual([1, 2, 3])
    expect(pathOf(startWalk([state(0), state(100)], 1)).map((n) => n.cells[0])).toEqual([100])
  })
})
