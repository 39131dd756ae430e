import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Worker } from 'node:worker_threads'
import { runSearches } from '../../questions/check.ts'
import { planSearch } from '../../questions/check.ts'
import { endThreads, onThreads } from '../../questions/on-threads.ts'
import type { ZookeeperSpec } from '../../questions/spec.ts'

const spec = (protocol: ZookeeperSpec['options']['protocol']): ZookeeperSpec => ({
  model: 'zookeeper',
  options: { protocol, replicas: 2, logSize: 1, records: 1, maxEpoch: 1, uncleanLeaderElection: false, commitHistory: false },
  properties: ['StrongIsr'],
})

describe('the threads of searches that follow each other', () => {
  // What other files' searches have left.
  beforeEach(endThreads)
  afterEach(endThreads)

  it('are those of the first', async () => {
    const started: Worker[] = []
    const note = (worker: Worker) => started.push(worker)
    process.on('worker', note)
    try {
      const plans = [planSearch(spec('kip-320')), planSearch(spec('kip-101')), planSearch(spec('kip-320'))]
      const { runs } = await runSearches(plans, onThreads, { workers: 2, maxMemory: 2 ** 26 }, () => undefined)
      expect(runs.map(({ result }) => result.verdict)).toEqual(['holds', 'holds', 'holds'])
      expect(started).toHaveLength(2)
    } finally {
      process.off('worker', note)
    }
  })
})
