/**
 * The election of a leader in Raft (Ongaro and Ousterhout, "In search of an understandable consensus algorithm", §5.2), without
 * logs: at most one leader a term.
 *
 * Messages are never removed, so each may arrive late, twice or never: what has been sent is a set. A node that restarts keeps its
 * term and its vote, and nothing else. Nodes are interchangeable, so that one state of each class is kept.
 */
import {
  action,
  array,
  bound,
  defineLayout,
  given,
  has,
  int,
  members,
  NONE,
  option,
  setOf,
  sizeOf,
  withMember,
} from '../checker/model.ts'
import type { Model, Reading, StateOf } from '../checker/model.ts'

const FOLLOWER = 0
const CANDIDATE = 1
const LEADER = 2

const named = (name: string, letter: string, count: number) =>
  members(
    name,
    Array.from({ length: count }, (_, i) => `${letter}${i}`),
  )

const layoutOf = (nodes: ReturnType<typeof members>, terms: ReturnType<typeof members>) =>
  defineLayout({
    role: array(nodes, int(FOLLOWER, LEADER)),
    term: array(nodes, int(0, terms.labels.length - 1)),
    /** In the node's own term. */
    votedFor: array(nodes, option(nodes)),
    /** Who has asked for votes in a term, and who has answered with one. */
    asked: array(terms, setOf(nodes)),
    granted: array(terms, array(nodes, setOf(nodes))),
    /** Who has ever led in a term. It follows from the states passed: `observe` keeps it. */
    led: array(terms, setOf(nodes)),
  })

type State = StateOf<ReturnType<typeof layoutOf>['fields']>

export interface RaftOptions {
  readonly nodes: number
  /** The last term that anyone may start. */
  readonly maxTerm: number
  /** Whether interchangeable states are told apart: no, unless told so. */
  readonly symmetry?: boolean
  /** The name of a switch that is off. */
  readonly off?: string
}

