/** The state of the page apart from how it looks: a machine and a walk through it, or why there is none. */
import { messageOf } from '../../text/message-of.ts'
import { diffStates } from '../../traces/diff.ts'
import { drawSteps } from '../../traces/extend.ts'
import { type Trace, type TraceStep, traceStep } from '../../traces/trace.ts'
import type { Catalogue, Configuration, ModelEntry, Route } from './catalogue.ts'
import { linkOf, nameSteps, readLink } from './link.ts'
import { type Choice, follow, type Machine, startMachine } from './machine.ts'
import { depthOf, goTo, pathOf, startWalk, switchTo, take, type Walk } from './walk.ts'

export interface Session {
  readonly machine: Machine
  readonly walk: Walk
  /** Something the user should know, such as what was wrong with a link. */
  readonly notice: string | undefined
}

/** Starts where a hash leads. A bad one leads to the start, with a notice; one whose path breaks off, to where it does. */
export function openLink(catalogue: Catalogue, hash: string, fallback: Configuration): Session {
  const link = readLink(catalogue, hash)
  const atStart = (notice: string | undefined): Session => {
    const machine = startMachine(entryOf(catalogue, fallback.model), fallback)
    return { machine, walk: startWalk(machine.initial), notice }
  }
  if (link === undefined) return atStart(undefined)
  if (!link.ok) return atStart(`The link cannot be followed: ${link.problem}. This is the start of the default configuration.`)
  const { route } = link
  try {
    const machine = startMachine(entryOf(catalogue, route.configuration.model), route.configuration)
    return walkRoute(machine, { ...route, steps: nameSteps(machine.model.actions, route.steps) }, 'The link')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return atStart(`The link cannot be followed: ${why}. This is the start of the default configuration.`)
  }
}

/** Takes the steps of a route as far as they can be taken. `what` begins the sentence that says where they cannot. */
export function walkRoute(machine: Machine, route: Pick<Route, 'start' | 'steps' | 'at'>, what: string): Session {
  if (machine.initial[route.start] === undefined)
    return {
      machine,
      walk: startWalk(machine.initial),
      notice: `${what} starts at initial state ${route.start}; the model has ${machine.initial.length}.`,
    }
  let walk = startWalk(machine.initial, route.start)
  for (const [i, step] of route.steps.entries()) {
    const here = walk.nodes[walk.at]
    const followed = here === undefined ? { problem: 'the path is lost' } : follow(machine, here.cells, step, i + 1)
    if ('problem' in followed) return { machine, walk, notice: `${what} ends after ${i} of its steps: ${followed.problem}.` }
    walk = take(walk, followed.step, followed.cells)
  }
  return { machine, walk: goTo(walk, route.at), notice: undefined }
}

/** Takes steps of a trace on from a node of the walk, standing at the last; what was taken from there before stays a branch. */
export function appendTrace(session: Session, from: number, steps: readonly TraceStep[]): Session {
  let walk = switchTo(session.walk, from)
  for (const [i, step] of steps.entries()) {
    const here = walk.nodes[walk.at]
    const followed = here === undefined ? { problem: 'the path is lost' } : follow(session.machine, here.cells, step, i + 1)
    if ('problem' in followed) return { ...session, walk, notice: `It ends after ${i} of its steps: ${followed.problem}.` }
    walk = take(walk, followed.step, followed.cells)
  }
  return { ...session, walk, notice: undefined }
}

/** Walks on from where one stands, by steps drawn as `trace --extend` draws them. */
export function walkOn(session: Session, steps: number, seed: number): Session {
  const { machine, walk } = session
  const here = walk.nodes[walk.at]
  if (here === undefined) return session
  try {
    const drawn = drawSteps(machine.model, machine.codec, here.cells, steps, seed)
    if (drawn.length === 0) return { ...session, notice: 'Nothing is enabled that changes anything.' }
    return { ...session, walk: drawn.reduce((on, { step, cells }) => take(on, step, cells), walk), notice: undefined }
  } catch (error) {
    return { ...session, notice: `It cannot be walked on: ${messageOf(error)}.` }
  }
}

/** The same path under another configuration, as far as it can be taken there. @throws Error when there is no such model. */
export function reconfigure(session: Session, entry: ModelEntry, configuration: Configuration): Session {
  const machine = startMachine(entry, configuration)
  if (entry.name !== session.machine.entry.name) return { machine, walk: startWalk(machine.initial), notice: undefined }
  return walkRoute(machine, routeOf(session), 'With this configuration the path')
}

/** Takes a step that can be taken; one that fails changes nothing. */
export const takeChoice = (session: Session, { step, cells: to }: Choice): Session =>
  to === undefined ? session : { ...session, walk: take(session.walk, step, to), notice: undefined }

/** The path of a session as it can be linked to. */
export function routeOf({ machine, walk }: Session): Route {
  const path = pathOf(walk)
  return {
    configuration: machine.configuration,
    start: path[0] === undefined ? 0 : walk.roots.indexOf(path[0].id),
    steps: path.flatMap((node): TraceStep[] => (node.step === undefined ? [] : [traceStep(machine.model, node.step)])),
    at: depthOf(walk),
  }
}

/** The hash that leads to a session's configuration, path and place. */
export const hashOf = (session: Session): string => linkOf(session.machine.entry, routeOf(session))

/** The path of a trace, from its first state and standing at its end; undefined when the fields of no model can say its configuration. */
export function openTrace(catalogue: Catalogue, trace: Trace): Session | undefined {
  for (const entry of catalogue) {
    const configuration = entry.configurationOf(trace.spec)
    if (configuration === undefined) continue
    const machine = startMachine(entry, configuration)
    const [first] = trace.states
    const start = machine.initial.findIndex(
      (cells) => first !== undefined && diffStates(machine.viewer.view(cells), first).length === 0,
    )
    return walkRoute(machine, { start: Math.max(0, start), steps: trace.steps, at: trace.steps.length }, 'The trace')
  }
  return undefined
}

/** The entry of that name. @throws Error when there is none. */
export function entryOf<E extends ModelEntry>(catalogue: readonly E[], name: string): E {
  const entry = catalogue.find((m) => m.name === name)
  if (entry === undefined) throw new Error(`there is no model ${name}`)
  return entry
}
