/** The kinds of faults in words: one, several, and what it is that happens. */
import type { FaultKind } from '../model/kraft/index.ts'

export interface FaultWords {
  readonly one: string
  readonly many: string
  /** Behind a number, where room is short; `one` and `many` when not given. */
  readonly brief?: string
  /** Of at most n of them. */
  readonly help: string
}

export const FAULT_WORDS: Readonly<Record<FaultKind, FaultWords>> = {
  cleanStops: { one: 'clean stop', many: 'clean stops', help: 'at most n stops that write the clean-shutdown file' },
  kills: { one: 'kill', many: 'kills', help: 'at most n kill -9: the disk is intact, the shutdown unclean' },
  powerLosses: {
    one: 'power loss',
    many: 'power losses',
    help: 'at most n losses of power: any part of the log that was not flushed is gone',
  },
  diskLosses: { one: 'disk loss', many: 'disk losses', help: 'at most n losses of a whole disk' },
  fencings: {
    one: 'broker cut off',
    many: 'brokers cut off',
    brief: 'cut off',
    help: 'at most n live brokers cut off from the controller and fenced',
  },
  isrShrinks: {
    one: 'follower dropped',
    many: 'followers dropped',
    brief: 'lagging',
    help: 'at most n ISR members dropped by the leader for lagging',
  },
  unregistrations: {
    one: 'broker unregistered',
    many: 'brokers unregistered',
    brief: 'unregistered',
    help: 'at most n brokers that are down unregistered for good by an administrator',
  },
  reassignments: {
    one: 'reassignment',
    many: 'reassignments',
    help: 'at most n times an administrator starts or cancels a reassignment; one broker more has no replica at first',
  },
  zoneKills: { one: 'zone killed', many: 'zones killed', help: 'at most n times all brokers of a zone die at once (--racks)' },
  zonePowerLosses: {
    one: 'zone without power',
    many: 'zones without power',
    help: 'at most n times a zone loses power, each broker any part of its log that was not flushed (--racks)',
  },
  zoneDiskLosses: { one: 'zone lost', many: 'zones lost', help: 'at most n times a zone is lost with all its disks (--racks)' },
  zoneFencings: {
    one: 'zone cut off',
    many: 'zones cut off',
    help: 'at most n times all brokers of a zone are cut off from the controller and fenced (--racks)',
  },
  isrCollapses: {
    one: 'collapse of the ISR',
    many: 'collapses of the ISR',
    help: 'at most n times a leader drops all followers that lag, at least two, from the ISR at once',
  },
  preferredElections: {
    one: 'preferred election',
    many: 'preferred elections',
    help: 'at most n elections of the preferred leader, the first of the assignment, and of no other',
  },
  uncleanElections: {
    one: 'unclean election by command',
    many: 'unclean elections by command',
    brief: 'unclean by command',
    help: 'at most n times an administrator asks for an unclean election of a partition without leader',
  },
  lateReplies: {
    one: 'late reply',
    many: 'late replies',
    help: 'at most n replies to fetches that come late, one at a time, when the follower may be in another leader epoch',
  },
  slowRequests: {
    one: 'slow produce request',
    many: 'slow produce requests',
    help: 'at most n produce requests (acks=all) whose thread stands still between the append and the wait for an answer, one at a time',
  },
  elections: {
    one: 'election nobody needed',
    many: 'elections nobody needed',
    help: 'at most n elections nobody needed, such as of the preferred leader',
  },
}
