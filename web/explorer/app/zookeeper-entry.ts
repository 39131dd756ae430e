/** The published protocols as the page offers them. */
import type { Property } from '../../../checker/model.ts'
import { PROPERTY_NAMES, propertiesOf } from '../../../invariants/index.ts'
import { requireOneOf } from '../../../model/option-error.ts'
import { type Protocol, PROTOCOLS, zookeeper } from '../../../model/zookeeper/index.ts'
import type { Configuration } from '../catalogue.ts'
import type { CheckPlan } from '../../../questions/check.ts'
import { asNames, asObject, DEFAULT_PROPERTIES, zookeeperOptions } from '../../../questions/spec.ts'
import { planZookeeper } from '../../../questions/plan-zookeeper.ts'
import { builtOf, choiceField, numberField, offered, type PageEntry } from './entry.ts'

/** Every property of the model, as one that remembers what was committed states them. */
const PROPERTIES = zookeeper(
  {
    protocol: 'kip-320',
    replicas: 2,
    logSize: 1,
    records: 1,
    maxEpoch: 1,
    uncleanLeaderElection: false,
    commitHistory: true,
  },
  (view) => propertiesOf(PROPERTY_NAMES, view),
).properties as readonly Property<unknown>[]

export const zookeeperEntry: PageEntry = {
  name: 'zookeeper',
  title: 'The published protocols, with ZooKeeper',
  fields: [
    choiceField('protocol', 'Protocol', 'How followers truncate their logs.', PROTOCOLS, 'kip-320'),
    numberField('replicas', 'Replicas', 'Replicas of the partition.', [1, 31], 3),
    numberField('logSize', 'Log size', 'Records that fit in a log.', [1, 127], 2),
    numberField('records', 'Records', 'Records that producers write in all.', [1, 31], 2),
    numberField('maxEpoch', 'Max epoch', 'Leader epochs go from 0 to this.', [0, 127], 2),
    {
      kind: 'flag',
      name: 'uncleanLeaderElection',
      label: 'Unclean leader election',
      help: 'A leaderless partition may get a leader from outside the ISR.',
      initial: false,
    },
    {
      kind: 'flag',
      name: 'symmetry',
      label: 'Symmetry',
      help: 'The check treats replicas as interchangeable: the same verdicts from fewer states.',
      initial: false,
    },
  ],
  properties: offered(PROPERTIES),
  promised: () => DEFAULT_PROPERTIES.zookeeper,
  build: (configuration) => builtOf(planOf(configuration).whole),
  plan: planOf,
  configurationOf: (data) => {
    const spec = asObject('spec', data)
    if (spec['model'] !== 'zookeeper' || 'off' in spec) return undefined
    const { commitHistory: _, ...options } = zookeeperOptions(spec)
    return {
      model: 'zookeeper',
      options: { ...options, symmetry: options.symmetry ?? false },
      properties: asNames(spec['properties'], PROPERTY_NAMES),
    }
  },
}

function planOf({ options, properties }: Configuration): CheckPlan {
  const protocol = String(options['protocol']) as Protocol
  requireOneOf('protocol', protocol, PROTOCOLS)
  const number = (name: string): number => Number(options[name])
  return planZookeeper(
    {
      protocol,
      replicas: number('replicas'),
      logSize: number('logSize'),
      records: number('records'),
      maxEpoch: number('maxEpoch'),
      uncleanLeaderElection: options['uncleanLeaderElection'] === true,
      symmetry: options['symmetry'] === true,
    },
    asNames([...properties], PROPERTY_NAMES),
  )
}
