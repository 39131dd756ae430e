/** States and steps as plain JSON that can be drawn: derived through `ReplicationView`, whichever model they belong to. */
import { has, type Model, NONE, type Reading } from '../checker/model.ts'
import type { Step } from '../checker/state/successors.ts'
import { type AnyPicture, type Drawing, isDrawing } from '../model/drawing.ts'
import { type Exchange, type Party, type PictureFacts, recordName, type Scene } from '../model/picture-facts.ts'
import type { LaneInfo, Message, Picture, ReplicaPicture, ReplicaRole } from './report-types.ts'

/** The lanes of a model: controller, replicas in order, then the clients it has. */
export function lanesOf<S>(facts: AnyPicture<S>): LaneInfo[] {
  if (isDrawing(facts)) return facts.lanes.map(({ id, kind }) => ({ id, kind, name: id }))
  const replicas = facts.view.replicas.labels.map((label) => ({ id: label, kind: 'replica', name: label }) as const)
  const clients = (facts.clients ?? []).map((client) => ({ id: client, kind: client, name: client }) as const)
  const producers = clients.filter((c) => c.kind === 'producer')
  const consumers = clients.filter((c) => c.kind === 'consumer')
  return [...producers, { id: 'controller', kind: 'controller', name: 'controller' }, ...replicas, ...consumers]
}

/** A working state as it is drawn. */
export function pictureOf<S>(facts: AnyPicture<S>, s: Reading<S>): Picture {
  if (isDrawing(facts)) return { lanes: facts.lanes.map(({ id }) => ({ id, ...facts.laneOf(s, id) })) }
  const { view } = facts
  const members = (set: number): string[] => view.replicas.labels.filter((_, r) => has(set, r))
  const leader = view.controllerLeader(s)
  return {
    controller: {
      leader: leader === NONE ? null : (view.replicas.labels[leader] ?? null),
      epoch: view.controllerEpoch(s),
      isr: members(view.controllerIsr(s)),
      facts: [...(facts.controllerFacts?.(s) ?? [])],
    },
    replicas: view.replicas.labels.map((id, r): ReplicaPicture => {
      const log = Array.from({ length: view.logEnd(s, r) }, (_, offset) => ({
        record: recordName(view.recordAt(s, r, offset)),
        epoch: view.epochAt(s, r, offset),
      }))
      return {
        id,
        role: roleOf(facts, s, r),
        epoch: view.leaderEpoch(s, r),
        isr: members(view.localIsr(s, r)),
        log,
        highWatermark: view.highWatermark(s, r),
        inIsr: has(view.controllerIsr(s), r),
        facts: [...(facts.replicaFacts?.(s, r) ?? [])],
      }
    }),
    clients: (facts.clients ?? []).map((id) => ({ id, facts: [...(facts.clientFacts?.(s, id) ?? [])] })),
  }
}

function roleOf<S>(facts: PictureFacts<S>, s: Reading<S>, r: number): ReplicaRole {
  const { view } = facts
  if (facts.isDown?.(s, r) === true) return 'down'
  if (view.isTrueLeader(s, r)) return 'leader'
  if (view.presumesLeadership(s, r)) return 'stale leader'
  return view.leaderEpoch(s, r) < 0 ? 'idle' : 'follower'
}

/** What a step looks like: its summary, and what passes between lanes. */
export function sceneOf<S>(
  model: Model<S>,
  facts: AnyPicture<S>,
  before: Reading<S>,
  after: Reading<S>,
  step: Step,
): { readonly summary: string; readonly messages: readonly Message[] } {
  if (isDrawing(facts)) return drawnScene(model, facts, before, after, step)
  const name = model.actions[step.action]?.name ?? ''
  const told = Object.hasOwn(facts.scenes, name) ? facts.scenes[name] : undefined
  const scene = told === undefined ? plainScene(model, facts, step) : told(before, after, ...step.params)
  return { summary: scene.summary, messages: scene.exchanges.map((exchange) => messageOf(facts, exchange)) }
}

function drawnScene<S>(model: Model<S>, { scenes }: Drawing<S>, before: Reading<S>, after: Reading<S>, step: Step) {
  const name = model.actions[step.action]?.name ?? ''
  const told = Object.hasOwn(scenes, name) ? scenes[name]?.(before, after, ...step.params) : undefined
  return told === undefined
    ? { summary: summaryOf(model, step), messages: [] }
    : { summary: told.summary, messages: told.exchanges }
}

/** An action nobody drew: an event at each replica it names, at the controller when it names none. */
function plainScene<S>(model: Model<S>, facts: PictureFacts<S>, step: Step): Scene {
  const action = model.actions[step.action]
  const named = (action?.params ?? []).flatMap((param, i) =>
    param.domain.kind === 'members' && param.domain.name === facts.view.replicas.name ? [step.params[i] ?? 0] : [],
  )
  const parties: readonly Party[] = named.length === 0 ? ['controller'] : [...new Set(named)]
  return {
    summary: summaryOf(model, step),
    exchanges: parties.map((at): Exchange => ({ from: at, to: at, kind: 'local', label: action?.name ?? '' })),
  }
}

/** What a step is in words, when nobody has told its scene: the first sentence about its action. */
export const summaryOf = <S>(model: Model<S>, step: Step): string => firstSentence(model.actions[step.action]?.doc ?? '')

const firstSentence = (text: string): string => /^(.*?[.;:])(\s|$)/.exec(text)?.[1]?.replace(/[.;:]$/, '') ?? text

const messageOf = <S>(facts: PictureFacts<S>, { from, to, kind, label }: Exchange): Message => ({
  from: laneOf(facts, from),
  to: laneOf(facts, to),
  kind,
  label,
})

const laneOf = <S>(facts: PictureFacts<S>, party: Party): string =>
  typeof party === 'number' ? (facts.view.replicas.labels[party] ?? String(party)) : party
