/**
 * A walk through a model: the tree of all steps taken so far, the path through it that is shown, and where on that path one
 * stands. Going back forgets nothing; taking another action there makes a branch.
 */
import type { Step } from '../../checker/state/successors.ts'

/** A state that was visited, and how. Its id is its index in {@link Walk.nodes}. */
export interface WalkNode {
  readonly id: number
  /** The node before; undefined for an initial state. */
  readonly parent: number | undefined
  /** The step from it; undefined for an initial state. */
  readonly step: Step | undefined
  readonly cells: Int32Array
  /** In the order of their first visits. */
  readonly children: readonly number[]
}

export interface Walk {
  readonly nodes: readonly WalkNode[]
  /** Ids of the initial states. */
  readonly roots: readonly number[]
  /** The node one stands at; on the path to `tip`. */
  readonly at: number
  /** The end of the path that is shown. */
  readonly tip: number
}

/** A walk that has not left the `start`-th of the initial states. */
export function startWalk(initial: readonly Int32Array[], start = 0): Walk {
  const nodes = initial.map((cells, id): WalkNode => ({ id, parent: undefined, step: undefined, cells, children: [] }))
  return { nodes, roots: nodes.map((n) => n.id), at: start, tip: start }
}

/** The nodes from an initial state to the end of the path. */
export function pathOf(walk: Walk): WalkNode[] {
  const path: WalkNode[] = []
  for (let id: number | undefined = walk.tip; id !== undefined;) {
    const node: WalkNode | undefined = walk.nodes[id]
    if (node === undefined) break
    path.unshift(node)
    id = node.parent
  }
  return path
}

/** How many steps from the initial state one stands. */
export const depthOf = (walk: Walk): number => pathOf(walk).findIndex((node) => node.id === walk.at)

/** Takes a step to `cells` from where one stands: along the path or a branch when it was taken before, else a new branch. */
export function take(walk: Walk, step: Step, cells: Int32Array): Walk {
  const here = walk.nodes[walk.at]
  if (here === undefined) return walk
  const known = here.children.find((id) => sameStep(walk.nodes[id]?.step, step))
  if (known !== undefined) return switchTo(walk, known)
  const id = walk.nodes.length
  const parent: WalkNode = { ...here, children: [...here.children, id] }
  const child: WalkNode = { id, parent: here.id, step, cells, children: [] }
  return { ...walk, nodes: [...walk.nodes.with(here.id, parent), child], at: id, tip: id }
}

/** Stands after `depth` steps of the path; the path stays. Beyond its ends, at its end. */
export function goTo(walk: Walk, depth: number): Walk {
  const path = pathOf(walk)
  const node = path[Math.max(0, Math.min(path.length - 1, depth))]
  return node === undefined || node.id === walk.at ? walk : { ...walk, at: node.id }
}

/** Stands at a node; when it is not on the path, the path becomes the one through it, followed to its end. */
export function switchTo(walk: Walk, id: number): Walk {
  if (pathOf(walk).some((node) => node.id === id)) return { ...walk, at: id }
  let tip = walk.nodes[id]
  if (tip === undefined) return walk
  for (let next = tip.children.at(-1); next !== undefined; next = tip.children.at(-1)) {
    const child: WalkNode | undefined = walk.nodes[next]
    if (child === undefined) break
    tip = child
  }
  return { ...walk, at: id, tip: tip.id }
}

/** Ends the path where one stands, to try something else from there. What was beyond stays a branch. */
export const cutHere = (walk: Walk): Walk => ({ ...walk, tip: walk.at })

const sameStep = (a: Step | undefined, b: Step): boolean =>
  a !== undefined && a.action === b.action && a.params.length === b.params.length && a.params.every((p, i) => p === b.params[i])
