/**
 * Which process decides. Unclean elections are the controller's, so that of static files its own counts (`ConfigurationControlManager`,
 * `ControllerServer` from 3.9 on); min.insync.replicas is the broker's, until eligible leader replicas are on: then the controller has
 * written its own static value, 1 unless given, as a default of the cluster, which is above the files of brokers (KIP-966,
 * `ActivationRecordsGenerator`).
 */
import type { Shared } from './cluster.ts'
import type { Document, Entry, Notice } from './document.ts'
import { FEATURE_ELR } from './keys.ts'
import type { Given } from './layers.ts'
import type { PartitionValues } from './values.ts'

const UNCLEAN = 'unclean.leader.election.enable'
const MIN_ISR = 'min.insync.replicas'

/** Whether a value in a file is one that its process does not use. */
export const isOfOtherRole = ({ key, layer, role }: Entry): boolean =>
  layer === 'static' && ((role === 'broker' && key === UNCLEAN) || (role === 'controller' && key === MIN_ISR))

/**
 * What brokers that describe themselves have, each entry with its role where it is a broker alone. What a default of the cluster is they
 * show too, so that min.insync.replicas is what they use; of unclean elections they have only their own files.
 */
export function withDescribedRoles(entries: readonly Entry[]): Entry[] {
  const isBrokerAlone = ({ key, value }: Entry): boolean => key === 'process.roles' && value.trim() === 'broker'
  const brokers = new Set(entries.filter(isBrokerAlone).map(({ broker }) => broker))
  return entries.map((entry) =>
    entry.layer === 'static' && entry.key !== MIN_ISR && brokers.has(entry.broker) ? { ...entry, role: 'broker' } : entry,
  )
}

/** What the controllers have of their own, or combined processes, and what is said of what counts for nothing. */
export function rolesOf(
  entries: readonly Entry[],
  documents: readonly Pick<Document, 'hasControllers'>[],
): Pick<Shared, 'controllersMinIsr' | 'hasController' | 'ofOtherRole'> {
  const ofControllers = entries.filter(({ layer, role }) => layer === 'static' && role !== 'broker')
  const hasController =
    documents.some(({ hasControllers }) => hasControllers === true) ||
    ofControllers.some(({ role }) => role === 'controller') ||
    ofControllers.some(({ key, value }) => key === 'process.roles' && value.includes('controller'))
  return {
    controllersMinIsr: ofControllers.findLast(({ key, secret }) => key === MIN_ISR && secret === undefined),
    hasController,
    ofOtherRole: entries.filter(isOfOtherRole),
  }
}

/** What of other roles is to be noticed, and what of it leaves open because the controller's file is not among those given. */
export function sayRoles({ ofOtherRole, hasController }: Shared): { readonly notices: Notice[]; readonly unread: Notice[] } {
  const notices = ofOtherRole.map(({ key, place }) => ({
    message: `${key} in the file of a ${key === UNCLEAN ? 'broker decides nothing: the controller has its own' : 'controller is not that of brokers'}`,
    place,
  }))
  const open = hasController ? undefined : ofOtherRole.find(({ key }) => key === UNCLEAN)
  const message = `${UNCLEAN} of the controller is not known: give its file too`
  return { notices, unread: open === undefined ? [] : [{ message, place: open.place, about: UNCLEAN, said: open.value.trim() }] }
}

/** With eligible leader replicas the controller's static value is the cluster's. Gives what that leaves open. */
export function useControllersMinIsr(values: PartitionValues, given: Given, shared: Shared, notes: string[]): Notice[] {
  const [first] = given.get(MIN_ISR) ?? []
  const isOn = (values.get(FEATURE_ELR)?.value ?? '0') !== '0'
  if (!isOn || first?.layer !== 'static' || first.role !== 'broker' || values.get(MIN_ISR)?.layer !== 'static') return []
  const own = shared.controllersMinIsr
  const over = given.get(MIN_ISR) ?? []
  const why = 'with eligible leader replicas the controller’s own value is the cluster’s, above the files of brokers'
  if (own !== undefined) {
    values.put({ key: MIN_ISR, value: own.value.trim(), layer: 'cluster', place: own.place, over })
    notes.push(`${MIN_ISR} is ${own.value.trim()}: ${why}`)
    return []
  }
  if (values.take(MIN_ISR, over)) return []
  values.put({ key: MIN_ISR, value: '1', layer: 'assumed', over })
  notes.push(`${MIN_ISR} is 1, what a controller has that is not given it: ${why}`)
  return shared.hasController
    ? []
    : [
        {
          message: `${MIN_ISR} of the controller is not known: give its file too`,
          place: first.place,
          about: MIN_ISR,
          said: first.value.trim(),
        },
      ]
}
