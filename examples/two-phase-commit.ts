/**
 * Two-phase commit, after `TwoPhase.tla` of the TLA+ examples (Gray and Lamport, "Consensus on Transaction Commit").
 *
 * A transaction manager asks resource managers whether they are prepared and tells them all to commit or all to abort.
 * Messages are never removed, so each may arrive late, twice or never. 288 states with 3 resource managers, 8,832 with 5.
 */
import { action, array, bool, defineLayout, given, has, int, members, setOf, withMember } from '../checker/model.ts'
import type { Model, Reading, StateOf } from '../checker/model.ts'

/** What a resource manager is doing. */
const WORKING = 0
const PREPARED = 1
const COMMITTED = 2
const ABORTED = 3

/** What the transaction manager is doing. */
const COLLECTING = 0
const DECIDED_COMMIT = 1
const DECIDED_ABORT = 2

const resourceManagers = (count: number) =>
  members(
    'resource manager',
    Array.from({ length: count }, (_, i) => `rm${i}`),
  )

const layoutOf = (rms: ReturnType<typeof resourceManagers>) =>
  defineLayout({
    rm: array(rms, int(WORKING, ABORTED)),
    tm: int(COLLECTING, DECIDED_ABORT),
    /** Who the transaction manager has heard to be prepared. */
    tmPrepared: setOf(rms),
    /** Messages sent: "prepared" of each resource manager, "commit" and "abort" of the transaction manager. */
    preparedSent: setOf(rms),
    commitSent: bool(),
    abortSent: bool(),
  })

type State = StateOf<ReturnType<typeof layoutOf>['fields']>

/** How many resource managers are in a state. */
function countOf(s: Reading<State>, state: number): number {
  let n = 0
  for (let rm = 0; rm < s.rm.length; rm++) if (s.rm[rm] === state) n++
  return n
}

/** The model with `count` resource managers, 1 to 31. */
export function twoPhaseCommit(count: number): Model<State> {
  const rms = resourceManagers(count)
  const everyone = rms.labels.reduce((set, _, rm) => withMember(set, rm), 0)
  return {
    name: 'two-phase-commit',
    bounds: { resourceManagers: count },
    assumptions: ['nobody crashes'],
    layout: layoutOf(rms),
    initial: [() => {}],
    actions: [
      action<State>()('TMRcvPrepared', 'The transaction manager hears that a resource manager is prepared.', [['rm', rms]], {
        guards: {
          'no decision was taken': (s) => s.tm === COLLECTING,
          'it said so': (s, rm) => has(s.preparedSent, rm),
        },
        apply: (draft, rm) => {
          draft.tmPrepared = withMember(draft.tmPrepared, rm)
        },
      }),
      action<State>()('TMCommit', 'With everyone prepared, the transaction manager decides to commit.', [], {
        guards: {
          'no decision was taken': (s) => s.tm === COLLECTING,
          'everyone is prepared': (s) => s.tmPrepared === everyone,
        },
        apply: (draft) => {
          draft.tm = DECIDED_COMMIT
          draft.commitSent = 1
        },
      }),
      action<State>()('TMAbort', 'The transaction manager decides to abort, for whatever reason.', [], {
        guards: { 'no decision was taken': (s) => s.tm === COLLECTING },
        apply: (draft) => {
          draft.tm = DECIDED_ABORT
          draft.abortSent = 1
        },
      }),
      action<State>()('RMPrepare', 'A resource manager prepares and says so.', [['rm', rms]], {
        guards: { 'it is working': (s, rm) => s.rm[rm] === WORKING },
        apply: (draft, rm) => {
          draft.rm[rm] = PREPARED
          draft.preparedSent = withMember(draft.preparedSent, rm)
        },
      }),
      action<State>()('RMChooseToAbort', 'A resource manager that has not prepared yet may abort by itself.', [['rm', rms]], {
        guards: { 'it is working': (s, rm) => s.rm[rm] === WORKING },
        apply: (draft, rm) => {
          draft.rm[rm] = ABORTED
        },
      }),
      action<State>()('RMRcvCommitMsg', 'A resource manager is told to commit.', [['rm', rms]], {
        guards: {
          'commit was sent': (s) => s.commitSent === 1,
          'it has not committed yet': given((s, rm) => s.rm[rm] !== COMMITTED),
        },
        apply: (draft, rm) => {
          draft.rm[rm] = COMMITTED
        },
      }),
      action<State>()('RMRcvAbortMsg', 'A resource manager is told to abort.', [['rm', rms]], {
        guards: {
          'abort was sent': (s) => s.abortSent === 1,
          'it has not aborted yet': given((s, rm) => s.rm[rm] !== ABORTED),
        },
        apply: (draft, rm) => {
          draft.rm[rm] = ABORTED
        },
      }),
    ],
    properties: [
      {
        kind: 'state',
        name: 'Consistency',
        statement: 'No resource manager has aborted while another has committed.',
        holds: (s) => countOf(s, COMMITTED) === 0 || countOf(s, ABORTED) === 0,
        why: (s) => {
          const who = (state: number) => rms.labels.filter((_, rm) => s.rm[rm] === state).join(', ')
          return `${who(COMMITTED)} committed and ${who(ABORTED)} aborted the same transaction`
        },
      },
      {
        kind: 'witness',
        name: 'EveryoneCommits',
        statement: 'All resource managers commit.',
        reached: (s) => countOf(s, COMMITTED) === count,
      },
      {
        kind: 'witness',
        name: 'EveryoneAborts',
        statement: 'All resource managers abort.',
        reached: (s) => countOf(s, ABORTED) === count,
      },
    ],
  }
}

/** Builds the model, also in a worker thread: `args` is the number of resource managers. */
export const build = (args: unknown = 3): Model<State> => twoPhaseCommit(Number(args))
