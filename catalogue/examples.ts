/** The examples: models of other protocols, and configurations of Kafka. */
import type { Listed } from './index.ts'

/** Models, each a module with `build(args)`. */
export const MODELS: readonly Listed[] = [
  {
    id: 'model/two-phase-commit-3',
    kind: 'model',
    title: 'Two-phase commit with three resource managers, after TwoPhase.tla (Gray and Lamport)',
    command: ['check', 'examples/two-phase-commit.ts', '--args', '3'],
    source: { module: 'examples/two-phase-commit.ts', args: 3 },
    configuration: { resourceManagers: 3 },
    expected: {
      Consistency: { verdict: 'holds' },
      EveryoneCommits: { verdict: 'reached', steps: 10 },
      EveryoneAborts: { verdict: 'reached', steps: 3 },
    },
    first: false,
  },
  {
    id: 'model/peterson',
    kind: 'model',
    title: 'Peterson’s algorithm: two processes, three shared variables, mutual exclusion',
    command: ['check', 'examples/peterson.ts'],
    source: { module: 'examples/peterson.ts' },
    configuration: {},
    expected: {
      MutualExclusion: { verdict: 'holds' },
      TurnIsHeeded: { verdict: 'holds' },
      PEnters: { verdict: 'reached', steps: 3 },
      PMayAlwaysEnter: { verdict: 'holds' },
      QMayAlwaysEnter: { verdict: 'holds' },
    },
    first: false,
  },
  {
    id: 'model/raft-election',
    kind: 'model',
    title: 'The election of a leader in Raft, three nodes and two terms, after Ongaro and Ousterhout, §5.2',
    command: ['check', 'examples/raft-election.ts'],
    source: { module: 'examples/raft-election.ts' },
    configuration: { nodes: 3, maxTerm: 2 },
    expected: {
      OneLeaderPerTerm: { verdict: 'holds' },
      TermsNeverGoBack: { verdict: 'holds' },
      LeaderReplaced: { verdict: 'reached', steps: 6 },
    },
    first: false,
  },
]

const proved = { verdict: 'holds' } as const
const refuted = (steps: number) => ({ verdict: 'violated', steps }) as const

/** Configurations, by guarantee: proved under every column that is asked, or refuted by a run of so many steps, the shortest under any of them. */
export const INPUTS: readonly Listed[] = [
  {
    id: 'input/critical-data',
    kind: 'input',
    title: 'Payments: the safest of three profiles, on a new cluster',
    command: ['validate', 'examples/kafka/critical-data'],
    release: '4.1',
    configuration: { files: 'examples/kafka/critical-data' },
    expected: {
      acked: refuted(13),
      reads: refuted(13),
      replicas: proved,
      duplicates: proved,
      order: proved,
      consumer: proved,
      offsets: refuted(13),
      writable: refuted(2),
      electable: refuted(3),
    },
    first: false,
  },
  {
    id: 'input/balanced',
    kind: 'input',
    title: 'Much the same on a cluster that was upgraded to 4.0, without eligible leader replicas',
    command: ['validate', 'examples/kafka/balanced', '--envelope', 'kill,power,disk'],
    release: '4.0',
    configuration: { files: 'examples/kafka/balanced', envelopes: ['kill', 'power', 'disk'] },
    expected: {
      acked: refuted(11),
      reads: refuted(11),
      replicas: proved,
      duplicates: proved,
      order: proved,
      consumer: proved,
      offsets: refuted(9),
      writable: refuted(3),
      electable: refuted(3),
    },
    first: false,
  },
  {
    id: 'input/high-throughput-logs',
    kind: 'input',
    title: 'Logs: two replicas, acks=1, unclean election',
    command: ['validate', 'examples/kafka/high-throughput-logs'],
    release: '4.1',
    configuration: { files: 'examples/kafka/high-throughput-logs' },
    expected: {
      acked: refuted(3),
      reads: refuted(6),
      replicas: proved,
      duplicates: refuted(2),
      order: refuted(5),
      consumer: refuted(10),
      offsets: refuted(9),
      writable: refuted(2),
      electable: refuted(2),
    },
    first: false,
  },
  {
    id: 'input/terraform',
    kind: 'input',
    title: 'A Terraform plan to two replicas with min.insync.replicas=2, its state afterwards',
    command: ['validate', 'examples/kafka/terraform/plan.json', '--kafka-version', '4.0', '--envelope', 'kill'],
    release: '4.0',
    configuration: { files: 'examples/kafka/terraform/plan.json', envelopes: ['kill'] },
    expected: {
      acked: proved,
      reads: proved,
      replicas: proved,
      duplicates: proved,
      order: proved,
      consumer: proved,
      offsets: proved,
      writable: refuted(1),
      electable: refuted(2),
    },
    first: false,
  },
]
