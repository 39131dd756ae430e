/** From the flags of Kafka as brokers run it to the searches that they ask for. */
import type { KraftPropertyName } from '../../invariants/kraft-catalogue.ts'
import { DEFECT_IDS, type DefectId } from '../../model/kraft/defects.ts'
import { type ConfigChange, defaultOptions, faultKinds, type Faults } from '../../model/kraft/index.ts'
import { SCENARIOS } from '../../model/kraft/scenarios.ts'
import { CHANGEABLE_KEYS, readChange, type SettingsRequest } from '../../model/kraft/settings.ts'
import { switchDocs } from '../../model/kraft/switches.ts'
import { CURRENT_VERSION, defaultsOf } from '../../model/kraft/versions.ts'
import { OptionError } from '../../model/option-error.ts'
import { FlagError } from '../../text/flag-error.ts'
import { flagName } from '../../text/flag-name.ts'
import { suggestion } from '../../text/nearest.ts'
import type { CheckPlan } from '../check.ts'
import { planKraft, planScenario } from '../plan-kraft.ts'
import type { ScenarioBounds } from '../spec.ts'
import { type KraftFlags, refuseBesideScenario } from './kraft.ts'

/** Keys a value of `--set` may have; more than these is said by `resolveSettings`. */
export const SETTING_KEYS: readonly string[] = ['replication.factor', ...Object.keys(defaultsOf(CURRENT_VERSION))]

/**
 * What flags ask the model for. @throws FlagError for names that the model does not have.
 */
function kraftRequest(flags: KraftFlags): SettingsRequest {
  refuseUnknown('--set', flags.set, SETTING_KEYS)
  const set = withReplicas(flags)
  refuseUnknown('--switch', flags.switch, Object.keys(switchDocs))
  return {
    ...(flags.kafkaVersion !== undefined && { version: flags.kafkaVersion }),
    ...(flags.controller !== undefined && { controller: flags.controller }),
    ...(flags.metadataVersion !== undefined && { metadataVersion: flags.metadataVersion }),
    ...(set !== undefined && { set }),
    ...(flags.switch !== undefined && { switches: flags.switch }),
    bounds: {
      ...(flags.records !== undefined && { records: flags.records }),
      ...(flags.logSize !== undefined && { logSize: flags.logSize }),
      ...(flags.change !== undefined && { configChange: changeOf(flags.change) }),
      ...(flags.stayDown && { brokersReturn: false }),
      ...(flags.racks !== undefined && { racks: flags.racks }),
      ...(flags.spareBrokers !== undefined && { spareBrokers: flags.spareBrokers }),
      ...(flags.keepReplicationFactor && { keepsReplicationFactor: true }),
      ...(flags.administratorWaits && { administratorWaits: true }),
      faults: faultsOf(flags),
    },
  }
}

/** `--replicas 2` is what a Kafka user means by it: replication.factor=2. @throws FlagError when both are given and differ. */
function withReplicas({ set, replicas }: KraftFlags): KraftFlags['set'] {
  if (replicas === undefined) return set
  const factor = set?.['replication.factor'] ?? set?.['default.replication.factor']
  if (factor !== undefined && factor !== String(replicas))
    throw new FlagError(`--replicas ${replicas} and --set replication.factor=${factor} contradict each other`)
  return { ...set, 'replication.factor': String(replicas) }
}

/** The searches that flags ask for. @throws FlagError, OptionError naming the setting that cannot be used, LayoutError. */
export function planFromFlags(flags: KraftFlags, given: readonly KraftPropertyName[] | undefined): CheckPlan {
  if (flags.scenario === undefined) return planKraft(kraftRequest(flags), given, kraftDefects(flags.defects))
  const scenario = SCENARIOS.find((s) => s.id === flags.scenario)
  if (scenario === undefined) throw new FlagError('--scenario all runs the whole catalogue and takes no other flag of the model')
  refuseBesideScenario(flags, false)
  return planScenario(scenario, given, scenarioBounds(flags))
}

/** The bounds given beside a scenario; of faults, all together when any is given. */
function scenarioBounds(flags: KraftFlags): ScenarioBounds {
  const { replicas, records, logSize } = flags
  const areFaults = (['faults', 'faultKinds', 'quick', ...faultKinds] as const).some((flag) => flags[flag] !== undefined)
  return {
    ...(replicas !== undefined && { replicas }),
    ...(records !== undefined && { records }),
    ...(logSize !== undefined && { logSize }),
    ...(areFaults && { faults: faultsOf(flags) }),
  }
}

function kraftDefects(asked: KraftFlags['defects'] = 'all'): 'all' | readonly DefectId[] {
  if (asked === 'all') return asked
  return asked.map((id) => {
    const found = DEFECT_IDS.find((known) => known === id)
    if (found === undefined) throw new FlagError(`--defects ${id}: of --model kraft there are ${DEFECT_IDS.join(', ')}`)
    return found
  })
}

/** Kinds without a flag keep their default cap; a cap above the pool means the pool. */
function faultsOf(flags: KraftFlags): Faults {
  if (flags.quick && flags.faults !== undefined) throw new FlagError('--quick is --faults 2; the two contradict each other')
  const total = flags.quick ? 2 : (flags.faults ?? defaultOptions.faults.total)
  const only = flags.faultKinds
  const capped = faultKinds.find((kind) => flags[kind] !== undefined)
  if (only !== undefined && capped !== undefined)
    throw new FlagError(`--fault-kinds says how many of each kind there may be; ${flagName(capped)} contradicts it`)
  const caps = faultKinds.map((kind) => {
    if (only !== undefined) return [kind, Math.min(total, only[kind] ?? 0)] as const
    const standard = defaultOptions.faults[kind] ?? 0
    const limit = standard >= defaultOptions.faults.total ? total : standard
    return [kind, Math.min(total, flags[kind] ?? limit)] as const
  })
  return { total, ...Object.fromEntries(caps.filter(([, cap]) => cap > 0)) }
}

function changeOf(change: Readonly<Record<string, string>>): ConfigChange {
  refuseUnknown('--change', change, CHANGEABLE_KEYS)
  try {
    return readChange(change)
  } catch (error) {
    if (error instanceof OptionError)
      throw new FlagError(`--change ${error.option} must be ${error.expected}, not ${String(error.actual)}`)
    throw error
  }
}

function refuseUnknown(flag: string, given: Readonly<Record<string, string>> | undefined, known: readonly string[]): void {
  const aliases = ['default.replication.factor', 'log.flush.interval.messages']
  for (const key of Object.keys(given ?? {}))
    if (!known.includes(key) && !(flag === '--set' && aliases.includes(key)))
      throw new FlagError(
        `${flag} ${key}: the model reads no such name${suggestion(key, known)}. It reads ${[...known, ...(flag === '--set' ? aliases : [])].join(', ')}`,
      )
}
