/** Whether brokers have one log directory each: what befalls one of several (defect D1) cannot happen then. */
import type { Entry } from './document.ts'

/** log.dirs counts above log.dir. */
const KEYS: ReadonlySet<string> = new Set(['log.dirs', 'log.dir'])
/** What the configuration of a node has. */
const OF_NODES: ReadonlySet<string> = new Set(['process.roles', 'node.id', 'broker.id'])

/** A path as it is: no list, and nothing that is filled in later. */
const ONE = /^[\w./:\\-]+$/

/**
 * The directories of all brokers that are given, where each of them has one, in words to be compared; else undefined, as where a broker says
 * nothing of it. Controllers have no replicas.
 */
export function oneDirectoryEach(entries: readonly Entry[]): string | undefined {
  const ofBrokers = entries.filter(({ role }) => role !== 'controller')
  const given = ofBrokers.filter(({ key }) => KEYS.has(key))
  if (given.length === 0 || !given.every(({ value, secret }) => secret === undefined && ONE.test(value.trim()))) return undefined
  const said = new Set(given.map(({ place }) => place.file))
  if (!ofBrokers.every(({ key, place }) => !OF_NODES.has(key) || said.has(place.file))) return undefined
  return [...new Set(given.map(({ value }) => value.trim()))].toSorted().join(' ')
}
