/** Kafka as brokers run it, as the page offers it: by Kafka settings and faults. */
import type { Property } from '../../../checker/model.ts'
import { kraftProperties, promises } from '../../../invariants/kraft-catalogue.ts'
import {
  type ConfigChange,
  defaultOptions,
  type FaultKind,
  type Faults,
  kraft,
  type ZONE_KINDS,
} from '../../../model/kraft/index.ts'
import { CHANGEABLE_KEYS, changeKeys, readChange, resolveSettings, type SettingsRequest } from '../../../model/kraft/settings.ts'
import { CURRENT_VERSION, KAFKA_VERSIONS, type KafkaVersion } from '../../../model/kraft/versions.ts'
import { OptionError } from '../../../model/option-error.ts'
import type { Configuration, OptionValue } from '../catalogue.ts'
import { planSearch, type SearchPlan } from '../../../questions/check.ts'
import { asNames, asObject, KRAFT_PROPERTY_NAMES } from '../../../questions/spec.ts'
import {
  builtOf,
  CODE_UNASKED,
  choiceField,
  numberField,
  offered,
  pairsField,
  type PageEntry,
  readPairs,
  writePairs,
} from './entry.ts'

const DEFAULT = 'default'
/** Kafka settings with a field of their own, and the value that stands for not being set. */
const SETTINGS = {
  'replication.factor': '3',
  'min.insync.replicas': '2',
  acks: DEFAULT,
  'unclean.leader.election.enable': DEFAULT,
} as const

const FAULTS: Readonly<Record<Exclude<FaultKind, (typeof ZONE_KINDS)[number]>, string>> = {
  cleanStops: 'Clean stops',
  kills: 'Kills (-9)',
  powerLosses: 'Power losses',
  diskLosses: 'Disk losses',
  fencings: 'Fencings',
  isrShrinks: 'ISR shrinks',
  elections: 'Elections',
  unregistrations: 'Unregistrations',
  reassignments: 'Reassignments',
  isrCollapses: 'ISR collapses',
  preferredElections: 'Preferred elections',
  uncleanElections: 'Unclean by command',
  lateReplies: 'Late replies',
  slowRequests: 'Slow requests',
}

/** Zones need to be named, for which there is no field. */
const OFFERED = Object.keys(FAULTS) as (keyof typeof FAULTS)[]

/** Every property of the model, as one that keeps all that any of them reads states them. */
export const KRAFT_PROPERTIES: readonly Property<unknown>[] = kraft(
  {
    ...defaultOptions,
    consumer: { validatesPosition: true, reset: 'earliest', commits: true },
    followerHighWatermarks: true,
    electionHistory: true,
    alertHistory: true,
  },
  (view) => kraftProperties(view, KRAFT_PROPERTY_NAMES),
).properties as readonly Property<unknown>[]

export const kraftEntry: PageEntry = {
  name: 'kraft',
  title: 'Kafka as brokers run it (KRaft)',
  unasked: CODE_UNASKED,
  fields: [
    choiceField('version', 'Kafka version', 'Whose rules and defaults hold.', KAFKA_VERSIONS, CURRENT_VERSION),
    numberField('replication.factor', 'replication.factor', 'Replicas of the partition.', [1, 5], 3),
    numberField('min.insync.replicas', 'min.insync.replicas', 'ISR members a write with acks=all needs.', [1, 31], 2),
    choiceField('acks', 'acks', 'What the producer waits for.', [DEFAULT, 'all', '1', '0']),
    choiceField(
      'unclean.leader.election.enable',
      'unclean.leader.election.enable',
      'Whether a replica outside the ISR may lead.',
      [DEFAULT, 'true', 'false'],
    ),
    pairsField('set', 'Other Kafka settings', 'Any other setting the model reads, such as flush.messages=1.'),
    pairsField('switch', 'Rules', 'Rules of the protocol, such as maximalIsr=false.'),
    pairsField('change', 'Change while running', `${CHANGEABLE_KEYS.join(', ')}: changed while the cluster runs.`),
    numberField('records', 'Records', 'Distinct messages that producers send.', [1, 8], defaultOptions.records),
    numberField('logSize', 'Log size', 'Offsets in a log; 0 for as many as can be appended.', [0, 12], 0),
    numberField('faults', 'Faults', 'Faults of all kinds together.', [0, 8], defaultOptions.faults.total),
    ...OFFERED.map((kind) =>
      numberField(kind, FAULTS[kind], 'At most so many of this kind.', [0, 8], defaultOptions.faults[kind] ?? 0),
    ),
  ],
  properties: offered(KRAFT_PROPERTIES),
  promised: promisedWith,
  build: (configuration) => builtOf(searchOf(configuration)),
  plan: (configuration) => ({
    searches: [searchOf(configuration)],
    stem: `kraft-${String(configuration.options['version'])}`,
  }),
  configurationOf: (data) => {
    const spec = asObject('spec', data)
    const from = spec['model'] === 'kraft' && !('off' in spec) ? asObject('from', spec['from']) : {}
    const options = 'settings' in from ? optionsOf(from['settings'] as SettingsRequest) : undefined
    return options && { model: 'kraft', options, properties: asNames(spec['properties'], KRAFT_PROPERTY_NAMES) }
  },
}

