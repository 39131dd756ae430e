/** Under which rules a counterexample stands, and which of them a release has not. */
import type { KraftOptions } from '../model/kraft/index.ts'
import { defectsOf, withDefects } from '../model/kraft/defects.ts'
import { SCENARIOS } from '../model/kraft/scenarios.ts'
import { switchDocs, switchedOff, type SwitchName } from '../model/kraft/switches.ts'
import { controllersOf, CURRENT_VERSION, type KafkaVersion, switchesOf } from '../model/kraft/versions.ts'
import type { Trace } from '../traces/index.ts'
import { type KraftSpec, kraftOptions } from './spec.ts'

export interface TraceRules {
  /** The release it names. */
  readonly version: KafkaVersion
  readonly options: KraftOptions
  /** Rules it stands under that a release on KRaft has neither as designed nor as its code is known to be. What a cluster can be set to is none. */
  readonly foreignTo: (release: KafkaVersion) => readonly SwitchName[]
}

/** The rules of a trace of the kraft model. */
export function rulesOf({ spec }: Pick<Trace, 'spec'>): TraceRules {
  const { from, properties, off } = spec as unknown as KraftSpec
  const plain = kraftOptions(from, properties)
  const options = off === undefined ? plain : { ...plain, switches: switchedOff(plain.switches, off as SwitchName) }
  const version =
    'settings' in from
      ? from.settings.version
      : 'scenario' in from
        ? SCENARIOS.find(({ id }) => id === from.scenario)?.version
        : undefined
  return { version: version ?? CURRENT_VERSION, options, foreignTo: (release) => foreign(options, release) }
}

function foreign({ switches }: KraftOptions, release: KafkaVersion): readonly SwitchName[] {
  const names = Object.keys(switchDocs) as SwitchName[]
  if (!controllersOf(release).includes('kraft')) return names
  const designed = switchesOf(release, { controller: 'kraft' })
  const ids = defectsOf(release, 'kraft').map(({ id }) => id)
  const coded = withDefects(designed, ids, release, 'kraft')
  return names.filter((name) => name !== 'elr' && switches[name] !== designed[name] && switches[name] !== coded[name])
}
