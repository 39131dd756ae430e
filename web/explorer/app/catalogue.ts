import { entryOf } from '../session.ts'
import type { Configuration } from '../catalogue.ts'
import { claimEntry } from './claim-entry.ts'
import type { PageEntry } from './entry.ts'
import { kraftEntry } from './kraft-entry.ts'
import { scenarioEntry } from './scenario-entry.ts'
import { transactionsEntry } from './transactions-entry.ts'
import { zookeeperEntry } from './zookeeper-entry.ts'

/** The models the page offers; the first is the one it starts with. */
export const MODELS: readonly PageEntry[] = [kraftEntry, scenarioEntry, claimEntry, transactionsEntry, zookeeperEntry]

/** See {@link PageEntry.plan}. */
export const planOf = (configuration: Configuration): ReturnType<PageEntry['plan']> =>
  entryOf(MODELS, configuration.model).plan(configuration)
