/** Under which rules a counterexample stands, which of them a release has not, and where those of the release part from it. */
import { is } from 'immutable'
import { compileCodec } from '../checker/state/codec.ts'
import { blockingGuard, initialStates, stateFrom, takeStep } from '../checker/state/successors.ts'
import { type AnyView, viewerOf } from '../checker/state/view.ts'
import { defectsOf, withDefects } from '../model/kraft/defects.ts'
import { kraft, type KraftOptions } from '../model/kraft/index.ts'
import { SCENARIOS } from '../model/kraft/scenarios.ts'
import { isAtWork } from '../model/kraft/options.ts'
import { switchDocs, switchedOff, type SwitchName } from '../model/kraft/switches.ts'
import { type Controller, controllerOf, CURRENT_VERSION, type KafkaVersion, since, switchesOf } from '../model/kraft/versions.ts'
import { resolve } from '../traces/replay.ts'
import type { Trace } from '../traces/index.ts'
import { type KraftSpec, kraftOptions } from './spec.ts'

export interface TraceRules {
  /** The release it names, and what holds its metadata. */
  readonly version: KafkaVersion
  readonly controller: Controller
  readonly options: KraftOptions
}

/** The rules of a trace of the kraft model. @throws OptionError. */
export function rulesOf({ spec }: Pick<Trace, 'spec'>): TraceRules {
  const { from, properties, off } = spec as unknown as KraftSpec
  const plain = kraftOptions(from, properties)
  const options = off === undefined ? plain : { ...plain, switches: switchedOff(plain.switches, off as SwitchName) }
  const asked =
    'settings' in from
      ? from.settings.version
      : 'scenario' in from
        ? SCENARIOS.find(({ id }) => id === from.scenario)?.version
        : undefined
  const version = asked ?? CURRENT_VERSION
  const controller = controllerOf(version, 'settings' in from ? from.settings.controller : undefined)
  return { version, controller, options }
}

/**
 * Rules that a release on KRaft has neither as designed nor as its code is known to be. What a cluster can be set to, such as
 * eligible leader replicas from 4.0 on, is none. All of them where the release has no KRaft.
 */
export function foreignRules(options: KraftOptions, release: KafkaVersion): readonly SwitchName[] {
  const { switches } = options
  const names = (Object.keys(switchDocs) as SwitchName[]).filter((name) => isAtWork(name, options))
  if (!since(release, '3.3')) return names
  const designed = switchesOf(release, { controller: 'kraft' })
  const ids = defectsOf(release, 'kraft').map(({ id }) => id)
  const coded = withDefects(designed, ids, release, 'kraft')
  const isSetting = (name: SwitchName): boolean => name === 'elr' && since(release, '4.0')
  return names.filter((name) => !isSetting(name) && switches[name] !== designed[name] && switches[name] !== coded[name])
}

/** Where the rules of a release do not go with a trace. */
export interface Parting {
  readonly step: number
  /** The guard that is false there; undefined when the step can be taken and leads elsewhere. */
  readonly guard: string | undefined
}

/** What a step does that anybody can see. */
const VISIBLE = ['metadata', 'elr', 'status', 'log', 'highWatermark', 'acked'] as const

/** The first step of a trace that a release does not take, or not to where the trace goes; undefined when it goes along to the end. */
export function partingOf(trace: Trace, options: KraftOptions, release: KafkaVersion): Parting | undefined {
  const designed = switchesOf(release, { controller: 'kraft' })
  const repaired = Object.fromEntries(foreignRules(options, release).map((name) => [name, designed[name]]))
  const model = kraft({ ...options, switches: { ...options.switches, ...repaired } })
  const codec = compileCodec(model.layout)
  const viewer = viewerOf(model.layout)
  let [cells] = initialStates(model, codec)
  for (const [i, taken] of trace.steps.entries()) {
    const number = i + 1
    const step = resolve(model, taken, number)
    const action = 'ok' in step ? undefined : model.actions[step.action]
    if ('ok' in step || action === undefined || cells === undefined) return { step: number, guard: undefined }
    const guard = blockingGuard(action, stateFrom(codec, cells), step.params)
    if (guard !== undefined) return { step: number, guard }
    cells = takeStep(model, codec, cells, step)
    if (looksDifferent(viewer.view(cells), trace.states[number])) return { step: number, guard: undefined }
  }
  return undefined
}

const looksDifferent = (ours: AnyView, theirs: AnyView | undefined): boolean =>
  VISIBLE.some((field) => !is(ours.get(field), theirs?.get(field)))
