/** A question whose answer has some thousand states and two violations. */
import type { Spec } from '../../questions/spec.ts'

export const KIP_101 = {
  model: 'zookeeper',
  options: {
    protocol: 'kip-101',
    replicas: 2,
    logSize: 2,
    records: 2,
    maxEpoch: 2,
    commitHistory: false,
    uncleanLeaderElection: false,
  },
  properties: ['WeakIsr', 'StrongIsr'],
} as const satisfies Spec
