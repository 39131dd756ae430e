/** The models the explorer page offers. */
import type { Catalogue, Configuration, ModelEntry } from '../../traces/explorer/catalogue.ts'
import type { PictureFacts } from '../../model/picture-facts.ts'
import { PROTOCOLS } from '../../model/zookeeper/index.ts'
import { zookeeperPicture } from '../../model/zookeeper/picture.ts'
import { CATALOGUE, PROPERTY_NAMES } from '../../invariants/index.ts'
import { planSearches, type SearchPlan } from '../check-run.ts'
import { asSpec, build, needsHistory, type ZookeeperSpec } from '../models.ts'

const zookeeper: ModelEntry = {
  name: 'zookeeper',
  title: 'Replication with ZooKeeper (the published TLA+ modules)',
  fields: [
    {
      name: 'protocol',
      label: 'Protocol',
      help: 'How followers truncate their logs.',
      kind: 'choice',
      choices: PROTOCOLS,
      initial: 'kip-320',
    },
    { name: 'replicas', label: 'Replicas', help: 'Replicas of the partition.', kind: 'number', min: 1, max: 31, initial: 3 },
    { name: 'logSize', label: 'Log size', help: 'Records that fit in a log.', kind: 'number', min: 1, max: 127, initial: 2 },
    {
      name: 'records',
      label: 'Records',
      help: 'Records that producers write in all.',
      kind: 'number',
      min: 1,
      max: 31,
      initial: 2,
    },
    {
      name: 'maxEpoch',
      label: 'Max epoch',
      help: 'Leader epochs go from 0 to this.',
      kind: 'number',
      min: 0,
      max: 127,
      initial: 2,
    },
    {
      name: 'uncleanLeaderElection',
      label: 'Unclean leader election',
      help: 'A leaderless partition may get a leader from outside the ISR.',
      kind: 'flag',
      initial: false,
    },
  ],
  properties: PROPERTY_NAMES.map((name) => ({ name, isDefault: CATALOGUE[name].default })),
  build: (configuration) => {
    const { options, names } = chosen(configuration)
    const spec: ZookeeperSpec = {
      model: 'zookeeper',
      options: { ...options, commitHistory: names.some(needsHistory) },
      properties: names,
    }
    return { model: build(spec), facts: zookeeperPicture(spec.options) as PictureFacts<unknown> }
  },
  configurationOf: (spec) => {
    if (typeof spec !== 'object' || spec === null || !('model' in spec) || spec.model !== 'zookeeper' || 'off' in spec)
      return undefined
    const { options, properties } = asSpec(spec)
    const { commitHistory: _, ...rest } = options
    return { model: 'zookeeper', options: { ...rest }, properties }
  },
}

/** The catalogue of the page, the model offered first coming first. */
export const MODELS: Catalogue = [zookeeper]

/** The searches that together decide the properties of a configuration. @throws Error naming what is wrong with it. */
export function planOf(configuration: Configuration): SearchPlan[] {
  const { options, names } = chosen(configuration)
  return planSearches(options, names)
}

function chosen({ options, properties }: Configuration): {
  readonly options: Omit<ZookeeperSpec['options'], 'commitHistory'>
  readonly names: ZookeeperSpec['properties']
} {
  const spec = asSpec({ model: 'zookeeper', options: { ...options, commitHistory: false }, properties: [...properties] })
  const { commitHistory: _, ...rest } = spec.options
  return { options: rest, names: spec.properties }
}