/** The model; `off: 'vote is kept'` forgets the vote with a restart. */
export function raftElection({ nodes: count, maxTerm, symmetry = true, off }: RaftOptions): Model<State> {
  const nodes = named('node', 'n', count)
  const terms = named('term', 't', maxTerm + 1)
  const forgets = off === 'vote is kept'
  const majority = Math.floor(count / 2) + 1
  const votes = (s: Reading<State>, term: number, node: number): number => s.granted[term * count + node] ?? 0
  const vote = (draft: State, term: number, voter: number, candidate: number): void => {
    draft.votedFor[voter] = candidate
    draft.granted[term * count + candidate] = withMember(votes(draft, term, candidate), voter)
  }
  const follow = (draft: State, node: number, term: number): void => {
    if (term !== draft.term[node]) {
      draft.term[node] = term
      draft.votedFor[node] = NONE
    }
    draft.role[node] = FOLLOWER
  }
  return {
    name: 'raft-election',
    bounds: { nodes: count, maxTerm },
    assumptions: ['term and vote are on disk before a vote is sent'],
    layout: layoutOf(nodes, terms),
    // Every cell holds its lowest value: all follow, in term 0. Of an option that is no member.
    initial: [() => {}],
    ...(symmetry && { symmetry: nodes }),
    switches: [{ name: 'vote is kept', doc: 'A node that restarts still knows whom it has voted for.' }],
    observe: (draft) => {
      for (let n = 0; n < count; n++) {
        const term = draft.term[n] ?? 0
        if (draft.role[n] === LEADER) draft.led[term] = withMember(draft.led[term] ?? 0, n)
      }
    },
    actions: [
      action<State>()('Timeout', 'A node hears of no leader: it starts a term and asks for votes.', [['node', nodes]], {
        guards: {
          'it does not lead': (s, n) => s.role[n] !== LEADER,
          'a term is left': bound((s, n) => (s.term[n] ?? 0) < maxTerm),
        },
        apply: (draft, n) => {
          const term = (draft.term[n] ?? 0) + 1
          draft.term[n] = term
          draft.role[n] = CANDIDATE
          draft.asked[term] = withMember(draft.asked[term] ?? 0, n)
          vote(draft, term, n, n)
        },
      }),
      action<State>()(
        'Vote',
        'A node grants a candidate its vote.',
        [
          ['term', terms],
          ['candidate', nodes],
          ['voter', nodes],
        ],
        {
          guards: {
            'it was asked': (s, t, c) => has(s.asked[t] ?? 0, c),
            'it is not the candidate': given((_, __, c, v) => c !== v),
            'it has not answered yet': given((s, t, c, v) => !has(votes(s, t, c), v)),
            'the term is not past': (s, t, _, v) => t >= (s.term[v] ?? 0),
            'it has no other candidate in this term': (s, t, c, v) =>
              t > (s.term[v] ?? 0) || s.votedFor[v] === NONE || s.votedFor[v] === c,
          },
          apply: (draft, t, c, v) => {
            follow(draft, v, t)
            vote(draft, t, v, c)
          },
        },
      ),
      action<State>()('BecomeLeader', 'A candidate has the votes of a majority.', [['node', nodes]], {
        guards: {
          'it is a candidate': (s, n) => s.role[n] === CANDIDATE,
          'a majority voted for it': (s, n) => sizeOf(votes(s, s.term[n] ?? 0, n)) >= majority,
        },
        apply: (draft, n) => {
          draft.role[n] = LEADER
        },
      }),
      action<State>()(
        'HearLeader',
        'A node hears from a leader of its term or a later one, and follows.',
        [
          ['leader', nodes],
          ['node', nodes],
        ],
        {
          guards: {
            'it leads': (s, l) => s.role[l] === LEADER,
            'it is another': given((_, l, n) => l !== n),
            'its term is not past': (s, l, n) => (s.term[l] ?? 0) >= (s.term[n] ?? 0),
            'it is news': given((s, l, n) => s.role[n] !== FOLLOWER || (s.term[l] ?? 0) > (s.term[n] ?? 0)),
          },
          apply: (draft, l, n) => follow(draft, n, draft.term[l] ?? 0),
        },
      ),
      action<State>()('Restart', 'A node goes down and comes back with what is on its disk.', [['node', nodes]], {
        guards: {
          'there is something to forget': given((s, n) => s.role[n] !== FOLLOWER || (forgets && s.votedFor[n] !== NONE)),
        },
        apply: (draft, n) => {
          draft.role[n] = FOLLOWER
          if (forgets) draft.votedFor[n] = NONE
        },
      }),
    ],
    properties: [
      {
        kind: 'state',
        name: 'OneLeaderPerTerm',
        statement: 'No two nodes ever lead in the same term.',
        holds: (s) => {
          for (let t = 0; t <= maxTerm; t++) if (sizeOf(s.led[t] ?? 0) > 1) return false
          return true
        },
        why: (s) =>
          terms.labels
            .flatMap((term, t) => {
              const leaders = nodes.labels.filter((_, n) => has(s.led[t] ?? 0, n))
              return leaders.length > 1 ? [`${leaders.join(' and ')} have led in ${term}`] : []
            })
            .join('; '),
      },
      {
        kind: 'step',
        name: 'TermsNeverGoBack',
        statement: 'The term of a node never becomes less.',
        holds: (before, after) => {
          for (let n = 0; n < count; n++) if ((after.term[n] ?? 0) < (before.term[n] ?? 0)) return false
          return true
        },
      },
      {
        kind: 'witness',
        name: 'LeaderReplaced',
        statement: 'Two terms have a leader each.',
        reached: (s) => {
          let led = 0
          for (let t = 0; t <= maxTerm; t++) if ((s.led[t] ?? 0) !== 0) led++
          return led > 1
        },
      },
    ],
  }
}

/** Builds the model, also in a worker thread. */
export const build = (args: unknown): Model<State> =>
  raftElection({ nodes: 3, maxTerm: 2, ...(args as Partial<RaftOptions> | undefined) })
