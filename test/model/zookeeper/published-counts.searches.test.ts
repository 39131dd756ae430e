import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/search/explore.ts'
import { referenceCheck } from '../../../checker/oracle/reference.ts'
import { propertiesOf } from '../../../invariants/index.ts'
import { zookeeper, type ZookeeperOptions } from '../../../model/zookeeper/index.ts'
import { options } from './walk.ts'

/** Steps of the shortest violation, `holds`, or `-` where TLC did not look. */
type Violation = number | 'holds' | '-'

/**
 * Counted by TLC over the published modules: protocol, replicas, log size (and as many records), largest epoch; distinct states,
 * depth, WeakIsr, StrongIsr.
 */
const PUBLISHED: readonly (readonly [
  ZookeeperOptions['protocol'],
  number,
  number,
  number,
  number,
  number,
  Violation,
  Violation,
])[] = [
  ['kip-101', 2, 1, 2, 1995, 13, '-', '-'],
  ['kip-101', 2, 2, 2, 9045, 17, 11, 11],
  ['kip-101', 3, 1, 1, 9841, 17, '-', '-'],
  ['kip-101', 3, 2, 1, 59788, 21, '-', '-'],
  ['kip-279', 2, 1, 2, 1995, 13, '-', '-'],
  ['kip-279', 2, 2, 2, 9027, 17, 'holds', 'holds'],
  ['kip-279', 3, 1, 1, 9841, 17, '-', '-'],
  ['kip-279', 3, 2, 1, 60106, 21, '-', '-'],
  ['kip-320', 2, 1, 2, 1365, 13, '-', '-'],
  ['kip-320', 2, 2, 2, 5973, 17, 'holds', 'holds'],
  ['kip-320', 3, 1, 1, 6787, 17, '-', '-'],
  ['kip-320', 3, 2, 1, 39619, 21, '-', '-'],
  ['kip-320-first-try', 2, 1, 2, 1895, 13, '-', '-'],
  ['kip-320-first-try', 2, 2, 2, 8429, 17, 'holds', 'holds'],
  ['kip-320-first-try', 3, 1, 1, 9661, 17, '-', '-'],
  ['kip-320-first-try', 3, 2, 1, 59092, 21, '-', '-'],
  ['truncate-to-hw', 2, 1, 2, 2149, 14, '-', '-'],
  ['truncate-to-hw', 2, 2, 2, 10131, 19, 8, 9],
  ['truncate-to-hw', 3, 1, 1, 10681, 16, '-', '-'],
  ['truncate-to-hw', 3, 2, 1, 67807, 20, '-', '-'],
]

const modelOf = (protocol: ZookeeperOptions['protocol'], replicas: number, size: number, maxEpoch: number) =>
  zookeeper(options(protocol, { replicas, logSize: size, records: size, maxEpoch }), (view) =>
    propertiesOf(['WeakIsr', 'StrongIsr'], view),
  )

describe('published counts', { timeout: 60_000 }, () => {
  it.each(PUBLISHED)('%s: replicas %i, log %i, max epoch %i', async (...row) => {
    const [protocol, replicas, size, maxEpoch, distinct, depth, weak, strong] = row
    const result = await exploreHere(modelOf(protocol, replicas, size, maxEpoch), { workers: 1, maxMemory: 256 * 2 ** 20 })
    expect({ distinct: result.distinct, depth: result.depth }).toEqual({ distinct, depth })
    for (const [name, violation] of Object.entries({ WeakIsr: weak, StrongIsr: strong })) {
      if (violation === '-') continue
      const property = result.properties.find((p) => p.name === name)
      expect(property?.verdict === 'violated' ? property.path?.steps.length : property?.verdict, name).toBe(violation)
    }
  })

  it.each(PUBLISHED.filter(([, replicas, size]) => replicas === 2 && size === 1))(
    '%s: replicas %i, log %i, max epoch %i, by the reference checker',
    (protocol, replicas, size, maxEpoch, distinct, depth) => {
      expect(referenceCheck(modelOf(protocol, replicas, size, maxEpoch))).toMatchObject({ distinct, depth })
    },
  )
})