function searchOf({ options, properties }: Configuration): SearchPlan {
  const names = asNames([...properties], KRAFT_PROPERTY_NAMES)
  return planSearch({ model: 'kraft', from: { settings: requestOf(options) }, properties: names })
}

type Options = Readonly<Record<string, OptionValue>>

/** As the command line has it: what producers are promised, by the acks that the settings, the release and its clients come to. */
function promisedWith(options: Options): readonly string[] {
  try {
    return promises(resolveSettings(requestOf(options)).options.acks)
  } catch {
    // What is wrong with them is said when they are used.
    return promises()
  }
}

/** What is not set is left out, as on the command line: the same question makes the same trace. */
function requestOf(options: Options): SettingsRequest {
  const own = Object.entries(SETTINGS).flatMap(([key, unset]) => {
    const value = String(options[key])
    return value === unset ? [] : [[key, value] as const]
  })
  const set = { ...Object.fromEntries(own), ...readPairs('Other Kafka settings', options['set']) }
  const switches = readPairs('Rules', options['switch'])
  const change = readPairs('Change while running', options['change'])
  const changes = Object.keys(change).length > 0
  return {
    ...(options['version'] !== CURRENT_VERSION && { version: String(options['version']) as KafkaVersion }),
    ...(Object.keys(set).length > 0 && { set }),
    ...(Object.keys(switches).length > 0 && { switches }),
    bounds: {
      ...(options['records'] !== defaultOptions.records && { records: Number(options['records']) }),
      ...(options['logSize'] !== 0 && { logSize: Number(options['logSize']) }),
      ...(changes && { configChange: changeOf(change) }),
      faults: faultsOf(options),
    },
  }
}

function changeOf(change: Readonly<Record<string, string>>): ConfigChange {
  try {
    return readChange(change)
  } catch (error) {
    if (error instanceof OptionError)
      throw new Error(`Change while running: ${error.option} must be ${error.expected}, not ${JSON.stringify(error.actual)}`, {
        cause: error,
      })
    throw error
  }
}

function faultsOf(options: Options): Faults {
  const total = Number(options['faults'])
  const caps = OFFERED.map((kind) => {
    return [kind, Math.min(total, Number(options[kind]))] as const
  })
  return { total, ...Object.fromEntries(caps.filter(([, cap]) => cap > 0)) }
}

/** The fields that make a request; undefined when it has more than they can say. */
function optionsOf({ version, set = {}, switches = {}, bounds = {} }: SettingsRequest): Options | undefined {
  const { faults = defaultOptions.faults, records, logSize, configChange, ...more } = bounds
  if (Object.values(more).some((value) => value !== undefined)) return undefined
  const { 'replication.factor': factor = '3', 'min.insync.replicas': minIsr = '2', ...others } = set
  const { acks = DEFAULT, 'unclean.leader.election.enable': unclean = DEFAULT, ...rest } = others
  const change = configChange === undefined ? {} : changeKeys(configChange)
  return {
    version: version ?? CURRENT_VERSION,
    'replication.factor': Number(factor),
    'min.insync.replicas': Number(minIsr),
    acks: acks === '-1' ? 'all' : acks,
    'unclean.leader.election.enable': unclean,
    set: writePairs(rest),
    switch: writePairs(switches),
    change: writePairs(change),
    records: records ?? defaultOptions.records,
    logSize: logSize ?? 0,
    faults: faults.total,
    ...Object.fromEntries(OFFERED.map((kind) => [kind, faults[kind] ?? 0])),
  }
}
