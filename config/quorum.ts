/**
 * What a quorum of controllers allows, in closed form: a majority of its voters must run. Without one every decision waits (elections, changes
 * of an ISR, fencing, registrations), and leaders go on as they are: fewer runs than with one, so nothing is lost that was not lost before.
 * Metadata that is lost itself (voters with wiped disks, a restored controller) is another matter, and not meant.
 */
import { counted } from '../text/counted.ts'
import type { Notice, Place } from './document.ts'

export interface QuorumPromises {
  /** How many voters decide. */
  readonly majority: number
  /** How many may be gone while the others decide. */
  readonly mayGo: number
}

export const quorumPromises = (voters: number): QuorumPromises => {
  const majority = Math.floor(voters / 2) + 1
  return { majority, mayGo: voters - majority }
}

/** The same in words, of at least one voter. */
export function quorumText(voters: number): string {
  const { mayGo } = quorumPromises(voters)
  const gone = mayGo === 0 ? 'with one of them gone' : `${mayGo} may be gone; with one more`
  return `${counted(voters, 'controller')} ${voters === 1 ? 'votes' : 'vote'}: ${gone} nobody is elected, no ISR changes and no broker registers, and acks=all is taken until a member of the ISR fails`
}

/** A rack without which the voters that are left are no majority; undefined when there is none, or the rack of a voter is not known. */
export function rackOfMajority(racks: readonly (string | undefined)[]): string | undefined {
  const { mayGo } = quorumPromises(racks.length)
  if (racks.includes(undefined)) return undefined
  return racks.find((rack) => racks.filter((other) => other === rack).length > mayGo)
}

/** Of a running cluster. Voters that are no brokers do not say where they stand. */
export function quorumNotices(
  place: Place,
  {
    brokers,
    quorum,
  }: {
    readonly brokers: readonly { readonly id: number; readonly rack?: string }[]
    readonly quorum?: { readonly voters: readonly number[] }
  },
): Notice[] {
  const voters = quorum?.voters ?? []
  if (voters.length === 0) return []
  const rack = rackOfMajority(voters.map((voter) => brokers.find(({ id }) => id === voter)?.rack))
  return [
    { message: quorumText(voters.length), place },
    ...(rack === undefined || voters.length < 2
      ? []
      : [{ message: `without ${rack} the controllers that are left are no majority: nothing is decided`, place }]),
  ]
}
