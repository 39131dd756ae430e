import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../checker/search/explore.ts'
import { propertiesOf } from '../../invariants/index.ts'
import { zookeeper } from '../../model/zookeeper/index.ts'
import { readItf, renderText, replay, traceOf, writeItf } from '../../traces/index.ts'

describe('traces of a real search', async () => {
  const options = { replicas: 2, logSize: 2, records: 2, maxEpoch: 2, uncleanLeaderElection: false } as const
  const model = zookeeper({ protocol: 'kip-101', commitHistory: false, ...options }, (view) =>
    propertiesOf(['WeakIsr', 'StrongIsr', 'PartitionHighWatermarkMonotonic', 'RecordCommitted'], view),
  )
  const { properties } = await exploreHere(model, { workers: 1, maxMemory: 2 ** 28 })

  it.each([
    ['WeakIsr', 'VIOLATED', 11],
    ['StrongIsr', 'VIOLATED', 11],
    ['PartitionHighWatermarkMonotonic', 'VIOLATED', 8],
    ['RecordCommitted', 'REACHED', 5],
  ])('%s is saved, read, replayed and told', (name, heading, steps) => {
    const result = properties.find((p) => p.name === name)
    const trace = result && traceOf(model, { options }, result)
    if (trace === undefined) throw new Error('no trace')
    let text = ''
    writeItf(trace, (chunk) => (text += chunk))
    const read = readItf(text)
    if (!read.ok) throw new Error(JSON.stringify(read.problems))
    const replayed = replay(model, read.trace)
    if (!replayed.ok) throw new Error(replayed.message)
    expect(replayed.trace.steps.length).toBe(steps)
    expect(renderText(replayed.trace, { width: 100 })).toBe(renderText(trace, { width: 100 }))
    expect(renderText(trace, { width: 100 })).toMatch(new RegExp(`^${heading}  ${name} `))
  })
})
